//! Settings of API server and kubelet: whose certificates they trust.

use sekisho_component::Component;
use sekisho_component::setting::{api_server, kubelet};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1621",
        slug: "missing-client-ca",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "No authority for client certificates is named",
            "クライアント証明書の認証局が指定されていない",
        ),
        what: text(
            "API servers without `--client-ca-file`, and kubelets without `--client-ca-file` or \
             `authentication.x509.clientCAFile`. kubeadm writes both.",
            "`--client-ca-file` のない API サーバーと、`--client-ca-file` も `authentication.x509.clientCAFile` も\
             ない kubelet を検出します。kubeadm はどちらも自動で書き込みます。",
        ),
        why: text(
            "Client certificates are then not looked at: kubelets and control-plane components cannot say \
             who they are with theirs, and count as anonymous unless a token says more.",
            "クライアント証明書が確認されないため、kubelet やコントロールプレーンのコンポーネントは証明書\
             で身元を示せず、トークンがなければ匿名として扱われます。",
        ),
        fix: text("Name the cluster's authority.", "クラスターの認証局を指定します。"),
        fine: text(
            "Where every client, nodes included, uses tokens.",
            "ノードを含むすべてのクライアントがトークンを使っている場合は問題ありません。",
        ),
        references: &[reference("nsa", "authn"), reference("mitre", "T1078")],
    },
    run: Run::Component { of: &[Component::ApiServer, Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(api_server::CLIENT_CA_FILE, Fault::Missing).references(API_SERVER_CLIENT_CA_FILE),
    rule(kubelet::CLIENT_CA_FILE, Fault::Missing).references(KUBELET_CLIENT_CA_FILE),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const API_SERVER_CLIENT_CA_FILE: &[Reference] = &[
    reference("cis-1.12", "1.2.25"),
    reference("catalogue", "C1.2.26"),
    reference("kubescape", "C-0139"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-client-ca-file-argument-is-set-as-appropriate",
    ),
    reference("trivy", "KCV-0028"),
];

const KUBELET_CLIENT_CA_FILE: &[Reference] = &[
    reference("cis-1.12", "4.2.3"),
    reference("catalogue", "C4.2.3"),
    reference("catalogue", "K05"),
    reference("kubescape", "C-0070"),
    reference("kubescape", "enforce-kubelet-client-tls-authentication-updated"),
    reference("kubescape", "C-0174"),
    reference("trivy", "KCV-0081"),
    reference("checkov", "CKV_K8S_140"),
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
                - kube-apiserver  # expect: missing-client-ca
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
                - --client-ca-file=/pki/ca.crt
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1  # expect: missing-client-ca
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          x509:
            clientCAFile: /pki/ca.crt
        ",
    ),
];
