//! A right that shows an intention.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2327",
        slug: "log-deleter",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Role lists deletion of pod logs", "ロールに Pod ログの削除が書かれている"),
        what: text(
            "Rules with `delete` or `deletecollection` on `pods/log`, or all verbs.",
            "`pods/log` に対する `delete`・`deletecollection`、またはすべての動詞を許\
             可するルールを検出します。",
        ),
        why: text(
            "No Kubernetes deletes logs on request, so nothing is lost today; the rule says that \
             somebody meant to, and an aggregated API may do it.",
            "Kubernetes に要求によってログを削除する機能はなく、現時点で失われるものは\
             ありません。ただし削除の意図を示しており、拡張 API が将来それを実装する可\
             能性もあります。",
        ),
        fix: text("Grant `get` only.", "`get` だけを許可します。"),
        fine: text(
            "A leftover of a generated role.",
            "自動生成されたロールの残りであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "log"),
            reference("mitre", "T1070"),
            reference("catalogue", "R20"),
            reference("trivy", "KSV-0042"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["delete", "deletecollection"],
    things: &[within("", "pods", "log")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "`{verb}` on `{resource}` includes the deletion of logs",
        "`{resource}` に対する `{verb}` はログの削除を含みます",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge(cx, role, &RIGHT);
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
            resources: [pods/log]
            verbs:
              - delete  # expect: log-deleter
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
