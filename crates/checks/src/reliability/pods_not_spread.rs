//! A selector that must fit the pod it stands in.

use sekisho_api::LabelSelector;

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1812",
        slug: "pods-not-spread",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Replicas may all run on one node",
            "レプリカがすべて同じノードで動く可能性がある",
        ),
        what: text(
            "Workloads of two or more replicas without `podAntiAffinity` on the node and \
             without `topologySpreadConstraints` that select their own pods. For one replica, \
             which an autoscaler may raise, it is a hint.",
            "レプリカが二つ以上あるのに、自分の Pod を選択するノード単位の `podAntiAffinity` も `topologySpreadConstraints` も\
             ないワークロードを検出します。レプリカが一つの場合は、オートスケーラーで増える\
             可能性があるためヒントとして扱います。",
        ),
        why: text(
            "The scheduler spreads pods only as a preference. When one node fails, all \
             replicas may fail with it.",
            "スケジューラーによる分散は努力目標にすぎません。ノードが一つ停止しただけで、す\
             べてのレプリカが停止する可能性があります。",
        ),
        fix: text(
            "Add `topologySpreadConstraints` over `kubernetes.io/hostname` and the zone, with \
             a selector for the workload's own labels.",
            "`kubernetes.io/hostname` とゾーンを対象に、自分のラベルを選択する `topologySpreadConstraints` を\
             追加します。",
        ),
        fine: text(
            "The cluster has one node, or the configuration of its scheduler spreads pods by \
             default.",
            "ノードが一つのクラスターや、スケジューラーの設定で既定の分散が行われる場合は問\
             題ありません。",
        ),
        references: &[reference("catalogue", "H02")],
    },
    run: Run::Object { of: &joined::SCALED, run },
    fixtures: FIXTURES,
};

const ONE_NODE: Text = text(
    "nothing keeps all replicas from running on one node",
    "すべてのレプリカが同じノードで動くことを防ぐ設定がありません",
);
const NO_MATCH: Text = text(
    "the anti-affinity selects other pods than those of the workload",
    "podAntiAffinity が自身の Pod とは別の Pod を選択しています",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let replicas = joined::replicas(object);
    if replicas == Some(0) {
        return cx.not_applicable();
    }
    let is_many = replicas.is_some_and(|replicas| replicas > 1)
        || joined::autoscaler_of(cx.snapshot, object).is_some();
    for pod in object.pods() {
        let constraints = pod.spec.items_at(&["topologySpreadConstraints"]);
        let terms = terms(&pod.spec);
        let is_spread =
            constraints.iter().any(|it| selects(it.field("labelSelector"), pod.labels()))
                || terms.iter().any(|term| {
                    is_per_node(term) && selects(term.field("labelSelector"), pod.labels())
                });
        if is_spread {
            continue;
        }
        if pod.partial {
            return cx.unknown();
        }
        let message = Message::new(if terms.is_empty() { ONE_NODE } else { NO_MATCH });
        let mut finding = cx.in_pod(&pod, ["affinity", "podAntiAffinity"], message);
        if constraints.is_empty() {
            finding = finding.reference("polaris", "topologySpreadConstraint");
        }
        finding = match (is_many, object.kind()) {
            (false, _) => finding.confidence(Confidence::Low),
            (true, "Deployment") => finding
                .reference("kube-linter", "no-anti-affinity")
                .reference("kube-score", "Deployment has host PodAntiAffinity"),
            (true, "StatefulSet") => finding
                .reference("kube-linter", "no-anti-affinity")
                .reference("kube-score", "StatefulSet has host PodAntiAffinity"),
            (true, _) => finding.reference("kube-linter", "no-anti-affinity"),
        };
        cx.report(finding);
    }
}

/// The terms that keep the pod from others, required or preferred.
fn terms(spec: &Value) -> Vec<&Value> {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    let list = |field| spec.items_at(&["affinity", "podAntiAffinity", field]).iter();
    let preferred = list(PREFERRED).filter_map(|it| it.field("podAffinityTerm"));
    list(REQUIRED).chain(preferred).collect()
}

fn is_per_node(term: &Value) -> bool {
    term.str_at(&["topologyKey"]) == Some("kubernetes.io/hostname")
}

/// An absent selector selects no pod.
fn selects(selector: Option<&Value>, labels: &Value) -> bool {
    selector.is_some()
        && LabelSelector::read(selector).is_ok_and(|selector| selector.matches(Some(labels)))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
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
            spec:  # expect: pods-not-spread
              containers:
                - name: web
        ",
    ),
    Fixture::fail(
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
              affinity:
                podAntiAffinity:  # expect: pods-not-spread
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: kubernetes.io/hostname
                      labelSelector:
                        matchLabels:
                          app: api
              containers:
                - name: web
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
              topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: topology.kubernetes.io/zone
                  whenUnsatisfiable: ScheduleAnyway
                  labelSelector:
                    matchLabels:
                      app: web
              containers:
                - name: web
        ",
    ),
];
