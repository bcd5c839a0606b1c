//! Somebody else at the terminal of a process.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2312",
        slug: "pod-attach",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can attach to running containers",
            "ロールが実行中のコンテナに接続できる",
        ),
        what: text(
            "Rules with `create` or `get` on `pods/attach`.",
            "`pods/attach` に対する `create` または `get` を許可するルールを検出します。",
        ),
        why: text(
            "Whoever attaches reads what the process prints and types into its standard input; \
             where that is a shell, it is a shell.",
            "接続した者はプロセスの出力を読み、標準入力に書き込めます。プロセスがシェ\
             ルであれば、そのままシェルを操作できます。",
        ),
        fix: text(
            "Grant it for the time that somebody needs it, in one namespace.",
            "必要な期間だけ、ひとつの名前空間に限って付与します。",
        ),
        fine: text(
            "Tools for development in namespaces of their own.",
            "専用の名前空間で使う開発ツールであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1609"),
            reference("catalogue", "R06"),
            reference("trivy", "KSV-0054"),
            reference("checkov", "CKV2_K8S_2"),
            reference("kalm", "RBAC-005"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "get"],
    things: &[within("", "pods", "attach")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders attach to every container (`{verb}` on `{resource}`)",
        "このロールを持つ者はすべてのコンテナに接続できます（`{resource}` に対する `{verb}`）",
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
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: ['']
            resources: [pods/attach]
            verbs:
              - create  # expect: pod-attach
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: ['']
            resources: [pods/log]
            verbs:
              - get
        ",
    ),
];
