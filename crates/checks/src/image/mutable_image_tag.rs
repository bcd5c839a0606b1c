//! An image reference: a tag that names another image tomorrow.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1201",
        slug: "mutable-image-tag",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image tag changes its meaning over time",
            "イメージタグの指す内容が時間とともに変わる",
        ),
        what: text(
            "Containers whose image has no tag, which means `latest`, or one of the tags that are moved \
             by custom: `latest`, `stable`, `edge`, `nightly`, `main` and the like. A digest behind the \
             tag settles which image it is; a tag behind a variable cannot be judged.",
            "イメージにタグがない（`latest` と同じ意味）か、慣習的に付け替えられるタグ（`latest`、`stable`、`edge`、`nightly`、\
             `main` など）を使うコンテナーを検出します。ダイジェストがあれば内容は固定されるため対象外で、変数で与えられるタグは\
             判定できません。",
        ),
        why: text(
            "What runs depends on when the node pulled the image. Two replicas differ, a roll-back brings \
             back the fault, a scan says nothing about what runs, and whoever takes over the registry \
             account reaches every cluster at the next restart.",
            "実際に動く内容は、ノードがイメージを取得した時点で決まります。レプリカ間で中身が異なったり、ロールバックしても直らなかったり、\
             スキャン結果が実行中のものと一致しなかったりします。レジストリが乗っ取られると、再起動のたびに被害が広がります。",
        ),
        fix: text(
            "Name a version that is never moved, best together with the digest: \
             `web:1.4.2@sha256:…`. Let a bot propose new versions.",
            "付け替えられることのないバージョンを指定します。`web:1.4.2@sha256:…` のようにダイジェストも併記するのが最良です。\
             更新はボットに提案させましょう。",
        ),
        fine: text(
            "Images that the same machine builds and runs, in a development cluster.",
            "開発用クラスターで、同じマシンがビルドして実行するイメージであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("trivy", "KSV-0013"),
            reference("checkov", "CKV_K8S_14"),
            reference("kube-linter", "latest-tag"),
            reference("polaris", "tagNotSpecified"),
            reference("kube-score", "container-image-tag"),
            reference("popeye", "POP-100"),
            reference("popeye", "POP-101"),
            reference("kalm", "SC-002"),
            reference("catalogue", "I01"),
            reference("kube-score", "Container Image Tag"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const MOVING: Text = text(
    "container `{container}` runs `{image}`: `{tag}` is a tag that moves",
    "コンテナー `{container}` のイメージ `{image}` のタグ `{tag}` は付け替えられるものです",
);
const ABSENT: Text = text(
    "container `{container}` runs `{image}` without a tag, which means `latest`",
    "コンテナー `{container}` のイメージ `{image}` にはタグがなく、`latest` とみなされます",
);

/// Tags that are moved by custom.
const MOVING_TAGS: [&str; 14] = [
    "latest",
    "stable",
    "edge",
    "nightly",
    "canary",
    "main",
    "master",
    "trunk",
    "head",
    "dev",
    "develop",
    "development",
    "snapshot",
    "rolling",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    if image.digest.is_some() {
        return;
    }
    if crate::image_text::is_resolved_later(image.text) {
        return cx.unknown();
    }
    let message = match image.tag {
        Some(tag) if has_variable(tag) => return cx.unknown(),
        Some(tag) if MOVING_TAGS.iter().any(|moving| tag.eq_ignore_ascii_case(moving)) => {
            Message::new(MOVING).with("tag", tag)
        }
        Some(_) => return,
        // A variable in the last component may hold the tag; one further left cannot.
        None if image.repository.rsplit('/').next().is_none_or(has_variable) => {
            return cx.unknown();
        }
        None => Message::new(ABSENT),
    };
    let certain = image.tag.is_none_or(|tag| tag == "latest");
    let confidence = if certain { Confidence::High } else { Confidence::Medium };
    let message = message.with("image", image.text);
    let finding = cx.in_container(pod, container, container.field(["image"]), message);
    cx.report(finding.confidence(confidence));
}

fn has_variable(text: &str) -> bool {
    text.contains(['$', '<', '{', '}', '%', '#'])
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example:5000/shop/web:latest  # expect: mutable-image-tag
        ",
    ),
    Fixture::fail(
        "
        name: web
        image: registry.example:5000/shop/web  # expect: mutable-image-tag
        ",
    ),
    Fixture::fail(
        "
        name: web
        image: ${REGISTRY}/shop/web:nightly  # expect: mutable-image-tag
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example:5000/shop/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: shop/web:latest@sha256:aed492c4dc93d2d1f6fe9a49f00bc7e1863d950334a93facd8ca1317292bf6aa
        ",
    ),
    Fixture::unknown(
        "
        name: web
        image: registry.example/shop/web:${TAG}
        ",
    ),
    Fixture::unknown(
        "
        name: web
        image: registry.example/$IMAGE
        ",
    ),
    Fixture::unknown(
        "
        name: web
        image: ko://example.com/shop/cmd/web
        ",
    ),
];
