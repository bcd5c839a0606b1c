//! A value that breaks a rule of its field.

use crate::prelude::*;
use crate::{refusal, rule_words};
use sekisho_api::{Cause, Violation};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1710",
        slug: "invalid-field-value",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Value breaks a rule of its field", "値がフィールドの規則に反している"),
        what: text(
            "Values that the API server's validation refuses: names, labels, ports, addresses and percentages of another form, numbers out of range, selectors that do not select the template's pods, mounts of volumes that the pod does not have, requests above limits, fields that exclude each other, and the patterns and bounds in definitions of custom resources in the same world. What depends on the cluster, such as address ranges, is not judged.",
            "API サーバーの検証で拒否される値を検出します。形式の誤った名前、ラベル、ポート、アドレス、割合、範囲外の数、テンプレートの Pod を選択しないセレクター、Pod にないボリュームのマウント、上限を超える要求、同時に指定できないフィールドのほか、同じワールドにあるカスタムリソースの定義のパターンや範囲が対象です。アドレス範囲のようにクラスターに依存するものは判定しません。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Write a value that keeps the rule that the finding names.",
            "指摘に示された規則に合う値を書きます。",
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

const NOT_FOUND: Text = text(
    "`{field}` names `{name}`, which the pod does not have among its volumes",
    "`{field}` の `{name}` は、Pod のボリュームに存在しません",
);

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        let finding = match &violation.cause {
            Cause::Invalid(rule) => {
                let fill = |message| rule_words::fill(message, *rule);
                refusal::report(cx, object, violation, rule_words::words(*rule), fill)
            }
            Cause::NotFound(name) => {
                let fill = |message: Message| message.with("name", name);
                refusal::report(cx, object, violation, NOT_FOUND, fill)
            }
            _ => continue,
        };
        if let Some(finding) = finding {
            cx.report(finding);
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - port: 80
              targetPort: 70000  # expect: invalid-field-value
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: Web  # expect: invalid-field-value
              image: registry.example.org/web:1.0
              volumeMounts:
                - name: data  # expect: invalid-field-value
                  mountPath: /data
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:  # expect: invalid-field-value
                app: wep
            spec:
              containers:
                - name: web
                  image: registry.example.org/web:1.0
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
              volumeMounts:
                - name: data
                  mountPath: /data
          volumes:
            - name: data
        ",
    ),
];
