//! An image reference: it comes from somewhere that nobody approved.

use crate::image_text;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1204",
        slug: "registry-not-allowed",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image comes from a registry that is not allowed",
            "許可されていないレジストリのイメージを使っている",
        ),
        what: text(
            "Containers whose image is from none of the registries and repositories that \
             `allowed_registries` in `sekisho.toml` lists. An entry is a registry with its port \
             (`ghcr.io`), or a prefix of repositories up to a `/` (`ghcr.io/example/`); \
             `docker.io` stands for images without a registry. Where the list is empty nothing \
             is said.",
            "イメージが、`sekisho.toml` の `allowed_registries` に挙げたレジストリやリポジトリ\
             のどれにも当てはまらないコンテナーを検出します。項目には、レジストリ（ポートも含\
             む。例: `ghcr.io`）か、`/` までのリポジトリの接頭辞（例: `ghcr.io/example/`）を書\
             きます。レジストリのないイメージは `docker.io` とみなします。リストが空の場合は判\
             定しません。",
        ),
        why: text(
            "Anybody may push to a public registry, under names that look like well-known ones. \
             An image from there runs with all that its pod may do.",
            "公開レジストリには、有名なものに似た名前で誰でもイメージを置けます。そのイメージは \
             Pod の権限をすべて使って動きます。",
        ),
        fix: text(
            "Copy the image into a registry of your own after a scan, and name it there.",
            "スキャンしたうえで自分のレジストリにコピーし、そちらを指定します。",
        ),
        fine: text(
            "The list misses a registry that you do trust: add it.",
            "信頼しているレジストリがリストから漏れている場合は、追加してください。",
        ),
        references: &[
            reference("cis-1.12", "5.5.1"),
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("mitre", "T1204.003"),
            reference("catalogue", "I04"),
            reference("kubescape", "C-0001"),
            reference("kubescape", "rule-identify-blocklisted-image-registries"),
            reference("kubescape", "C-0078"),
            reference("kubescape", "container-image-repository"),
            reference("kubescape", "container-image-repository-v1"),
            reference("trivy", "KSV-0125"),
            reference("popeye", "POP-113"),
            reference("gatekeeper", "allowedrepos"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const FOREIGN: Text = text(
    "container `{container}` runs `{image}`, which is from none of the allowed registries",
    "コンテナー `{container}` のイメージ `{image}` は、許可されたどのレジストリのものでもあり\
     ません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let allowed = &cx.settings.parameters.allowed_registries;
    let Some(image) = container.image() else { return cx.not_applicable() };
    if allowed.is_empty() {
        return cx.not_applicable();
    }
    let name = image.name();
    let is_allowed = |entry: &String| {
        let entry = entry.trim_end_matches('/');
        name.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if allowed.iter().any(is_allowed) {
        return;
    }
    if image_text::is_resolved_later(image.text) || name.contains(['$', '{', '<']) {
        return cx.unknown();
    }
    let message = Message::new(FOREIGN).with("image", image.text);
    cx.report(cx.in_container(pod, container, container.field(["image"]), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: ghcr.io/example-shop/web:1.4.2  # expect: registry-not-allowed
        ",
    )
    .allowing(&["ghcr.io/example/", "registry.example:5000"]),
    Fixture::fail(
        "
        name: db
        image: postgres:18.1  # expect: registry-not-allowed
        ",
    )
    .allowing(&["ghcr.io"]),
    Fixture::pass(
        "
        name: db
        image: postgres:18.1
        ",
    )
    .allowing(&["docker.io/library/"]),
    Fixture::pass(
        "
        name: web
        image: registry.example:5000/shop/web:1.4.2
        ",
    )
    .allowing(&["registry.example:5000"]),
    Fixture::pass(
        "
        name: web
        image: anywhere.example/web:1.4.2
        ",
    ),
];
