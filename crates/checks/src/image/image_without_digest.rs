//! An image reference: nothing says which bytes are meant.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1202",
        slug: "image-without-digest",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Image is not pinned by digest", "イメージがダイジェストで固定されていない"),
        what: text(
            "Containers whose image has no digest (`@sha256:…`).",
            "イメージにダイジェスト（`@sha256:…`）のないコンテナーを検出します。",
        ),
        why: text(
            "Any tag can be pushed again. Only a digest names the very bytes that were reviewed, scanned \
             and signed.",
            "どんなタグでも上書きできます。レビュー・スキャン・署名した内容そのものを指すのはダイジェストだけです。",
        ),
        fix: text(
            "Append the digest to the tag, `web:1.4.2@sha256:…`, by the pipeline that built the image or \
             by an update bot.",
            "イメージをビルドしたパイプラインや更新ボットで、タグの後にダイジェストを付けます（`web:1.4.2@sha256:…`）。",
        ),
        fine: text(
            "The registry refuses to overwrite tags, or an admission policy resolves tags to digests.",
            "レジストリがタグの上書きを禁止している場合や、アドミッションポリシーがタグをダイジェストに解決する場合は\
             問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.5.1"),
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("kubescape", "C-0306"),
            reference("checkov", "CKV_K8S_43"),
            reference("gatekeeper", "imagedigests"),
            reference("catalogue", "I02"),
            reference("kubescape", "image-not-pinned-to-digest"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const UNPINNED: Text = text(
    "container `{container}` runs `{image}`, which has no digest",
    "コンテナー `{container}` のイメージ `{image}` にはダイジェストがありません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    if image.digest.is_some_and(|digest| !is_cut_short(digest)) {
        return;
    }
    if image.has_variable() || crate::image_text::is_resolved_later(image.text) {
        return cx.unknown();
    }
    let message = Message::new(UNPINNED).with("image", image.text);
    cx.report(cx.in_container(pod, container, container.field(["image"]), message));
}

/// Whether a digest of a known algorithm has not the form of one, and so names nothing.
fn is_cut_short(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return true };
    let length = match algorithm {
        "sha256" | "blake3" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return hex.is_empty(),
    };
    hex.len() != length || !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example/shop/web:1.4.2  # expect: image-without-digest
        ",
    ),
    Fixture::fail(
        "
        name: web
        image: registry.example/shop/web@sha256:aed492c4  # expect: image-without-digest
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/shop/web@sha256:aed492c4dc93d2d1f6fe9a49f00bc7e1863d950334a93facd8ca1317292bf6aa
        ",
    ),
    Fixture::unknown(
        "
        name: web
        image: $(params.image)
        ",
    ),
];
