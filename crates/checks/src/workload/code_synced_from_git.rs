//! A container: what runs is not what was deployed.

use crate::command_word;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1027",
        slug: "code-synced-from-git",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Pod fetches code or configuration from a Git repository",
            "Pod が Git リポジトリからコードや設定を取得している",
        ),
        what: text(
            "Containers that run `git-sync`, or that clone a repository when they start.",
            "`git-sync` を実行するコンテナーと、起動時にリポジトリを clone するコンテナーを検\
             出します。",
        ),
        why: text(
            "Whoever may push to the branch, or may change the variable with its address, \
             changes what the pod runs, past the image scan, the signature and the review of \
             the manifest.",
            "ブランチに push できる人や、リポジトリのアドレスを変えられる人は、イメージのスキ\
             ャンや署名、マニフェストのレビューを経ずに、Pod の動作を変えられます。",
        ),
        fix: text(
            "Build the content into an image or an OCI artifact and deploy that by digest. \
             Where syncing stays, pin a commit and verify its signature.",
            "内容をイメージや OCI アーティファクトとしてビルドし、ダイジェストでデプロイしま\
             す。同期を続ける場合は、コミットを固定して署名を検証します。",
        ),
        fine: text(
            "Content that is no code, such as pages and dashboards.",
            "ページやダッシュボードなど、コードではない内容であれば問題ありません。",
        ),
        references: &[reference("mitre", "T1525"), reference("catalogue", "P40")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const SYNC: Text = text(
    "container `{container}` runs `git-sync`",
    "コンテナー `{container}` は `git-sync` を実行します",
);
const REPLACED: Text = text(
    "`{name}` of container `{container}` names the program that `git-sync` runs as Git",
    "コンテナー `{container}` の `{name}` は、`git-sync` が Git として実行するプログラムを指定しています",
);
const CLONE: Text = text(
    "container `{container}` clones a Git repository when it starts",
    "コンテナー `{container}` は起動時に Git リポジトリを clone します",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    // The program that git-sync calls as `git`.
    let replaced =
        container.env().find(|variable| matches!(variable.name, "GITSYNC_GIT" | "GIT_SYNC_GIT"));
    if let Some(variable) = replaced {
        let message = Message::new(REPLACED).with("name", variable.name);
        let finding = cx
            .in_container(pod, container, variable.route.clone(), message)
            .severity(High)
            .reference("checkov", "CKV_K8S_159");
        cx.report(finding);
        return;
    }
    let is_sync =
        |image: &str| image.rsplit('/').next().is_some_and(|it| it.starts_with("git-sync"));
    if container.image().is_some_and(|image| is_sync(image.repository)) {
        let route = container.field(["image"]);
        cx.report(cx.in_container(pod, container, route, Message::new(SYNC)));
        return;
    }
    let words: Vec<_> = container.command_line().collect();
    let clones = words.iter().enumerate().find(|(index, word)| {
        let next = words.get(index + 1).map(|next| next.value);
        word.value.contains("git clone ")
            || command_word::program(word.value, &["git"]).is_some() && next == Some("clone")
    });
    if let Some((_, word)) = clones {
        let route = word.route.clone();
        cx.report(cx.in_container(pod, container, route, Message::new(CLONE)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: sync
        image: registry.k8s.io/git-sync/git-sync:v4.4.0  # expect: code-synced-from-git
        ",
    ),
    Fixture::fail(
        "
        name: fetch
        image: registry.example/git:2.50
        command:
          - git  # expect: code-synced-from-git
          - clone
          - https://git.example/shop/site
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/git-web:2.50
        command: [git-web]
        ",
    ),
];
