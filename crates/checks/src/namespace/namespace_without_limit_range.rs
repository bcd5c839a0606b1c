//! A namespace and what ought to be in it: a LimitRange.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1902",
        slug: "namespace-without-limit-range",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Namespace has no LimitRange", "名前空間に LimitRange がない"),
        what: text(
            "Namespaces without a LimitRange. Those of the system are left out. In files, where the \
             LimitRange may stand elsewhere, this is a hint.",
            "LimitRange のない名前空間を検出します。システムの名前空間は対象外です。ファイルだけを見る場\
             合は、別の場所に LimitRange があるかもしれないため、参考情報になります。",
        ),
        why: text(
            "Nothing gives containers that state no requests and limits a default, and nothing keeps one \
             container from asking for a whole node.",
            "要求や上限を書いていないコンテナーに既定値が与えられず、ひとつのコンテナーがノード全体を要求\
             することも防げません。",
        ),
        fix: text(
            "Add a LimitRange of type `Container` with `default`, `defaultRequest`, `min` and `max` for \
             CPU and memory.",
            "種別 `Container` の LimitRange を追加し、CPU とメモリの `default`、`defaultRequest`、`min`、\
             `max` を設定します。",
        ),
        fine: text(
            "Another policy sees to it that every container states its amounts.",
            "すべてのコンテナーに要求と上限を書かせるポリシーが別にあれば問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1499"),
            reference("catalogue", "A05"),
            reference("kalm", "RES-007"),
            reference("kalm", "RES-008"),
            reference("popeye", "POP-206"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "the namespace `{namespace}` has no LimitRange",
    "名前空間 `{namespace}` に LimitRange がありません",
);

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let name = namespace.name();
    if cx.is_system(name) {
        return cx.not_applicable();
    }
    if cx.snapshot.of_kind_in("", "LimitRange", Some(name)).next().is_some() {
        return;
    }
    let Some(confidence) = cx.absence("LimitRange", Some(name)) else { return cx.unknown() };
    let message = Message::new(NONE).with("namespace", name);
    let place = namespace.place(Route::keys(["metadata", "name"]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop  # expect: namespace-without-limit-range
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: limits
          namespace: shop
        spec:
          limits:
            - type: Container
              default:
                memory: 256Mi
        ",
    ),
];
