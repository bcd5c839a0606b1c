//! Control-plane flags: who the API server is for kubelets.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1607",
        slug: "missing-kubelet-client-certificate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API server has no client certificate for kubelets",
            "API サーバーに kubelet 用のクライアント証明書がない",
        ),
        what: text(
            "API servers without `--kubelet-client-certificate` or without `--kubelet-client-key`.",
            "`--kubelet-client-certificate` または `--kubelet-client-key` のない API サーバーを検出します。",
        ),
        why: text(
            "The API server then reaches kubelets without saying who it is. Logs and exec work only if \
             kubelets take requests from anybody, so that this is usually a sign of kubelets that do.",
            "API サーバーは名乗らずに kubelet に接続することになります。その状態でログや exec が使えるの\
             は、kubelet が誰からのリクエストでも受け付けている場合だけであり、多くの場合その兆候です。",
        ),
        fix: text(
            "Set both `--kubelet-client-certificate` and `--kubelet-client-key`.",
            "`--kubelet-client-certificate` と `--kubelet-client-key` の両方を設定します。",
        ),
        fine: text(
            "API servers of control planes that have no nodes.",
            "ノードを持たないコントロールプレーンの API サーバーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.4"),
            reference("catalogue", "C1.2.4"),
            reference("nsa", "node"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0116"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-kubelet-client-certificate-and-kubelet-client-key-arguments-are-set-as-appropriate",
            ),
            reference("trivy", "KCV-0005"),
            reference("checkov", "CKV_K8S_72"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(api_server::KUBELET_CLIENT_CERTIFICATE, Fault::Missing),
    rule(api_server::KUBELET_CLIENT_KEY, Fault::Missing),
];

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
                - kube-apiserver  # expect: missing-kubelet-client-certificate
                - --kubelet-client-certificate=/pki/client.crt
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
                - --kubelet-client-certificate=/pki/client.crt
                - --kubelet-client-key=/pki/client.key
        ",
    ),
];
