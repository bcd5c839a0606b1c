//! An object that is missing: nothing limits the traffic of a namespace.

use sekisho_finding::Finding;

use crate::isolation::{Policies, namespaces, pods};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1402",
        slug: "namespace-without-network-policy",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Namespace has no network policy", "名前空間にネットワークポリシーがない"),
        what: text(
            "Namespaces without any NetworkPolicy, where no policy of the whole cluster covers them either. A \
             cluster proves it; files only hint at it, because the policies may live elsewhere. Policies of \
             other network plugins than Cilium are not looked into and make the verdict unknown.",
            "NetworkPolicy がひとつもなく、クラスター全体のポリシーでも保護されていない名前空間を検出します。クラスターでは事実として、\
             ファイルではポリシーが別の場所にある可能性があるため手がかりとして報告します。Cilium 以外のネットワークプラグインの\
             ポリシーは解釈せず、判定不能とします。",
        ),
        why: text(
            "Every pod of the cluster may talk to every pod of the namespace, and those to everything that \
             the nodes can reach: other teams' databases, the metadata service of the cloud, the internet. \
             One broken pod is a foothold for all of it.",
            "クラスター内のすべての Pod がこの名前空間の Pod と通信でき、この名前空間の Pod もノードから届くすべて（他チームの\
             データベース、クラウドのメタデータサービス、インターネット）に接続できます。ひとつの Pod の侵害がすべてへの足がかりに\
             なります。",
        ),
        fix: text(
            "Deny all traffic by default in both directions, then allow what is needed, DNS first: over UDP \
             and TCP port 53.",
            "まず双方向の通信をすべて既定で拒否し、必要なものだけを許可します。最初に DNS（UDP と TCP の 53 番ポート）を許可します。",
        ),
        fine: text(
            "All pods of the namespace use the host's network, to which policies do not apply, or a service \
             mesh controls their traffic.",
            "名前空間の全 Pod がホストネットワークを使う（ポリシーが適用されない）場合や、サービスメッシュが通信を制御している\
             場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("catalogue", "N01"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "no NetworkPolicy limits the traffic of namespace `{namespace}`",
    "名前空間 `{namespace}` の通信を制限する NetworkPolicy がありません",
);
const UNNAMED: Text = text(
    "no NetworkPolicy here limits the traffic of the pods that name no namespace",
    "名前空間を指定しない Pod の通信を制限する NetworkPolicy がここにありません",
);
const WORKLOAD: Text = text("one of its workloads", "この名前空間のワークロードのひとつ");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let policies = Policies::of(snapshot);
    for namespace in namespaces(snapshot) {
        let Some(pod) = pods(snapshot, namespace).next() else { continue };
        if namespace.is_some_and(|name| cx.is_system(name)) {
            continue;
        }
        cx.subject(|cx| {
            let Some(confidence) = confidence(cx, &policies, namespace) else { return };
            let Some(name) = namespace else {
                let place = pod.object.place(Route::keys(["metadata", "name"]));
                let finding = cx.finding(place, Message::new(UNNAMED)).confidence(confidence);
                return cx.report(of_pods(finding));
            };
            let message = Message::new(NONE).with("namespace", name);
            let own = pod.object.place(Route::keys(["metadata", "namespace"]));
            let finding = match snapshot.namespace(name) {
                Some(namespace) => {
                    let place = namespace.place(Route::keys(["metadata", "name"]));
                    cx.finding(place, message).related(own, Message::new(WORKLOAD))
                }
                None => cx.finding(own, message),
            };
            cx.report(of_namespace(of_pods(finding.confidence(confidence))));
        });
    }
    // A namespace that is empty today is not tomorrow.
    for namespace in snapshot.of_kind("", "Namespace") {
        let name = namespace.name();
        if cx.is_system(name) || snapshot.pods_in(Some(name)).next().is_some() {
            continue;
        }
        cx.subject(|cx| {
            let Some(confidence) = confidence(cx, &policies, Some(name)) else { return };
            let place = namespace.place(Route::keys(["metadata", "name"]));
            let message = Message::new(NONE).with("namespace", name);
            let finding = cx.finding(place, message).severity(Low).confidence(confidence);
            cx.report(of_namespace(finding));
        });
    }
}

/// How sure it is that a namespace has no policy; none if it has one, or if that cannot be said.
fn confidence(
    cx: &mut Cx<'_>,
    policies: &Policies<'_>,
    namespace: Option<&str>,
) -> Option<Confidence> {
    let has_own = policies.has_own(namespace);
    match policies.cover(namespace) {
        Some(true) => None,
        Some(false) if !has_own => {
            let confidence = cx.absence("NetworkPolicy", namespace);
            if confidence.is_none() {
                cx.unknown();
            }
            confidence
        }
        _ => {
            if !has_own {
                cx.unknown();
            }
            None
        }
    }
}

/// The controls that are about namespaces.
fn of_namespace(finding: Finding) -> Finding {
    ["C-0049", "C-0054", "C-0206", "internal-networking"]
        .into_iter()
        .fold(finding, |finding, control| finding.reference("kubescape", control))
}

/// The controls that are about pods without a policy.
fn of_pods(finding: Finding) -> Finding {
    [
        ("kubescape", "C-0030"),
        ("kubescape", "C-0260"),
        ("kubescape", "ingress-and-egress-blocked"),
        ("kubescape", "ensure_network_policy_configured_in_labels"),
        ("kube-linter", "non-isolated-pod"),
        ("checkov", "CKV2_K8S_6"),
        ("polaris", "missingNetworkPolicy"),
        ("kube-score", "Pod NetworkPolicy"),
        ("kalm", "NP-001"),
    ]
    .into_iter()
    .fold(finding, |finding, (framework, control)| finding.reference(framework, control))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop  # expect: namespace-without-network-policy
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    )
    .in_cluster(),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: default-deny
          namespace: shop
        spec:
          podSelector: {}
          policyTypes: [Ingress, Egress]
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    )
    .in_cluster(),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop  # expect: namespace-without-network-policy
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: crd.projectcalico.org/v1
        kind: GlobalNetworkPolicy
        metadata:
          name: deny
        spec:
          selector: all()
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    ),
];
