//! Rights that wait for somebody.

use crate::prelude::*;
use crate::sensitive_right;
use sekisho_rbac::bindings_of;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2331",
        slug: "unbound-role",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Role is bound to nobody", "ロールが誰にも付与されていない"),
        what: text(
            "Roles and ClusterRoles without a binding. ClusterRoles that are aggregated into \
             others, or that every cluster has, are left out.",
            "バインディングのない Role・ClusterRole を検出します。他のロールに集約され\
             る ClusterRole と、どのクラスターにもあるものは除きます。",
        ),
        why: text(
            "Nobody reviews what nobody uses; a binding that comes later grants all of it at \
             once.",
            "使われていないものは見直されず、後から付与されるとそのすべてが一度に有効\
             になります。",
        ),
        fix: text("Remove the role, or bind it.", "ロールを削除するか、付与します。"),
        fine: text(
            "Roles that are offered for others to bind.",
            "他者が付与するために提供しているロールであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("catalogue", "R32"),
            reference("popeye", "POP-400"),
            reference("kalm", "RBAC-016"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

const UNBOUND: Text =
    text("no binding refers to this role", "このロールを参照するバインディングがありません");

fn run(cx: &mut Cx<'_>, role: &Object) {
    let is_part = role.labels().entries().any(|(label, _)| label.contains("/aggregate-to-"));
    if sensitive_right::is_shipped(role) || is_part {
        return cx.not_applicable();
    }
    if bindings_of(cx.snapshot, role).next().is_some() {
        return;
    }
    let of_cluster = if role.kind() == "ClusterRole" {
        cx.absence("ClusterRoleBinding", None)
    } else {
        Some(cx.check.confidence)
    };
    let namespace = if role.kind() == "ClusterRole" { None } else { role.namespace() };
    let Some((in_cluster, in_namespace)) = of_cluster.zip(cx.absence("RoleBinding", namespace))
    else {
        return cx.unknown();
    };
    let finding = cx.at(role, ["metadata", "name"], UNBOUND);
    cx.report(finding.confidence(in_cluster.min(in_namespace)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: reader  # expect: unbound-role
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: reader
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: readers
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: reader
        ",
    ),
];
