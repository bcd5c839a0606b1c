//! A control-plane flag: whom the API server takes for a kubelet.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1606",
        slug: "unverified-kubelet-certificate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "API server does not verify the certificates of kubelets",
            "API サーバーが kubelet の証明書を検証しない",
        ),
        what: text(
            "API servers without `--kubelet-certificate-authority`. kubeadm does not set it by itself.",
            "`--kubelet-certificate-authority` のない API サーバーを検出します。kubeadm が自動で設定する\
             ことはありません。",
        ),
        why: text(
            "Without an authority to check against, the API server talks to whoever answers at a node's \
             address. In between, commands of `kubectl exec`, logs and forwarded ports can be read and \
             changed.",
            "検証に使う認証局がないと、API サーバーはノードのアドレスで応答する相手なら誰とでも通信します。\
             経路上の攻撃者は、`kubectl exec` のコマンド、ログ、転送されたポートの通信を読み取り、改ざん\
             できます。",
        ),
        fix: text(
            "Let kubelets get serving certificates from the cluster (`serverTLSBootstrap: true`, and \
             approve their requests), then set `--kubelet-certificate-authority` to the cluster's \
             authority.",
            "kubelet のサーバー証明書をクラスターで発行し（`serverTLSBootstrap: true` を設定し、要求を承\
             認します）、`--kubelet-certificate-authority` にクラスターの認証局を指定します。",
        ),
        fine: text(
            "Where API servers reach nodes through a tunnel that authenticates the nodes.",
            "ノードを認証するトンネルを通して API サーバーがノードに接続している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.5"),
            reference("catalogue", "C1.2.5"),
            reference("nsa", "node"),
            reference("mitre", "T1557"),
            reference("kubescape", "C-0117"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-kubelet-certificate-authority-argument-is-set-as-appropriate",
            ),
            reference("trivy", "KCV-0006"),
            reference("checkov", "CKV_K8S_73"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(api_server::KUBELET_CERTIFICATE_AUTHORITY, Fault::Missing)];

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
                - kube-apiserver  # expect: unverified-kubelet-certificate
                - --authorization-mode=Node,RBAC
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
                - --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt
        ",
    ),
];
