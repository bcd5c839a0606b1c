//! Ports that belong to nodes.

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1415",
        slug: "node-ports-reachable",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Network policy allows ports of the kubelet or of etcd",
            "kubelet や etcd のポートを許可するネットワークポリシー",
        ),
        what: text(
            "Egress rules that name port 10250 or 10255 of the kubelet, or 2379 or 2380 of \
             etcd, and whose peers are not narrowed to some pods by their labels.",
            "kubelet の 10250 番や 10255 番、etcd の 2379 番や 2380 番を指定し、相手がラベルで特\
             定の Pod に絞られていない送信ルールを検出します。",
        ),
        why: text(
            "The kubelet runs commands in every pod of its node, etcd holds every Secret. No \
             ordinary workload has any business with them.",
            "kubelet はノード上のどの Pod でもコマンドを実行でき、etcd にはすべての Secret があ\
             ります。通常のワークロードがこれらと通信する理由はありません。",
        ),
        fix: text(
            "Remove the ports, or allow them to the pods of a database by their labels.",
            "ポートを削除するか、ラベルで指定したデータベースの Pod だけに許可します。",
        ),
        fine: text(
            "The pods scrape metrics of the nodes, as metrics-server and Prometheus do.",
            "metrics-server や Prometheus のように、ノードのメトリクスを収集する Pod なら問題あ\
             りません。",
        ),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("mitre", "T1133"),
            reference("kalm", "NP-004"),
            reference("catalogue", "N07"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const OPEN: Text =
    text("port {port} of {whose} may be connected to", "{whose} の {port} 番ポートに接続できます");

/// The kubelet's ports and those of etcd.
const PORTS: [i64; 4] = [10_250, 10_255, 2_379, 2_380];

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in rules(policy, Direction::Egress) {
        let is_narrow = |peer: &Value| {
            let labels = peer.at(&["podSelector", "matchLabels"]).is_some();
            labels || !peer.items_at(&["podSelector", "matchExpressions"]).is_empty()
        };
        if !rule.peers().is_empty() && rule.peers().iter().all(is_narrow) {
            continue;
        }
        for (index, port) in rule.ports().iter().enumerate() {
            let Some(first) = port.i64_at(&["port"]) else { continue };
            let last = port.i64_at(&["endPort"]).unwrap_or(first);
            let Some(open) = PORTS.into_iter().find(|it| (first..=last).contains(it)) else {
                continue;
            };
            // A range from 1 to 65535 is every port, which says nothing about these.
            if last - first > 20_000 {
                continue;
            }
            let whose = if open >= 10_000 { "kubelet" } else { "etcd" };
            let route = rule.route.then("ports").then(index).then("port");
            let message = Message::new(OPEN).with("port", open).with("whose", whose);
            cx.report(cx.finding(policy.place(route), message));
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
                - namespaceSelector: {}
              ports:
                - port: 10250  # expect: node-ports-reachable
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
                - podSelector:
                    matchLabels:
                      app: etcd
              ports:
                - port: 2379
        ",
    ),
];
