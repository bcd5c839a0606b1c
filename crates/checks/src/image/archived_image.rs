//! An image reference: nobody mends its faults any more.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1209",
        slug: "archived-image",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image is of a project that has ended",
            "開発が終了したプロジェクトのイメージを使っている",
        ),
        what: text(
            "Containers that run an image of a project that its makers have archived: Tiller, \
             Heapster, Kubeless, Weave Net and Weave Scope, \
             Kubernetes Dashboard, kube-lego, kiam.",
            "開発元がアーカイブしたプロジェクトのイメージを使うコンテナーを検出しま\
             す。Tiller、Heapster、Kubeless、Weave Net、Weave Scope、Kubernetes \
             Dashboard、kube-lego、kiam などです。",
        ),
        why: text(
            "Vulnerabilities that are found from now on stay open.",
            "今後見つかる脆弱性は修正されません。",
        ),
        fix: text("Move to what took its place.", "後継のソフトウェアに移行します。"),
        fine: text(
            "A fork that is maintained under the same name in a registry of your own.",
            "自前のレジストリで、保守されているフォークを同じ名前で使う場合は問題ありません。",
        ),
        references: &[reference("nsa", "upg"), reference("mitre", "T1525")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const ENDED_TEXT: Text = text(
    "container `{container}` runs `{image}`: {project} ended in {year}; {instead} takes its place",
    "コンテナー `{container}` のイメージ `{image}` の {project} は {year} 年に終了しました。後\
     継は {instead} です",
);

/// Ends of repositories, with the project, the year it ended in, and what takes its place.
const ENDED: [(&str, &str, &str, &str); 12] = [
    ("kubernetes-helm/tiller", "Helm 2", "2020", "Helm 4"),
    ("helm/tiller", "Helm 2", "2020", "Helm 4"),
    ("heapster-amd64", "Heapster", "2018", "metrics-server"),
    ("kubeless/kubeless-controller-manager", "Kubeless", "2021", "Knative"),
    ("kubeless/function-controller", "Kubeless", "2021", "Knative"),
    ("weaveworks/scope", "Weave Scope", "2024", "Headlamp"),
    ("weaveworks/weave-kube", "Weave Net", "2024", "Cilium"),
    ("weaveworks/weave-npc", "Weave Net", "2024", "Cilium"),
    ("kubernetesui/dashboard", "Kubernetes Dashboard", "2026", "Headlamp"),
    ("kubernetesui/dashboard-api", "Kubernetes Dashboard", "2026", "Headlamp"),
    ("jetstack/kube-lego", "kube-lego", "2018", "cert-manager"),
    ("uswitch/kiam", "kiam", "2022", "IRSA"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    let is_of = |end: &str| {
        let before = image.repository.strip_suffix(end);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let Some((_, project, year, instead)) = ENDED.iter().find(|(end, ..)| is_of(end)) else {
        return;
    };
    let message = Message::new(ENDED_TEXT)
        .with("image", image.text)
        .with("project", *project)
        .with("year", *year)
        .with("instead", *instead);
    cx.report(cx.in_container(pod, container, container.field(["image"]), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: scope
        image: weaveworks/scope:1.13.2  # expect: archived-image
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/telescope:1.0
        ",
    ),
];
