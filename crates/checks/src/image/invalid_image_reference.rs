//! An image reference that names no image.

use sekisho_inventory::ImageFault;

use crate::image_text;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1207",
        slug: "invalid-image-reference",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Image reference is malformed", "イメージの指定が正しい形式でない"),
        what: text(
            "Containers whose image does not follow the grammar of references: upper-case \
             letters in the repository, a digest of the wrong length, an invalid tag and the \
             like. What a program fills in later is left out.",
            "イメージの指定が正しい形式でないコンテナーを検出します。リポジトリ名の大文字、長\
             さの違うダイジェスト、無効なタグなどです。後からプログラムが埋めるものは対象外で\
             す。",
        ),
        why: text(
            "The API server takes it, and the pod then waits with `InvalidImageName` for ever. \
             A digest that is cut short pins nothing.",
            "API サーバーは受け付けますが、Pod は `InvalidImageName` のまま動きません。途中で\
             切れたダイジェストでは何も固定されません。",
        ),
        fix: text("Correct the reference.", "指定を修正します。"),
        fine: text("Never useful.", "有用な場面はありません。"),
        references: &[reference("catalogue", "H10")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const MALFORMED: Text = text(
    "container `{container}`: `{image}` is no image reference: {reason}",
    "コンテナー `{container}` の `{image}` は正しいイメージの指定ではありません: {reason}",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    let Some(fault) = image.fault else { return };
    if image_text::is_resolved_later(image.text) || image.text.contains(['$', '{', '<', '%', '#']) {
        return cx.unknown();
    }
    // Reasons are the grammar's own words, the same in both languages.
    let reason = match fault {
        ImageFault::Empty => "empty",
        ImageFault::Identifier => "image id",
        ImageFault::UpperCase => "upper-case repository",
        ImageFault::TooLong => "more than 255 characters",
        ImageFault::Tag => "tag",
        ImageFault::Digest => "digest",
        ImageFault::Format => "format",
    };
    let message = Message::new(MALFORMED).with("image", image.text).with("reason", reason);
    cx.report(cx.in_container(pod, container, container.field(["image"]), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example/Shop/Web:1.4.2  # expect: invalid-image-reference
        ",
    ),
    Fixture::fail(
        "
        name: web
        image: registry.example/shop/web@sha256:abc  # expect: invalid-image-reference
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/shop/web:1.4.2
        ",
    ),
    Fixture::unknown(
        r#"
        name: web
        image: "{{ .Values.Image }}"
        "#,
    ),
];
