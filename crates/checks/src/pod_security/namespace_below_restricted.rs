//! A namespace with room below the strictest level.

use sekisho_pss::{Level, Mode};

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1509",
        slug: "namespace-below-restricted",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Namespace enforces less than restricted",
            "restricted より緩い基準を強制する名前空間",
        ),
        what: text(
            "Namespaces whose labels enforce `baseline`, and those with `warn` or `audit` \
             labels that enforce nothing.",
            "ラベルで `baseline` を強制している名前空間と、`warn` や `audit` のラベルだけで何も\
             強制していない名前空間を検出します。",
        ),
        why: text(
            "Baseline still admits pods that run as root, keep the default capabilities and \
             have no seccomp profile. Warnings admit everything.",
            "baseline では、root での実行、既定のケイパビリティ、seccomp プロファイルなしの Pod \
             が依然として受け入れられます。警告だけではすべてが受け入れられます。",
        ),
        fix: text(
            "Set `warn` and `audit` to `restricted`, mend what they report, then enforce it.",
            "`warn` と `audit` を `restricted` にし、報告された点を修正してから強制します。",
        ),
        fine: text(
            "The workloads there need what restricted forbids, or another policy is stricter.",
            "restricted が禁じるものがワークロードに必要な場合や、別のポリシーがより厳しい場合は\
             問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("mitre", "T1610"),
            reference("catalogue", "A03"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const BASELINE: Text = text(
    "only baseline is enforced: root and the default capabilities are still admitted",
    "強制されているのは baseline だけで、root や既定のケイパビリティは受け入れられます",
);
const NOTHING: Text = text(
    "nothing is enforced: every pod is admitted, some with a warning",
    "何も強制されておらず、すべての Pod が（一部は警告付きで）受け入れられます",
);

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let mut labelled = admission::labelled(namespace);
    if cx.is_system(namespace.name()) || labelled.next().is_none() {
        return cx.not_applicable();
    }
    drop(labelled);
    let (policy, faults) = admission::policy(cx.settings, namespace);
    // A label that is not read is a finding of its own.
    if !faults.is_empty() || admission::is_exempt(cx.settings, namespace.name()) {
        return;
    }
    let has_label = admission::has_label(namespace, Mode::Enforce.level_label());
    let place = admission::label(namespace, Mode::Enforce.level_label());
    let finding = match policy.enforce.level {
        Level::Baseline => cx.finding(place, Message::new(BASELINE)),
        // An explicit `privileged` has a check of its own.
        Level::Privileged if !has_label => {
            let finding = cx.finding(place, Message::new(NOTHING)).severity(Medium);
            admission::below_baseline(finding).reference("kalm", "PSA-003")
        }
        _ => return,
    };
    cx.report(admission::below_restricted(finding));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline  # expect: namespace-below-restricted
        ---
        apiVersion: v1
        kind: Namespace
        metadata:
          name: api
          labels:  # expect: namespace-below-restricted
            pod-security.kubernetes.io/warn: restricted
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: restricted
        ",
    ),
];
