//! Settings of authentication: names from outside.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, ConfigKind};

use crate::Configured;
use crate::configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1666",
        slug: "unprefixed-identity-claim",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Identity provider may name anybody's users and groups",
            "外部の認証基盤が任意のユーザーやグループを名乗らせられる",
        ),
        what: text(
            "AuthenticationConfiguration that maps `username` or `groups` from a claim with an empty \
             prefix and has no rule that validates users, and API servers with `--oidc-groups-claim` but \
             no `--oidc-groups-prefix`, or with `--oidc-username-prefix=-`.",
            "クレームから `username` や `groups` を空の接頭辞で対応付け、ユーザーを検証する規則もない AuthenticationConfiguration を\
             検出します。`--oidc-groups-claim` があり `--oidc-groups-prefix` のない API サーバーと、\
             `--oidc-username-prefix=-` の API サーバーも対象です。",
        ),
        why: text(
            "Who manages groups of the identity provider, or can rename himself there, becomes \
             `system:masters`, a node or a controller by giving a group or a user that name.",
            "認証基盤でグループを管理できる者や、自分の名前を変えられる者は、グループやユーザーにその名前\
             を付けるだけで、`system:masters` やノード、コントローラーになれます。",
        ),
        fix: text(
            "Give a prefix such as `oidc:`, or `userValidationRules` that refuse names with `system:`.",
            "`oidc:` のような接頭辞を付けるか、`system:` で始まる名前を拒否する `userValidationRules` を\
             書きます。",
        ),
        fine: text(
            "Where the provider refuses such names, and everybody who manages it may manage the cluster.",
            "認証基盤側でそのような名前を拒否し、その管理者全員がクラスターも管理してよい場合は問題ありま\
             せん。",
        ),
        references: &[
            reference("catalogue", "M04"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const CLAIM: Text = text(
    "`{claim}` is taken from the provider as it is: it may say `system:masters`",
    "`{claim}` が認証基盤の値のまま使われ、`system:masters` を名乗ることもできます",
);

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let kind = "AuthenticationConfiguration";
    for object in snapshot.objects().iter().filter(|object| object.kind() == kind) {
        if ConfigKind::of(&object.value) == Some(ConfigKind::Authentication) {
            cx.subject(|cx| file(cx, object));
        }
    }
    configured::each(snapshot, cx.settings.version, |it| {
        if it.component() == Component::ApiServer {
            cx.subject(|cx| flags(cx, it));
        }
    });
}

fn file(cx: &mut Cx<'_>, configuration: &Object) {
    for (index, issuer) in configuration.value.items_at(&["jwt"]).iter().enumerate() {
        if !issuer.items_at(&["userValidationRules"]).is_empty() {
            continue;
        }
        for claim in ["username", "groups"] {
            let Some(mapping) = issuer.at(&["claimMappings", claim]) else { continue };
            let is_bare = mapping.str_at(&["claim"]).is_some_and(|claim| !claim.is_empty())
                && mapping.str_at(&["prefix"]) == Some("");
            // An address of mail cannot be a name of the system.
            if is_bare && mapping.str_at(&["claim"]) != Some("email") {
                let route = Route::keys(["jwt"]).then(index).then_keys(["claimMappings", claim]);
                let message = Message::new(CLAIM).with("claim", claim);
                cx.report(cx.finding(configuration.place(route.then("prefix")), message));
            }
        }
    }
}

fn flags(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let text = |setting| server.settings.text(setting);
    if let Answer::Known(claim) = text(&api_server::OIDC_GROUPS_CLAIM)
        && text(&api_server::OIDC_GROUPS_PREFIX) == Answer::Unset
    {
        let message = Message::new(CLAIM).with("claim", "groups");
        cx.report(at(cx, server, &claim.origin, message));
    }
    if let Answer::Known(prefix) = text(&api_server::OIDC_USERNAME_PREFIX)
        && prefix.value == "-"
    {
        let message = Message::new(CLAIM).with("claim", "username");
        cx.report(at(cx, server, &prefix.origin, message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --oidc-issuer-url=https://login.example
                - --oidc-groups-claim=groups  # expect: unprefixed-identity-claim
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
          - issuer:
              url: https://login.example
              audiences: [kubernetes]
            claimMappings:
              username:
                claim: sub
                prefix: 'login:'
              groups:
                claim: groups
                prefix: ''  # expect: unprefixed-identity-claim
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --oidc-groups-claim=groups
                - --oidc-groups-prefix=oidc-
        ",
    ),
];
