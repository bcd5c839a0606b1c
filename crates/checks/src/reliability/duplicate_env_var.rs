//! A list whose entries have names.

use std::collections::HashSet;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1830",
        slug: "duplicate-env-var",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Environment variable is set twice", "環境変数が重複して設定されている"),
        what: text(
            "Containers whose `env` has the same name more than once.",
            "`env` に同じ名前が複数あるコンテナーを検出します。",
        ),
        why: text(
            "The last entry wins, silently. Server-side apply and strategic merges drop one \
             of them, and not always the same one.",
            "最後の値が黙って優先されます。server-side apply や strategic merge ではどちら\
             かが失われ、それが常に同じとは限りません。",
        ),
        fix: text("Remove all but one.", "一つだけ残して削除します。"),
        fine: text(
            "The second refers to the first as `$(NAME)` to extend it, with client-side tools \
             that keep the order.",
            "順序を保つクライアント側ツールを使い、後の値が `$(NAME)` で前の値を拡張してい\
             る場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "H10"),
            reference("kube-linter", "duplicate-env-var"),
            reference("kube-score", "Environment Variable Key Duplication"),
            reference("kubescape", "C-0295"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const TWICE: Text = text(
    "container `{container}` sets `{variable}` again: the last value wins",
    "コンテナー `{container}` で `{variable}` が再度設定されています。最後の値が優先されます",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for variable in container.env().filter(|variable| !variable.name.is_empty()) {
        if !seen.insert(variable.name) {
            let message = Message::new(TWICE).with("variable", variable.name);
            let route = variable.route.then("name");
            cx.report(cx.in_container(pod, container, route, message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        env:
          - name: PORT
            value: '80'
          - name: PORT  # expect: duplicate-env-var
            value: '81'
        ",
    ),
    Fixture::pass(
        "
        name: web
        env:
          - name: PORT
            value: '80'
        ",
    ),
];
