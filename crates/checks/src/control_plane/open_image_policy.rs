//! A configuration file kind: who decides about images when nobody is there.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1663",
        slug: "open-image-policy",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Image policy lets everything in when its webhook is away",
            "Webhook の停止中はイメージポリシーがすべてを許可する",
        ),
        what: text(
            "AdmissionConfiguration that gives `ImagePolicyWebhook` `defaultAllow: true`.",
            "`ImagePolicyWebhook` に `defaultAllow: true` を設定した AdmissionConfiguration を検出します。",
        ),
        why: text(
            "While the webhook cannot be reached, every image is admitted. An attacker has to make it \
             fail, or only to wait.",
            "Webhook に到達できない間は、どのイメージも許可されます。攻撃者は、それを止めるか、止まるのを\
             待つだけで済みます。",
        ),
        fix: text(
            "Set `defaultAllow: false`, and run the webhook in more than one copy.",
            "`defaultAllow: false` を設定し、Webhook を複数の複製で動かします。",
        ),
        fine: text(
            "Where another policy checks images as well.",
            "別のポリシーでもイメージを検査している場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "M04"),
            reference("nsa", "img"),
            reference("mitre", "T1610"),
        ],
    },
    run: Run::Object {
        of: &[
            ("apiserver.config.k8s.io", "AdmissionConfiguration"),
            ("apiserver.k8s.io", "AdmissionConfiguration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "every image is admitted while the webhook is away",
    "Webhook に到達できない間は、すべてのイメージが許可されます",
);
const CLOSE: Text = text("deny while the webhook is away", "Webhook の停止中は拒否する");

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    const PATH: [&str; 3] = ["configuration", "imagePolicy", "defaultAllow"];
    for (index, plugin) in configuration.value.items_at(&["plugins"]).iter().enumerate() {
        if plugin.str_at(&["name"]) == Some("ImagePolicyWebhook")
            && plugin.bool_at(&PATH) == Some(true)
        {
            let route = Route::keys(["plugins"]).then(index).then_keys(PATH);
            let finding = cx.finding(configuration.place(route.clone()), Message::new(OPEN));
            cx.report(finding.fix(set(CLOSE, Safety::Unsafe, route, false)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: ImagePolicyWebhook
            configuration:
              imagePolicy:
                defaultAllow: true  # expect: open-image-policy
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: ImagePolicyWebhook
            configuration:
              imagePolicy:
                defaultAllow: false
        ",
    ),
];
