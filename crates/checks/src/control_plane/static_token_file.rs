//! A control-plane flag: tokens that never expire.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1605",
        slug: "static-token-file",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API server takes tokens from a static file",
            "API サーバーが静的なトークンファイルを受け付ける",
        ),
        what: text(
            "API servers, in static pods or kubeadm's configuration, with `--token-auth-file`.",
            "static Pod や kubeadm の設定で `--token-auth-file` を指定した API サーバーを検出します。",
        ),
        why: text(
            "Tokens in the file never expire and lie in clear text on the disk of every control-plane \
             node. Taking one back needs an edit of the file and a restart of each API server.",
            "ファイル内のトークンには有効期限がなく、コントロールプレーンの各ノードのディスクに平文で置か\
             れます。失効させるには、ファイルを編集し、すべての API サーバーを再起動しなければなりません。",
        ),
        fix: text(
            "Remove `--token-auth-file`; let people in by OIDC or an authentication webhook, and programs \
             by service accounts or short-lived client certificates.",
            "`--token-auth-file` を削除します。人には OIDC か認証 Webhook を、プログラムには ServiceAccount か\
             短命のクライアント証明書を使います。",
        ),
        fine: text(
            "A test cluster that lives for a day.",
            "1 日で捨てるテスト用クラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.2"),
            reference("catalogue", "C1.2.2"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0114"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-token-auth-file-parameter-is-not-set",
            ),
            reference("trivy", "KCV-0002"),
            reference("checkov", "CKV_K8S_70"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(api_server::TOKEN_AUTH_FILE, Fault::Given)];

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
                - kube-apiserver
                - --authorization-mode=Node,RBAC
                - --token-auth-file=/etc/kubernetes/tokens.csv  # expect: static-token-file
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
                - --authorization-mode=Node,RBAC
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            - name: token-auth-file  # expect: static-token-file
              value: /etc/kubernetes/tokens.csv
        ",
    ),
];
