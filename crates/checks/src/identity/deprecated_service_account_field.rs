//! A pod field under its old name.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1102",
        slug: "deprecated-service-account-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Pod names its service account in the deprecated field",
            "Pod が非推奨フィールドでサービスアカウントを指定している",
        ),
        what: text(
            "Pods that set `serviceAccount` but not `serviceAccountName`, or set both to different \
             accounts. Objects read from a cluster have both fields with the same value; that is fine.",
            "`serviceAccountName` を使わず `serviceAccount` を設定している Pod、または両者が異なる Pod を検出します。\
             クラスターから読み取ったオブジェクトには同じ値で両方が入っており、これは問題ありません。",
        ),
        why: text(
            "`serviceAccount` is an alias from before v1. Where both are set, `serviceAccountName` wins \
             silently, and tools and policies that look at one of the two see another account than the \
             one that is used.",
            "`serviceAccount` は v1 以前の別名です。両方がある場合は `serviceAccountName` が警告なしに優先されるため、\
             片方だけを見るツールやポリシーは、実際とは異なるアカウントを見ることになります。",
        ),
        fix: text(
            "Write `serviceAccountName` and remove `serviceAccount`.",
            "`serviceAccountName` に書き換え、`serviceAccount` を削除します。",
        ),
        fine: text(
            "Never needed, but harmless as long as both name the same account.",
            "必要になることはありませんが、両方が同じアカウントを指していれば害はありません。",
        ),
        references: &[
            reference("kubescape", "C-0294"),
            reference("kube-linter", "deprecated-service-account-field"),
            reference("catalogue", "R34"),
            reference("kubescape", "deprecated-service-account-field"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const ALIAS: Text = text(
    "`serviceAccount` is deprecated: write `serviceAccountName: {account}`",
    "`serviceAccount` は非推奨です: `serviceAccountName: {account}` と書いてください",
);
const CONFLICT: Text = text(
    "`serviceAccount` says `{account}`, but the pod runs as `{other}`",
    "`serviceAccount` は `{account}` ですが、Pod は `{other}` として動きます",
);
const WINS: Text = text("this field wins", "このフィールドが優先されます");
const RENAME: Text =
    text("write `serviceAccountName` instead", "`serviceAccountName` に書き換える");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let field = |name| pod.spec.str_at(&[name]).filter(|account| !account.is_empty());
    let Some(alias) = field("serviceAccount") else { return };
    let old = pod.spec_route(["serviceAccount"]);
    let new = pod.spec_route(["serviceAccountName"]);
    match field("serviceAccountName") {
        Some(account) if account == alias => {}
        Some(account) => {
            let message = Message::new(CONFLICT).with("account", alias).with("other", account);
            let finding = cx
                .in_pod(pod, ["serviceAccount"], message)
                .severity(Medium)
                .related(pod.object.place(new), Message::new(WINS));
            cx.report(finding);
        }
        None => {
            // An empty `serviceAccountName` counts as absent, but would be in the way of the name.
            let edits = if pod.spec.get("serviceAccountName").is_some() {
                vec![Edit::Remove { route: old }, Edit::Set { route: new, value: alias.into() }]
            } else {
                vec![Edit::Rename { route: old, to: "serviceAccountName".to_owned() }]
            };
            let message = Message::new(ALIAS).with("account", alias);
            let fix = Fix { title: RENAME, safety: Safety::Safe, edits };
            cx.report(cx.in_pod(pod, ["serviceAccount"], message).fix(fix));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        serviceAccount: shop-web  # expect: deprecated-service-account-field
        ",
    ),
    Fixture::fail(
        "
        serviceAccountName: shop-web
        serviceAccount: shop-admin  # expect: deprecated-service-account-field
        ",
    ),
    Fixture::pass(
        "
        serviceAccountName: shop-web
        ",
    ),
    Fixture::pass(
        "
        serviceAccountName: shop-web
        serviceAccount: shop-web
        ",
    ),
];
