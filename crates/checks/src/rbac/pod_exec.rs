//! A shell in every container.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2311",
        slug: "pod-exec",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can run commands in pods", "ロールが Pod 内でコマンドを実行できる"),
        what: text(
            "Rules with `create` or `get` on `pods/exec`, also through `*/exec`. Up to \
             Kubernetes 1.34 `get` is enough over WebSocket; from 1.35 on it takes `create`.",
            "`pods/exec`（`*/exec` を含む）に対する `create` または `get` を許可するルー\
             ルを検出します。WebSocket 経由では Kubernetes 1.34 までは `get` だけで実\
             行でき、1.35 以降は `create` が必要です。",
        ),
        why: text(
            "Who runs commands in a container has its token, its mounted Secrets and its \
             network.",
            "コンテナ内でコマンドを実行できる者は、そのトークン、マウントされた Secret、\
             ネットワークを手に入れます。",
        ),
        fix: text(
            "Grant it for the time that somebody needs it, in one namespace.",
            "必要な期間だけ、ひとつの名前空間に限って付与します。",
        ),
        fine: text(
            "A role for emergencies that is bound while one lasts.",
            "障害対応中だけ付与する緊急用ロールであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1609"),
            reference("catalogue", "R05"),
            reference("kubescape", "C-0002"),
            reference("kubescape", "exec-into-container-v1"),
            reference("trivy", "KSV-0053"),
            reference("checkov", "CKV2_K8S_2"),
            reference("kalm", "RBAC-006"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "get"],
    things: &[within("", "pods", "exec")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders run commands in every container (`{verb}` on `{resource}`)",
        "このロールを持つ者はすべてのコンテナでコマンドを実行できます（`{resource}` に\
         対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    let (snapshot, version) = (cx.snapshot, cx.settings.version);
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, rule, grant| {
        let controls = sensitive_right::EXEC_CONTROLS;
        let finding = sensitive_right::streamed(version, finding, rule, grant);
        sensitive_right::with_binding_references(snapshot, role, finding, controls)
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [pods/exec]
            verbs:
              - create  # expect: pod-exec
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: ['']
            resources: ['*/exec']
            verbs:
              - create  # expect: pod-exec
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [pods]
            verbs:
              - create
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [pods/*]
            verbs:
              - create
        ",
    ),
];
