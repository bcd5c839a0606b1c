//! A value of another type than its field has.

use crate::prelude::*;
use crate::refusal;
use sekisho_api::{Cause, SchemaKind, Violation};
use sekisho_finding::Finding;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1707",
        slug: "wrong-field-type",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Value has the wrong type", "値の型が誤っている"),
        what: text(
            "Fields whose value the API server cannot decode: a number where text belongs, text where a list belongs, an amount, a time or base64 that cannot be read.",
            "API サーバーが読み取れない値のフィールドを検出します。文字列の場所にある数値、リストの場所にある文字列、読み取れない数量、時刻、base64 などです。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Write the type that the finding names; numbers and booleans become text in quotation marks.",
            "指摘に示された型で書きます。数値や真偽値は引用符で囲むと文字列になります。",
        ),
        fine: text(
            "Values that a tool puts in before the manifest is applied are not judged.",
            "適用前にツールが埋め込む値は判定しません。",
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

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        if let Cause::WrongType { expected, found } = violation.cause {
            let (template, quoted) = words(expected);
            let complete = |message: Message| message.with("found", found);
            let Some(finding) = refusal::report(cx, object, violation, template, complete) else {
                continue;
            };
            cx.report(with_quotes(finding, object, violation, quoted));
        }
    }
}

const QUOTE: Text = text("put the value in quotation marks", "値を引用符で囲む");

/// A number or boolean where text belongs means its own text.
fn with_quotes(finding: Finding, object: &Object, violation: &Violation, is_text: bool) -> Finding {
    let text = match violation.route.find(&object.value) {
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Bool(b)) => b.to_string(),
        _ => return finding,
    };
    // What could not be applied before does no harm after.
    if is_text {
        finding.fix(set(QUOTE, Safety::Safe, violation.route.clone(), text))
    } else {
        finding
    }
}

/// The sentence for a type, and whether it is that of texts.
fn words(expected: SchemaKind) -> (Text, bool) {
    let words = match expected {
        SchemaKind::String => {
            return (
                text(
                    "`{field}` must be text, not a value of type {found}",
                    "`{field}` には文字列を書きます ({found} は使えません)",
                ),
                true,
            );
        }
        SchemaKind::Bytes => {
            text("`{field}` must be text in base64", "`{field}` には base64 の文字列を書きます")
        }
        SchemaKind::Integer => text(
            "`{field}` must be a whole number, not `{value}`",
            "`{field}` には整数を書きます。`{value}` は使えません",
        ),
        SchemaKind::Number => text(
            "`{field}` must be a number, not `{value}`",
            "`{field}` には数を書きます。`{value}` は使えません",
        ),
        SchemaKind::Boolean => text(
            "`{field}` must be `true` or `false`, not `{value}`",
            "`{field}` には `true` か `false` を書きます。`{value}` は使えません",
        ),
        SchemaKind::IntOrString => text(
            "`{field}` must be a whole number or text, not `{value}`",
            "`{field}` には整数か文字列を書きます。`{value}` は使えません",
        ),
        SchemaKind::Quantity => text(
            "`{field}` must be an amount such as `500m` or `1Gi`, not `{value}`",
            "`{field}` には `500m` や `1Gi` のような数量を書きます。`{value}` は使えません",
        ),
        SchemaKind::Time | SchemaKind::MicroTime => text(
            "`{field}` must be a time such as `2026-01-31T12:00:00Z`, not `{value}`",
            "`{field}` には `2026-01-31T12:00:00Z` のような時刻を書きます。`{value}` は使えません",
        ),
        SchemaKind::Duration => text(
            "`{field}` must be a span of time such as `1m30s`, not `{value}`",
            "`{field}` には `1m30s` のような時間の長さを書きます。`{value}` は使えません",
        ),
        SchemaKind::List => text(
            "`{field}` must be a list, not a value of type {found}",
            "`{field}` にはリストを書きます ({found} は使えません)",
        ),
        SchemaKind::Map | SchemaKind::Object | SchemaKind::Any => text(
            "`{field}` must be a map, not a value of type {found}",
            "`{field}` にはマップを書きます ({found} は使えません)",
        ),
    };
    (words, false)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          PORT: 8080  # expect: wrong-field-type
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostNetwork: 'true'  # expect: wrong-field-type
          containers:
            - name: web
              image: registry.example.org/web:1.0
              args: serve  # expect: wrong-field-type
              resources:
                limits:
                  memory: 1 Gi  # expect: wrong-field-type
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostNetwork: ${HOST_NETWORK}
          containers:
            - name: web
              image: registry.example.org/web:1.0
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          PORT: '8080'
        ",
    ),
];
