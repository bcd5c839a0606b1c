//! A binding to nothing.

use sekisho_rbac::{Binding, GROUP, RoleRef};

use crate::binding::BINDINGS;
use crate::prelude::*;
use crate::sensitive_right::EXEC_CONTROLS;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2301",
        slug: "dangling-role-reference",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Binding refers to a role that does not exist",
            "存在しないロールを参照するバインディング",
        ),
        what: text(
            "RoleBindings whose Role is not in their namespace, and bindings whose ClusterRole \
             is not there. A binding without a namespace joins with Roles that name none. Roles \
             that every cluster has are left out.",
            "Role が同じ名前空間にない RoleBinding と、ClusterRole が存在しないバインディングを\
             検出します。名前空間のないバインディングは、名前空間のない Role とだけ対応します。\
             すべてのクラスターにあるロールは除きます。",
        ),
        why: text(
            "The rights are not granted, and whoever may create the role decides later what the \
             binding grants. A binding without a namespace lands wherever it is applied.",
            "権限は付与されません。さらに、そのロールを後で作成できる者が、バインディングの付与\
             する権限を決められます。名前空間のないバインディングは、適用された先の名前空間に作\
             成されます。",
        ),
        fix: text(
            "Put both into one namespace by name, or correct the name of the role.",
            "両者に同じ名前空間を明記するか、ロールの名前を修正します。",
        ),
        fine: text(
            "The role is deployed from elsewhere.",
            "ロールが別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("popeye", "POP-1300"),
            reference("catalogue", "R33"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "{kind} `{name}` is not where the binding looks for it",
    "{kind} `{name}` はバインディングが参照する場所にありません",
);
const ELSEWHERE: Text =
    text("a role of that name, in another namespace", "同じ名前のロールが別の名前空間にあります");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(binding) = Binding::of(object) else { return };
    let Some(RoleRef { kind, namespace, name }) = binding.role_ref() else { return };
    let is_built_in = kind == "ClusterRole"
        && (matches!(name, "cluster-admin" | "admin" | "edit" | "view")
            || name.starts_with("system:"));
    if is_built_in || name.contains('$') || binding.role(cx.snapshot).is_some() {
        return;
    }
    let Some(confidence) = cx.absence(kind, namespace) else { return cx.unknown() };
    let message = Message::new(MISSING).with("kind", kind).with("name", name);
    let place = object.place(Route::keys(["roleRef", "name"]));
    let mut finding = cx.finding(place, message).confidence(confidence);
    let mut others = cx.snapshot.of_kind(GROUP, kind);
    if let Some(other) = others.find(|other| other.name() == name) {
        let place = other.place(Route::keys(["metadata", "namespace"]));
        // The role is here, in a namespace that the binding does not name.
        finding = finding.related(place, Message::new(ELSEWHERE)).confidence(Confidence::Medium);
    }
    // What the role will allow is up to whoever makes it: that may be running commands in pods.
    let [cluster, cluster_role, namespaced] = EXEC_CONTROLS;
    let control = match (binding.is_cluster_wide(), kind) {
        (true, _) => cluster,
        (false, "ClusterRole") => cluster_role,
        (false, _) => namespaced,
    };
    cx.report(finding.reference("polaris", control));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: reader
          namespace: shop
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: readers
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader  # expect: dangling-role-reference
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: reader
          namespace: shop
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: readers
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: viewers
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: view
        ",
    ),
];
