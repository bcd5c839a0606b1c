//! The verb that lifts the guard of bindings.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside, within};
use sekisho_rbac::{GROUP, Request};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2315",
        slug: "role-binder",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role has the verb bind", "ロールが動詞 bind を持つ"),
        what: text(
            "Rules with `bind` on roles or clusterroles without naming harmless ones, and `bind` \
             on bindings, where it means nothing.",
            "roles または clusterroles に対する `bind` を、安全なロールに限定せずに許\
             可するルールを検出します。効果のない、バインディングに対する `bind` も対\
             象です。",
        ),
        why: text(
            "The API server refuses bindings to roles with more rights than the author has, \
             except to holders of `bind`: together with the right to write bindings it leads to \
             `cluster-admin`.",
            "API サーバーは作成者の権限を超えるロールへのバインディングを拒否しますが、`bind` を\
             持つ者は例外です。バインディングの書き込み権限と合わせると `cluster-admin` に\
             到達します。",
        ),
        fix: text(
            "Name the roles that may be handed out in `resourceNames`.",
            "付与してよいロールを `resourceNames` で限定します。",
        ),
        fine: text(
            "A controller that hands out a few named roles.",
            "名前を限定した少数のロールを配るコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.8"),
            reference("nsa", "rbac"),
            reference("mitre", "T1098.006"),
            reference("catalogue", "R09"),
            reference("kubescape", "C-0191"),
            reference("checkov", "CKV_K8S_157"),
            reference("kalm", "RBAC-010"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["bind"],
    things: &[
        within("rbac.authorization.k8s.io", "roles", ""),
        outside("rbac.authorization.k8s.io", "clusterroles", ""),
    ],
    mistaken: &[
        within("rbac.authorization.k8s.io", "rolebindings", ""),
        outside("rbac.authorization.k8s.io", "clusterrolebindings", ""),
    ],
    named: Named::Only(&["*", "cluster-admin", "admin", "edit"]),
    in_namespace: High,
    message: text(
        "its holders bind roles with more rights than they have (`{verb}` on `{resource}`)",
        "このロールを持つ者は自分の権限を超えるロールを付与できます（`{resource}` に\
         対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    let creates = |resource| {
        let request = Request { verb: "create", group: GROUP, resource, ..Request::default() };
        sensitive_right::written(role).any(|rule| rule.allows(&request).is_some())
    };
    let (namespaced, cluster) = (creates("rolebindings"), creates("clusterrolebindings"));
    sensitive_right::judge_and(cx, role, &RIGHT, |mut finding, rule, grant| {
        if grant.thing.resource.ends_with("roles") {
            finding = finding.reference("trivy", "KSV-0050");
        }
        let stars = rule.names.is_empty() || rule.names.contains(&"*");
        if namespaced && stars {
            finding = finding.reference("trivy", "KSV-0051");
        }
        if cluster && stars && grant.thing.resource == "clusterroles" {
            finding = finding.reference("trivy", "KSV-0052");
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
            resources: [clusterroles]
            verbs:
              - bind  # expect: role-binder
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [rolebindings]
            verbs:
              - bind  # expect: role-binder
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
            resources: [clusterroles]
            resourceNames: [view]
            verbs:
              - bind
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
              - get
        ",
    ),
];
