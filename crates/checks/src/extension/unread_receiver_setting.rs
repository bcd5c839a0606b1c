//! A message that is never sent.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2023",
        slug: "unread-receiver-setting",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Setting that Falcosidekick does not read", "Falcosidekick が読まない設定"),
        what: text(
            "Containers of Falcosidekick, also under the misspelt image name `falco-sidekick`, \
             with a variable that is a setting of it but for underscores: `SLACK_WEBHOOK_URL` \
             instead of `SLACK_WEBHOOKURL`. Settings for Kubeless, which was archived in 2021, \
             are named too.",
            "Falcosidekick のコンテナ（誤ったイメージ名 `falco-sidekick` も含む）のうち、\
             `SLACK_WEBHOOKURL` に対する `SLACK_WEBHOOK_URL` のように、アンダースコアだけが設定\
             名と異なる変数を持つものを検出します。2021 年に終了した Kubeless 用の設定も対象です。",
        ),
        why: text(
            "Alerts go nowhere, and nobody notices until one is missed.",
            "アラートはどこにも送られず、見逃すまで誰も気付きません。",
        ),
        fix: text(
            "Write the variable as the program reads it, and send a test alert. The image is \
             `falcosecurity/falcosidekick`.",
            "変数名をプログラムが読む綴りに直し、テストアラートを送ります。イメージは \
             `falcosecurity/falcosidekick` です。",
        ),
        fine: text(
            "The image is your own and reads these names.",
            "独自のイメージでこの名前を読む場合は問題ありません。",
        ),
        references: &[reference("nsa", "log"), reference("catalogue", "M03")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const UNREAD: Text = text(
    "Falcosidekick does not read `{name}`; the setting is `{right}`",
    "Falcosidekick は `{name}` を読みません。正しい設定名は `{right}` です",
);
const ARCHIVED: Text = text(
    "`{name}` calls Kubeless, which is archived",
    "`{name}` は、終了したプロジェクト Kubeless を呼び出します",
);
const NO_IMAGE: Text = text(
    "there is no image `{image}`: the name is `falcosidekick`",
    "イメージ `{image}` は存在しません。名前は `falcosidekick` です",
);

/// Settings of Falcosidekick, as it reads them from the environment.
const SETTINGS: [&str; 12] = [
    "SLACK_WEBHOOKURL",
    "TEAMS_WEBHOOKURL",
    "DISCORD_WEBHOOKURL",
    "ROCKETCHAT_WEBHOOKURL",
    "MATTERMOST_WEBHOOKURL",
    "GOOGLECHAT_WEBHOOKURL",
    "ALERTMANAGER_HOSTPORT",
    "ELASTICSEARCH_HOSTPORT",
    "LOKI_HOSTPORT",
    "INFLUXDB_HOSTPORT",
    "PAGERDUTY_ROUTINGKEY",
    "OPSGENIE_APIKEY",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    let name = image.repository.rsplit('/').next().unwrap_or_default();
    if !matches!(name, "falcosidekick" | "falco-sidekick") {
        return cx.not_applicable();
    }
    if name == "falco-sidekick" && image.repository.starts_with("falcosecurity/") {
        let message = Message::new(NO_IMAGE).with("image", image.text);
        let route = container.field(["image"]);
        cx.report(cx.in_container(pod, container, route, message));
    }
    let plain = |name: &str| name.replace('_', "");
    for variable in container.env() {
        let right = SETTINGS.iter().find(|it| plain(it) == plain(variable.name));
        let message = match right {
            Some(right) if *right != variable.name => {
                Message::new(UNREAD).with("name", variable.name).with("right", *right)
            }
            None if variable.name.starts_with("KUBELESS_") => {
                Message::new(ARCHIVED).with("name", variable.name)
            }
            _ => continue,
        };
        let route = variable.route.then("name");
        cx.report(cx.in_container(pod, container, route, message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        image: falcosecurity/falcosidekick:2.31.1
        env:
          - name: SLACK_WEBHOOK_URL  # expect: unread-receiver-setting
            value: https://hooks.example.com
          - name: KUBELESS_FUNCTION  # expect: unread-receiver-setting
            value: respond
        ",
    ),
    Fixture::pass(
        "
        image: falcosecurity/falcosidekick:2.31.1
        env:
          - name: SLACK_WEBHOOKURL
            value: https://hooks.example.com
        ",
    ),
];
