//! A Secret: a token that never ends.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1107",
        slug: "long-lived-service-account-token",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Service account has a token that never expires",
            "サービスアカウントに無期限のトークンがある",
        ),
        what: text(
            "Secrets of type `kubernetes.io/service-account-token`. Kubernetes makes none by \
             itself since 1.24; since 1.29 it labels those that nobody has used for a year \
             (`kubernetes.io/legacy-token-invalid-since`) and later deletes them.",
            "`kubernetes.io/service-account-token` 型の Secret を検出します。Kubernetes は 1.24 \
             以降これを自動作成しません。1.29 以降は、1 年間使われていない自動作成のものに印\
             （`kubernetes.io/legacy-token-invalid-since`）を付け、後に削除します。",
        ),
        why: text(
            "Whoever ever read it may use it from anywhere, until somebody deletes the Secret \
             or the account: in a backup, in a pipeline, on the laptop of somebody who left.",
            "一度でも読まれたトークンは、Secret かアカウントを削除するまで、どこからでも使えま\
             す。バックアップ、パイプライン、退職者の PC に残っている場合もあります。",
        ),
        fix: text(
            "Use tokens that expire: projected volumes inside the cluster, \
             `kubectl create token` or the TokenRequest API outside, OIDC for pipelines. Then \
             delete the Secret; that makes the token void at once.",
            "期限付きのトークンを使います。クラスター内では projected ボリューム、外部では \
             `kubectl create token` や TokenRequest API、パイプラインでは OIDC を利用します。\
             その後 Secret を削除すれば、トークンは直ちに無効になります。",
        ),
        fine: text(
            "A program outside the cluster that can renew no token, with an account that has \
             few rights, rotated by hand.",
            "トークンを更新できない外部プログラムのために、権限の小さいアカウントで、手動で交\
             換しながら使う場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "authn"),
            reference("mitre", "T1528"),
            reference("catalogue", "R36"),
        ],
    },
    run: Run::Object { of: &[("", "Secret")], run },
    fixtures: FIXTURES,
};

const FOREVER: Text = text(
    "this is a token of service account `{account}` that never expires",
    "これはサービスアカウント `{account}` の無期限トークンです",
);
const INVALID: Text = text(
    "this token of service account `{account}` has been invalid since {date}: delete it",
    "サービスアカウント `{account}` のこのトークンは {date} から無効です。削除してください",
);

fn run(cx: &mut Cx<'_>, secret: &Object) {
    if secret.value.str_at(&["type"]) != Some("kubernetes.io/service-account-token") {
        return cx.not_applicable();
    }
    let account = secret.annotations().str_at(&["kubernetes.io/service-account.name"]);
    let account = account.unwrap_or_default();
    let invalid = secret.labels().str_at(&["kubernetes.io/legacy-token-invalid-since"]);
    let (message, severity) = match invalid {
        Some(date) => (Message::new(INVALID).with("date", date), Low),
        None => (Message::new(FOREVER), Medium),
    };
    let place = secret.place(Route::keys(["type"]));
    cx.report(cx.finding(place, message.with("account", account)).severity(severity));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: ci-token
          annotations:
            kubernetes.io/service-account.name: ci
        type: kubernetes.io/service-account-token  # expect: long-lived-service-account-token
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        type: Opaque
        ",
    ),
];
