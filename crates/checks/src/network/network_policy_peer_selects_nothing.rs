//! A peer that is not there.

use sekisho_api::LabelSelector;

use crate::network_policy::{Direction, NETWORK_POLICIES, rules};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1407",
        slug: "network-policy-peer-selects-nothing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Peer of a network policy selects no pod",
            "ネットワークポリシーの通信相手がどの Pod も選択していない",
        ),
        what: text(
            "Rules whose `podSelector`, without a `namespaceSelector` beside it, fits no pod of \
             the namespace of the policy.",
            "`namespaceSelector` を伴わない `podSelector` が、ポリシーの名前空間のどの Pod にも\
             一致しないルールを検出します。",
        ),
        why: text(
            "Either traffic that was meant to pass does not, or the peer lives in another \
             namespace: a `podSelector` alone never leaves its own. Whoever creates a pod with \
             those labels is let in.",
            "許可したかった通信が通らないか、相手が別の名前空間にあります（`podSelector` だけで\
             は同じ名前空間の外を指せません）。また、そのラベルを持つ Pod を作成した者は誰でも通\
             信を許可されます。",
        ),
        fix: text(
            "Correct the labels, or add a `namespaceSelector` to the same peer.",
            "ラベルを修正するか、同じ相手に `namespaceSelector` を追加します。",
        ),
        fine: text(
            "The peer is deployed from elsewhere.",
            "相手が別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("kube-linter", "dangling-networkpolicypeer-podselector"),
            reference("catalogue", "N04"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "a peer of policy `{name}` is no pod of its namespace",
    "ポリシー `{name}` の通信相手にあたる Pod は名前空間にありません",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
        for (index, peer) in rule.peers().iter().enumerate() {
            let Some(selector) = peer.field("podSelector") else { continue };
            if peer.field("namespaceSelector").is_some() {
                continue;
            }
            let Ok(read) = LabelSelector::read(Some(selector)) else { continue };
            let mut pods = cx.snapshot.pods_selected(policy.namespace(), &read);
            if read.is_everything() || pods.next().is_some() {
                continue;
            }
            drop(pods);
            let Some(confidence) = cx.absence("Pod", policy.namespace()) else {
                cx.unknown();
                continue;
            };
            let route = rule.peers_route().then(index).then("podSelector");
            let message = Message::new(NOTHING).with("name", policy.name());
            cx.report(cx.finding(policy.place(route), message).confidence(confidence));
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
          ingress:
            - from:
                - podSelector:  # expect: network-policy-peer-selects-nothing
                    matchLabels:
                      app: front
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
          ingress:
            - from:
                - podSelector:
                    matchLabels:
                      app: web
                - podSelector:
                    matchLabels:
                      app: front
                  namespaceSelector:
                    matchLabels:
                      team: front
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
