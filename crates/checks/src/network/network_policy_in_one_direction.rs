//! Several policies that add up to half an isolation.

use crate::isolation::Policies;
use crate::network_policy::{Direction, isolates};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1405",
        slug: "network-policy-in-one-direction",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Network policies cut off one direction only",
            "ネットワークポリシーが片方向しか制限していない",
        ),
        what: text(
            "Policies that cut pods off in one direction, where no other policy cuts off the \
             other one for the same pods.",
            "片方向だけを制限するポリシーで、同じ Pod のもう片方向を制限する別のポリシーがないも\
             のを検出します。",
        ),
        why: text(
            "Without a limit on egress, a pod that was broken into sends data anywhere and \
             attacks everything it can reach. Without one on ingress, every pod of the cluster \
             may attack it.",
            "送信の制限がなければ、侵害された Pod はどこへでもデータを送り、届く先すべてを攻撃で\
             きます。受信の制限がなければ、クラスター内のどの Pod からも攻撃されます。",
        ),
        fix: text(
            "Name both directions in `policyTypes` and allow what is needed, DNS first.",
            "`policyTypes` に両方向を指定し、DNS をはじめ必要な通信を許可します。",
        ),
        fine: text(
            "The other direction is limited by a policy that is not among these files, or by \
             the network outside of the cluster.",
            "もう片方向が、ここにないポリシーやクラスター外のネットワークで制限されている場合は\
             問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("kube-score", "Pod NetworkPolicy"),
            reference("kalm", "NP-002"),
            reference("catalogue", "N02"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NO_EGRESS: Text = text(
    "policy `{name}` limits what reaches its pods, and nothing limits where they may connect to",
    "ポリシー `{name}` は Pod への通信を制限しますが、Pod からの接続先を制限するものがありません",
);
const NO_INGRESS: Text = text(
    "policy `{name}` limits where its pods may connect to, and nothing limits what reaches them",
    "ポリシー `{name}` は Pod からの接続先を制限しますが、Pod への通信を制限するものがありません",
);
const POD: Text = text("one of its pods", "対象の Pod のひとつ");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let policies = Policies::of(snapshot);
    let all = ["networking.k8s.io", "extensions"];
    for policy in all.into_iter().flat_map(|group| snapshot.of_kind(group, "NetworkPolicy")) {
        cx.subject(|cx| judge(cx, snapshot, &policies, policy));
    }
}

fn judge(cx: &mut Cx<'_>, snapshot: &Snapshot, policies: &Policies<'_>, policy: &Object) {
    let [ingress, egress] = Direction::BOTH.map(|direction| isolates(policy, direction));
    if ingress == egress {
        return;
    }
    let Ok(selected) = snapshot.pods_of_policy(policy) else { return cx.unknown() };
    let Some(confidence) = cx.absence("NetworkPolicy", policy.namespace()) else {
        return cx.unknown();
    };
    let mut open = Vec::new();
    for pod in &selected {
        let others = policies.of_pod_without(pod, policy);
        if others.is_unsure {
            return cx.unknown();
        }
        if !(ingress || others.ingress) || !(egress || others.egress) {
            open.push(pod);
        }
    }
    let Some(first) = open.first() else { return };
    let types = policy.value.items_at(&["spec", "policyTypes"]);
    let place = Route::keys(["spec", "policyTypes"]);
    let route = if types.is_empty() { place } else { place.then(0_usize) };
    let message = if ingress { NO_EGRESS } else { NO_INGRESS };
    let name = first.object.place(first.route(&Route::keys(["metadata", "labels"])));
    let message = Message::new(message).with("name", policy.name());
    let finding = cx.finding(policy.place(route), message).confidence(confidence);
    cx.report(finding.related(name, Message::new(POD)));
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
          podSelector: {}
          policyTypes:
            - Ingress  # expect: network-policy-in-one-direction
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
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
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
          labels:
            app: web
        spec:
          containers:
            - name: web
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
          podSelector:
            matchLabels:
              app: web
          policyTypes: [Ingress]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: deny
          namespace: shop
        spec:
          podSelector: {}
          policyTypes: [Egress]
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
