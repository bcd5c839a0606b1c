//! A pod: the server side of Helm 2.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1028",
        slug: "tiller",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Tiller, the server of Helm 2, is deployed",
            "Helm 2 のサーバー Tiller がデプロイされている",
        ),
        what: text(
            "Pods that run the image of Tiller, or that carry its name or its labels (`name: tiller`, or \
             `app: tiller`).",
            "Tiller のイメージを実行している Pod、またはそのラベル\
             （`name: tiller`、`app: tiller`）を持つ Pod を検出します。",
        ),
        why: text(
            "Tiller takes commands without asking who sends them, and usually is cluster-admin. \
             Every pod that reaches its port 44134 owns the cluster. Helm 2 has had no fixes \
             since November 2020.",
            "Tiller は送り主を確認せずに命令を実行し、通常は cluster-admin の権限を持ちま\
             す。44134 番ポートに届く Pod は、クラスター全体を支配できます。Helm 2 は 2020 年 \
             11 月以降、修正も提供されていません。",
        ),
        fix: text(
            "Move to Helm 3 or later, which needs no server, and remove Tiller with its service \
             account and binding.",
            "サーバーの不要な Helm 3 以降に移行し、Tiller とそのサービスアカウント、バインディ\
             ングを削除します。",
        ),
        fine: text(
            "Never, in a cluster that matters.",
            "重要なクラスターで許容できる場面はありません。",
        ),
        references: &[
            reference("mitre", "T1610"),
            reference("catalogue", "P41"),
            reference("trivy", "KSV-0102"),
            reference("checkov", "CKV_K8S_34"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const TILLER: Text = text("the pod runs Tiller", "Pod は Tiller を実行しています");
const OPEN: Text = text(
    "the pod runs Tiller, which listens on all addresses",
    "Pod は Tiller を実行しており、すべてのアドレスで待ち受けています",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let is_tiller = |image: &str| image.rsplit('/').next() == Some("tiller");
    let container = pod
        .containers()
        .find(|container| container.image().is_some_and(|image| is_tiller(image.repository)));
    let labels = pod.labels();
    let is_named = matches!(pod.object.name(), "tiller" | "tiller-deploy");
    let is_labelled = ["name", "app"].iter().any(|key| labels.str_at(&[key]) == Some("tiller"));
    let (route, container) = match container {
        Some(container) => (container.field(["image"]), Some(container)),
        None if is_labelled => (pod.route(&Route::keys(["metadata", "labels"])), None),
        None if is_named => (Route::keys(["metadata", "name"]), None),
        None => return,
    };
    let container = container.or_else(|| pod.containers().next());
    let is_local = container.is_some_and(|container| {
        container.command_line().any(|argument| {
            argument.value.strip_prefix("--listen=").is_some_and(|address| {
                address.starts_with("localhost:") || address.starts_with("127.0.0.1:")
            })
        })
    });
    let message = Message::new(if is_local { TILLER } else { OPEN });
    let finding = cx.finding(pod.object.place(route), message);
    cx.report(if is_local {
        finding.severity(High)
    } else {
        finding.reference("checkov", "CKV_K8S_45")
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: tiller
            image: gcr.io/kubernetes-helm/tiller:v2.17.0  # expect: tiller
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: tiller-docs
            image: registry.example/docs/tiller-history:1.0
        ",
    ),
];
