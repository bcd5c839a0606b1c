//! Pods and the account they run as: it is not there.

use crate::dangling::{Target, Wanted};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1103",
        slug: "missing-service-account",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Service account that pods run as does not exist",
            "Pod が使うサービスアカウントが存在しない",
        ),
        what: text(
            "Names in `serviceAccountName` (or the old `serviceAccount`) for which there is no \
             ServiceAccount in the namespace. `default` is made by Kubernetes itself. In files \
             that is a hint, because the account may be made elsewhere.",
            "`serviceAccountName`（または旧来の `serviceAccount`）に指定された名前のうち、名前\
             空間に対応する ServiceAccount がないものを検出します。`default` は Kubernetes が\
             自動的に作成します。ファイルだけの場合は示唆にとどめます。",
        ),
        why: text(
            "No pod is made: the admission plugin ServiceAccount refuses it. And whoever may \
             make an account of that name decides what the pods may do.",
            "ServiceAccount アドミッションプラグインが拒否するため、Pod は作られません。また、\
             その名前のアカウントを作れる人が、Pod の権限を決めることになります。",
        ),
        fix: text(
            "Put the ServiceAccount beside the workload, or correct the name.",
            "ワークロードと一緒に ServiceAccount を定義するか、名前を修正します。",
        ),
        fine: text(
            "The account is made by an operator or by another repository.",
            "オペレーターや別のリポジトリがアカウントを作る場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "R33"),
            reference("kubescape", "C-0307"),
            reference("kubescape", "non-existent-service-account"),
            reference("kube-linter", "non-existent-service-account"),
            reference("popeye", "POP-307"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

static TARGET: Target = Target {
    group: "",
    kind: "ServiceAccount",
    is_namespaced: true,
    missing: text(
        "there is no ServiceAccount `{name}` in the namespace",
        "この名前空間に ServiceAccount `{name}` がありません",
    ),
    elsewhere: None,
    also: text("these pods run as it too", "この Pod も使っています"),
};

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let wanted = Wanted::of(&TARGET, snapshot, |pod, want| {
        if let Some(account) = pod.service_account().filter(|account| *account != "default") {
            let field = ["serviceAccountName", "serviceAccount"]
                .into_iter()
                .find(|field| pod.spec.str_at(&[field]).is_some_and(|name| !name.is_empty()));
            want(account, pod.spec_route(field));
        }
    });
    wanted.report(cx, |_, _, _| false);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          serviceAccountName: web  # expect: missing-service-account
          containers:
            - name: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: b
          namespace: shop
        spec:
          serviceAccountName: web
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: web
          namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          serviceAccountName: web
          containers:
            - name: web
        ",
    ),
];
