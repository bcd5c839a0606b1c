//! Two objects that belong together: a Service and the pods that it should lead to.

use std::collections::HashMap;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1401",
        slug: "service-selects-nothing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Service selects no pod", "Service がどの Pod も選択していない"),
        what: text(
            "Services whose selector fits no pod of any workload of the same namespace, where there are \
             workloads in it. Services without a selector and those of type `ExternalName` lead elsewhere \
             on purpose. Where an operator in the namespace may make further pods, nothing is said.",
            "同じ名前空間にワークロードがあるのに、セレクターがどの Pod にも一致しない Service を検出します。セレクターのない \
             Service や `ExternalName` は意図的に別の宛先を持つため対象外です。オペレーターが別の Pod を作る可能性がある名前空間では\
             判定しません。",
        ),
        why: text(
            "Requests to the Service fail, and whoever may create a pod in the namespace can take them over \
             by giving it the labels that are asked for.",
            "この Service へのリクエストは失敗します。さらに、この名前空間に Pod を作成できる者は、セレクターが求めるラベルを付けるだけで\
             通信を横取りできます。",
        ),
        fix: text(
            "Make the selector equal to labels of the pod template, or remove the Service.",
            "セレクターを Pod テンプレートのラベルに合わせるか、Service を削除します。",
        ),
        fine: text(
            "The pods are deployed from elsewhere, or at another time.",
            "Pod が別の場所から、あるいは別のタイミングでデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("kubescape", "C-0293"),
            reference("kubescape", "service-with-no-workload"),
            reference("catalogue", "N13"),
            reference("kube-linter", "dangling-service"),
            reference("kube-score", "Service Targets Pod"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "no pod of the namespace has the labels {selector}",
    "この名前空間に、ラベル {selector} を持つ Pod はありません",
);
const CLOSEST: Text = text(
    "the closest: `{label}` here is `{value}`",
    "最も近いもの: ここでは `{label}` は `{value}` です",
);
const CLOSEST_LACKS: Text = text(
    "the closest: there is no label `{label}` here",
    "最も近いもの: ここにはラベル `{label}` がありません",
);

/// The pods of a namespace.
#[derive(Default)]
struct Pods<'s> {
    pods: Vec<Pod<'s>>,
    /// Whether something here may make pods that cannot be seen.
    has_unseen: bool,
}

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut namespaces: HashMap<Option<&str>, Pods<'_>> = HashMap::new();
    for object in snapshot.objects() {
        let pods = object.pods();
        let has_unseen = if pods.is_empty() { may_make_pods(object) } else { false };
        if pods.is_empty() && !has_unseen {
            continue;
        }
        let namespace = namespaces.entry(object.namespace()).or_default();
        namespace.has_unseen |= has_unseen || pods.iter().any(|pod| pod.partial);
        namespace.pods.extend(pods);
    }
    for service in snapshot.of_kind("", "Service") {
        let Some(selector) = service.value.at(&["spec", "selector"]).and_then(Value::as_map) else {
            continue;
        };
        if selector.is_empty() || service.value.str_at(&["spec", "type"]) == Some("ExternalName") {
            continue;
        }
        cx.subject(|cx| judge(cx, service, namespaces.get(&service.namespace())));
    }
}

fn judge(cx: &mut Cx<'_>, service: &Object, namespace: Option<&Pods<'_>>) {
    let selector = service.value.at(&["spec", "selector"]).unwrap_or(&Value::Null);
    let wanted = || selector.entries().filter(|(label, _)| !is_set_later(label));
    let fits = |pod: &Pod<'_>| {
        let labels = pod.metadata.field("labels").unwrap_or(&Value::Null);
        wanted().filter(|(label, value)| labels.get(label) == Some(value)).count()
    };
    let Some(namespace) = namespace.filter(|namespace| !namespace.pods.is_empty()) else {
        return cx.unknown();
    };
    let Some(closest) = namespace.pods.iter().max_by_key(|pod| fits(pod)) else { return };
    if fits(closest) == wanted().count() {
        return;
    }
    let has_variable = |value: &Value| value.as_str().is_some_and(|text| text.contains(['$', '{']));
    if namespace.has_unseen || selector.entries().any(|(_, value)| has_variable(value)) {
        return cx.unknown();
    }
    // What has nothing in common with any pod here was probably deployed from elsewhere.
    let is_closed = cx.snapshot.completeness("Pod", service.namespace()) == Completeness::Closed;
    if fits(closest) == 0 && !is_closed {
        return cx.unknown();
    }
    let pairs: Vec<String> = selector
        .entries()
        .map(|(label, value)| format!("`{label}={}`", value.as_str().unwrap_or_default()))
        .collect();
    let message = Message::new(NOTHING).with("selector", pairs.join(", "));
    let place = service.place(Route::keys(["spec", "selector"]));
    let mut finding = cx.finding(place, message);
    if is_closed {
        finding = finding.confidence(Confidence::High);
    }
    if let Some((place, note)) = difference(selector, closest).filter(|_| fits(closest) > 0) {
        finding = finding.related(place, note);
    }
    cx.report(finding);
}

/// The first label that keeps a pod from being selected.
fn difference(selector: &Value, pod: &Pod<'_>) -> Option<(sekisho_finding::Place, Message)> {
    let labels = pod.metadata.field("labels").unwrap_or(&Value::Null);
    let (label, _) = selector
        .entries()
        .find(|(label, value)| labels.get(label) != Some(value) && !is_set_later(label))?;
    let route = pod.route(&Route::keys(["metadata", "labels", label]));
    let message = match labels.get(label).and_then(Value::as_str) {
        Some(value) => Message::new(CLOSEST).with("value", value),
        None => Message::new(CLOSEST_LACKS),
    };
    Some((pod.object.place(route), message.with("label", label)))
}

/// Whether a label is put on pods when they are made or while they run, and stands in no template: by
/// controllers, by the scheduler, or by programs that elect a leader.
fn is_set_later(label: &str) -> bool {
    const PREFIXES: [&str; 5] = [
        "statefulset.kubernetes.io/",
        "apps.kubernetes.io/",
        "batch.kubernetes.io/",
        "jobset.sigs.k8s.io/",
        "topology.kubernetes.io/",
    ];
    matches!(
        label,
        "pod-template-hash"
            | "controller-revision-hash"
            | "pod-template-generation"
            | "job-name"
            | "controller-uid"
    ) || PREFIXES.iter().any(|prefix| label.starts_with(prefix))
        || label.to_ascii_lowercase().ends_with("role")
}

/// Whether an object is of a kind that is not Kubernetes' own and not known to leave pods alone.
fn may_make_pods(object: &Object) -> bool {
    const BUILT_IN: [&str; 5] = ["", "apps", "batch", "autoscaling", "policy"];
    const NO_PODS: [&str; 12] = [
        "networking.istio.io",
        "security.istio.io",
        "gateway.networking.k8s.io",
        "traefik.io",
        "traefik.containo.us",
        "external-secrets.io",
        "bitnami.com",
        "cilium.io",
        "crd.projectcalico.org",
        "projectcontour.io",
        "kyverno.io",
        "cert-manager.io",
    ];
    let group = object.group();
    if BUILT_IN.contains(&group) || NO_PODS.contains(&group) {
        return false;
    }
    if group.ends_with(".k8s.io") {
        return matches!(group.split('.').next(), Some("leaderworkerset" | "jobset" | "kueue"));
    }
    if group == "monitoring.coreos.com" {
        return !matches!(
            object.kind(),
            "ServiceMonitor" | "PodMonitor" | "PrometheusRule" | "Probe"
        );
    }
    object.value.field("spec").is_some()
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
        spec:
          selector:  # expect: service-selects-nothing
            app: web
            tier: front
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          template:
            metadata:
              labels:
                app: web
                tier: frontend
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: db
        spec:
          type: ExternalName
          externalName: db.example.com
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            app: web
            version: v1
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: db-0
        spec:
          selector:
            app: db
            statefulset.kubernetes.io/pod-name: db-0
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
        spec:
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
                - name: db
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            app: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: search
        spec:
          selector:
            elasticsearch.k8s.elastic.co/cluster-name: search
        ---
        apiVersion: elasticsearch.k8s.elastic.co/v1
        kind: Elasticsearch
        metadata:
          name: search
        spec:
          version: 9.0.0
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
        ",
    ),
];
