//! A container field: a credential stands in the manifest as the value of an environment variable.

use crate::credential::{self, Shape};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1301",
        slug: "credential-in-env",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Credential written into an environment variable",
            "環境変数に認証情報が直接書かれている",
        ),
        what: text(
            "Environment variables with a literal value that is a credential: by its shape (private keys, \
             tokens of well-known services, URLs with a password), or by the name of the variable. \
             Variables, paths, placeholders and pointers into a secret store are left alone.",
            "値として認証情報が直接書かれた環境変数を検出します。値の形（秘密鍵、有名サービスのトークン、パスワード入り URL）と\
             変数名から判断します。変数展開、パス、プレースホルダー、シークレットストアへの参照は対象外です。",
        ),
        why: text(
            "A manifest is read by everyone who can read the repository, its history and the workload in \
             the cluster, all of which are far more people than may read Secrets. It cannot be rotated \
             without a roll-out either.",
            "マニフェストは、リポジトリ、その履歴、クラスター上のワークロードを読める全員に見えます。Secret を読める人より\
             はるかに多いはずです。また、デプロイし直さなければ変更もできません。",
        ),
        fix: text(
            "Treat the credential as leaked and replace it. Put the new one into a Secret that an external \
             store or a sealed form in the repository fills, and mount it as a file, or refer to it by \
             `valueFrom.secretKeyRef`.",
            "その認証情報は漏洩したものとして交換します。新しい値は外部ストアや暗号化した形で管理する Secret に入れ、ファイルとして\
             マウントするか、`valueFrom.secretKeyRef` で参照します。",
        ),
        fine: text(
            "Test fixtures with credentials that open nothing.",
            "何の権限もない、テスト専用の認証情報であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.1"),
            reference("nsa", "sec"),
            reference("mitre", "T1552.001"),
            reference("kubescape", "C-0012"),
            reference("kubescape", "C-0259"),
            reference("kube-linter", "env-var-secret"),
            reference("polaris", "sensitiveContainerEnvVar"),
            reference("kalm", "POD-025"),
            reference("catalogue", "S01"),
            reference("kubescape", "rule-credentials-in-env-var"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const NAMED: Text = text(
    "environment variable `{name}` of container `{container}` holds a credential",
    "コンテナー `{container}` の環境変数 `{name}` に認証情報が書かれています",
);
const KEY: Text = text(
    "environment variable `{name}` of container `{container}` holds a private key",
    "コンテナー `{container}` の環境変数 `{name}` に秘密鍵が書かれています",
);
const TOKEN: Text = text(
    "environment variable `{name}` of container `{container}` holds a credential for {service}",
    "コンテナー `{container}` の環境変数 `{name}` に {service} の認証情報が書かれています",
);
const URL: Text = text(
    "environment variable `{name}` of container `{container}` holds a URL with a password",
    "コンテナー `{container}` の環境変数 `{name}` の URL にパスワードが含まれています",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for (index, variable) in container.value.items_at(&["env"]).iter().enumerate() {
        let (Some(name), Some(value)) = (variable.str_at(&["name"]), variable.str_at(&["value"]))
        else {
            continue;
        };
        let (message, confidence) = match credential::shape(value) {
            Some(Shape::PrivateKey) => (Message::new(KEY), Confidence::High),
            Some(Shape::Token(service)) => {
                (Message::new(TOKEN).with("service", service), Confidence::High)
            }
            Some(Shape::UrlPassword) => (Message::new(URL), Confidence::High),
            None if credential::is_credential_name(name)
                && !is_public_half(name, container)
                && credential::is_credential_value(name, value) =>
            {
                (Message::new(NAMED), Confidence::Medium)
            }
            None => continue,
        };
        let route = container.place(&Route::keys(["env"]).then(index).then("value"));
        let finding = cx.in_container(pod, container, route, message.with("name", name));
        cx.report(finding.confidence(confidence).sensitive());
    }
}

/// Whether a name is that of an access key whose secret key stands beside it: such a pair works like a
/// user's name and password.
fn is_public_half(name: &str, container: &Container<'_>) -> bool {
    let Some(stem) = name.strip_suffix("ACCESS_KEY") else { return false };
    let secret = format!("{stem}SECRET_KEY");
    let variables = container.value.items_at(&["env"]);
    variables.iter().any(|variable| variable.str_at(&["name"]) == Some(&secret))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        env:
          - name: DB_HOST
            value: db.shop.svc
          - name: DB_PASSWORD
            value: hunter2  # expect: credential-in-env
          - name: MINIO_ACCESS_KEY
            value: shopkeeper
          - name: MINIO_SECRET_KEY
            value: hunter23  # expect: credential-in-env
          - name: BROKER
            value: amqp://shop:hunter2@broker:5672/  # expect: credential-in-env
        ",
    ),
    Fixture::pass(
        "
        name: web
        env:
          - name: DB_PASSWORD
            valueFrom:
              secretKeyRef:
                name: db
                key: password
          - name: DB_URL
            value: postgres://shop:$(DB_PASSWORD)@db/shop
          - name: DB_PASSWORD_FILE
            value: /run/secrets/db/password
          - name: TOKEN_TTL
            value: 1h
          - name: TLS_SECRET
            value: shop-tls
          - name: API_TOKEN
            value: <your token>
        ",
    ),
];
