//! An image reference: a registry that gets no new images.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1206",
        slug: "retired-registry",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image comes from a registry that Kubernetes has left",
            "Kubernetes が使わなくなったレジストリのイメージを使っている",
        ),
        what: text(
            "Containers whose image is from `k8s.gcr.io`, which has had no new images since \
             April 2023, or from `gcr.io/google_containers` and `gcr.io/google-containers` \
             before it.",
            "2023 年 4 月以降新しいイメージが追加されていない `k8s.gcr.io` と、それ以前の \
             `gcr.io/google_containers`、`gcr.io/google-containers` のイメージを使うコンテナー\
             を検出します。",
        ),
        why: text(
            "Versions with fixes appear at `registry.k8s.io` only, and the old registry may be \
             switched off at any time.",
            "修正版は `registry.k8s.io` でのみ公開されます。古いレジストリはいつ停止されてもお\
             かしくありません。",
        ),
        fix: text(
            "Write `registry.k8s.io` and a version that is still supported.",
            "`registry.k8s.io` の、サポートされているバージョンを指定します。",
        ),
        fine: text(
            "A mirror of your own answers under that name.",
            "自前のミラーがその名前で応答する場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("catalogue", "I05"),
            reference("kubescape", "C-0253"),
            reference("kubescape", "rule-identify-old-k8s-registry"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const RETIRED: Text = text(
    "container `{container}` runs `{image}` from a registry that gets no new images",
    "コンテナー `{container}` のイメージ `{image}` は、更新の止まったレジストリのものです",
);
const SET: Text = text("use `registry.k8s.io`", "`registry.k8s.io` を使う");

const OLD: [&str; 3] = ["k8s.gcr.io/", "gcr.io/google_containers/", "gcr.io/google-containers/"];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    let Some(rest) = OLD.iter().find_map(|old| image.text.strip_prefix(old)) else { return };
    let route = container.field(["image"]);
    let fix = set(SET, Safety::Unsafe, route.clone(), format!("registry.k8s.io/{rest}"));
    let message = Message::new(RETIRED).with("image", image.text);
    cx.report(cx.in_container(pod, container, route, message).fix(fix));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: pause
        image: k8s.gcr.io/pause:3.6  # expect: retired-registry
        ",
    ),
    Fixture::pass(
        "
        name: pause
        image: registry.k8s.io/pause:3.10
        ",
    ),
];
