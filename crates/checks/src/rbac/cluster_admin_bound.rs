//! The key to everything, handed out.

use crate::binding::{self, BINDINGS, is_everything};
use crate::prelude::*;
use sekisho_rbac::{Binding, rules};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2304",
        slug: "cluster-admin-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("All rights are bound", "すべての権限が付与されている"),
        what: text(
            "Bindings to `cluster-admin`, or to a role that allows all verbs on all resources. \
             Bindings of Kubernetes itself are left out: by their label, or a name that begins \
             with `system:`.",
            "`cluster-admin`、またはすべてのリソースに対するすべての動詞を許可するロー\
             ルへのバインディングを検出します。Kubernetes 自身のバインディング（ラベル、\
             または `system:` で始まる名前で判断）は除きます。",
        ),
        why: text(
            "Whoever takes over one of the subjects owns the cluster, or in a RoleBinding the \
             namespace: its Secrets, its pods, its bindings.",
            "対象のいずれかが乗っ取られると、クラスター全体を失います。RoleBinding で\
             あれば名前空間の Secret、Pod、バインディングをすべて失います。",
        ),
        fix: text(
            "Bind a role with what is used. Keep `cluster-admin` for emergencies, bound to \
             people.",
            "実際に使う権限だけのロールを付与します。`cluster-admin` は緊急用として人\
             に限って付与します。",
        ),
        fine: text(
            "One binding for administrators that is reviewed.",
            "レビューされている、管理者向けのバインディングひとつであれば問題ありませ\
             ん。",
        ),
        references: &[
            reference("cis-1.12", "5.1.1"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R01"),
            reference("kubescape", "C-0035"),
            reference("kubescape", "C-0185"),
            reference("kubescape", "rule-list-all-cluster-admins-v1"),
            reference("trivy", "KSV-0111"),
            reference("kube-linter", "cluster-admin-role-binding"),
            reference("kalm", "RBAC-001"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const CLUSTER: Text = text(
    "{count} subjects have all rights in the cluster through `{role}`",
    "{count} 個の対象が `{role}` によりクラスター全体のすべての権限を持ちます",
);
const NAMESPACE: Text = text(
    "{count} subjects have all rights in the namespace through `{role}`",
    "{count} 個の対象が `{role}` により名前空間内のすべての権限を持ちます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(binding) = Binding::of(object) else { return };
    if binding::is_of_system(object) {
        return cx.not_applicable();
    }
    let Some(wanted) = binding.role_ref() else { return };
    let is_total = match binding.role(cx.snapshot) {
        _ if wanted.kind == "ClusterRole" && wanted.name == "cluster-admin" => true,
        Some(role) => is_everything(&rules(cx.snapshot, role)),
        None => false,
    };
    let count = binding.subjects().count();
    if !is_total || count == 0 {
        return;
    }
    let (text, severity, control) = match (binding.is_cluster_wide(), wanted.kind) {
        (true, _) => (CLUSTER, Critical, "clusterrolebindingClusterAdmin"),
        (false, "ClusterRole") => (NAMESPACE, High, "rolebindingClusterAdminClusterRole"),
        (false, _) => (NAMESPACE, High, "rolebindingClusterAdminRole"),
    };
    let message = Message::new(text).with("count", count.to_string()).with("role", wanted.name);
    let place = object.place(Route::keys(["roleRef", "name"]));
    cx.report(cx.finding(place, message).severity(severity).reference("polaris", control));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin  # expect: cluster-admin-bound
        subjects:
          - kind: User
            name: jane
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin  # expect: cluster-admin-bound
        subjects:
          - kind: User
            name: jane
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: view
        subjects:
          - kind: User
            name: jane
        ",
    ),
];
