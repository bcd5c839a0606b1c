//! A number that is a fault or not depending on others: the replicas that it is about.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1815",
        slug: "blocking-disruption-budget",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Disruption budget allows no eviction",
            "PodDisruptionBudget がすべての退避を妨げる",
        ),
        what: text(
            "PodDisruptionBudgets with `maxUnavailable: 0` or `0%`, with `minAvailable: \
             100%`, or with a `minAvailable` that is no less than the replicas of the \
             workload, or than the least that its autoscaler keeps.",
            "`maxUnavailable` が `0` または `0%` のもの、`minAvailable` が `100%` のもの、`minAvailable` が\
             ワークロードのレプリカ数（またはオートスケーラーの最小数）以上のものを検出しま\
             す。",
        ),
        why: text(
            "The pods cannot be evicted: draining a node waits for ever, and security updates \
             of nodes with it.",
            "Pod を退避できないため、ノードのドレインが終わらず、ノードのセキュリティ更新も\
             止まります。",
        ),
        fix: text(
            "Use `maxUnavailable: 1`, and run at least two replicas.",
            "`maxUnavailable: 1` を使い、レプリカを二つ以上にします。",
        ),
        fine: text(
            "Somebody moves the pods by hand whenever a node is drained.",
            "ノードをドレインするたびに手作業で Pod を移動している場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H03")],
    },
    run: Run::Object { of: &[("policy", "PodDisruptionBudget")], run },
    fixtures: FIXTURES,
};

const NEVER: Text = text(
    "`{field}: {value}` allows no pod to be evicted",
    "`{field}: {value}` では Pod を一つも退避できません",
);
const TOO_MANY: Text = text(
    "{value} pods must stay, and `{workload}` keeps as few as {replicas}",
    "{value} 個の Pod を残す必要がありますが、`{workload}` が維持する Pod は最小で {replicas} 個です",
);

fn run(cx: &mut Cx<'_>, budget: &Object) {
    if let Some(value) = budget.value.at(&["spec", "maxUnavailable"]) {
        if value.as_i64() == Some(0) || matches!(value.as_str(), Some("0" | "0%")) {
            cx.report(
                never(cx, budget, "maxUnavailable", "0")
                    .reference("kube-linter", "pdb-max-unavailable")
                    .reference("polaris", "pdbDisruptionsIsZero"),
            );
        }
        return;
    }
    let Some(value) = budget.value.at(&["spec", "minAvailable"]) else { return };
    if value.as_str() == Some("100%") {
        cx.report(
            never(cx, budget, "minAvailable", "100%")
                .reference("kube-linter", "pdb-min-available")
                .reference("polaris", "pdbDisruptionsIsZero"),
        );
        return;
    }
    let Some(least) = value.as_i64().filter(|least| *least > 0) else { return };
    for (group, kind) in joined::SCALED {
        for object in cx.snapshot.of_kind_in(group, kind, budget.namespace()) {
            if !joined::is_scaled(object)
                || !joined::is_budgeted(budget, joined::pod_labels(object))
            {
                continue;
            }
            let autoscaler = joined::autoscaler_of(cx.snapshot, object);
            let replicas = match autoscaler {
                Some(autoscaler) => joined::scale_range(autoscaler).0,
                None => joined::replicas(object).unwrap_or(1),
            };
            // What is scaled to zero has no pods to evict.
            if replicas == 0 || least < replicas {
                continue;
            }
            let message = Message::new(TOO_MANY)
                .with("value", least.to_string())
                .with("workload", object.name())
                .with("replicas", replicas.to_string());
            let place = budget.place(Route::keys(["spec", "minAvailable"]));
            let finding = cx.finding(place, message).reference("kube-linter", "pdb-min-available");
            let finding = match autoscaler {
                Some(autoscaler) => finding
                    .reference("polaris", "pdbMinAvailableGreaterThanHPAMinReplicas")
                    .related(autoscaler.place(Route::keys(["spec"])), Message::new(HERE)),
                None => finding
                    .related(object.place(Route::keys(["spec", "replicas"])), Message::new(HERE)),
            };
            return cx.report(finding);
        }
    }
}

const HERE: Text = text("so few are kept here", "維持する数はここで決まります");

fn never(cx: &Cx<'_>, budget: &Object, field: &'static str, value: &'static str) -> Finding {
    let message = Message::new(NEVER).with("field", field).with("value", value);
    cx.finding(budget.place(Route::keys(["spec", field])), message)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 0  # expect: blocking-disruption-budget
          selector:
            matchLabels:
              app: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          minAvailable: 2  # expect: blocking-disruption-budget
          selector:
            matchLabels:
              app: web
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
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
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 25%
          selector:
            matchLabels:
              app: web
        ",
    ),
];
