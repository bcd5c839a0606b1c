//! Container fields: a second way in.

use sekisho_inventory::Port;

use crate::command_word;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1020",
        slug: "ssh-server",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Container runs an SSH server", "コンテナーで SSH サーバーが動いている"),
        what: text(
            "Containers that declare TCP port 22, or that are started with `sshd` or `dropbear`.",
            "TCP 22 番ポートを宣言しているコンテナーと、`sshd` や `dropbear` を起動するコンテ\
             ナーを検出します。",
        ),
        why: text(
            "Whoever has a key or guesses a password gets a shell that neither RBAC nor the \
             audit log of the API server knows about.",
            "鍵を持つ人やパスワードを当てた人は、RBAC でも API サーバーの監査ログでも把握でき\
             ないシェルを手に入れます。",
        ),
        fix: text(
            "Remove the server. `kubectl exec` and ephemeral containers give a shell to those \
             whom RBAC allows it, and leave a record.",
            "SSH サーバーを削除します。`kubectl exec` やエフェメラルコンテナーなら、RBAC で許\
             可された人だけが使え、記録も残ります。",
        ),
        fine: text(
            "Git servers, SFTP servers and bastions, whose work is SSH.",
            "Git サーバー、SFTP サーバー、踏み台など、SSH 自体が役割の場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1021.004"),
            reference("catalogue", "P35"),
            reference("kube-linter", "ssh-port"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const PORT: Text = text(
    "container `{container}` listens on port 22, the port of SSH",
    "コンテナー `{container}` は SSH の 22 番ポートで待ち受けます",
);
const STARTED: Text = text(
    "container `{container}` starts the SSH server `{program}`",
    "コンテナー `{container}` は SSH サーバー `{program}` を起動します",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let listens = |port: &Port<'_>| port.number == Some(22) && port.protocol == "TCP";
    if let Some(port) = container.ports().find(listens) {
        let route = port.route.then("containerPort");
        cx.report(cx.in_container(pod, container, route, Message::new(PORT)));
        return;
    }
    let started = container.command_line().find_map(|argument| {
        let program = command_word::program(argument.value, &["sshd", "dropbear"])?;
        Some((argument.route, program))
    });
    if let Some((route, program)) = started {
        let message = Message::new(STARTED).with("program", program);
        cx.report(cx.in_container(pod, container, route, message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        ports:
          - containerPort: 8080
          - containerPort: 22  # expect: ssh-server
        ",
    ),
    Fixture::fail(
        "
        name: web
        command:
          - /bin/sh
          - -c
          - /usr/sbin/sshd && exec web  # expect: ssh-server
        ",
    ),
    Fixture::pass(
        "
        name: web
        command: [web, --sshd-config=none]
        ports:
          - containerPort: 2222
        ",
    ),
];
