//! Secrets on a disk of somebody else.

use crate::managed_cluster;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2204",
        slug: "managed-cluster-secrets-unencrypted",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Secrets of a managed cluster are not encrypted with a key of yours",
            "マネージドクラスターの Secret が自社の鍵で暗号化されていない",
        ),
        what: text(
            "Descriptions of clusters of EKS and GKE that name no key for the encryption of \
             Secrets.",
            "Secret の暗号化に使う鍵を指定していない EKS と GKE のクラスターの記述を検出します。",
        ),
        why: text(
            "Without it the Secrets are protected only by the encryption of the provider's \
             disks: whoever reads the data of etcd or a backup reads them.",
            "指定がなければ、Secret はプロバイダーのディスク暗号化でしか守られません。etcd のデー\
             タやバックアップを読める者は Secret を読めます。",
        ),
        fix: text(
            "Name a key: `secretsEncryption.keyARN` for eksctl, `databaseEncryption` for GKE.",
            "鍵を指定します（eksctl は `secretsEncryption.keyARN`、GKE は `databaseEncryption`）。",
        ),
        fine: text(
            "EKS encrypts with a key of its own from Kubernetes 1.28 on, and that is enough for \
             you.",
            "EKS は Kubernetes 1.28 以降、独自の鍵で暗号化します。それで足りる場合は問題ありませ\
             ん。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1552"),
            reference("catalogue", "K02"),
        ],
    },
    run: Run::Object { of: managed_cluster::KINDS, run },
    fixtures: FIXTURES,
};

const PLAIN: Text = text(
    "cluster `{name}` names no key of yours for its Secrets",
    "クラスター `{name}` は Secret の暗号化に自社の鍵を指定していません",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(cluster) = managed_cluster::of(object) else { return };
    if let Some(route) = cluster.unencrypted_secrets() {
        let message = Message::new(PLAIN).with("name", cluster.name());
        cx.report(cx.finding(object.place(route), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: container.cnrm.cloud.google.com/v1beta1
        kind: ContainerCluster
        metadata:
          name: shop
        spec:
          databaseEncryption:
            state: DECRYPTED  # expect: managed-cluster-secrets-unencrypted
        ",
    ),
    Fixture::pass(
        "
        apiVersion: eksctl.io/v1alpha5
        kind: ClusterConfig
        metadata:
          name: shop
        secretsEncryption:
          keyARN: arn:aws:kms:eu-west-1:111122223333:key/1
        ",
    ),
];
