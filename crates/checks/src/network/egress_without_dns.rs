//! A policy that forgets how names are found.

use crate::network_policy::{Direction, NETWORK_POLICIES, is_network_policy, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1417",
        slug: "egress-without-dns",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Network policies allow egress but no DNS",
            "送信を許可しながら DNS を許可していないネットワークポリシー",
        ),
        what: text(
            "Policies that allow some egress by rules, where neither they nor any other policy \
             of the namespace lets port 53 pass.",
            "ルールで送信の一部を許可しているのに、自身も同じ名前空間の他のポリシーも 53 番ポー\
             トを通さないポリシーを検出します。",
        ),
        why: text(
            "Without DNS the pods cannot find what the rules allow them to talk to, and someone \
             will soon open everything to make it work.",
            "DNS がなければ、Pod はルールで許可された相手を見つけられません。動かすために、やが\
             て誰かがすべてを許可することになります。",
        ),
        fix: text(
            "Allow UDP and TCP port 53 to the pods of kube-dns in `kube-system`.",
            "`kube-system` の kube-dns の Pod への UDP と TCP の 53 番を許可します。",
        ),
        fine: text(
            "The pods use addresses only, or their DNS server listens on another port.",
            "Pod がアドレスだけを使う場合や、DNS サーバーが別のポートで待ち受けている場合は問題\
             ありません。",
        ),
        references: &[reference("nsa", "net"), reference("catalogue", "N05")],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "policy `{name}` allows egress, and nothing in the namespace allows its pods DNS",
    "ポリシー `{name}` は送信を許可していますが、この名前空間には DNS を許可するものがありません",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let own = rules(policy, Direction::Egress);
    let allows_dns = |policy: &Object| {
        rules(policy, Direction::Egress)
            .iter()
            .any(|it| it.allows("UDP", 53) || it.allows("TCP", 53))
    };
    if own.is_empty() || allows_dns(policy) {
        return;
    }
    let namespace = policy.namespace();
    let mut others = cx.snapshot.in_namespace(namespace).filter(|it| is_network_policy(it));
    if others.any(allows_dns) {
        return;
    }
    let Some(confidence) = cx.absence("NetworkPolicy", namespace) else { return cx.unknown() };
    let message = Message::new(NONE).with("name", policy.name());
    let place = policy.place(Route::keys(["spec", "egress"]));
    cx.report(cx.finding(place, message).confidence(confidence));
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
          egress:  # expect: egress-without-dns
            - to:
                - ipBlock:
                    cidr: 10.0.0.0/24
              ports:
                - port: 443
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
                    cidr: 10.0.0.0/24
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
        ",
    ),
];
