//! A Secret in a file: base64 hides nothing.

use sekisho_api::base64;
use sekisho_inventory::WorldKind;

use crate::credential;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1314",
        slug: "secret-in-manifest",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Secret with its values stands in a file",
            "値の入った Secret がファイルに書かれている",
        ),
        what: text(
            "Secrets in files, charts and kustomizations, with values in `data` or `stringData` \
             that are no placeholders. Values are decoded to be judged and never shown. Public \
             certificates, empty Secrets and those of a cluster are left out.",
            "ファイル、チャート、kustomization に含まれる Secret のうち、`data` や `stringData` \
             にプレースホルダーではない値が入っているものを検出します。値は判定のためにデコー\
             ドしますが、表示はしません。公開証明書、空の Secret、クラスターから読み取った \
             Secret は対象外です。",
        ),
        why: text(
            "Base64 is a spelling, no encryption. Whoever reads the repository, its history, a \
             copy or a pipeline log reads the credential, and removing it later does not take \
             it back. In the cluster, too, a Secret is as safe as encryption at rest and the \
             rights to read it are.",
            "base64 は表記方法であって暗号化ではありません。リポジトリ、その履歴、コピー、パイ\
             プラインのログを読める人には認証情報が見え、後から消しても取り戻せません。クラス\
             ター内でも、Secret の安全性は保存時の暗号化と読み取り権限次第です。",
        ),
        fix: text(
            "Replace the credential. Keep the new one in a secret store and have it fetched \
             (External Secrets, Secrets Store CSI driver), or commit it encrypted only (SOPS, \
             Sealed Secrets).",
            "認証情報を交換します。新しい値はシークレットストアで管理して取得させる（External \
             Secrets、Secrets Store CSI Driver）か、暗号化した形でだけコミットします\
             （SOPS、Sealed Secrets）。",
        ),
        fine: text(
            "Values that open nothing, in examples and tests.",
            "サンプルやテスト用で、何の権限もない値であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.2"),
            reference("nsa", "sec"),
            reference("mitre", "T1552.001"),
        ],
    },
    run: Run::Object { of: &[("", "Secret")], run },
    fixtures: FIXTURES,
};

const VALUES: Text = text(
    "Secret `{name}` is written down with its values: {keys}",
    "Secret `{name}` が値ごと書かれています: {keys}",
);

fn run(cx: &mut Cx<'_>, secret: &Object) {
    if cx.snapshot.world.kind == WorldKind::Cluster {
        return cx.not_applicable();
    }
    let (mut keys, mut routes, mut is_certain) = (Vec::new(), Vec::new(), false);
    for field in ["data", "stringData"] {
        let Some(data) = secret.value.field(field) else { continue };
        for (key, value) in data.entries() {
            let Some(text) = value.as_str() else { continue };
            let decoded = if field == "data" { base64::decode(text) } else { None };
            let bytes = decoded.unwrap_or_else(|| text.as_bytes().to_vec());
            let text = String::from_utf8_lossy(&bytes);
            let has_shape = credential::shape(&text).is_some();
            if has_shape || is_value(key, &text) {
                is_certain |= has_shape;
                keys.push(format!("`{key}`"));
                routes.push(Route::keys([field, key]));
            }
        }
    }
    let Some((first, others)) = routes.split_first() else { return };
    let message = Message::new(VALUES).with("name", secret.name()).with("keys", keys.join(", "));
    let mut finding = cx.finding(secret.place(first.clone()), message).sensitive();
    finding.also.extend_from_slice(others);
    if is_certain {
        finding = finding.severity(High).confidence(Confidence::High);
    }
    cx.report(finding);
}

/// Whether an entry is a credential: by its name and value, or, since it is in a Secret at all, by a
/// value that is no setting.
fn is_value(key: &str, text: &str) -> bool {
    let text = text.trim();
    let is_public = text.starts_with("-----BEGIN CERTIFICATE") || key == "ca.crt";
    if is_public || text.contains("{{") || text.contains('\n') {
        return false;
    }
    // In a Secret the name says less than elsewhere: `username` is there with `password`.
    credential::is_credential_name(key) && credential::is_credential_value(key, text)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        data:
          username: c2hvcA==
          password: aHVudGVyMg==  # expect: secret-in-manifest
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        stringData:
          password: <your password>
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        data:
          password: aHVudGVyMg==
        ",
    )
    .in_cluster(),
];
