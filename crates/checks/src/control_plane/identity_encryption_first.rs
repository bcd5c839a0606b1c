//! A configuration file kind: Secrets are written to etcd in clear text.

use sekisho_component::provider_that_writes;

use crate::encryption_file;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1602",
        slug: "identity-encryption-first",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Encryption at rest leaves Secrets in clear text",
            "保存時の暗号化が Secret に適用されていない",
        ),
        what: text(
            "EncryptionConfiguration in which the first provider for Secrets is `identity`, or in which no \
             entry covers Secrets. The first provider of the first entry that names a resource writes it; \
             the others only read.",
            "Secret に対する最初のプロバイダーが `identity` である、または Secret を対象とする項目がない EncryptionConfiguration を\
             検出します。書き込みには、そのリソースを最初に含む項目の先頭のプロバイダーが使われ、残りは読み取り専用です。",
        ),
        why: text(
            "`identity` encrypts nothing: whoever gets a copy of etcd, of its disk or of a backup reads every \
             Secret. That an encryption configuration is there makes everybody believe otherwise.",
            "`identity` は何も暗号化しません。etcd、そのディスク、バックアップのいずれかを入手した者は、すべての Secret を読めます。\
             暗号化設定が存在するだけに、皆が暗号化されていると思い込んでしまいます。",
        ),
        fix: text(
            "Put `kms` (or `secretbox`) first and `identity` last, restart the API servers, and write all \
             Secrets anew: `kubectl get secrets -A -o json | kubectl replace -f -`.",
            "`kms`（または `secretbox`）を先頭に、`identity` を末尾に置き、API サーバーを再起動してから、すべての Secret を書き直します:\
             `kubectl get secrets -A -o json | kubectl replace -f -`。",
        ),
        fine: text(
            "For the time in which Secrets are decrypted on purpose, to switch encryption off.",
            "暗号化をやめるために、意図的に Secret を復号している間だけは問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.28"),
            reference("nsa", "enc"),
            reference("mitre", "T1552"),
            reference("kubescape", "C-0066"),
            reference("kubescape", "C-0142"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-encryption-providers-are-appropriately-configured",
            ),
            reference("catalogue", "C1.2.29"),
            reference("catalogue", "K02"),
            reference("catalogue", "M04"),
            reference("checkov", "CKV_K8S_104"),
        ],
    },
    run: Run::Object { of: encryption_file::KINDS, run },
    fixtures: FIXTURES,
};

const IDENTITY: Text = text(
    "`identity` comes first: Secrets are written in clear text",
    "`identity` が先頭のため、Secret は平文で書き込まれます",
);
const NOT_COVERED: Text = text(
    "no entry covers `secrets`: they are written in clear text",
    "`secrets` を対象とする項目がなく、平文で書き込まれます",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    match provider_that_writes(&configuration.value, "", "secrets") {
        None => cx.report(cx.at(configuration, ["resources"], NOT_COVERED)),
        Some(provider) if provider.name == "identity" => {
            let place = configuration.place(provider.route);
            cx.report(cx.finding(place, Message::new(IDENTITY)));
        }
        Some(_) => {}
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets, configmaps]
            providers:
              - identity: {}  # expect: identity-encryption-first
              - secretbox:
                  keys:
                    - name: key1
                      secret: ${KEY}
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:  # expect: identity-encryption-first
          - resources: [configmaps]
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
          - resources: [events]
            providers:
              - identity: {}
          - resources: ['*.*']
            providers:
              - kms:
                  apiVersion: v2
                  name: vault
                  endpoint: unix:///run/kms.sock
              - identity: {}
        ",
    ),
];
