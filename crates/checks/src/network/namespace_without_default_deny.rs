//! Policies without a ground to stand on.

use sekisho_api::LabelSelector;

use crate::isolation::{Policies, namespaces};
use crate::network_policy::{Direction, is_network_policy, isolates};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1418",
        slug: "namespace-without-default-deny",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Namespace has policies but no default deny",
            "ポリシーはあるが既定の拒否がない名前空間",
        ),
        what: text(
            "Namespaces with NetworkPolicies, none of which selects all pods and cuts off \
             ingress, or none egress.",
            "NetworkPolicy があるものの、すべての Pod を選択して受信（または送信）を制限するもの\
             がない名前空間を検出します。",
        ),
        why: text(
            "Each pod is only as closed as the policies that somebody remembered to write for \
             it. The next workload starts open to everybody.",
            "各 Pod は、誰かが書き忘れなかったポリシーの分しか閉じていません。次に追加されるワー\
             クロードは、全員に開かれた状態で始まります。",
        ),
        fix: text(
            "Add one policy with an empty `podSelector`, both `policyTypes` and no rules.",
            "空の `podSelector`、両方の `policyTypes`、ルールなしのポリシーをひとつ追加します。",
        ),
        fine: text(
            "The default is set for the whole cluster or by a policy that is not among these \
             files.",
            "既定の拒否がクラスター全体で、またはここにないポリシーで設定されている場合は問題あ\
             りません。",
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
    "no policy of this namespace selects all pods for {directions}",
    "この名前空間には、すべての Pod を {directions} について選択するポリシーがありません",
);

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let policies = Policies::of(snapshot);
    for namespace in namespaces(snapshot) {
        let own: Vec<&Object> =
            snapshot.in_namespace(namespace).filter(|it| is_network_policy(it)).collect();
        let Some(first) = own.first() else { continue };
        if namespace.is_some_and(|name| cx.is_system(name)) {
            continue;
        }
        cx.subject(|cx| {
            let missing = Direction::BOTH.into_iter().filter(|direction| {
                !own.iter().any(|policy| selects_all(policy) && isolates(policy, *direction))
            });
            let missing: Vec<&str> = missing.map(Direction::name).collect();
            if missing.is_empty() {
                return;
            }
            // A policy of the whole cluster may set the default.
            if policies.about(namespace).any(|policy| policy.object.namespace() != namespace) {
                return cx.unknown();
            }
            let Some(confidence) = cx.absence("NetworkPolicy", namespace) else {
                return cx.unknown();
            };
            let message = Message::new(NONE).with("directions", missing.join(", "));
            let place = first.place(Route::keys(["metadata", "namespace"]));
            cx.report(cx.finding(place, message).confidence(confidence));
        });
    }
}

fn selects_all(policy: &Object) -> bool {
    match policy.value.at(&["spec", "podSelector"]) {
        None => true,
        Some(selector) => LabelSelector::read(Some(selector)).is_ok_and(|it| it.is_everything()),
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop  # expect: namespace-without-default-deny
        spec:
          podSelector:
            matchLabels:
              app: web
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
        ",
    ),
];
