//! Whoever writes bindings hands out rights.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2318",
        slug: "role-binding-writer",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can write bindings", "ロールがバインディングを書き込める"),
        what: text(
            "Rules that create, update or patch RoleBindings or ClusterRoleBindings.",
            "RoleBinding・ClusterRoleBinding の作成・更新を許可するルールを検出します。",
        ),
        why: text(
            "Holders pass on every right that they have, to accounts that nobody watches, and \
             keep a way in after their own access has ended.",
            "自分の持つ権限を、誰も注視していないアカウントにそのまま渡せます。自身の\
             アクセスが失効した後も入口を残せます。",
        ),
        fix: text(
            "Leave bindings to a reviewed pipeline.",
            "バインディングは、レビューを経たパイプラインだけが書き込むようにします。",
        ),
        fine: text(
            "Controllers that manage tenants.",
            "テナントを管理するコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.8"),
            reference("nsa", "rbac"),
            reference("mitre", "T1098.006"),
            reference("catalogue", "R12"),
            reference("trivy", "KSV-0055"),
            reference("checkov", "CKV2_K8S_1"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch"],
    things: &[
        outside("rbac.authorization.k8s.io", "clusterrolebindings", ""),
        within("rbac.authorization.k8s.io", "rolebindings", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders hand out rights (`{verb}` on `{resource}`)",
        "このロールを持つ者は権限を付与できます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, rule, _| {
        if rule.verbs.contains(&"*") { finding.reference("trivy", "KSV-0050") } else { finding }
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
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [clusterrolebindings]
            verbs:
              - create  # expect: role-binding-writer
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [rolebindings]
            verbs:
              - list
        ",
    ),
];
