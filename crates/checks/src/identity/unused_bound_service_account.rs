//! An account, its bindings and the pods of its namespace: rights that nobody uses.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1108",
        slug: "unused-bound-service-account",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Service account has rights but no pod uses it",
            "権限のあるサービスアカウントをどの Pod も使っていない",
        ),
        what: text(
            "ServiceAccounts at hand that a RoleBinding or ClusterRoleBinding at hand names and \
             that no pod of their namespace runs as. In files that is a hint, because the pods \
             may be elsewhere.",
            "手元の RoleBinding・ClusterRoleBinding で権限が付与されているのに、同じ名前空間の\
             どの Pod も使っていない ServiceAccount を検出します。ファイルだけの場合は、Pod が\
             別の場所にある可能性があるため示唆にとどめます。",
        ),
        why: text(
            "Rights that nobody needs are there for whoever may start a pod in the namespace. \
             Often it is the workload that forgot to name the account and runs as `default` \
             instead.",
            "不要な権限は、その名前空間で Pod を起動できる人に使われます。ワークロード側でアカ\
             ウントの指定を忘れ、`default` で動いていることもよくあります。",
        ),
        fix: text(
            "Name the account in `serviceAccountName` of the workload that it is for, or remove \
             it with its bindings.",
            "対象のワークロードの `serviceAccountName` に指定するか、バインディングごと削除し\
             ます。",
        ),
        fine: text(
            "People or pipelines outside the cluster use it, or pods that are made on demand.",
            "クラスター外の人やパイプライン、必要なときだけ作られる Pod が使う場合は問題ありま\
             せん。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R32"),
            reference("popeye", "POP-400"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const UNUSED: Text = text(
    "service account `{name}` has rights, and no pod runs as it",
    "サービスアカウント `{name}` には権限がありますが、どの Pod も使っていません",
);
const BINDING: Text = text("bound here", "ここで付与されています");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    const RBAC: &str = "rbac.authorization.k8s.io";
    let mut bound: Vec<(&Object, &Object)> = Vec::new();
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for binding in snapshot.of_kind(RBAC, kind) {
            for subject in binding.value.items_at(&["subjects"]) {
                if subject.str_at(&["kind"]) != Some("ServiceAccount") {
                    continue;
                }
                let name = subject.str_at(&["name"]).unwrap_or_default();
                let namespace = subject.str_at(&["namespace"]).or(binding.namespace());
                let account = snapshot.find("", "ServiceAccount", namespace, name);
                let is_new = |account: &&Object| {
                    account.name() != "default"
                        && !bound.iter().any(|(known, _)| std::ptr::eq(*known, *account))
                };
                if let Some(account) = account.filter(is_new) {
                    bound.push((account, binding));
                }
            }
        }
    }
    for (account, binding) in bound {
        cx.subject(|cx| judge(cx, account, binding));
    }
}

fn judge(cx: &mut Cx<'_>, account: &Object, binding: &Object) {
    let namespace = account.namespace();
    let runs_as_it = |pod: &Pod<'_>| pod.service_account() == Some(account.name()) || pod.partial;
    if cx.snapshot.pods_in(namespace).any(|pod| runs_as_it(&pod)) {
        return;
    }
    // What an operator makes runs as accounts that stand somewhere in its own objects.
    let is_custom =
        |object: &Object| object.group().contains('.') && !object.group().ends_with(".k8s.io");
    if cx.snapshot.in_namespace(namespace).any(is_custom) {
        return cx.unknown();
    }
    let Some(confidence) = cx.absence("Pod", namespace) else { return cx.unknown() };
    let message = Message::new(UNUSED).with("name", account.name());
    let finding = cx
        .finding(account.place(Route::keys(["metadata", "name"])), message)
        .confidence(confidence)
        .related(binding.place(Route::keys(["subjects"])), Message::new(BINDING));
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: app  # expect: unused-bound-service-account
          namespace: shop
        ---
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
            name: app
            namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: app
          namespace: shop
        spec:
          containers:
            - name: app
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: app
          namespace: shop
        ---
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
            name: app
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: app
          namespace: shop
        spec:
          serviceAccountName: app
          containers:
            - name: app
        ",
    ),
];
