//! A policy that was never in force.

use crate::gatekeeper::{self, rego};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2008",
        slug: "broken-constraint-template",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Rego of a ConstraintTemplate does not do what it says",
            "意図どおりに動かない ConstraintTemplate の Rego",
        ),
        what: text(
            "Rego in ConstraintTemplates that calls a function that Rego does not have under \
             that name, such as `starts_with`, or puts `[_]` under `not` in the same call, \
             which is refused as unsafe or asks for none instead of any.",
            "ConstraintTemplate の Rego のうち、`starts_with` のように Rego に存在しない名前の関\
             数を呼び出すもの、同じ呼び出しの中で `not` の下に `[_]` を使うもの（安全でないとし\
             て拒否されるか、意味が変わる）を検出します。",
        ),
        why: text(
            "Gatekeeper refuses the template, and the policy that everyone believes in does not \
             exist.",
            "Gatekeeper がテンプレートを拒否し、誰もが有効だと思っているポリシーが存在しない状態\
             になります。",
        ),
        fix: text(
            "Use the name that Rego has, and collect the matches before negating: `count([x | x \
             := …]) == 0`.",
            "Rego の正しい名前を使い、否定の前に一致を集めます: `count([x | x := …]) == 0`。",
        ),
        fine: text(
            "The function is defined in a library of the template.",
            "関数がテンプレートのライブラリで定義されている場合は問題ありません。",
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

const UNKNOWN: Text = text(
    "Rego has no `{wrong}`; it is `{right}`",
    "Rego に `{wrong}` はありません。`{right}` を使います",
);
const NEGATED: Text = text(
    "`[_]` under `not` is unsafe or asks for none instead of any: `{line}`",
    "`not` の下の `[_]` は安全でないか意味が変わります: `{line}`",
);

/// Names from other languages, and what Rego calls them.
const NAMES: [(&str, &str); 10] = [
    ("starts_with", "startswith"),
    ("ends_with", "endswith"),
    ("startsWith", "startswith"),
    ("endsWith", "endswith"),
    ("len", "count"),
    ("length", "count"),
    ("to_lower", "lower"),
    ("to_upper", "upper"),
    ("is_empty", "count"),
    ("has_prefix", "startswith"),
];

fn run(cx: &mut Cx<'_>, template: &Object) {
    for (text, route, libraries) in gatekeeper::regos(template) {
        for (wrong, right) in NAMES {
            if rego::calls(text, wrong) && !rego::defines(text, wrong) && libraries.is_empty() {
                let message = Message::new(UNKNOWN).with("wrong", wrong).with("right", right);
                cx.report(cx.finding(template.place(route.clone()), message));
            }
        }
        if let Some(line) = rego::negated_wildcard(text) {
            let message = Message::new(NEGATED).with("line", line);
            cx.report(cx.finding(template.place(route.clone()), message));
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
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |  # expect: broken-constraint-template
                package limits
                violation[{\"msg\": \"no\"}] {
                  starts_with(input.review.object.metadata.name, \"x\")
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
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |
                package limits
                violation[{\"msg\": \"no\"}] {
                  # starts_with(x) would be wrong
                  startswith(input.review.object.metadata.name, \"x\")
                }
        ",
    ),
];
