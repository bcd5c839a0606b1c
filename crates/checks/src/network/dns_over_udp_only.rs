//! A rule that is half of what DNS needs.

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1410",
        slug: "dns-over-udp-only",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Network policy allows DNS over UDP but not over TCP",
            "DNS を UDP だけ許可し、TCP を許可していないネットワークポリシー",
        ),
        what: text(
            "Policies with an egress rule for UDP port 53 and none for TCP port 53.",
            "送信ルールで UDP の 53 番を許可し、TCP の 53 番をどのルールでも許可していないポリシー\
             を検出します。",
        ),
        why: text(
            "Answers that do not fit into one datagram are asked for again over TCP. Where that \
             is blocked, names with many addresses fail to resolve, now and then and hard to \
             find.",
            "ひとつのデータグラムに収まらない応答は TCP で再度問い合わせます。これが遮断されてい\
             ると、アドレスの多い名前の解決が時々失敗し、原因の特定が困難になります。",
        ),
        fix: text("Add TCP port 53 to the same rule.", "同じルールに TCP の 53 番を追加します。"),
        fine: text(
            "Another policy of the same pods allows TCP.",
            "同じ Pod の別のポリシーが TCP を許可している場合は問題ありません。",
        ),
        references: &[reference("nsa", "net"), reference("catalogue", "N05")],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const UDP: Text = text(
    "policy `{name}` allows DNS over UDP only; long answers need TCP port 53",
    "ポリシー `{name}` は DNS を UDP でしか許可していません。長い応答には TCP の 53 番が必要です",
);
const ADD: Text = text("allow TCP port 53 too", "TCP の 53 番も許可する");

fn run(cx: &mut Cx<'_>, policy: &Object) {
    const PORTS: &str = "ports";
    let rules = rules(policy, Direction::Egress);
    if rules.iter().any(|rule| rule.allows("TCP", 53)) {
        return;
    }
    let Some(rule) = rules.iter().find(|rule| rule.allows("UDP", 53)) else { return };
    let list = rule.route.then(PORTS);
    let mut ports: Vec<Value> = rule.ports().to_vec();
    let mut port = Value::map();
    port.set("protocol", "TCP");
    port.set("port", 53);
    ports.push(port);
    let finding = cx
        .finding(policy.place(list.clone()), Message::new(UDP).with("name", policy.name()))
        .fix(set(ADD, Safety::Safe, list, ports));
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
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to:
                - namespaceSelector: {}
              ports:  # expect: dns-over-udp-only
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
                - namespaceSelector: {}
              ports:
                - protocol: UDP
                  port: 53
                - protocol: TCP
                  port: 53
        ",
    ),
];
