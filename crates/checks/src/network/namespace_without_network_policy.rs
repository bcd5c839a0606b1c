//! An object that is missing: nothing limits the traffic of a namespace.

use std::collections::{HashMap, HashSet};

use crate::admission::is_system;
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
            "Namespaces with workloads and without any NetworkPolicy, where no policy of the whole cluster \
             or of the network plugin covers them either. Said only where all policies are at hand, as \
             they are in a cluster: that a folder holds none proves nothing.",
            "ワークロードがあるのに NetworkPolicy がひとつもなく、クラスター全体のポリシーやネットワークプラグイン独自のポリシーも\
             ない名前空間を検出します。フォルダーに含まれていないことは何の証明にもならないため、クラスターのようにすべてのポリシーが\
             手元にある場合だけ報告します。",
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
            reference("kubescape", "C-0049"),
            reference("kubescape", "C-0054"),
            reference("kubescape", "C-0206"),
            reference("checkov", "CKV2_K8S_6"),
            reference("polaris", "missingNetworkPolicy"),
            reference("kube-score", "pod-networkpolicy"),
            reference("kalm", "NP-001"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "no NetworkPolicy limits the traffic of namespace `{namespace}`",
    "名前空間 `{namespace}` の通信を制限する NetworkPolicy がありません",
);
const WORKLOAD: Text = text("one of its workloads", "この名前空間のワークロードのひとつ");

/// Policies of namespaces.
const POLICIES: [(&str, &str); 3] = [
    ("networking.k8s.io", "NetworkPolicy"),
    ("cilium.io", "CiliumNetworkPolicy"),
    ("projectcalico.org", "NetworkPolicy"),
];

/// Policies of the whole cluster; which namespaces they cover is not looked into.
const CLUSTER_POLICIES: [(&str, &str); 7] = [
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
    ("crd.projectcalico.org", "NetworkPolicy"),
];

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let policies = POLICIES.iter().flat_map(|(group, kind)| snapshot.of_kind(group, kind));
    let covered: HashSet<&str> = policies.filter_map(|policy| policy.namespace()).collect();
    let mut cluster_policies =
        CLUSTER_POLICIES.iter().flat_map(|(group, kind)| snapshot.of_kind(group, kind));
    let has_cluster_policy = cluster_policies.next().is_some();
    let mut workloads: HashMap<&str, &Object> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for object in snapshot.objects() {
        let Some(namespace) = object.namespace() else { continue };
        if workloads.contains_key(namespace) || is_system(namespace) {
            continue;
        }
        // Policies do not apply to pods in the host's network.
        if object.pods().iter().any(|pod| pod.spec.bool_at(&["hostNetwork"]) != Some(true)) {
            workloads.insert(namespace, object);
            order.push(namespace);
        }
    }
    let namespaces: HashMap<&str, &Object> =
        snapshot.of_kind("", "Namespace").map(|object| (object.name(), object)).collect();
    for name in order {
        let Some(workload) = workloads.get(name) else { continue };
        cx.subject(|cx| {
            if covered.contains(name) {
                return;
            }
            let is_closed =
                cx.snapshot.completeness("NetworkPolicy", Some(name)) == Completeness::Closed;
            if !is_closed || has_cluster_policy {
                return cx.unknown();
            }
            let message = Message::new(NONE).with("namespace", name);
            let finding = match namespaces.get(name) {
                Some(namespace) => {
                    let place = namespace.place(Route::keys(["metadata", "name"]));
                    let related = workload.place(Route::keys(["metadata", "name"]));
                    cx.finding(place, message).related(related, Message::new(WORKLOAD))
                }
                None => cx.finding(workload.place(Route::keys(["metadata", "namespace"])), message),
            };
            cx.report(finding);
        });
    }
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
    Fixture::unknown(
        "
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
