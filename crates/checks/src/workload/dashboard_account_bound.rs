//! A binding: rights for the account of a console.

use crate::binding::BINDINGS;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1031",
        slug: "dashboard-account-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role is bound to the account of Kubernetes Dashboard",
            "Kubernetes Dashboard のアカウントにロールが付与されている",
        ),
        what: text(
            "RoleBindings and ClusterRoleBindings one of whose subjects is the service account \
             `kubernetes-dashboard`. The small role that the installation itself brings is left \
             out.",
            "サブジェクトにサービスアカウント `kubernetes-dashboard` を含む \
             RoleBinding・ClusterRoleBinding を検出します。インストール時に付属する小さなロー\
             ルは対象外です。",
        ),
        why: text(
            "Whoever reaches the console has these rights, without an account of their own.",
            "コンソールに到達した人は、自分のアカウントがなくてもこれらの権限を使えます。",
        ),
        fix: text(
            "Remove the binding and have users log in with tokens of their own.",
            "バインディングを削除し、利用者には各自のトークンでログインしてもらいます。",
        ),
        fine: text(
            "Read access to metrics, in a cluster of one team.",
            "一つのチームで使うクラスターで、メトリクスの参照だけを許す場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "authz"),
            reference("mitre", "T1133"),
            reference("catalogue", "P42"),
            reference("kubescape", "C-0014"),
            reference("kubescape", "rule-access-dashboard-subject-v1"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const BOUND: Text = text(
    "role `{role}` is bound to the account of Kubernetes Dashboard",
    "ロール `{role}` が Kubernetes Dashboard のアカウントに付与されています",
);

const NAME: &str = "kubernetes-dashboard";

fn run(cx: &mut Cx<'_>, binding: &Object) {
    let role = binding.value.str_at(&["roleRef", "name"]).unwrap_or_default();
    let subjects = binding.value.items_at(&["subjects"]);
    let is_account = |subject: &Value| {
        subject.str_at(&["kind"]) == Some("ServiceAccount")
            && subject.str_at(&["name"]) == Some(NAME)
    };
    let Some(at) = subjects.iter().position(is_account) else { return };
    if matches!(role, NAME | "kubernetes-dashboard-minimal") {
        return;
    }
    let severity = if role == "cluster-admin" { Critical } else { High };
    let route = Route::keys(["subjects"]).then(at);
    let message = Message::new(BOUND).with("role", role);
    cx.report(cx.finding(binding.place(route), message).severity(severity));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: dashboard
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin
        subjects:
          - kind: ServiceAccount  # expect: dashboard-account-bound
            name: kubernetes-dashboard
            namespace: kubernetes-dashboard
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: kubernetes-dashboard
          namespace: kubernetes-dashboard
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: kubernetes-dashboard
        subjects:
          - kind: ServiceAccount
            name: kubernetes-dashboard
            namespace: kubernetes-dashboard
        ",
    ),
];
