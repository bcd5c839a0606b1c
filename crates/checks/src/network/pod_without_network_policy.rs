//! A pod that falls between the policies of its namespace.

use crate::isolation::{Policies, namespaces, pods};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1404",
        slug: "pod-without-network-policy",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod is selected by no network policy",
            "どのネットワークポリシーにも選択されていない Pod",
        ),
        what: text(
            "Pods that no policy selects although the namespace has policies. Policies of \
             Cilium count, those of other network plugins make the verdict unknown. Pods in the \
             network of the node are left out, because policies do not apply to them.",
            "名前空間にポリシーがあるのに、どのポリシーにも選択されていない Pod を検出します。\
             Cilium のポリシーも数え、他のネットワークプラグインのポリシーがある場合は判定不能と\
             します。ノードのネットワークを使う Pod にはポリシーが適用されないため対象外です。",
        ),
        why: text(
            "The policies give a feeling of isolation that this pod does not have: it accepts \
             traffic from every pod of the cluster and may open connections to anywhere.",
            "ポリシーがあるため隔離されているように見えますが、この Pod はクラスター内のすべての \
             Pod からの通信を受け付け、どこへでも接続できます。",
        ),
        fix: text(
            "Add a policy that denies all by default, with an empty `podSelector`, or correct \
             the selector of the policy that is meant for this pod.",
            "空の `podSelector` を持つ既定拒否のポリシーを追加するか、この Pod のためのポリシー\
             のセレクターを修正します。",
        ),
        fine: text(
            "A policy that is not among these files selects it, or a service mesh controls its \
             traffic.",
            "ここにないポリシーが選択している場合や、サービスメッシュが通信を制御している場合は\
             問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("kubescape", "C-0030"),
            reference("kubescape", "C-0260"),
            reference("kubescape", "ingress-and-egress-blocked"),
            reference("kubescape", "ensure_network_policy_configured_in_labels"),
            reference("kube-linter", "non-isolated-pod"),
            reference("checkov", "CKV2_K8S_6"),
            reference("polaris", "missingNetworkPolicy"),
            reference("kube-score", "Pod NetworkPolicy"),
            reference("catalogue", "N02"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "no network policy selects the pods of `{name}`",
    "`{name}` の Pod を選択するネットワークポリシーがありません",
);
const OTHERS: Text = text(
    "a policy of the namespace that selects other pods",
    "同じ名前空間の、他の Pod を選択するポリシー",
);

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let policies = Policies::of(snapshot);
    for namespace in namespaces(snapshot) {
        // Where nothing is selected at all, the namespace is the finding, not each of its pods.
        if namespace.is_some_and(|name| cx.is_system(name))
            || policies.cover(namespace) == Some(false) && !policies.has_own(namespace)
        {
            continue;
        }
        for pod in pods(snapshot, namespace) {
            cx.subject(|cx| judge(cx, &policies, &pod));
        }
    }
}

fn judge(cx: &mut Cx<'_>, policies: &Policies<'_>, pod: &Pod<'_>) {
    let isolation = policies.of_pod(pod);
    if isolation.is_selected() {
        return;
    }
    let namespace = pod.object.namespace();
    let Some(confidence) = cx.absence("NetworkPolicy", namespace).filter(|_| !isolation.is_unsure)
    else {
        return cx.unknown();
    };
    let route = pod.route(&Route::keys(["metadata", "labels"]));
    let message = Message::new(NONE).with("name", pod.object.name());
    let mut finding = cx.finding(pod.object.place(route), message).confidence(confidence);
    if let Some(policy) = policies.about(namespace).next() {
        let place = policy.object.place(Route::keys(["spec", "podSelector"]));
        finding = finding.related(place, Message::new(OTHERS));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector:
            matchLabels:
              app: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: db
          namespace: shop
          labels:  # expect: pod-without-network-policy
            app: db
        spec:
          containers:
            - name: db
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector: {}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: crd.projectcalico.org/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          selector: app == 'web'
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
        ",
    ),
];
