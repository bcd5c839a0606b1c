//! Metadata: a workload in the namespace that everything ends in by accident.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1704",
        slug: "default-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Workload in the namespace `default`",
            "ワークロードが `default` 名前空間にある",
        ),
        what: text(
            "Workloads, Services and Ingresses that are put into the namespace `default`. Where the manifest \
             names none, whoever applies it decides, and nothing can be said.",
            "`default` 名前空間に置かれたワークロード、Service、Ingress を検出します。マニフェストに名前空間がない場合は、適用する人が\
             決めるため判定できません。",
        ),
        why: text(
            "Quotas, network policies, Pod Security labels and access rights are given by namespace. What \
             shares `default` shares them all, with whatever else landed there.",
            "クォータ、ネットワークポリシー、Pod Security のラベル、アクセス権はいずれも名前空間単位です。`default` に置かれたものは、\
             そこに紛れ込んだ他のすべてと、これらを共有することになります。",
        ),
        fix: text(
            "Make a namespace for the application and name it in the manifest.",
            "アプリケーション用の名前空間を作成し、マニフェストで指定します。",
        ),
        fine: text(
            "Clusters with one application.",
            "アプリケーションがひとつだけのクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.6.4"),
            reference("nsa", "ns"),
            reference("kubescape", "C-0061"),
            reference("kubescape", "C-0212"),
            reference("trivy", "KSV-0110"),
            reference("checkov", "CKV_K8S_21"),
            reference("kube-linter", "use-namespace"),
            reference("kalm", "NS-001"),
        ],
    },
    run: Run::Object { applies, run },
    fixtures: FIXTURES,
};

const DEFAULT: Text = text(
    "{kind} `{name}` is put into the namespace `default`",
    "{kind} `{name}` は `default` 名前空間に置かれます",
);

fn applies(object: &Object) -> bool {
    matches!(
        object.kind(),
        "Pod"
            | "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "Job"
            | "CronJob"
            | "ReplicationController"
            | "Service"
            | "Ingress"
    ) && matches!(object.group(), "" | "apps" | "batch" | "networking.k8s.io" | "extensions")
}

fn run(cx: &mut Cx<'_>, object: &Object) {
    // The API server makes this Service itself.
    if object.is("", "Service") && object.name() == "kubernetes" {
        return cx.not_applicable();
    }
    match object.namespace() {
        Some("default") => {
            let message =
                Message::new(DEFAULT).with("kind", object.kind()).with("name", object.name());
            let place = object.place(Route::keys(["metadata", "namespace"]));
            cx.report(cx.finding(place, message));
        }
        Some(_) => {}
        None => cx.unknown(),
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: default  # expect: default-namespace
        spec:
          containers:
            - name: web
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
          containers:
            - name: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        ",
    ),
];
