//! Control-plane flags: how the API server reaches its database.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::addresses;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1619",
        slug: "etcd-reached-without-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API server reaches etcd without mutual TLS",
            "API サーバーが相互 TLS なしで etcd に接続する",
        ),
        what: text(
            "API servers without `--etcd-cafile`, `--etcd-certfile` or `--etcd-keyfile`, or with an \
             `http://` address among `--etcd-servers` that is not the machine itself. kubeadm's \
             `etcd.external` counts the same.",
            "`--etcd-cafile`、`--etcd-certfile`、`--etcd-keyfile` のいずれかがない API サーバーと、\
             `--etcd-servers` に自ホスト以外の `http://` アドレスがある API サーバーを検出します。kubeadm の `etcd.external` も\
             同様に扱います。",
        ),
        why: text(
            "Everything of the cluster goes over this connection. Without an authority, anybody in \
             between can be etcd; without a certificate, etcd cannot demand one and serves whoever \
             reaches it.",
            "クラスターのすべての情報がこの接続を流れます。認証局がなければ、経路上の誰もが etcd になりす\
             ませます。クライアント証明書がなければ、etcd は証明書を要求できず、到達できる相手すべてに応\
             答することになります。",
        ),
        fix: text(
            "Set `--etcd-cafile`, `--etcd-certfile` and `--etcd-keyfile`, and `https://` addresses.",
            "`--etcd-cafile`、`--etcd-certfile`、`--etcd-keyfile` と、`https://` のアドレスを設定します。",
        ),
        fine: text(
            "A single machine whose etcd listens on the loopback address only and where nobody else has \
             an account.",
            "etcd がループバックアドレスのみで待ち受け、ほかに利用者のいない単一のマシンであれば問題あり\
             ません。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(api_server::ETCD_CAFILE, Fault::Missing).references(API_SERVER_ETCD_CAFILE),
    rule(api_server::ETCD_CERTFILE, Fault::Missing).references(API_SERVER_ETCD_CERTFILE),
    rule(api_server::ETCD_KEYFILE, Fault::Missing).references(API_SERVER_ETCD_CERTFILE),
    rule(api_server::ETCD_SERVERS, Fault::Value(addresses::has_plain)),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const API_SERVER_ETCD_CAFILE: &[Reference] = &[
    reference("cis-1.12", "1.2.26"),
    reference("catalogue", "C1.2.27"),
    reference("kubescape", "C-0140"),
    reference("kubescape", "ensure-that-the-api-server-etcd-cafile-argument-is-set-as-appropriate"),
    reference("trivy", "KCV-0029"),
    reference("checkov", "CKV_K8S_102"),
];

const API_SERVER_ETCD_CERTFILE: &[Reference] = &[
    reference("cis-1.12", "1.2.23"),
    reference("catalogue", "C1.2.24"),
    reference("kubescape", "C-0137"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-etcd-certfile-and-etcd-keyfile-arguments-are-set-as-appropriate",
    ),
    reference("trivy", "KCV-0026"),
    reference("checkov", "CKV_K8S_99"),
];

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
                - kube-apiserver  # expect: etcd-reached-without-tls
                - --etcd-certfile=/pki/client.crt
                - --etcd-keyfile=/pki/client.key
        ",
    ),
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
                - kube-apiserver
                - --etcd-cafile=/pki/ca.crt
                - --etcd-certfile=/pki/client.crt
                - --etcd-keyfile=/pki/client.key
                - --etcd-servers=https://10.0.0.1:2379,http://10.0.0.2:2379  # expect: etcd-reached-without-tls
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
                - --etcd-cafile=/pki/ca.crt
                - --etcd-certfile=/pki/client.crt
                - --etcd-keyfile=/pki/client.key
                - --etcd-servers=https://10.0.0.1:2379
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        etcd:
          external:
            endpoints:  # expect: etcd-reached-without-tls
              - http://10.0.0.1:2379
            caFile: /pki/ca.crt
            certFile: /pki/client.crt
            keyFile: /pki/client.key
        ",
    ),
];
