//! Whoever acts as others has their rights.

use sekisho_rbac::GROUP;

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2317",
        slug: "impersonator",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can impersonate others", "ロールが他者になりすませる"),
        what: text(
            "Rules with `impersonate` on groups, users, service accounts or UIDs, unless they name \
             whom. On Secrets, roles and bindings, where the verb means nothing, it is a hint.",
            "グループ、ユーザー、サービスアカウント、UID に対する `impersonate` を、対象を限定せず\
             に許可するルールを検出します。効果のない Secret、ロール、バインディングに対するもの\
             は参考情報です。",
        ),
        why: text(
            "Without names, the holder acts as anybody. Groups are the worst: `system:masters` \
             is let through before any rule is read.",
            "対象を限定しないと、任意の者として操作できます。グループは特に危険で、`system:masters` は\
             ルールを確認されることなく許可されます。",
        ),
        fix: text(
            "Name whom they may act as in `resourceNames`.",
            "なりすましを許す対象を `resourceNames` で限定します。",
        ),
        fine: text(
            "Proxies that authenticate users, such as those of fleet managers.",
            "フリート管理のプロキシなど、ユーザーを認証するプロキシであれば問題ありま\
             せん。",
        ),
        references: &[
            reference("cis-1.12", "5.1.8"),
            reference("nsa", "rbac"),
            reference("mitre", "T1550.001"),
            reference("catalogue", "R11"),
            reference("kubescape", "C-0065"),
            reference("kubescape", "C-0191"),
            reference("kubescape", "rule-can-impersonate-users-groups-v1"),
            reference("checkov", "CKV2_K8S_3"),
            reference("kalm", "RBAC-009"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["impersonate"],
    things: &[
        outside("", "groups", ""),
        outside("", "users", ""),
        within("", "serviceaccounts", ""),
        outside("authentication.k8s.io", "uids", ""),
    ],
    mistaken: &[
        within("", "secrets", ""),
        within("rbac.authorization.k8s.io", "roles", ""),
        within("rbac.authorization.k8s.io", "rolebindings", ""),
        outside("rbac.authorization.k8s.io", "clusterroles", ""),
        outside("rbac.authorization.k8s.io", "clusterrolebindings", ""),
    ],
    named: Named::Only(&["*", "system:masters"]),
    in_namespace: High,
    message: text(
        "its holders act as others (`{verb}` on `{resource}`)",
        "このロールを持つ者は他者として操作できます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, _, grant| {
        match (grant.thing.resource, grant.thing.group) {
            ("groups", _) => finding.reference("trivy", "KSV-0043"),
            ("secrets", _) => finding.reference("trivy", "KSV-0041").reference("trivy", "KSV-0113"),
            (_, GROUP) => finding.reference("trivy", "KSV-0050"),
            _ => finding,
        }
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
            resources: [groups]
            verbs:
              - impersonate  # expect: impersonator
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [groups]
            resourceNames: ['system:masters']
            verbs:
              - impersonate  # expect: impersonator
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [secrets]
            verbs:
              - impersonate  # expect: impersonator
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
            resources: [users]
            resourceNames: [ci]
            verbs:
              - impersonate
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
            resources: [serviceaccounts]
            verbs:
              - get
        ",
    ),
];
