//! Objects that stand around a workload: webhooks and the Service between.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1835",
        slug: "single-replica-security-function",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Security function runs in one pod",
            "セキュリティ機能が一つの Pod で動いている",
        ),
        what: text(
            "Deployments of one replica behind an admission webhook, or that are the \
             cluster's DNS (`k8s-app: kube-dns`) or a known policy engine or certificate \
             manager, and that no autoscaler scales. With more replicas but no \
             PodDisruptionBudget it is a hint.",
            "レプリカが一つの Deployment のうち、アドミッション Webhook の呼び出し先、クラ\
             スターの DNS（`k8s-app: kube-dns`）、または既知のポリシーエンジンや証明書管理\
             であり、オートスケーラーの対象でもないものを検出します。レプリカが複数でも PodDisruptionBudget が\
             ない場合はヒントとして扱います。",
        ),
        why: text(
            "While the pod is away the protection is too: a webhook that fails open lets \
             everything through, one that fails closed stops all deployments, and without DNS \
             nothing finds anything. Whoever can make one pod fail can choose the moment.",
            "この Pod が停止している間は保護も失われます。フェイルオープンの Webhook はすべ\
             てを通し、フェイルクローズならデプロイがすべて止まり、DNS がなければ名前解決が\
             できません。Pod を一つ停止させられる攻撃者は、その時を選べます。",
        ),
        fix: text(
            "Run two replicas or more on different nodes, with a PodDisruptionBudget.",
            "レプリカを二つ以上にして別々のノードに分散させ、PodDisruptionBudget を設定しま\
             す。",
        ),
        fine: text(
            "Clusters of one node, and test clusters.",
            "ノードが一つのクラスターやテスト用クラスターでは問題ありません。",
        ),
        references: &[reference("catalogue", "G342")],
    },
    run: Run::Object { of: &[("apps", "Deployment")], run },
    fixtures: FIXTURES,
};

const ALONE: Text =
    text("the {function} runs in a single pod", "{function} が一つの Pod だけで動いています");
const TOGETHER: Text = text(
    "all pods of the {function} may be evicted at once",
    "{function} のすべての Pod が同時に退避させられる可能性があります",
);
const WEBHOOK: &str = "admission webhook";
const BUDGET: &str = "PodDisruptionBudget";
const CONFIGURATIONS: [&str; 2] =
    ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];
/// Labels by which the cluster's DNS, policy engines and issuers of certificates are known.
const FUNCTIONS: [(&str, &str, &str); 10] = [
    ("k8s-app", "kube-dns", "DNS"),
    ("app.kubernetes.io/name", "coredns", "DNS"),
    ("gatekeeper.sh/system", "yes", "policy engine"),
    ("app.kubernetes.io/part-of", "kyverno", "policy engine"),
    ("app.kubernetes.io/name", "kubewarden-controller", "policy engine"),
    ("app.kubernetes.io/name", "sigstore-policy-controller", "policy engine"),
    ("app.kubernetes.io/name", "cert-manager", "certificate manager"),
    ("app.kubernetes.io/name", "webhook", WEBHOOK),
    ("app", "istiod", "mesh control plane"),
    ("linkerd.io/control-plane-component", "identity", "mesh control plane"),
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let labels = joined::pod_labels(object);
    let of_label = FUNCTIONS
        .iter()
        .find(|(key, value, _)| labels.field(key).and_then(Value::as_str) == Some(*value));
    let function = match of_label {
        Some((.., function)) => function,
        None if is_called(cx.snapshot, object) => WEBHOOK,
        None => return cx.not_applicable(),
    };
    let replicas = match joined::autoscaler_of(cx.snapshot, object) {
        Some(autoscaler) => joined::scale_range(autoscaler).0,
        None => joined::replicas(object).unwrap_or(1),
    };
    if replicas == 0 {
        return cx.not_applicable();
    }
    if replicas == 1 {
        let message = Message::new(ALONE).with("function", function);
        return cx.report(cx.finding(object.place(Route::keys(["spec", "replicas"])), message));
    }
    let mut budgets = cx.snapshot.of_kind_in("policy", BUDGET, object.namespace());
    if budgets.any(|budget| joined::is_budgeted(budget, labels)) {
        return;
    }
    if cx.absence(BUDGET, object.namespace()).is_none() {
        return cx.unknown();
    }
    let message = Message::new(TOGETHER).with("function", function);
    let place = object.place(Route::keys(["spec", "template"]));
    cx.report(cx.finding(place, message).confidence(Confidence::Low));
}

/// Whether the API server calls a webhook of the workload.
fn is_called(snapshot: &Snapshot, object: &Object) -> bool {
    const GROUP: &str = "admissionregistration.k8s.io";
    let mut configurations =
        CONFIGURATIONS.into_iter().flat_map(|kind| snapshot.of_kind(GROUP, kind));
    configurations.any(|configuration| {
        configuration.value.items_at(&["webhooks"]).iter().any(|webhook| {
            let service = |field| webhook.str_at(&["clientConfig", "service", field]);
            let namespace = service("namespace");
            namespace == object.namespace()
                && service("name")
                    .and_then(|name| snapshot.find("", "Service", namespace, name))
                    .is_some_and(|it| joined::is_behind(it, joined::pod_labels(object)))
        })
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: coredns
          namespace: kube-system
        spec:
          replicas: 1  # expect: single-replica-security-function
          template:
            metadata:
              labels:
                k8s-app: kube-dns
            spec:
              containers:
                - name: coredns
        ",
    ),
    Fixture::fail(
        "
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata:
          name: guard
        webhooks:
          - name: guard.example.com
            clientConfig:
              service:
                namespace: guard
                name: guard
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: guard
          namespace: guard
        spec:
          selector:
            app: guard
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: guard
          namespace: guard
        spec:  # expect: single-replica-security-function
          template:
            metadata:
              labels:
                app: guard
            spec:
              containers:
                - name: guard
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: coredns
          namespace: kube-system
        spec:
          replicas: 2
          template:
            metadata:
              labels:
                k8s-app: kube-dns
            spec:
              containers:
                - name: coredns
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: coredns
          namespace: kube-system
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              k8s-app: kube-dns
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
