//! A container: a variable that its program does not read.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1209",
        slug: "unread-setting",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Program does not read a variable that is set for it",
            "設定された環境変数をプログラムが読み込まない",
        ),
        what: text(
            "Environment variables of Falcosidekick that are spelt otherwise than it reads them \
             (`SLACK_WEBHOOK_URL` for `SLACK_WEBHOOKURL`), and those of outputs whose projects \
             are archived (Kubeless).",
            "Falcosidekick の環境変数のうち、実際に読み込まれる綴りと異なるもの\
             （`SLACK_WEBHOOKURL` に対する `SLACK_WEBHOOK_URL` など）と、開発が終了した出力先\
             （Kubeless）のものを検出します。",
        ),
        why: text(
            "Nothing is sent, and nothing says so: alerts end in a program that has no receiver.",
            "何も送られず、警告も出ません。アラートは宛先のないプログラムで止まります。",
        ),
        fix: text(
            "Write the name that the program reads, and send a test event (`/test`).",
            "正しい名前に修正し、テストイベント（`/test`）を送って確認します。",
        ),
        fine: text(
            "The variable is read by a wrapper in an image of your own.",
            "独自イメージのラッパーがその変数を読み込む場合は問題ありません。",
        ),
        references: &[reference("catalogue", "M03")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const MISSPELT: Text = text(
    "`{name}` is not read; the program reads `{meant}`",
    "`{name}` は読み込まれません。正しい名前は `{meant}` です",
);
const ARCHIVED: Text = text(
    "`{name}` belongs to Kubeless, which was archived in 2021",
    "`{name}` は 2021 年に開発が終了した Kubeless の設定です",
);
const SET: Text = text("write the name that is read", "正しい名前に書き換える");

/// Variables that Falcosidekick reads, of the outputs that are used most.
const FALCOSIDEKICK: [&str; 27] = [
    "ALERTMANAGER_HOSTPORT",
    "AWS_ACCESSKEYID",
    "AWS_SECRETACCESSKEY",
    "CLOUDEVENTS_ADDRESS",
    "DATADOG_APIKEY",
    "DISCORD_WEBHOOKURL",
    "ELASTICSEARCH_HOSTPORT",
    "GOOGLECHAT_WEBHOOKURL",
    "GRAFANA_HOSTPORT",
    "INFLUXDB_HOSTPORT",
    "KAFKA_HOSTPORT",
    "LISTENPORT",
    "LOKI_HOSTPORT",
    "MATTERMOST_WEBHOOKURL",
    "NATS_HOSTPORT",
    "OPSGENIE_APIKEY",
    "PAGERDUTY_ROUTINGKEY",
    "POLICYREPORT_ENABLED",
    "RABBITMQ_URL",
    "ROCKETCHAT_WEBHOOKURL",
    "SLACK_MINIMUMPRIORITY",
    "SLACK_WEBHOOKURL",
    "SMTP_HOSTPORT",
    "SYSLOG_HOST",
    "TEAMS_WEBHOOKURL",
    "TELEGRAM_CHATID",
    "WEBHOOK_ADDRESS",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let Some(image) = container.image() else { return cx.not_applicable() };
    let name = image.repository.rsplit('/').next().unwrap_or_default().replace(['-', '_'], "");
    if name != "falcosidekick" {
        return cx.not_applicable();
    }
    for variable in container.env() {
        let route = variable.route.then("name");
        if variable.name.starts_with("KUBELESS_") {
            let message = Message::new(ARCHIVED).with("name", variable.name);
            cx.report(cx.in_container(pod, container, route, message).severity(Low));
            continue;
        }
        let bare = |text: &str| text.replace('_', "");
        let meant = FALCOSIDEKICK
            .iter()
            .copied()
            .find(|known| *known != variable.name && bare(known) == bare(variable.name));
        let Some(meant) = meant else { continue };
        let fix = set(SET, Safety::Unsafe, route.clone(), meant);
        let message = Message::new(MISSPELT).with("name", variable.name).with("meant", meant);
        cx.report(cx.in_container(pod, container, route, message).fix(fix));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: alerts
        image: docker.io/falcosecurity/falcosidekick:2.31.1
        env:
          - name: SLACK_WEBHOOK_URL  # expect: unread-setting
            value: https://hooks.example/alerts
          - name: KUBELESS_NAMESPACE  # expect: unread-setting
            value: kubeless
        ",
    ),
    Fixture::pass(
        "
        name: alerts
        image: docker.io/falcosecurity/falcosidekick:2.31.1
        env:
          - name: SLACK_WEBHOOKURL
            value: https://hooks.example/alerts
        ",
    ),
];
