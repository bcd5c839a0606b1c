//! A schema in the wrong place.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2009",
        slug: "constraint-template-schema-misplaced",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Parameters of a ConstraintTemplate have no schema",
            "パラメーターのスキーマがない ConstraintTemplate",
        ),
        what: text(
            "ConstraintTemplates whose `validation` holds `properties` itself instead of \
             `openAPIV3Schema`.",
            "`validation` の直下に `openAPIV3Schema` ではなく `properties` を置いた \
             ConstraintTemplate を検出します。",
        ),
        why: text(
            "The fields are unknown there and dropped. Parameters are then not checked, and \
             `v1` drops those that the schema does not name: the Rego sees none.",
            "その位置のフィールドは未知のものとして捨てられます。パラメーターは検査されず、`v1` \
             ではスキーマにないものが除去されるため、Rego には何も渡りません。",
        ),
        fix: text(
            "Move it under `validation.openAPIV3Schema`, with `type: object`.",
            "`type: object` とともに `validation.openAPIV3Schema` の下に移します。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1562"),
            reference("catalogue", "M05"),
        ],
    },
    run: Run::Object { of: &[("templates.gatekeeper.sh", "ConstraintTemplate")], run },
    fixtures: FIXTURES,
};

const MISPLACED: Text = text(
    "a schema belongs under `openAPIV3Schema`; here it is dropped",
    "スキーマは `openAPIV3Schema` の下に置きます。ここでは捨てられます",
);

fn run(cx: &mut Cx<'_>, template: &Object) {
    let validation = template.value.at(&["spec", "crd", "spec", "validation"]);
    let Some(validation) = validation else { return };
    if validation.field("openAPIV3Schema").is_none() && validation.field("properties").is_some() {
        let route = Route::keys(["spec", "crd", "spec", "validation", "properties"]);
        cx.report(cx.finding(template.place(route), Message::new(MISPLACED)));
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
                properties:  # expect: constraint-template-schema-misplaced
                  repos:
                    type: array
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
                  type: object
                  properties:
                    repos:
                      type: array
        ",
    ),
];
