//! A container field: an image that lies on the node is taken as it is.

use crate::image_text;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1203",
        slug: "image-not-always-pulled",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Image is not pulled from its registry each time",
            "イメージが毎回レジストリから取得されない",
        ),
        what: text(
            "Containers whose image may come from the cache of the node: `imagePullPolicy` is \
             `IfNotPresent` or `Never`, or is not set for an image with a tag other than \
             `latest`. An image with a digest is the same wherever it comes from and is left \
             out, unless the policy is `Never`.",
            "ノードのキャッシュにあるイメージを使う可能性があるコンテナーを検出しま\
             す。`imagePullPolicy` が `IfNotPresent` や `Never` の場合と、`latest` 以外のタグ\
             で設定がない場合です。ダイジェスト指定のイメージは、どこから取得しても同じなので、\
             `Never` の場合を除き対象外です。",
        ),
        why: text(
            "A pod of another team gets a private image without having credentials for it, \
             where the node has pulled it before, and a tag that was pushed again means \
             different things on different nodes. Since 1.35 kubelets ask for the credentials \
             again for cached images by default (`imagePullCredentialsVerificationPolicy`).",
            "一度ノードに取得された非公開イメージは、認証情報のない他チームの Pod でも使えてし\
             まいます。また、付け替えられたタグの内容がノードごとに異なることがあります。1.35 \
             以降の kubelet は、キャッシュ済みのイメージでも既定で認証情報を確認します\
             （`imagePullCredentialsVerificationPolicy`）。",
        ),
        fix: text(
            "Name the image by digest; else set `imagePullPolicy: Always`, or switch on the \
             admission plugin AlwaysPullImages.",
            "イメージをダイジェストで指定します。できない場合は `imagePullPolicy: Always` を設\
             定するか、AlwaysPullImages アドミッションプラグインを有効にします。",
        ),
        fine: text(
            "Nodes that cannot reach the registry, and clusters of one team whose tags never \
             move.",
            "レジストリに到達できないノードや、タグを付け替えない一チームだけのクラスターであ\
             れば問題ありません。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("catalogue", "I03"),
            reference("checkov", "CKV_K8S_15"),
            reference("polaris", "pullPolicyNotAlways"),
            reference("kube-score", "container-image-pull-policy"),
            reference("kube-score", "Container Image Pull Policy"),
            reference("kalm", "SC-001"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const POLICY: Text = text(
    "container `{container}` takes `{image}` from the node: `imagePullPolicy` is `{policy}`",
    "コンテナー `{container}` の `imagePullPolicy` は `{policy}` のため、`{image}` にはノード\
     上のものが使われることがあります",
);
const DEFAULT: Text = text(
    "container `{container}` takes `{image}` from the node if it is there, which is the default \
     for its tag",
    "コンテナー `{container}` の `{image}` は、このタグの既定の動作により、ノード上にあればそ\
     れが使われます",
);
const SET: Text = text("set `imagePullPolicy: Always`", "`imagePullPolicy: Always` を設定する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: &str = "imagePullPolicy";
    let Some(image) = container.image() else { return cx.not_applicable() };
    let policy = container.value.str_at(&[FIELD]).filter(|policy| !policy.is_empty());
    // `Never` takes even what another team has put there, whatever it is called.
    if policy == Some("Always") || image.digest.is_some() && policy != Some("Never") {
        return;
    }
    let is_moving = image.pulled_tag() == Some("latest");
    let message = match policy {
        Some(policy) => Message::new(POLICY).with("policy", policy),
        None if image.has_variable() || image_text::is_resolved_later(image.text) => {
            return cx.unknown();
        }
        // The API server sets `Always` for this tag.
        None if is_moving => return,
        None => Message::new(DEFAULT),
    };
    let route = container.field([FIELD]);
    let fix = set(SET, Safety::Unsafe, route.clone(), "Always");
    let message = message.with("image", image.text);
    let mut finding = cx.in_container(pod, container, route, message).fix(fix);
    if is_moving {
        finding = finding
            .reference("kubescape", "C-0075")
            .reference("kubescape", "image-pull-policy-is-not-set-to-always");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example/shop/web:1.4.2
        imagePullPolicy: IfNotPresent  # expect: image-not-always-pulled
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: image-not-always-pulled
        image: registry.example/shop/web:1.4.2
        ",
    ),
    Fixture::fail(
        "
        name: web
        image: registry.example/shop/web@sha256:aed492c4dc93d2d1f6fe9a49f00bc7e1863d950334a93facd8ca1317292bf6aa
        imagePullPolicy: Never  # expect: image-not-always-pulled
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/shop/web
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/shop/web:1.4.2
        imagePullPolicy: Always
        ",
    ),
];
