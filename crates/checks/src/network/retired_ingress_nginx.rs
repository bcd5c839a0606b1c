//! A program that nobody mends any more.

use crate::component_version::is_ingress_nginx;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1428",
        slug: "retired-ingress-nginx",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("ingress-nginx is retired", "開発が終了した ingress-nginx"),
        what: text(
            "Images of the controller of the project kubernetes/ingress-nginx, under the names \
             that it has had. The controllers of NGINX Inc. are other programs.",
            "kubernetes/ingress-nginx プロジェクトのコントローラーのイメージを、過去の名前を含め\
             て検出します。NGINX 社のコントローラーは別のプログラムです。",
        ),
        why: text(
            "The project ended in March 2026: faults that are found since then are not mended. \
             The controller stands at the edge of the cluster and usually reads every Secret.",
            "プロジェクトは 2026 年 3 月に終了し、それ以降に見つかった欠陥は修正されません。コン\
             トローラーはクラスターの境界にあり、多くの場合すべての Secret を読めます。",
        ),
        fix: text(
            "Move to an implementation of the Gateway API or to another controller.",
            "Gateway API の実装、または別のコントローラーに移行します。",
        ),
        fine: text(
            "Somebody maintains the fork that you run.",
            "保守されているフォークを使っている場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1190"),
            reference("kubescape", "C-0292"),
            reference("kubescape", "detect-nginx-ingress-controller-eol"),
            reference("catalogue", "N15"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const RETIRED: Text = text(
    "`{image}` is ingress-nginx, which is not maintained since March 2026",
    "`{image}` は ingress-nginx であり、2026 年 3 月以降保守されていません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return };
    if !is_ingress_nginx(&image) {
        return;
    }
    let route = container.field(["image"]);
    let message = Message::new(RETIRED).with("image", image.text);
    cx.report(cx.in_container(pod, container, route, message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        image: registry.k8s.io/ingress-nginx/controller:v1.12.1  # expect: retired-ingress-nginx
        ",
    ),
    Fixture::pass(
        "
        image: nginx/nginx-ingress:5.0.0
        ",
    ),
];
