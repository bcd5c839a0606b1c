//! A binding: rights for every pod that names no account.

use crate::binding::BINDINGS;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1106",
        slug: "default-service-account-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role is bound to a default service account",
            "default サービスアカウントにロールが付与されている",
        ),
        what: text(
            "RoleBindings and ClusterRoleBindings that name a service account `default`, as an \
             account or as user `system:serviceaccount:…:default`. Those that Kubernetes makes \
             itself are left out.",
            "サービスアカウント `default`（`system:serviceaccount:…:default` というユーザー名\
             での指定を含む）を対象とする RoleBinding・ClusterRoleBinding を検出しま\
             す。Kubernetes 自身が作るものは対象外です。",
        ),
        why: text(
            "All pods of that namespace that name no account have these rights at once, also \
             those that are deployed tomorrow.",
            "その名前空間でアカウントを指定しない Pod はすべて、今後デプロイされるものも含めて\
             この権限を持ちます。",
        ),
        fix: text(
            "Make a ServiceAccount for the workload that needs the rights and bind the role to \
             that.",
            "権限が必要なワークロード専用の ServiceAccount を作成し、ロールはそちらに付与します。",
        ),
        fine: text(
            "A namespace with a single workload that cannot name an account.",
            "アカウントを指定できないワークロード一つだけの名前空間であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.5"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R28"),
            reference("kubescape", "C-0225"),
            reference("kubescape", "C-0239"),
            reference("kubescape", "ensure-default-service-accounts-has-only-default-roles"),
            reference("checkov", "CKV_K8S_42"),
            reference("popeye", "POP-308"),
            reference("kalm", "RBAC-007"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const BOUND: Text = text(
    "{kind} `{role}` is bound to the default service account of namespace `{namespace}`",
    "{kind} `{role}` が名前空間 `{namespace}` の default サービスアカウントに付与されています",
);
const BOUND_HERE: Text = text(
    "{kind} `{role}` is bound to the default service account",
    "{kind} `{role}` が default サービスアカウントに付与されています",
);

fn run(cx: &mut Cx<'_>, binding: &Object) {
    if binding.labels().str_at(&["kubernetes.io/bootstrapping"]) == Some("rbac-defaults") {
        return cx.not_applicable();
    }
    let role = binding.value.str_at(&["roleRef", "name"]).unwrap_or_default();
    let kind = binding.value.str_at(&["roleRef", "kind"]).unwrap_or("Role");
    for (index, subject) in binding.value.items_at(&["subjects"]).iter().enumerate() {
        let name = subject.str_at(&["name"]).unwrap_or_default();
        let namespace = match subject.str_at(&["kind"]) {
            Some("ServiceAccount") if name == "default" => {
                subject.str_at(&["namespace"]).or(binding.namespace()).unwrap_or_default()
            }
            Some("User") => {
                let account = name.strip_prefix("system:serviceaccount:");
                let account = account.and_then(|account| account.split_once(':'));
                match account {
                    Some((namespace, "default")) => namespace,
                    _ => continue,
                }
            }
            _ => continue,
        };
        let text = if namespace.is_empty() { BOUND_HERE } else { BOUND };
        let message =
            Message::new(text).with("kind", kind).with("role", role).with("namespace", namespace);
        let severity = if role == "cluster-admin" { Critical } else { High };
        let route = Route::keys(["subjects"]).then(index);
        cx.report(cx.finding(binding.place(route), message).severity(severity));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: read
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader
        subjects:
          - kind: ServiceAccount
            name: web
          - kind: ServiceAccount  # expect: default-service-account-bound
            name: default
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: read
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader
        subjects:
          - kind: ServiceAccount
            name: web
          - kind: User
            apiGroup: rbac.authorization.k8s.io
            name: default
        ",
    ),
];
