//! Labels and annotations that the user requires of every workload.

use crate::kinds::EVERY;
use crate::prelude::*;
use sekisho_finding::Finding;

use crate::joined;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1909",
        slug: "missing-required-label",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Required label or annotation is missing",
            "必須のラベルまたはアノテーションがない",
        ),
        what: text(
            "Workloads without a label of `required_labels` or an annotation of `required_annotations`. \
             With neither parameter set, an owner is looked for: a label `owner` and an annotation \
             `email` that holds an address.",
            "`required_labels` のラベルまたは `required_annotations` のアノテーションがないワークロードを\
             検出します。どちらも設定されていなければ、担当者を示すラベル `owner` と、メールアドレスを持\
             つアノテーション `email` を確認します。",
        ),
        why: text(
            "In an incident somebody has to be found who knows the workload; policies by team, \
             environment or sensitivity need the labels that they select by.",
            "障害時には担当者を探す必要があります。チーム、環境、機密度ごとのポリシーも、対象を選ぶラベル\
             がなければ機能しません。",
        ),
        fix: text("Add the label or the annotation.", "ラベルまたはアノテーションを追加します。"),
        fine: text(
            "The owner is told by the namespace.",
            "名前空間から担当者がわかる場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H08")],
    },
    run: Run::Object { of: EVERY, run },
    fixtures: FIXTURES,
};

const LABEL: Text = text("there is no label `{name}`", "ラベル `{name}` がありません");
const ANNOTATION: Text = text(
    "there is no annotation `{name}`, or it holds nothing of use",
    "アノテーション `{name}` がないか、有効な値ではありません",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    // A workload whose template was left out has an owner too.
    if object.pods().is_empty() && !joined::is_scaled(object) {
        return cx.not_applicable();
    }
    let parameters = &cx.settings.parameters;
    let (labels, annotations) = (&parameters.required_labels, &parameters.required_annotations);
    if labels.is_empty() && annotations.is_empty() {
        if object.labels().field("owner").is_none() {
            let finding = missing(cx, object, "labels", "owner");
            cx.report(
                finding.severity(Severity::Info).reference("kube-linter", "required-label-owner"),
            );
        }
        let email = object.annotations().str_at(&["email"]);
        if !email.is_some_and(is_address) {
            let finding = missing(cx, object, "annotations", "email");
            let control = "required-annotation-email";
            cx.report(finding.severity(Severity::Info).reference("kube-linter", control));
        }
        return;
    }
    for (field, required, present) in
        [("labels", labels, object.labels()), ("annotations", annotations, object.annotations())]
    {
        for name in required.iter().filter(|name| present.field(name).is_none()) {
            cx.report(missing(cx, object, field, name));
        }
    }
}

fn missing(cx: &Cx<'_>, object: &Object, field: &str, name: &str) -> Finding {
    let text = if field == "labels" { LABEL } else { ANNOTATION };
    let place = object.place(Route::keys(["metadata", field, name]));
    cx.finding(place, Message::new(text).with("name", name))
}

/// Whether a text has the form of a mail address: something on both sides of the sign, and a dot
/// behind it.
fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        let parts = domain.split_once('.');
        !local.is_empty() && parts.is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty())
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            owner: shop-team
          annotations:
            email: nobody  # expect: missing-required-label
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            owner: shop-team
          annotations:
            email: shop-team@example.com
        spec:
          containers:
            - name: web
        ",
    ),
];
