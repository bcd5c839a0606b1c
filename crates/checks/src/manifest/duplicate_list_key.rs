//! Elements of a list that must be told apart and cannot be.

use crate::prelude::*;
use crate::refusal;
use sekisho_api::{Cause, Violation};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1711",
        slug: "duplicate-list-key",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Element stands twice in a list that tells elements apart",
            "要素を区別するリストに同じ要素が重複している",
        ),
        what: text(
            "Containers, volumes, ports and other elements of lists that the API server tells apart by a name, and two of which have the same; also lists of custom resources whose definition in the same world says so.",
            "API サーバーが名前で区別するリスト (コンテナー、ボリューム、ポートなど) に、同じ名前の要素が複数あるものを検出します。同じワールドにあるカスタムリソースの定義がそう定めたリストも対象です。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Take one of them out, or give it another name.",
            "どちらかを取り除くか、別の名前を付けます。",
        ),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[
            reference("kube-linter", "schema-validation"),
            reference("kube-linter", "template-kubeconform"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Schema(run),
    fixtures: FIXTURES,
};

const TWICE: Text = text(
    "`{field}` stands twice: another element before it is `{name}` as well",
    "`{field}` が重複しています: 前にも `{name}` の要素があります",
);

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        let Cause::Duplicate(name) = &violation.cause else { continue };
        let fill = |message: Message| message.with("name", name);
        if let Some(finding) = refusal::report(cx, object, violation, TWICE, fill) {
            cx.report(finding);
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
            - name: web  # expect: duplicate-list-key
              image: registry.example.org/web:1.1
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
            - name: side
              image: registry.example.org/web:1.1
        ",
    ),
];
