//! A range that holds more than was meant.

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1411",
        slug: "network-policy-broad-range",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Network policy opens a whole private network on every port",
            "プライベートネットワーク全体を全ポートで許可するネットワークポリシー",
        ),
        what: text(
            "Egress rules without ports whose address block holds a whole private range or a \
             large part of one: a prefix of 12 bits or fewer for IPv4, of 16 or fewer for IPv6.",
            "ポートの指定がなく、アドレスブロックがプライベートな範囲の全体または大部分を含む送\
             信ルール（IPv4 は 12 ビット以下、IPv6 は 16 ビット以下のプレフィックス）を検出しま\
             す。",
        ),
        why: text(
            "Such a range usually holds the nodes with their kubelets, the control plane, \
             databases and the pods of other tenants. Whether a block also matches pods depends \
             on the network plugin: Calico and most others match them, Cilium does not by \
             default.",
            "このような範囲には通常、ノードとその kubelet、コントロールプレーン、データベース、\
             他テナントの Pod が含まれます。ブロックが Pod にも一致するかはネットワークプラグイ\
             ン次第で、Calico をはじめ多くは一致し、Cilium は既定では一致しません。",
        ),
        fix: text(
            "Name the ports, and the range of the service that is meant.",
            "ポートと、対象のサービスの範囲を指定します。",
        ),
        fine: text(
            "The pods scan or monitor the network.",
            "ネットワークの走査や監視を行う Pod なら問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("catalogue", "N05"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const BROAD: Text = text(
    "every port of every address in {range} may be connected to",
    "{range} のすべてのアドレスの全ポートに接続できます",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in rules(policy, Direction::Egress) {
        if !rule.ports().is_empty() || rule.has_any_peer() {
            continue;
        }
        for block in rule.blocks() {
            let broad = if block.cidr.is_v6() { 16 } else { 12 };
            if block.cidr.prefix() <= broad {
                let message = Message::new(BROAD).with("range", block.text);
                cx.report(cx.finding(policy.place(block.route.then("cidr")), message));
            }
        }
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
            - to:
                - ipBlock:
                    cidr: 10.0.0.0/8  # expect: network-policy-broad-range
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
                - ipBlock:
                    cidr: 10.20.30.0/24
            - to:
                - ipBlock:
                    cidr: 10.0.0.0/8
              ports:
                - port: 443
        ",
    ),
];
