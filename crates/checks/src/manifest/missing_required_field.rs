//! Something that must be there and is not.

use crate::prelude::*;
use crate::refusal;
use crate::schemas::is_completed_by_webhook;
use sekisho_api::{Api, Cause, Need, Violation};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1708",
        slug: "missing-required-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Required field is missing", "必須フィールドがない"),
        what: text(
            "Fields that the API server asks for and that are absent or empty: a pod without containers, a container without name or image, a workload without selector, a Service without ports, a rule without verbs, and what the definitions of custom resources in the same world require.",
            "API サーバーが求めるのに、存在しないか空のフィールドを検出します。コンテナーのない Pod、名前やイメージのないコンテナー、セレクターのないワークロード、ポートのない Service、動詞のないルールのほか、同じワールドにあるカスタムリソースの定義が求めるものが対象です。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Add the field that the finding names.",
            "指摘に示されたフィールドを追加します。",
        ),
        fine: text(
            "Parts that are completed by a tool before they are applied, such as patches of Kustomize.",
            "Kustomize のパッチのように、適用前にツールが残りを補うファイルであれば問題ありません。",
        ),
        references: &[
            reference("kube-linter", "schema-validation"),
            reference("kube-linter", "template-kubeconform"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Schema(run),
    fixtures: FIXTURES,
};

const VALUE: Text = text("`{field}` is missing or empty", "`{field}` がないか、空です");
const NAME: Text = text(
    "`{field}` is missing, and there is no `generateName` either",
    "`{field}` がなく、`generateName` もありません",
);
const ELEMENT: Text =
    text("`{field}` needs at least one element", "`{field}` には少なくともひとつの要素が必要です");
const ONE_OF: Text = text(
    "`{field}` needs exactly one of: {fields}",
    "`{field}` には次のうちのひとつだけが必要です: {fields}",
);
const OF_JOB: Text = text(
    "`{field}` of a job must be `OnFailure` or `Never`",
    "Job の `{field}` には `OnFailure` か `Never` を書きます",
);

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        let Cause::Required(need) = violation.cause else { continue };
        // Webhooks run before the schema of a custom resource is asked, and may fill in what it wants.
        let is_custom =
            Api::of(cx.settings.version).versions_of_kind(object.group(), object.kind()).is_empty();
        if is_filled_in(object, violation)
            || (is_custom && is_completed_by_webhook(cx.snapshot, object))
        {
            cx.unknown();
            continue;
        }
        let (template, fields) = match need {
            Need::Value => (VALUE, ""),
            Need::Name => (NAME, ""),
            Need::Element => (ELEMENT, ""),
            Need::OneOf(fields) => (ONE_OF, fields),
            Need::RestartPolicyOfJob => (OF_JOB, ""),
        };
        let complete = |message: Message| message.with("fields", fields);
        if let Some(finding) = refusal::report(cx, object, violation, template, complete) {
            cx.report(if is_custom { finding.confidence(Confidence::Medium) } else { finding });
        }
    }
}

/// OpenShift fills in the images that a trigger on the object names.
fn is_filled_in(object: &Object, violation: &Violation) -> bool {
    let field = violation.route.last();
    let is_image = matches!(field, Some(sekisho_value::Step::Key(key)) if key == "image");
    is_image && object.annotations().field("image.openshift.io/triggers").is_some()
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers: []  # expect: missing-required-field
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:  # expect: missing-required-field
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - image: registry.example.org/web:1.0  # expect: missing-required-field
        ",
    ),
    Fixture::fail(
        "
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: once
        spec:
          template:
            spec:
              restartPolicy: Always  # expect: missing-required-field
              containers:
                - name: once
                  image: registry.example.org/once:1.0
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          generateName: web-
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
        ",
    ),
];
