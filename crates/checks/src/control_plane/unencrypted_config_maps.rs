//! A configuration file kind: what encryption covers.

use sekisho_component::provider_that_writes;

use crate::encryption_file;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1655",
        slug: "unencrypted-config-maps",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Encryption at rest leaves ConfigMaps out",
            "保存時の暗号化の対象に ConfigMap が含まれない",
        ),
        what: text(
            "EncryptionConfiguration that encrypts Secrets and not ConfigMaps.",
            "Secret は暗号化するが ConfigMap は暗号化しない EncryptionConfiguration を検出します。",
        ),
        why: text(
            "Passwords and tokens are found in ConfigMaps time and again, and so are addresses and \
             settings that help an attacker. They lie in etcd and its backups as they are.",
            "ConfigMap には、パスワードやトークンが入り込むことが珍しくなく、攻撃者に役立つアドレスや設定\
             も含まれます。それらが etcd とバックアップにそのままの形で置かれます。",
        ),
        fix: text(
            "Add `configmaps` to the resources, or encrypt everything by `*.*` (v1.27), and write them \
             anew.",
            "resources に `configmaps` を加えるか、`*.*`（v1.27 以降）ですべてを暗号化し、書き直します。",
        ),
        fine: text(
            "Where ConfigMaps are known to hold nothing secret and encryption costs too much.",
            "ConfigMap に秘密がないと分かっていて、暗号化の負荷が許容できない場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "K02"),
            reference("catalogue", "M04"),
            reference("nsa", "enc"),
            reference("mitre", "T1552"),
        ],
    },
    run: Run::Object { of: encryption_file::KINDS, run },
    fixtures: FIXTURES,
};

const NOT_COVERED: Text = text(
    "Secrets are encrypted, ConfigMaps are not",
    "Secret は暗号化されますが、ConfigMap は暗号化されません",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let encrypts = |resource| {
        provider_that_writes(&configuration.value, "", resource)
            .is_some_and(|provider| provider.name != "identity")
    };
    if encrypts("secrets") && !encrypts("configmaps") {
        cx.report(cx.at(configuration, ["resources"], NOT_COVERED));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:  # expect: unencrypted-config-maps
          - resources: [secrets]
            providers:
              - kms:
                  apiVersion: v2
                  name: vault
                  endpoint: unix:///run/kms.sock
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets, configmaps]
            providers:
              - kms:
                  apiVersion: v2
                  name: vault
                  endpoint: unix:///run/kms.sock
        ",
    ),
];
