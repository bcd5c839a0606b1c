//! Nobody adds up so many roles in their head.

use crate::prelude::*;
use std::collections::HashMap;

use sekisho_finding::Place;
use sekisho_rbac::{Binding, GROUP, RoleRef, Subject};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2332",
        slug: "many-roles-per-subject",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Subject has many roles", "対象に多くのロールが付与されている"),
        what: text(
            "Users, groups and service accounts with eight roles or more by name.",
            "8 個以上のロールを直接付与されたユーザー、グループ、サービスアカウントを\
             検出します。",
        ),
        why: text(
            "What a subject may do is the sum of its roles. Nobody sees it in any of them, and \
             rights that were for a week stay.",
            "対象にできることは、すべてのロールの合計で決まります。個々のロールからは\
             全体が見えず、一時的な権限も残り続けます。",
        ),
        fix: text(
            "Put what belongs together into one role, and remove what is not used.",
            "まとまりのある権限をひとつのロールに集約し、使わないものは外します。",
        ),
        fine: text(
            "Deployers that are bound in each namespace that they serve.",
            "対象の名前空間ごとに付与されるデプロイ用アカウントであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("catalogue", "R32"),
            reference("kalm", "RBAC-017"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const MANY_ROLES: Text =
    text("`{name}` has {count} roles", "`{name}` には {count} 個のロールが付与されています");
const ANOTHER: Text = text("another role", "別のロール");

/// So many different roles are more than anybody adds up.
const MANY: usize = 8;

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut order: Vec<Subject<'_>> = Vec::new();
    let mut held: HashMap<String, Vec<(RoleRef<'_>, Place)>> = HashMap::new();
    let kinds = ["ClusterRoleBinding", "RoleBinding"];
    let objects = kinds.into_iter().flat_map(|kind| snapshot.of_kind(GROUP, kind));
    for binding in objects.filter_map(Binding::of) {
        let Some(role) = binding.role_ref() else { continue };
        for (index, subject) in binding.subjects() {
            let roles = held.entry(format!("{subject:?}")).or_default();
            if roles.is_empty() {
                order.push(subject);
            }
            // The same ClusterRole in many namespaces is one role.
            if roles.iter().all(|(other, _)| *other != role) {
                let route = Route::keys(["subjects"]).then(index).then("name");
                roles.push((role, binding.object.place(route)));
            }
        }
    }
    for subject in order {
        let Some(roles) = held.remove(&format!("{subject:?}")) else { continue };
        cx.subject(|cx| {
            let Some(((_, first), others)) = roles.split_first() else { return };
            if roles.len() < MANY {
                return;
            }
            let (Subject::User(name)
            | Subject::Group(name)
            | Subject::ServiceAccount { name, .. }) = subject;
            let message = Message::new(MANY_ROLES)
                .with("name", name)
                .with("count", roles.len().to_string());
            let mut finding = cx.finding(first.clone(), message);
            for (_, place) in others {
                finding = finding.related(place.clone(), Message::new(ANOTHER));
            }
            cx.report(finding);
        });
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-1
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-1
        subjects:
          - kind: User
            name: jane  # expect: many-roles-per-subject
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-2
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-2
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-3
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-3
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-4
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-4
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-5
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-5
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-6
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-6
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-7
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-7
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-8
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-8
        subjects:
          - kind: User
            name: jane
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-1
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-1
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders-2
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: role-2
        subjects:
          - kind: User
            name: jane
        ",
    ),
];
