//! An image reference: nearly the name of a well-known image.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1208",
        slug: "misspelt-image",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Image has nearly the name of a well-known one",
            "有名なイメージとよく似た別の名前を使っている",
        ),
        what: text(
            "Containers whose image on Docker Hub differs from a well-known one by hyphens, \
             underscores or a single letter only: `falcosecurity/falco-sidekick` for \
             `falcosecurity/falcosidekick`.",
            "Docker Hub の有名なイメージと、ハイフン、アンダースコア、または一文字だけが異なる\
             イメージ（`falcosecurity/falcosidekick` に対する `falcosecurity/falco-sidekick` \
             など）を使うコンテナーを検出します。",
        ),
        why: text(
            "Either it does not exist and the pod never starts, or it is somebody else's: names \
             one slip away are registered for that purpose.",
            "そのイメージが存在せず Pod が起動しないか、別の誰かのものです。打ち間違いを狙った\
             名前が登録されていることもあります。",
        ),
        fix: text(
            "Write the name of the image that is meant, and pin it by digest.",
            "意図したイメージの正しい名前を書き、ダイジェストで固定します。",
        ),
        fine: text(
            "The other image is meant.",
            "そのイメージを意図して使っている場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("mitre", "T1204.003"),
            reference("catalogue", "I04"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const NEAR: Text = text(
    "container `{container}` runs `{image}`; did you mean `{meant}`?",
    "コンテナー `{container}` のイメージは `{image}` です。`{meant}` の誤りではありませんか",
);
const SET: Text = text("write the name that is meant", "正しい名前に書き換える");

/// Well-known repositories of Docker Hub, in full.
const KNOWN: [&str; 34] = [
    "alpine/helm",
    "alpine/k8s",
    "aquasec/kube-bench",
    "aquasec/trivy",
    "bitnami/kubectl",
    "envoyproxy/envoy",
    "falcosecurity/falco",
    "falcosecurity/falco-driver-loader",
    "falcosecurity/falco-talon",
    "falcosecurity/falcoctl",
    "falcosecurity/falcosidekick",
    "falcosecurity/falcosidekick-ui",
    "fluent/fluent-bit",
    "fluent/fluentd",
    "grafana/grafana",
    "grafana/loki",
    "hashicorp/consul",
    "hashicorp/vault",
    "istio/pilot",
    "istio/proxyv2",
    "jenkins/jenkins",
    "library/alpine",
    "library/busybox",
    "library/nginx",
    "library/node",
    "library/postgres",
    "library/python",
    "library/redis",
    "library/ubuntu",
    "openpolicyagent/gatekeeper",
    "openpolicyagent/opa",
    "prom/alertmanager",
    "prom/node-exporter",
    "prom/prometheus",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    if image.domain() != "docker.io" {
        return;
    }
    let path = image.path();
    if KNOWN.contains(&&*path) {
        return;
    }
    let Some(meant) = KNOWN.iter().copied().find(|known| is_near(&path, known)) else { return };
    let meant = meant.strip_prefix("library/").unwrap_or(meant);
    let route = container.field(["image"]);
    let mended = image.text.replacen(image.repository, meant, 1);
    let fix = set(SET, Safety::Unsafe, route.clone(), mended);
    let message = Message::new(NEAR).with("image", image.text).with("meant", meant);
    cx.report(cx.in_container(pod, container, route, message).fix(fix));
}

/// Whether two names of one owner differ by separators or a letter, or the owners do.
fn is_near(path: &str, known: &str) -> bool {
    let bare = |text: &str| text.replace(['-', '_', '.'], "");
    if bare(path) == bare(known) {
        return true;
    }
    let (Some((owner, name)), Some((known_owner, known_name))) =
        (path.split_once('/'), known.split_once('/'))
    else {
        return false;
    };
    // Short names are one letter from each other by chance.
    let is_slip = |one: &str, other: &str| {
        one.len().min(other.len()) >= 7 && strsim::damerau_levenshtein(one, other) == 1
    };
    owner == known_owner && is_slip(name, known_name)
        || name == known_name && is_slip(owner, known_owner)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: alerts
        image: falcosecurity/falco-sidekick:2.31.1  # expect: misspelt-image
        ",
    ),
    Fixture::fail(
        "
        name: falco
        image: falcosecurty/falco:0.41.0  # expect: misspelt-image
        ",
    ),
    Fixture::pass(
        "
        name: alerts
        image: falcosecurity/falcosidekick:2.31.1
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: shop/web:1.4.2
        ",
    ),
];
