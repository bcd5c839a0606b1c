//! Events are the first trace of an attack.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2326",
        slug: "event-deleter",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can delete events", "ロールがイベントを削除できる"),
        what: text(
            "Rules with `delete` or `deletecollection` on events.",
            "イベントに対する `delete`・`deletecollection` を許可するルールを検出しま\
             す。",
        ),
        why: text(
            "Events tell of pods that were made, killed or refused. Nothing but tampering needs \
             to delete them: the API server does so after an hour by itself.",
            "イベントには Pod の作成・停止・拒否が残ります。API サーバーが既定で 1 時\
             間後に自動削除するため、手動で消す必要があるのは改ざんのときくらいです。",
        ),
        fix: text("Take the verb out.", "この動詞を外します。"),
        fine: text("Nothing that we know of.", "問題のない例は知られていません。"),
        references: &[
            reference("nsa", "log"),
            reference("mitre", "T1070"),
            reference("catalogue", "R19"),
            reference("kubescape", "C-0031"),
            reference("kubescape", "rule-can-delete-k8s-events-v1"),
            reference("kalm", "RBAC-014"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["delete", "deletecollection"],
    things: &[within("", "events", ""), within("events.k8s.io", "events", "")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "its holders remove traces (`{verb}` on `{resource}`)",
        "このロールを持つ者は痕跡を消せます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge(cx, role, &RIGHT);
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
            resources: [events]
            verbs:
              - delete  # expect: event-deleter
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
            resources: [events]
            verbs:
              - create
        ",
    ),
];
