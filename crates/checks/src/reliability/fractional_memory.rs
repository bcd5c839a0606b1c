//! A quantity whose suffix means something else than its author thought.

use sekisho_api::Quantity;
use sekisho_inventory::ResourceKind;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1810",
        slug: "fractional-memory",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Memory amount is a fraction of a byte",
            "メモリ量が 1 バイト未満の端数になっている",
        ),
        what: text(
            "Requests and limits of `memory` or `ephemeral-storage` that are no whole number \
             of bytes, such as `400m`. The suffix `m` means thousandths; mebibytes are `Mi`, \
             megabytes `M`.",
            "`memory` や `ephemeral-storage` の要求や上限のうち、`400m` のようにバイトの整\
             数にならないものを検出します。接尾辞 `m` は千分の一を表します。メビバイトは `Mi`、\
             メガバイトは `M` です。",
        ),
        why: text(
            "`400m` is rounded up to a single byte. As a limit it kills the container at its \
             start, as a request it hides from the scheduler what the container needs.",
            "`400m` は 1 バイトに切り上げられます。上限であればコンテナーは起動直後に終了さ\
             せられ、要求量であれば必要なメモリがスケジューラーに伝わりません。",
        ),
        fix: text("Write the amount with `Mi` or `Gi`.", "`Mi` や `Gi` を使って量を指定します。"),
        fine: text("Never.", "問題ない場面はありません。"),
        references: &[
            reference("catalogue", "A10"),
            reference("kubescape", "C-0004"),
            reference("kubescape", "resources-memory-limit-and-request"),
        ],
    },
    run: Run::ContainerExcept {
        except: &[(
            ContainerKind::Ephemeral,
            "the API server refuses resources on ephemeral containers",
        )],
        run,
    },
    fixtures: FIXTURES,
};

const FRACTION: Text = text(
    "`{amount}` is no whole number of bytes: `m` means thousandths",
    "`{amount}` はバイトの整数ではありません。`m` は千分の一を表します",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for kind in [ResourceKind::Request, ResourceKind::Limit] {
        for resource in ["memory", "ephemeral-storage"] {
            let Some(found) = container.resource(kind, resource) else { continue };
            let Some(Ok(amount)) = Quantity::from_value(found.value) else { continue };
            if amount.milli_i64().is_none_or(|milli| milli % 1_000 == 0) {
                continue;
            }
            let shown = found.value.as_str().unwrap_or_default();
            let message = Message::new(FRACTION).with("amount", shown);
            cx.report(cx.in_container(pod, container, found.route, message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        resources:
          requests:
            memory: 400m  # expect: fractional-memory
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          requests:
            cpu: 400m
            memory: 400Mi
        ",
    ),
];
