//! A field whose default surprises.

use sekisho_api::KubeVersion;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1817",
        slug: "default-eviction-of-unhealthy-pods",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Disruption budget leaves the eviction of unhealthy pods to the default",
            "PodDisruptionBudget が不健全な Pod の退避を既定に任せている",
        ),
        what: text(
            "PodDisruptionBudgets without `unhealthyPodEvictionPolicy` (Kubernetes 1.27 and \
             later).",
            "`unhealthyPodEvictionPolicy` のない PodDisruptionBudget を検出します（Kubernetes 1.27 以\
             降）。",
        ),
        why: text(
            "By default (`IfHealthyBudget`) a pod that is not ready counts and may not be \
             evicted while the budget is not met: one crash loop blocks every drain.",
            "既定の `IfHealthyBudget` では、予算を満たしていない間は準備未完了の Pod も退避\
             できません。クラッシュを繰り返す Pod が一つあるだけで、ドレインが止まります。",
        ),
        fix: text(
            "Set `unhealthyPodEvictionPolicy: AlwaysAllow`, or `IfHealthyBudget` where that \
             is meant.",
            "`unhealthyPodEvictionPolicy: AlwaysAllow` を設定します。既定の動作が必要なら `IfHealthyBudget` と\
             明記します。",
        ),
        fine: text(
            "A pod that is not ready may still hold data that the others need.",
            "準備未完了の Pod でも、ほかの Pod に必要なデータを持つ可能性がある場合は問題あ\
             りません。",
        ),
        references: &[
            reference("catalogue", "H03"),
            reference("kube-linter", "pdb-unhealthy-pod-eviction-policy"),
        ],
    },
    run: Run::Object { of: &[("policy", "PodDisruptionBudget")], run },
    fixtures: FIXTURES,
};

const DEFAULT: Text = text(
    "pods that are not ready block evictions by default",
    "既定では、準備未完了の Pod が退避を妨げます",
);
const ALLOW: Text =
    text("let unhealthy pods be evicted always", "不健全な Pod を常に退避できるようにする");
const FIELD: [&str; 2] = ["spec", "unhealthyPodEvictionPolicy"];

fn run(cx: &mut Cx<'_>, budget: &Object) {
    if cx.settings.version < KubeVersion::minor_of_1(27) {
        return cx.not_applicable();
    }
    if budget.value.at(&FIELD).is_none() {
        let fix = set(ALLOW, Safety::Unsafe, Route::keys(FIELD), "AlwaysAllow");
        cx.report(cx.at(budget, FIELD, DEFAULT).fix(fix));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:  # expect: default-eviction-of-unhealthy-pods
          maxUnavailable: 1
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
          maxUnavailable: 1
          unhealthyPodEvictionPolicy: AlwaysAllow
          selector:
            matchLabels:
              app: web
        ",
    ),
];
