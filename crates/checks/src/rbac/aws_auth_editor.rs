//! The map of AWS identities to users.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2325",
        slug: "aws-auth-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can change aws-auth", "ロールが aws-auth を変更できる"),
        what: text(
            "Rules that name the ConfigMap `aws-auth` and allow to change it. `create` and \
             `deletecollection` have no effect together with a name.",
            "ConfigMap `aws-auth` を名指しして変更を許可するルールを検出します。`create` と `deletecollection` は\
             名前と併記しても効果がありません。",
        ),
        why: text(
            "Whoever edits it makes any identity of AWS a member of `system:masters` on EKS.",
            "編集できる者は、EKS で任意の AWS の ID を `system:masters` のメンバーにで\
             きます。",
        ),
        fix: text(
            "Move to access entries of EKS, and take the right out.",
            "EKS のアクセスエントリに移行し、この権限を外します。",
        ),
        fine: text(
            "The tool that manages node groups.",
            "ノードグループを管理するツールであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1098"),
            reference("catalogue", "R24"),
            reference("trivy", "KSV-0115"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["update", "patch", "delete", "create", "deletecollection"],
    things: &[within("", "configmaps", "")],
    mistaken: &[],
    named: Named::Required(&["aws-auth"]),
    in_namespace: Critical,
    message: text(
        "its holders map identities of AWS to groups (`{verb}` on `{resource}`)",
        "このロールを持つ者は AWS の ID をグループに対応付けられます（`{resource}` に\
         対する `{verb}`）",
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
          namespace: kube-system
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            resourceNames: [aws-auth]
            verbs:
              - update  # expect: aws-auth-editor
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: kube-system
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            resourceNames: [aws-auth]
            verbs:
              - create  # expect: aws-auth-editor
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: kube-system
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            resourceNames: [aws-auth]
            verbs:
              - get
        ",
    ),
];
