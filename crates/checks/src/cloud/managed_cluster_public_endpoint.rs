//! A control plane that everybody may knock at.

use crate::managed_cluster;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2203",
        slug: "managed-cluster-public-endpoint",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "API server of a managed cluster is open to the internet",
            "インターネットに公開されたマネージドクラスターの API サーバー",
        ),
        what: text(
            "Descriptions of clusters of EKS, GKE and AKS (eksctl, Cluster API, Config \
             Connector, Crossplane) whose API server has a public address without a list of the \
             networks that may reach it. The providers' default is public.",
            "EKS、GKE、AKS のクラスターの記述（eksctl、Cluster API、Config Connector、Crossplane）\
             のうち、API サーバーが公開アドレスを持ち、到達できるネットワークの一覧がないものを\
             検出します。各プロバイダーの既定値は公開です。",
        ),
        why: text(
            "Anybody may try stolen credentials and the next hole of the API server at it.",
            "誰でも、盗んだ資格情報や API サーバーの次の脆弱性を試すことができます。",
        ),
        fix: text(
            "Switch the private endpoint on and the public one off, or name the networks.",
            "プライベートエンドポイントを有効にして公開エンドポイントを無効にするか、ネットワー\
             クを指定します。",
        ),
        fine: text(
            "The networks are limited by other means.",
            "別の手段でネットワークが制限されている場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "cloud"),
            reference("mitre", "T1133"),
            reference("catalogue", "K06"),
        ],
    },
    run: Run::Object { of: managed_cluster::KINDS, run },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "the API server of cluster `{name}` may be reached from every address",
    "クラスター `{name}` の API サーバーにはあらゆるアドレスから到達できます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(cluster) = managed_cluster::of(object) else { return };
    if let Some(route) = cluster.public_endpoint() {
        let message = Message::new(OPEN).with("name", cluster.name());
        cx.report(cx.finding(object.place(route), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: eksctl.io/v1alpha5
        kind: ClusterConfig
        metadata:
          name: shop
        vpc:
          clusterEndpoints:
            publicAccess: true  # expect: managed-cluster-public-endpoint
        ",
    ),
    Fixture::pass(
        "
        apiVersion: eksctl.io/v1alpha5
        kind: ClusterConfig
        metadata:
          name: shop
        vpc:
          publicAccessCIDRs: [198.51.100.0/24]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: container.cnrm.cloud.google.com/v1beta1
        kind: ContainerCluster
        metadata:
          name: shop
        spec:
          privateClusterConfig:
            enablePrivateEndpoint: true
        ",
    ),
];
