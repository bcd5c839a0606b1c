//! Two objects that belong together: a workload and its disruption budget.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1814",
        slug: "missing-disruption-budget",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Workload has no disruption budget",
            "ワークロードに PodDisruptionBudget がない",
        ),
        what: text(
            "Deployments, StatefulSets and their likes whose pods no PodDisruptionBudget of \
             the namespace selects. Those that state one replica are left out, because a \
             budget for one pod either blocks every drain or does nothing.",
            "同じ名前空間のどの PodDisruptionBudget にも Pod が選択されない Deployment や StatefulSet な\
             どを検出します。レプリカを 1 と指定したものは、予算がドレインを妨げるか無意味\
             かのどちらかになるため対象外です。",
        ),
        why: text(
            "Draining a node, or several at once during an upgrade, evicts all replicas \
             together.",
            "ノードのドレインや、アップグレードで複数のノードを同時に停止するとき、すべての\
             レプリカが一斉に退避させられます。",
        ),
        fix: text(
            "Add a PodDisruptionBudget with `maxUnavailable: 1` and the labels of the pod \
             template.",
            "Pod テンプレートのラベルを選択する、`maxUnavailable: 1` の PodDisruptionBudget を\
             追加します。",
        ),
        fine: text(
            "All replicas may be away for a while.",
            "すべてのレプリカが一時的に停止しても構わない場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H03")],
    },
    run: Run::Object { of: &joined::SCALED, run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "no PodDisruptionBudget of the namespace selects these pods",
    "この名前空間に、これらの Pod を選択する PodDisruptionBudget がありません",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let is_autoscaled = joined::autoscaler_of(cx.snapshot, object).is_some();
    let replicas = joined::replicas(object);
    if !is_autoscaled && replicas.is_some_and(|replicas| replicas < 2) {
        return cx.not_applicable();
    }
    let labels = joined::pod_labels(object);
    let mut budgets = cx.snapshot.of_kind_in("policy", BUDGET, object.namespace());
    if budgets.any(|budget| joined::is_budgeted(budget, labels)) {
        return;
    }
    let Some(confidence) = cx.absence(BUDGET, object.namespace()) else { return cx.unknown() };
    // Without `replicas` there is one, which somebody may raise.
    let is_one = replicas.is_none() && !is_autoscaled;
    let confidence = if is_one { Confidence::Low } else { confidence };
    let finding = cx.at(object, ["spec", "template"], NONE).confidence(confidence);
    cx.report(match object.kind() {
        "Deployment" => finding
            .reference("kube-score", "Deployment has PodDisruptionBudget")
            .reference("polaris", "missingPodDisruptionBudget"),
        "StatefulSet" => finding.reference("kube-score", "StatefulSet has PodDisruptionBudget"),
        _ => finding,
    });
}

const BUDGET: &str = "PodDisruptionBudget";

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 3
          template:  # expect: missing-disruption-budget
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: api
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 3
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 1
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
];
