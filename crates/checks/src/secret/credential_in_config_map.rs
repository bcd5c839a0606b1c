//! A Secret in a ConfigMap: credentials among plain configuration.

use crate::credential::{self, Shape};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1303",
        slug: "credential-in-config-map",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Credential stored in a ConfigMap", "ConfigMap に認証情報が保存されている"),
        what: text(
            "Entries of ConfigMaps that are a credential by their name and value, that have the shape of \
             one (private keys, tokens of well-known services, URLs with a password), or that are a \
             configuration text with such a setting in it.",
            "キーと値から認証情報とみられる項目、値の形が認証情報である項目（秘密鍵、有名サービスのトークン、パスワード入り URL）、\
             そのような設定を含む設定ファイルを持つ ConfigMap を検出します。",
        ),
        why: text(
            "ConfigMaps are readable with the role `view`, are not encrypted at rest where only Secrets \
             are, and end up in logs, dumps and repositories.",
            "ConfigMap は `view` ロールで読め、Secret だけを暗号化する設定では保存時に暗号化されず、ログやダンプ、リポジトリにも\
             残りやすいものです。",
        ),
        fix: text(
            "Replace the credential, because it has been readable, and move it to a Secret. Leave the rest \
             of the file in the ConfigMap and have the program read the credential from a file or variable.",
            "すでに読める状態にあったため認証情報を交換し、Secret に移します。残りの設定は ConfigMap に置いたまま、認証情報だけ\
             ファイルや変数から読み込みます。",
        ),
        fine: text(
            "Sample values that open nothing.",
            "何の権限もないサンプル値であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "sec"),
            reference("mitre", "T1552.001"),
            reference("kubescape", "C-0012"),
            reference("trivy", "KSV-0109"),
            reference("trivy", "KSV-01010"),
            reference("polaris", "sensitiveConfigmapContent"),
            reference("kalm", "CM-001"),
            reference("catalogue", "S03"),
            reference("kubescape", "rule-credentials-configmap"),
            reference("trivy", "configMap_with_secrets"),
        ],
    },
    run: Run::Object { of: &[("", "ConfigMap")], run },
    fixtures: FIXTURES,
};

const NAMED: Text = text("entry `{key}` is a credential", "項目 `{key}` は認証情報です");
const SETTING: Text = text(
    "entry `{key}` holds a credential in its setting `{setting}`",
    "項目 `{key}` の設定 `{setting}` に認証情報が書かれています",
);
const KEY: Text =
    text("entry `{key}` holds a private key", "項目 `{key}` に秘密鍵が含まれています");
const TOKEN: Text = text(
    "entry `{key}` holds a credential for {service}",
    "項目 `{key}` に {service} の認証情報が含まれています",
);
const URL: Text = text(
    "entry `{key}` holds a URL with a password",
    "項目 `{key}` にパスワード入りの URL が含まれています",
);

fn run(cx: &mut Cx<'_>, config_map: &Object) {
    let Some(data) = config_map.value.field("data") else { return };
    for (key, value) in data.entries() {
        let Some((message, confidence)) = value.as_str().and_then(|value| judge(key, value)) else {
            continue;
        };
        let place = config_map.place(Route::keys(["data", key]));
        let finding = cx.finding(place, message.with("key", key));
        cx.report(finding.confidence(confidence).sensitive());
    }
}

fn judge(key: &str, value: &str) -> Option<(Message, Confidence)> {
    match credential::shape(value) {
        Some(Shape::PrivateKey) => return Some((Message::new(KEY), Confidence::High)),
        Some(Shape::Token(service)) => {
            return Some((Message::new(TOKEN).with("service", service), Confidence::High));
        }
        Some(Shape::UrlPassword) => return Some((Message::new(URL), Confidence::High)),
        None => {}
    }
    if !value.trim_end().contains('\n') {
        let found =
            credential::is_credential_name(key) && credential::is_credential_value(key, value);
        if !found && value.contains('=') && is_configuration(key) {
            let setting = credential::named_in_text(value)?;
            return Some((Message::new(SETTING).with("setting", setting), Confidence::Medium));
        }
        return found.then(|| (Message::new(NAMED), Confidence::Medium));
    }
    if !is_configuration(key) {
        return None;
    }
    let setting = credential::named_in_text(value)?;
    Some((Message::new(SETTING).with("setting", setting), Confidence::Medium))
}

/// Whether a file of this name holds settings rather than a program, a page or a schema.
fn is_configuration(file: &str) -> bool {
    match file.rsplit_once('.') {
        Some((_, ending)) => matches!(
            ending,
            "properties"
                | "ini"
                | "conf"
                | "cfg"
                | "cnf"
                | "env"
                | "yaml"
                | "yml"
                | "json"
                | "toml"
        ),
        None => true,
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          LOG_LEVEL: info
          API_KEY: d3b07384d113edec49eaa6238ad5ff00  # expect: credential-in-config-map
          QUEUE: redis://:hunter2@queue:6379/0  # expect: credential-in-config-map
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          application.properties: |  # expect: credential-in-config-map
            spring.datasource.username=shop
            spring.datasource.password=hunter2
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          TOKEN_TTL: 15m
          PASSWORD_FILE: /run/secrets/db/password
          application.properties: |
            spring.datasource.password=${DB_PASSWORD}
          run.sh: |
            password=hunter2
        ",
    ),
];
