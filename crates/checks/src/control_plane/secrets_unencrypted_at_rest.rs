//! A control-plane flag: how the database lies on the disk.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1622",
        slug: "secrets-unencrypted-at-rest",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Nothing is encrypted at rest", "保存時の暗号化が設定されていない"),
        what: text(
            "API servers without `--encryption-provider-config`. Encryption at rest is stable and needs no \
             feature gate; custom resources can be encrypted from v1.26 on.",
            "`--encryption-provider-config` のない API サーバーを検出します。保存時の暗号化は安定版で、フィー\
             チャーゲートは不要です。v1.26 以降はカスタムリソースも暗号化できます。",
        ),
        why: text(
            "Secrets lie in etcd as they are; base64 is no encryption. Whoever gets a copy of its disk, \
             of a snapshot or of a backup reads every password and key of the cluster.",
            "Secret はそのままの形で etcd に置かれます。base64 は暗号化ではありません。ディスク、スナップ\
             ショット、バックアップのいずれかを入手した者は、クラスターのすべてのパスワードと鍵を読めます。",
        ),
        fix: text(
            "Write an EncryptionConfiguration whose first provider is `kms`, name it by \
             `--encryption-provider-config`, and write all Secrets anew.",
            "先頭のプロバイダーを `kms` にした EncryptionConfiguration を書き、\
             `--encryption-provider-config` で指定し、すべての Secret を書き直します。",
        ),
        fine: text(
            "Where the disks and backups of etcd are encrypted, and those who can read them are meant to \
             read Secrets.",
            "etcd のディスクとバックアップが暗号化され、それを読める者が Secret を読んでもよい場合は問題\
             ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.27"),
            reference("catalogue", "C1.2.28"),
            reference("catalogue", "K02"),
            reference("nsa", "enc"),
            reference("mitre", "T1552"),
            reference("kubescape", "C-0066"),
            reference("kubescape", "etcd-encryption-native"),
            reference("kubescape", "C-0141"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-encryption-provider-config-argument-is-set-as-appropriate",
            ),
            reference("trivy", "KCV-0030"),
            reference("checkov", "CKV_K8S_104"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(api_server::ENCRYPTION_PROVIDER_CONFIG, Fault::Missing)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver  # expect: secrets-unencrypted-at-rest
                - --secure-port=6443
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --encryption-provider-config=/etc/kubernetes/encryption.yaml
        ",
    ),
];
