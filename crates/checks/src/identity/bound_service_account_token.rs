//! A pod, its account and a binding: whose rights a break-in brings.

use std::collections::HashMap;

use sekisho_inventory::TokenMount;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1110",
        slug: "bound-service-account-token",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Pod holds a token with rights", "Pod が権限のあるトークンを持っている"),
        what: text(
            "Pods that get the token of a service account to which a binding at hand gives \
             rights. A list for review: this is how programs talk to the API server.",
            "手元のバインディングで権限が付与されたサービスアカウントのトークンを受け取る Pod \
             の一覧です。API サーバーと通信する正規の手段であり、見直し用の情報です。",
        ),
        why: text(
            "Whoever breaks into such a pod has these rights. They ought to be as small as the \
             work allows.",
            "この Pod に侵入した攻撃者は、同じ権限を手に入れます。権限は必要最小限であるべきで\
             す。",
        ),
        fix: text(
            "Remove rights that the program does not use, and the token where it uses none.",
            "使っていない権限を削り、何も使っていなければトークン自体を渡さないようにします。",
        ),
        fine: text(
            "Controllers and operators.",
            "コントローラーやオペレーターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.6"),
            reference("nsa", "rbac"),
            reference("mitre", "T1528"),
            reference("catalogue", "R30"),
            reference("kubescape", "C-0261"),
            reference("kubescape", "serviceaccount-token-mount"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const RIGHTS: Text = text(
    "the pod holds a token of service account `{account}`, to which {kind} `{role}` is bound",
    "Pod は、{kind} `{role}` が付与されたサービスアカウント `{account}` のトークンを持っています",
);
const BINDING: Text = text("bound here", "ここで付与されています");

/// The bindings of accounts, by namespace and name; the first of each.
type Bindings<'s> = HashMap<(Option<&'s str>, &'s str), &'s Object>;

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut bindings = Bindings::new();
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for binding in snapshot.of_kind("rbac.authorization.k8s.io", kind) {
            for subject in binding.value.items_at(&["subjects"]) {
                if subject.str_at(&["kind"]) == Some("ServiceAccount") {
                    let namespace = subject.str_at(&["namespace"]).or(binding.namespace());
                    let name = subject.str_at(&["name"]).unwrap_or_default();
                    bindings.entry((namespace, name)).or_insert(binding);
                }
            }
        }
    }
    for object in snapshot.objects().iter().filter(|it| !snapshot.is_stood_for(it)) {
        for pod in object.pods() {
            cx.subject(|cx| judge(cx, &pod, &bindings));
        }
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, bindings: &Bindings<'_>) {
    let name = pod.service_account().unwrap_or("default");
    let Some(binding) = bindings.get(&(pod.object.namespace(), name)) else { return };
    let mounts = match cx.snapshot.mounts_token(pod) {
        TokenMount::Pod(own) => own.value,
        TokenMount::Account(_, mounts) => mounts,
        TokenMount::Default => true,
        TokenMount::Unknown => return cx.unknown(),
    };
    if !mounts {
        return;
    }
    let message = Message::new(RIGHTS)
        .with("account", name)
        .with("kind", binding.value.str_at(&["roleRef", "kind"]).unwrap_or_default())
        .with("role", binding.value.str_at(&["roleRef", "name"]).unwrap_or_default());
    let finding = cx
        .in_pod(pod, ["serviceAccountName"], message)
        .related(binding.place(Route::keys(["roleRef"])), Message::new(BINDING));
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: operator
          namespace: shop
        spec:
          serviceAccountName: operator  # expect: bound-service-account-token
          automountServiceAccountToken: true
          containers:
            - name: operator
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: operator
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: operator
        subjects:
          - kind: ServiceAccount
            name: operator
            namespace: shop
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          automountServiceAccountToken: false
          containers:
            - name: web
        ",
    ),
];
