//! Container fields: a terminal that waits for somebody.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1033",
        slug: "interactive-container",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Container keeps a terminal or its input open",
            "コンテナーが端末や標準入力を開いたままにしている",
        ),
        what: text(
            "Containers with `tty: true` or `stdin: true` that run as long as the pod. \
             Ephemeral containers and init containers are left out.",
            "Pod が動いている間ずっと動き、`tty: true` または `stdin: true` を設定しているコン\
             テナーを検出します。エフェメラルコンテナーと init コンテナーは対象外です。",
        ),
        why: text(
            "It is the mark of a pod that somebody works in by hand with `kubectl attach`, past \
             every review. A service needs neither.",
            "`kubectl attach` で手作業に使われる Pod の特徴で、レビューを経ない変更につながり\
             ます。サービスにはどちらも不要です。",
        ),
        fix: text(
            "Remove both fields and use `kubectl debug` when there is something to look at.",
            "両方のフィールドを削除し、調査が必要なときは `kubectl debug` を使います。",
        ),
        fine: text(
            "Tool boxes and development environments.",
            "作業用の Pod や開発環境であれば問題ありません。",
        ),
        references: &[
            reference("mitre", "T1609"),
            reference("catalogue", "P44"),
            reference("gatekeeper", "disallowinteractive"),
        ],
    },
    run: Run::ContainerExcept {
        except: &[
            (ContainerKind::Ephemeral, "its terminal is what it is for"),
            (ContainerKind::Init, "it ends before anybody could use it"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "container `{container}` keeps `{field}` open",
    "コンテナー `{container}` は `{field}` を開いたままにしています",
);
const REMOVE: Text = text("remove the field", "フィールドを削除する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let is_on = |field: &&str| container.value.bool_at(&[field]) == Some(true);
    let mut fields = ["tty", "stdin"].into_iter().filter(is_on);
    let Some(first) = fields.next() else { return };
    let routes: Vec<Route> = fields.map(|field| container.field([field])).collect();
    let route = container.field([first]);
    let removed = std::iter::once(&route).chain(&routes);
    let edits = removed.map(|route| Edit::Remove { route: route.clone() }).collect();
    let message = Message::new(OPEN).with("field", first);
    let mut finding = cx.in_container(pod, container, route.clone(), message).fix(Fix {
        title: REMOVE,
        safety: Safety::Unsafe,
        edits,
    });
    finding.also.extend(routes);
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: shell
        stdin: true
        tty: true  # expect: interactive-container
        ",
    ),
    Fixture::pass(
        "
        name: web
        tty: false
        ",
    ),
];
