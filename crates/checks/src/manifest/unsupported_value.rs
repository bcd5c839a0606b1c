//! A value that is none of those that are known.

use crate::prelude::*;
use crate::refusal;
use sekisho_api::{Cause, Violation, nearest_name};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1709",
        slug: "unsupported-value",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Value is not one of those that are known", "使える値のどれでもない"),
        what: text(
            "Fields that know a few values and have another one, such as `protocol: tcp` or a `restartPolicy` that the kind does not allow, with the nearest of the known values.",
            "決まった値しか使えないフィールドに別の値があるものを検出し、近い値を示します。`protocol: tcp` や、その種類では使えない `restartPolicy` などです。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Write one of the values that the finding lists; letter case counts.",
            "指摘に挙げられた値のいずれかを書きます。大文字と小文字は区別されます。",
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

const UNSUPPORTED: Text = text(
    "`{field}` cannot be `{value}`: the known values are {supported}",
    "`{field}` に `{value}` は使えません。使える値は {supported} です",
);
const NEAREST: Text = text(
    "`{field}` cannot be `{value}`; `{nearest}` was probably meant",
    "`{field}` に `{value}` は使えません。`{nearest}` の誤りと思われます",
);
const CORRECT: Text = text("write the value that was meant", "正しい値に書き換える");

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        let Cause::Unsupported { value, supported } = &violation.cause else { continue };
        let nearest = nearest_name(value, supported.iter().map(String::as_str));
        let template = if nearest.is_some() { NEAREST } else { UNSUPPORTED };
        let listed: Vec<String> = supported.iter().map(|value| format!("`{value}`")).collect();
        let complete = |message: Message| {
            message
                .with("supported", listed.join(", "))
                .with("nearest", nearest.unwrap_or_default())
        };
        let Some(finding) = refusal::report(cx, object, violation, template, complete) else {
            continue;
        };
        cx.report(match nearest {
            Some(nearest) if violation.route.find(&object.value).is_some() => {
                let route = violation.route.clone();
                finding.fix(set(CORRECT, Safety::Unsafe, route, nearest))
            }
            _ => finding,
        });
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
              imagePullPolicy: always  # expect: unsupported-value
              ports:
                - containerPort: 80
                  protocol: HTTP  # expect: unsupported-value
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: web
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role  # expect: unsupported-value
          name: web
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
              imagePullPolicy: Always
              ports:
                - containerPort: 80
                  protocol: UDP
        ",
    ),
];
