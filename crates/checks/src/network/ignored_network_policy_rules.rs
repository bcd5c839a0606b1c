//! Rules that are not in force.

use crate::network_policy::{Direction, NETWORK_POLICIES, has_rules, isolates};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1416",
        slug: "ignored-network-policy-rules",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Network policy has rules for a direction that it does not name",
            "指定していない方向のルールを持つネットワークポリシー",
        ),
        what: text(
            "Policies with `ingress` or `egress` rules whose `policyTypes` leaves that \
             direction out.",
            "`ingress` や `egress` のルールがあるのに、`policyTypes` にその方向が含まれていない\
             ポリシーを検出します。",
        ),
        why: text(
            "The rules are not in force: the direction stays open for these pods, or what the \
             rules were to allow stays closed by another policy.",
            "ルールは効力を持ちません。対象の Pod ではその方向が開いたままになるか、許可するはず\
             だった通信が別のポリシーで閉じられたままになります。",
        ),
        fix: text(
            "Add the direction to `policyTypes`, or remove the rules.",
            "`policyTypes` にその方向を追加するか、ルールを削除します。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[
            reference("cis-1.12", "5.3.2"),
            reference("nsa", "net"),
            reference("catalogue", "N05"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const IGNORED: Text = text(
    "the rules under `{field}` are not in force: `policyTypes` does not name `{kind}`",
    "`policyTypes` に `{kind}` がないため、`{field}` のルールは効力を持ちません",
);
const TYPES: Text = text("the directions that it names", "指定されている方向");
const ADD: Text = text("name the direction", "方向を追加する");

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for direction in Direction::BOTH {
        if isolates(policy, direction) || !has_rules(policy, direction) {
            continue;
        }
        let message =
            Message::new(IGNORED).with("field", direction.field()).with("kind", direction.name());
        let types = Route::keys(["spec", "policyTypes"]);
        let mut named: Vec<Value> = policy.value.items_at(&["spec", "policyTypes"]).to_vec();
        named.push(direction.name().into());
        let finding = cx
            .finding(policy.place(Route::keys(["spec", direction.field()])), message)
            .related(policy.place(types.clone()), Message::new(TYPES))
            .fix(set(ADD, Safety::Unsafe, types, named));
        cx.report(finding);
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
          policyTypes: [Ingress]
          egress:  # expect: ignored-network-policy-rules
            - to:
                - podSelector: {}
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
          egress:
            - to:
                - podSelector: {}
        ",
    ),
];
