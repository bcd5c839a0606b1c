//! A container field: a credential stands in the manifest as an argument of a program.

use crate::argument;
use crate::credential::{self, Shape};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1306",
        slug: "credential-in-arguments",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Credential written into the arguments of a program",
            "プログラムの引数に認証情報が直接書かれている",
        ),
        what: text(
            "Words of `command` and `args`, of exec probes and of lifecycle hooks that are a credential: by \
             their shape (private keys, tokens of well-known services, URLs with a password), or by the \
             flag that they belong to, such as `--password=` and `--token=`. Variables, paths, \
             placeholders and names of objects are left alone.",
            "`command` と `args`、exec プローブ、ライフサイクルフックに直接書かれた認証情報を検出します。値の形（秘密鍵、有名\
             サービスのトークン、パスワード入り URL）と、`--password=` や `--token=` などのフラグ名から判断します。変数展開、\
             パス、プレースホルダー、オブジェクト名は対象外です。",
        ),
        why: text(
            "Arguments are shown by every list of processes, in the container and on its node, and often \
             end in logs. In the manifest they are read by everyone who can read the repository, its \
             history or the workload in the cluster, all of which are far more people than may read \
             Secrets.",
            "引数は、コンテナー内やノード上のプロセス一覧に表示され、ログにもよく残ります。マニフェストに書けば、リポジトリ、その\
             履歴、クラスター上のワークロードを読める全員に見えます。Secret を読める人よりはるかに多いはずです。",
        ),
        fix: text(
            "Treat the credential as leaked and replace it. Put the new one into a Secret, mount it as a \
             file and give the program the path of that file.",
            "その認証情報は漏洩したものとして交換します。新しい値は Secret に入れてファイルとしてマウントし、プログラムにはその\
             ファイルのパスを渡します。",
        ),
        fine: text(
            "Test fixtures with credentials that open nothing.",
            "何の権限もない、テスト専用の認証情報であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.1"),
            reference("nsa", "sec"),
            reference("mitre", "T1552.001"),
            reference("catalogue", "S01"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const NAMED: Text = text(
    "flag `{flag}` of container `{container}` is given a credential",
    "コンテナー `{container}` のフラグ `{flag}` に認証情報が書かれています",
);
const KEY: Text = text(
    "an argument of container `{container}` holds a private key",
    "コンテナー `{container}` の引数に秘密鍵が書かれています",
);
const TOKEN: Text = text(
    "an argument of container `{container}` holds a credential for {service}",
    "コンテナー `{container}` の引数に {service} の認証情報が書かれています",
);
const URL: Text = text(
    "an argument of container `{container}` holds a URL with a password",
    "コンテナー `{container}` の引数の URL にパスワードが含まれています",
);

/// Where programs are started.
const COMMANDS: &[&[&str]] = &[
    &["command"],
    &["args"],
    &["startupProbe", "exec", "command"],
    &["readinessProbe", "exec", "command"],
    &["livenessProbe", "exec", "command"],
    &["lifecycle", "postStart", "exec", "command"],
    &["lifecycle", "preStop", "exec", "command"],
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for command in COMMANDS {
        let words = container.value.items_at(command);
        for (index, word) in words.iter().enumerate() {
            let Some(word) = word.as_str() else { continue };
            let next = words.get(index + 1).and_then(Value::as_str);
            let Some((message, confidence, at)) = judge(word, next) else { continue };
            let list = Route::keys(command.iter().copied());
            let route = container.place(&list.then(index + at));
            let finding = cx.in_container(pod, container, route, message);
            cx.report(finding.confidence(confidence).sensitive());
        }
    }
}

/// What is wrong with a word, how sure that is, and how many words further the credential stands.
fn judge(word: &str, next: Option<&str>) -> Option<(Message, Confidence, usize)> {
    match credential::shape(word) {
        Some(Shape::PrivateKey) => Some((Message::new(KEY), Confidence::High, 0)),
        Some(Shape::Token(service)) => {
            Some((Message::new(TOKEN).with("service", service), Confidence::High, 0))
        }
        Some(Shape::UrlPassword) => Some((Message::new(URL), Confidence::High, 0)),
        None => {
            let flag = argument::flag(word, next)?;
            // What shows itself by its shape is told where it stands.
            let is_next = flag.len() == word.len();
            if is_next && next.is_some_and(|next| credential::shape(next).is_some()) {
                return None;
            }
            Some((Message::new(NAMED).with("flag", flag), Confidence::Medium, usize::from(is_next)))
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        command:
          - web
          - --db-host=db.shop.svc
          - --db-password=hunter2  # expect: credential-in-arguments
        args:
          - --token
          - d3b07384d113edec49eaa6238ad5ff00  # expect: credential-in-arguments
          - --broker=amqp://shop:hunter2@broker:5672/  # expect: credential-in-arguments
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: db
        spec:
          containers:
            - name: db
              livenessProbe:
                exec:
                  command:
                    - mysqladmin
                    - ping
                    - --password=hunter2  # expect: credential-in-arguments
        ",
    ),
    Fixture::pass(
        "
        name: web
        command:
          - web
          - --db-password=$(DB_PASSWORD)
          - --db-password-file=/run/secrets/db/password
          - --tls-secret=shop/tls-2024
        args:
          - --token
          - --token-ttl=1h
          - --password=<your password>
        ",
    ),
];
