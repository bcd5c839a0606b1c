//! A configuration file kind: the chain of authorizers.

use super::api_server_always_allow::{NODE, RBAC};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1664",
        slug: "lax-authorization-file",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Authorization file lacks an authorizer or allows everything",
            "認可設定ファイルに必要な認可モジュールがない、またはすべてを許可する",
        ),
        what: text(
            "AuthorizationConfiguration whose chain has `AlwaysAllow`, lacks `Node` or `RBAC`, or whose \
             webhook goes on to the next authorizer when it fails (`failurePolicy: NoOpinion`) although \
             it is there to deny.",
            "連鎖に `AlwaysAllow` を含む、`Node` または `RBAC` がない、あるいは拒否のための Webhook が失\
             敗時に次へ進む（`failurePolicy: NoOpinion`）AuthorizationConfiguration を検出します。",
        ),
        why: text(
            "The chain decides about every request. `AlwaysAllow` lets everybody do everything; without \
             `Node` one stolen node is the whole cluster; a webhook that denies is no use if its failure \
             lets requests pass.",
            "この連鎖がすべてのリクエストの可否を決めます。`AlwaysAllow` があれば誰でも何でもでき、`Node` が\
             なければ 1 台のノードの侵害がクラスター全体に及びます。拒否のための Webhook も、失敗時に通し\
             てしまうなら役に立ちません。",
        ),
        fix: text(
            "List `Node` and `RBAC`, drop `AlwaysAllow`, and give webhooks that deny `failurePolicy: \
             Deny`.",
            "`Node` と `RBAC` を並べ、`AlwaysAllow` を取り除き、拒否のための Webhook には `failurePolicy: Deny` を\
             設定します。",
        ),
        fine: text(
            "`NoOpinion` is right for webhooks that only allow more.",
            "許可を追加するだけの Webhook には `NoOpinion` が適切です。",
        ),
        references: &[
            reference("catalogue", "M04"),
            reference("nsa", "authz"),
            reference("mitre", "T1078"),
        ],
    },
    run: Run::Object {
        of: &[
            ("apiserver.config.k8s.io", "AuthorizationConfiguration"),
            ("apiserver.k8s.io", "AuthorizationConfiguration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const ALLOWS: Text =
    text("`AlwaysAllow` allows every request", "`AlwaysAllow` がすべてのリクエストを許可します");
const LACKS: Text = text("the chain has no `{authorizer}`", "連鎖に `{authorizer}` がありません");
const OPEN: Text = text(
    "when the webhook fails, the next authorizer decides: what it would deny may pass",
    "Webhook が失敗すると次の認可モジュールが判断し、拒否されるはずのリクエストが通りえます",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let authorizers = configuration.value.items_at(&["authorizers"]);
    let list = Route::keys(["authorizers"]);
    let of_type = |name: &str| authorizers.iter().position(|it| it.str_at(&["type"]) == Some(name));
    if let Some(index) = of_type("AlwaysAllow") {
        let place = configuration.place(list.then(index).then("type"));
        return cx.report(cx.finding(place, Message::new(ALLOWS)).severity(Critical));
    }
    for (authorizer, references) in [("Node", NODE), ("RBAC", RBAC)] {
        if of_type(authorizer).is_none() {
            let message = Message::new(LACKS).with("authorizer", authorizer);
            let mut finding = cx.finding(configuration.place(list.clone()), message);
            finding.references.extend_from_slice(references);
            cx.report(finding);
        }
    }
    for (index, authorizer) in authorizers.iter().enumerate() {
        if authorizer.str_at(&["webhook", "failurePolicy"]) == Some("NoOpinion") {
            let route = list.then(index).then_keys(["webhook", "failurePolicy"]);
            let finding = cx.finding(configuration.place(route), Message::new(OPEN));
            cx.report(finding.severity(Low).confidence(Confidence::Low));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
          - type: AlwaysAllow  # expect: lax-authorization-file
            name: all
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:  # expect: lax-authorization-file
          - type: RBAC
            name: rbac
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
          - type: Node
            name: node
          - type: RBAC
            name: rbac
        ",
    ),
];
