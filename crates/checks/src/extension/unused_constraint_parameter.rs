//! A limit that nobody enforces.

use crate::gatekeeper::{self, rego};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2010",
        slug: "unused-constraint-parameter",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Parameter of a ConstraintTemplate is never read",
            "一度も読まれない ConstraintTemplate のパラメーター",
        ),
        what: text(
            "Parameters that a ConstraintTemplate declares and whose name its Rego never \
             mentions. Rego that reads all parameters at once is left alone.",
            "ConstraintTemplate が宣言し、Rego にその名前が現れないパラメーターを検出します。パ\
             ラメーター全体を一度に読む Rego は対象外です。",
        ),
        why: text(
            "People set the parameter and believe in a limit that nobody enforces.",
            "利用者はパラメーターを設定し、誰も強制していない制限を信じてしまいます。",
        ),
        fix: text(
            "Read it in the Rego, or remove it from the schema.",
            "Rego で読み取るか、スキーマから削除します。",
        ),
        fine: text(
            "It is kept for older constraints.",
            "古い制約との互換のために残している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1562"),
            reference("catalogue", "M05"),
        ],
    },
    run: Run::Object { of: &[("templates.gatekeeper.sh", "ConstraintTemplate")], run },
    fixtures: FIXTURES,
};

const UNUSED: Text = text(
    "parameter `{name}` is declared and never read",
    "パラメーター `{name}` は宣言されていますが、一度も読まれません",
);

fn run(cx: &mut Cx<'_>, template: &Object) {
    let texts: Vec<&str> = gatekeeper::regos(template)
        .into_iter()
        .flat_map(|(text, _, libraries)| [text].into_iter().chain(libraries))
        .collect();
    if texts.is_empty() || texts.iter().any(|text| rego::reads_all_parameters(text)) {
        return;
    }
    let base = Route::keys(["spec", "crd", "spec", "validation"]);
    for path in [&["openAPIV3Schema", "properties"][..], &["properties"]] {
        let at: Vec<&str> =
            ["spec", "crd", "spec", "validation"].into_iter().chain(path.iter().copied()).collect();
        for (name, _) in template.value.at(&at).unwrap_or(&Value::Null).entries() {
            if !texts.iter().any(|text| rego::reads_parameter(text, name)) {
                let route = base.then_keys(path.iter().copied()).then(name);
                let message = Message::new(UNUSED).with("name", name);
                cx.report(cx.finding(template.place(route), message));
            }
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: templates.gatekeeper.sh/v1
        kind: ConstraintTemplate
        metadata:
          name: limits
        spec:
          crd:
            spec:
              validation:
                openAPIV3Schema:
                  properties:
                    cpu:  # expect: unused-constraint-parameter
                      type: string
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |
                package limits
                violation[{\"msg\": \"no cpu limit\"}] {
                  c := input.review.object.spec.containers[_]
                  not c.resources.limits.cpu
                }
        ",
    ),
    Fixture::pass(
        "
        apiVersion: templates.gatekeeper.sh/v1
        kind: ConstraintTemplate
        metadata:
          name: limits
        spec:
          crd:
            spec:
              validation:
                openAPIV3Schema:
                  properties:
                    cpu:
                      type: string
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |
                package limits
                violation[{\"msg\": \"too much\"}] {
                  input.review.object.spec.cpu != input.parameters.cpu
                }
        ",
    ),
];
