//! A field of service accounts: their pods get a token unasked.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1105",
        slug: "service-account-offers-token",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Service account hands its token to every pod",
            "サービスアカウントのトークンが全 Pod に渡される",
        ),
        what: text(
            "ServiceAccounts that do not set `automountServiceAccountToken: false`. A pod may \
             still ask for the token itself.",
            "`automountServiceAccountToken: false` を設定していない ServiceAccount を検出しま\
             す。設定しても、Pod 側で明示すればトークンを受け取れます。",
        ),
        why: text(
            "The safe default is the other way round: pods that need a token ask for it, and \
             all others have nothing that a thief could use.",
            "安全なのは逆の設定です。トークンが必要な Pod だけが要求し、他の Pod には盗まれる\
             ものが何もない状態にします。",
        ),
        fix: text(
            "Set `automountServiceAccountToken: false` on the account, `default` first of all, \
             and `true` on the pods that talk to the API server.",
            "まず `default` から順に、アカウントに `automountServiceAccountToken: false` を設\
             定し、API サーバーと通信する Pod にだけ `true` を設定します。",
        ),
        fine: text(
            "All pods of the account talk to the API server.",
            "そのアカウントの全 Pod が API サーバーと通信する場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.6"),
            reference("nsa", "rbac"),
            reference("mitre", "T1528"),
            reference("catalogue", "R30"),
            reference("kubescape", "C-0034"),
            reference("kubescape", "C-0190"),
            reference("kubescape", "automount-service-account"),
        ],
    },
    run: Run::Object { of: &[("", "ServiceAccount")], run },
    fixtures: FIXTURES,
};

const OFFERED: Text = text(
    "pods of service account `{name}` get its token unless they refuse it",
    "サービスアカウント `{name}` の Pod は、拒否しない限りトークンを受け取ります",
);
const SET: Text = text(
    "set `automountServiceAccountToken: false`",
    "`automountServiceAccountToken: false` を設定する",
);

fn run(cx: &mut Cx<'_>, account: &Object) {
    const FIELD: &str = "automountServiceAccountToken";
    if account.value.bool_at(&[FIELD]) == Some(false) {
        return;
    }
    let route = Route::keys([FIELD]);
    let message = Message::new(OFFERED).with("name", account.name());
    let fix = set(SET, Safety::Unsafe, route.clone(), false);
    let mut finding = cx.finding(account.place(route), message).fix(fix);
    if account.name() == "default" {
        finding = finding
            .reference("cis-1.12", "5.1.5")
            .reference("catalogue", "R29")
            .reference("kubescape", "C-0189")
            .reference("kubescape", "C-0225")
            .reference("kubescape", "automount-default-service-account")
            .reference("checkov", "CKV_K8S_41");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: default
          namespace: shop
        automountServiceAccountToken: true  # expect: service-account-offers-token
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: default
          namespace: shop
        automountServiceAccountToken: false
        ",
    ),
];
