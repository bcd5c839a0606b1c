//! A port that leads everywhere.

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1409",
        slug: "network-policy-egress-to-anywhere",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Network policy allows a port to every address",
            "あらゆる宛先へのポートを許可するネットワークポリシー",
        ),
        what: text(
            "Egress rules that name ports but let them go to every address: no `to`, an empty \
             one, `0.0.0.0/0`, `::/0`, or ranges that add up to them.",
            "ポートは指定しているものの、宛先があらゆるアドレスになる送信ルール（`to` がない、空、\
             `0.0.0.0/0`、`::/0`、合わせるとそれらになる範囲）を検出します。",
        ),
        why: text(
            "An empty list of destinations means every destination. Port 53 to anywhere is a \
             tunnel out of the cluster, port 443 to anywhere a way to any server of an attacker.",
            "宛先の空リストは「すべての宛先」を意味します。あらゆる宛先への 53 番はクラスター外\
             へのトンネルになり、443 番は攻撃者の任意のサーバーへの経路になります。",
        ),
        fix: text(
            "For DNS, name the DNS pods: the namespace `kube-system` and the label `k8s-app: \
             kube-dns`. For outside services, name their ranges or send traffic through an \
             egress gateway.",
            "DNS なら DNS の Pod（名前空間 `kube-system`、ラベル `k8s-app: kube-dns`）を指定しま\
             す。外部サービスなら、その範囲を指定するか、エグレスゲートウェイを経由させます。",
        ),
        fine: text(
            "The pods are meant to talk to servers anywhere, as crawlers and mail servers do.",
            "クローラーやメールサーバーのように、任意のサーバーと通信する Pod なら問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1048"),
            reference("catalogue", "N05"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const ANYWHERE: Text = text(
    "policy `{name}` lets its pods connect to any address on {ports}",
    "ポリシー `{name}` は、対象の Pod から任意のアドレスへの {ports} の接続を許可します",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in rules(policy, Direction::Egress) {
        if rule.ports().is_empty() || !rule.has_any_peer() {
            continue;
        }
        let message =
            Message::new(ANYWHERE).with("name", policy.name()).with("ports", rule.ports_in_words());
        // What is missing belongs to the rule, what is too wide to the peer.
        let has_peers = rule.value.field("to").is_some();
        let route = if has_peers { rule.peers_route() } else { rule.route.clone() };
        cx.report(cx.finding(policy.place(route), message));
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
          policyTypes: [Egress]
          egress:
            - to: []  # expect: network-policy-egress-to-anywhere
              ports:
                - protocol: UDP
                  port: 53
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
          policyTypes: [Egress]
          egress:
            - to:
                - namespaceSelector:
                    matchLabels:
                      kubernetes.io/metadata.name: kube-system
                  podSelector:
                    matchLabels:
                      k8s-app: kube-dns
              ports:
                - protocol: UDP
                  port: 53
                - protocol: TCP
                  port: 53
        ",
    ),
];
