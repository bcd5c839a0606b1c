//! A rule that undoes the others.

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1408",
        slug: "network-policy-allows-everything",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Network policy lets all traffic of a direction pass",
            "ある方向の通信をすべて通すネットワークポリシー",
        ),
        what: text(
            "Rules without ports and with every address as peer: none at all, `0.0.0.0/0`, \
             `::/0`, or ranges that add up to them.",
            "ポートの指定がなく、あらゆるアドレスを相手とするルール（相手の指定なし、`0.0.0.0/0`、\
             `::/0`、合わせるとそれらになる範囲）を検出します。",
        ),
        why: text(
            "Policies add up: one such rule undoes what all others of the same pods deny in \
             that direction.",
            "ポリシーは足し合わされるため、このルールがひとつあるだけで、同じ Pod に対する他のポ\
             リシーの拒否がその方向ではすべて無効になります。",
        ),
        fix: text(
            "Name the peers and ports that are needed. To allow the internet, take the private \
             ranges and the metadata addresses out of the block.",
            "必要な相手とポートを指定します。インターネットを許可する場合は、プライベートな範囲\
             とメタデータのアドレスを除外します。",
        ),
        fine: text(
            "The policy exists to lift a default on purpose, for a debugging namespace for \
             example.",
            "デバッグ用の名前空間など、既定の拒否を意図的に解除するためのポリシーなら問題ありま\
             せん。",
        ),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("catalogue", "N05"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const INGRESS: Text = text(
    "policy `{name}` lets everything reach its pods, whatever other policies say",
    "ポリシー `{name}` は、他のポリシーにかかわらず、対象の Pod へのすべての通信を許可します",
);
const EGRESS: Text = text(
    "policy `{name}` lets its pods connect to everything, whatever other policies say",
    "ポリシー `{name}` は、他のポリシーにかかわらず、対象の Pod からのすべての接続を許可します",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    // A rule for chosen pods leaves them as they would be without the policy; one for all of a namespace
    // undoes its default.
    let selector = policy.value.at(&["spec", "podSelector"]).unwrap_or(&Value::Null);
    let is_for_some = ["matchLabels", "matchExpressions"].into_iter().any(|field| {
        selector.field(field).is_some_and(|it| it.entries().count() + it.items().len() > 0)
    });
    let severity = if is_for_some { Low } else { Medium };
    for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
        if !rule.ports().is_empty() || !rule.has_any_peer() {
            continue;
        }
        if rule.blocks().iter().any(|block| !block.except.is_empty()) {
            continue;
        }
        let template = match rule.direction {
            Direction::Ingress => INGRESS,
            Direction::Egress => EGRESS,
        };
        let message = Message::new(template).with("name", policy.name());
        let route = if rule.peers().is_empty() { rule.route.clone() } else { rule.peers_route() };
        cx.report(cx.finding(policy.place(route), message).severity(severity));
    }
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
          policyTypes: [Ingress, Egress]
          ingress:
            - {}  # expect: network-policy-allows-everything
          egress:
            - to:  # expect: network-policy-allows-everything
                - ipBlock:
                    cidr: 0.0.0.0/1
                - ipBlock:
                    cidr: 128.0.0.0/1
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
          policyTypes: [Ingress]
          ingress:
            - from:
                - podSelector: {}
          egress:
            - {}
        ",
    ),
];
