//! The verb that lifts the guard of roles.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2316",
        slug: "role-escalator",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role has the verb escalate", "ロールが動詞 escalate を持つ"),
        what: text(
            "Rules with `escalate` on roles or clusterroles, named ones included, and `escalate` \
             on bindings, where it means nothing.",
            "roles または clusterroles に対する `escalate` を許可するルールを検出しま\
             す。名前を限定したものも、効果のないバインディングに対するものも対象です。",
        ),
        why: text(
            "The API server refuses roles with more rights than the author has, except to \
             holders of `escalate`: they may write any right into a role that they hold.",
            "API サーバーは作成者の権限を超えるロールを拒否しますが、`escalate` を持つ\
             者は例外です。自分の持つロールにあらゆる権限を書き込めます。",
        ),
        fix: text(
            "Take the verb out. Whoever writes roles needs the rights in them.",
            "この動詞を外します。ロールを書く者は、そこに含める権限を自分で持つべきで\
             す。",
        ),
        fine: text(
            "The controller of Kubernetes that aggregates ClusterRoles.",
            "ClusterRole を集約する Kubernetes のコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.8"),
            reference("nsa", "rbac"),
            reference("mitre", "T1098.006"),
            reference("catalogue", "R10"),
            reference("kubescape", "C-0191"),
            reference("checkov", "CKV_K8S_158"),
            reference("kalm", "RBAC-020"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["escalate"],
    things: &[
        within("rbac.authorization.k8s.io", "roles", ""),
        outside("rbac.authorization.k8s.io", "clusterroles", ""),
    ],
    mistaken: &[
        within("rbac.authorization.k8s.io", "rolebindings", ""),
        outside("rbac.authorization.k8s.io", "clusterrolebindings", ""),
    ],
    named: Named::Counts,
    in_namespace: High,
    message: text(
        "its holders write any right into roles (`{verb}` on `{resource}`)",
        "このロールを持つ者はロールに任意の権限を書き込めます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, _, grant| {
        if grant.thing.resource.ends_with("roles") {
            return finding.reference("trivy", "KSV-0050");
        }
        finding
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
            resources: [roles]
            verbs:
              - escalate  # expect: role-escalator
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
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [clusterroles]
            verbs:
              - escalate  # expect: role-escalator
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
            resources: [roles]
            verbs:
              - update
        ",
    ),
];
