//! A version that is known to be broken.

use crate::component_version;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1429",
        slug: "vulnerable-component-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Component with a known hole by its version",
            "バージョンから既知の脆弱性があるとわかるコンポーネント",
        ),
        what: text(
            "Images of cluster components whose tag is a version with a grave published fault: \
             ingress-nginx (CVE-2021-25742, CVE-2025-1974), Argo CD (CVE-2022-24348), Grafana \
             (CVE-2022-39328), Kyverno (CVE-2022-47633). For CVE-2021-25742 a ConfigMap in the \
             namespace that switches snippets off counts.",
            "公表された重大な欠陥を持つバージョンのタグが付いたクラスターコンポーネントのイメー\
             ジを検出します。対象は ingress-nginx（CVE-2021-25742、CVE-2025-1974）、Argo CD（CVE-2022-24348）、\
             Grafana（CVE-2022-39328）、Kyverno（CVE-2022-47633）です。CVE-2021-25742 では、名前\
             空間の ConfigMap でスニペットが無効なら対象外とします。",
        ),
        why: text(
            "These components hold rights over the whole cluster, and the way to attack them is \
             public.",
            "これらのコンポーネントはクラスター全体の権限を持ち、攻撃方法が公開されています。",
        ),
        fix: text(
            "Update to the version that is named, or newer.",
            "示されたバージョン以降に更新します。",
        ),
        fine: text(
            "The image was rebuilt with the correction under its old tag.",
            "古いタグのまま修正を取り込んで再ビルドしたイメージなら問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1190"),
            reference("catalogue", "V01"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const HOLE: Text = text(
    "`{image}` has {cve}; it is mended in {fixed}",
    "`{image}` には {cve} があり、{fixed} で修正されています",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return };
    let mut holes = component_version::holes(&image);
    holes.retain(|hole| {
        !hole.is_in_snippets || !has_snippets_off(cx.snapshot, pod.object.namespace())
    });
    // One update mends them all: the last one asks for the newest version.
    let Some(newest) = holes.last() else { return };
    let names: Vec<&str> = holes.iter().map(|hole| hole.cve).collect();
    let message = Message::new(HOLE)
        .with("image", image.text)
        .with("cve", names.join(", "))
        .with("fixed", newest.fixed);
    let route = container.field(["image"]);
    let finding = cx.in_container(pod, container, route, message);
    let controls = holes.iter().flat_map(|hole| hole.controls);
    cx.report(controls.fold(finding, |finding, control| finding.reference("kubescape", control)));
}

fn has_snippets_off(snapshot: &Snapshot, namespace: Option<&str>) -> bool {
    snapshot
        .of_kind_in("", "ConfigMap", namespace)
        .any(|map| map.value.str_at(&["data", "allow-snippet-annotations"]) == Some("false"))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        image: k8s.gcr.io/ingress-nginx/controller:v1.0.0  # expect: vulnerable-component-version
        ",
    ),
    Fixture::fail(
        "
        image: quay.io/argoproj/argocd:v2.1.8  # expect: vulnerable-component-version
        ",
    ),
    Fixture::pass(
        "
        image: quay.io/argoproj/argocd:v3.1.0
        ",
    ),
];
