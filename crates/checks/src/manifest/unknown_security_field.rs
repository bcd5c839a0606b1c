//! A field that does not exist, where one was meant that protects something.

use sekisho_api::{Cause, UnknownField, Violation};

use super::unknown_field::{is_security_relevant, report};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1705",
        slug: "unknown-security-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Security setting in a field that does not exist",
            "存在しないフィールドにセキュリティ設定が書かれている",
        ),
        what: text(
            "Fields that the API of the chosen Kubernetes version does not have and that were meant to \
             protect something: misspelt or misplaced parts of a `securityContext`, host namespaces, tokens, \
             and anything in network policies, roles, bindings and admission policies. Custom resources are \
             compared with their definition where it is in the same world.",
            "対象の Kubernetes バージョンの API に存在しないフィールドのうち、防御のために書かれたものを検出します。`securityContext` の\
             綴りや位置の誤り、ホストの名前空間、トークン、NetworkPolicy、ロール、バインディング、アドミッションポリシーの中のフィールドなど\
             です。カスタムリソースは、同じワールドに定義があれば、それと照合します。",
        ),
        why: text(
            "A manifest that looks hardened is not. `kubectl` refuses unknown fields by default since v1.25, \
             but Helm, many operators and `--validate=false` let the API server drop them in silence, and then \
             the container runs with the defaults that the field was written to avoid.",
            "防御が施されているように見えて、実際には効いていません。`kubectl` は v1.25 から既定で未知のフィールドを拒否しますが、Helm や\
             多くのオペレーター、`--validate=false` では API サーバーが黙って捨てます。その結果、コンテナーは避けようとした既定値のまま\
             動きます。",
        ),
        fix: text(
            "Write the field with the name and at the place that the finding tells. `kubectl explain` lists \
             the fields of a kind.",
            "指摘に示された名前と位置で書き直します。種類ごとのフィールドは `kubectl explain` で確認できます。",
        ),
        fine: text(
            "A field of a version that is newer than the chosen one: say so with `--kubernetes-version`.",
            "対象より新しいバージョンのフィールドであれば、`--kubernetes-version` でそのバージョンを指定してください。",
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
        if let Cause::Unknown(field) = &violation.cause
            && is_security_relevant(object, violation, field)
        {
            let mut finding = report(cx, object, violation, field);
            if let Some(fix) = moved_to_containers(object, &violation.route, field) {
                finding = finding.fix(fix);
            }
            cx.report(finding);
        }
    }
}

const MOVE: Text = text("set it in each container instead", "Pod ではなく各コンテナーに設定する");

/// A field of containers that stands in the pod's security context goes into each container that does
/// not set it yet.
fn moved_to_containers(object: &Object, route: &Route, field: &UnknownField) -> Option<Fix> {
    let way = field.belongs.as_deref()?;
    let key = way.split_once("containers[*].securityContext.")?.1;
    let context = route.parent()?;
    let spec = context.parent()?;
    let value = route.find(&object.value)?;
    let mut edits = vec![Edit::Remove { route: route.clone() }];
    for list in ["initContainers", "containers"] {
        let containers = spec.then(list);
        let count = containers.find(&object.value).map_or(0, |list| list.items().len());
        for index in 0..count {
            let place = containers.then(index).then("securityContext").then(key);
            if place.find(&object.value).is_none() {
                edits.push(Edit::Set { route: place, value: value.clone() });
            }
        }
    }
    (edits.len() > 1).then_some(Fix { title: MOVE, safety: Safety::Unsafe, edits })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          securityContext:
            readOnlyRootFilesystem: true  # expect: unknown-security-field
            runAsNonRoot: true
          containers:
            - name: web
              image: registry.example.org/web:1.0
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostPid: false  # expect: unknown-security-field
          containers:
            - name: web
              image: registry.example.org/web:1.0
              securitycontext:  # expect: unknown-security-field
                privileged: false
        ",
    ),
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
        spec:
          podSelector:
            app: web  # expect: unknown-security-field
          policyTypes: [Ingress]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostPID: false
          containers:
            - name: web
              image: registry.example.org/web:1.0
              securityContext:
                readOnlyRootFilesystem: true
                privileged: false
        ",
    ),
];
