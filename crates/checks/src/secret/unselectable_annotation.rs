//! An annotation that is meant to be searched for.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1320",
        slug: "unselectable-annotation",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::Low,
        audience: Audit,
        title: text(
            "Annotation is used to classify a Secret",
            "Secret の分類にアノテーションが使われている",
        ),
        what: text(
            "Annotations of Secrets whose key has no domain and whose value could be that of a \
             label, such as `secret-type: database-credentials`.",
            "Secret のアノテーションのうち、キーにドメインがなく、値がラベルとしても使えるもの\
             （`secret-type: database-credentials` など）を検出します。",
        ),
        why: text(
            "Nothing can be selected by an annotation: `kubectl get -l`, policies and the audit \
             see labels only.",
            "アノテーションでは選択できません。`kubectl get -l` やポリシーが見るのはラベルだけ\
             です。",
        ),
        fix: text("Make it a label.", "ラベルにします。"),
        fine: text("It is for people to read.", "人が読むための情報であれば問題ありません。"),
        references: &[reference("nsa", "sec")],
    },
    run: Run::Object { of: &[("", "Secret")], run },
    fixtures: FIXTURES,
};

const ANNOTATED: Text = text(
    "`{key}` is an annotation, by which nothing can be selected; a label can be",
    "`{key}` はアノテーションなので選択に使えません。ラベルなら使えます",
);

const MOVE: Text = text("make it a label", "ラベルにする");

fn run(cx: &mut Cx<'_>, secret: &Object) {
    for (key, value) in secret.annotations().entries() {
        let Some(value) = value.as_str() else { continue };
        let is_word = !value.is_empty() && sekisho_api::is_label_value(value);
        if key.contains('/') || !is_word || value.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let route = Route::keys(["metadata", "annotations", key]);
        let label = Route::keys(["metadata", "labels", key]);
        let mut finding =
            cx.finding(secret.place(route.clone()), Message::new(ANNOTATED).with("key", key));
        // A label of that name says what it says.
        if secret.value.at(&["metadata", "labels", key]).is_none() {
            let edits =
                vec![Edit::Set { route: label, value: value.into() }, Edit::Remove { route }];
            finding = finding.fix(Fix { title: MOVE, safety: Safety::Unsafe, edits });
        }
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
          annotations:
            secret-type: database-credentials  # expect: unselectable-annotation
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
          labels:
            secret-type: database-credentials
          annotations:
            example.org/owner: shop
        ",
    ),
];
