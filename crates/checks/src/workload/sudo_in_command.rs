//! A container field: it expects to become root.

use crate::command_word;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1022",
        slug: "sudo-in-command",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Container is started through sudo", "コンテナーが sudo で起動される"),
        what: text(
            "Words of `command` and `args` that call `sudo`, also within a line of a shell.",
            "`command` と `args` の中で `sudo` を呼び出している箇所を検出します。シェルのコマ\
             ンド行の中も対象です。",
        ),
        why: text(
            "`sudo` needs a set-uid program in the image and privilege escalation allowed on \
             the container. Both help whoever breaks in to become root as well.",
            "`sudo` には、イメージ内の set-uid プログラムとコンテナーでの権限昇格の許可が必要\
             です。どちらも、侵入者が root になる助けになります。",
        ),
        fix: text(
            "Do what needs root while the image is built, or in an init container of its own, \
             and run the program as a plain user without `sudo` in the image.",
            "root が必要な処理はイメージのビルド時か専用の init コンテナーで行い、本体は一般\
             ユーザーで動かします。イメージから `sudo` も取り除きます。",
        ),
        fine: text(
            "Development environments in which people work.",
            "人が中で作業する開発環境であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1548"),
            reference("catalogue", "P36"),
            reference("kubescape", "C-0062"),
            reference("kubescape", "sudo-in-container-entrypoint"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const SUDO: Text = text(
    "container `{container}` calls `sudo`",
    "コンテナー `{container}` は `sudo` を呼び出します",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let is_sudo = |word: &str| command_word::program(word, &["sudo"]).is_some();
    let found = container.command_line().find(|argument| is_sudo(argument.value));
    if let Some(found) = found {
        cx.report(cx.in_container(pod, container, found.route, Message::new(SUDO)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        command:
          - /usr/bin/sudo  # expect: sudo-in-command
          - web
        ",
    ),
    Fixture::fail(
        r#"
        name: web
        command: [sh, -c]
        args:
          - "chown web /data; sudo -u web web"  # expect: sudo-in-command
        "#,
    ),
    Fixture::pass(
        "
        name: web
        command: [web, --pseudo-terminal, --sudoers=none]
        ",
    ),
];
