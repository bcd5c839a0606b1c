//! A field that is missing, so that the object does nothing.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1816",
        slug: "empty-disruption-budget",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Disruption budget states no number",
            "PodDisruptionBudget に数が指定されていない",
        ),
        what: text(
            "PodDisruptionBudgets with neither `minAvailable` nor `maxUnavailable`.",
            "`minAvailable` も `maxUnavailable` もない PodDisruptionBudget を検出します。",
        ),
        why: text(
            "The API server takes such a budget, and nothing is protected by it: all pods may \
             be evicted at once.",
            "API サーバーはこの予算を受け付けますが、何も保護されず、すべての Pod が同時に\
             退避させられる可能性があります。",
        ),
        fix: text("Set `maxUnavailable: 1`.", "`maxUnavailable: 1` を設定します。"),
        fine: text("Never.", "問題ない場面はありません。"),
        references: &[
            reference("catalogue", "H03"),
            reference("kube-score", "PodDisruptionBudget has policy"),
        ],
    },
    run: Run::Object { of: &[("policy", "PodDisruptionBudget")], run },
    fixtures: FIXTURES,
};

const EMPTY: Text = text(
    "the budget has neither `minAvailable` nor `maxUnavailable`",
    "`minAvailable` も `maxUnavailable` もありません",
);

fn run(cx: &mut Cx<'_>, budget: &Object) {
    let has = |field| budget.value.at(&["spec", field]).is_some();
    if !has("minAvailable") && !has("maxUnavailable") {
        cx.report(cx.at(budget, ["spec"], EMPTY));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:  # expect: empty-disruption-budget
          selector:
            matchLabels:
              app: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          minAvailable: 1
          selector:
            matchLabels:
              app: web
        ",
    ),
];
