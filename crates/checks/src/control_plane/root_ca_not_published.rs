//! A control-plane flag: how pods know the API server.

use sekisho_component::Component;
use sekisho_component::setting::controller_manager;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1628",
        slug: "root-ca-not-published",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pods are not given the cluster's authority",
            "Pod にクラスターの認証局が配られない",
        ),
        what: text(
            "Controller managers without `--root-ca-file`.",
            "`--root-ca-file` のない controller-manager を検出します。",
        ),
        why: text(
            "The ConfigMap `kube-root-ca.crt`, and with it the file beside each service account token, \
             tells pods how to verify the API server. Without it clients skip the verification, and hand \
             their token to whoever answers.",
            "ConfigMap `kube-root-ca.crt`（ServiceAccount トークンと並んで置かれるファイル）は、Pod が API サ\
             ーバーを検証するための情報です。これがないと、クライアントは検証を省き、応答した相手にトーク\
             ンを渡してしまいます。",
        ),
        fix: text(
            "Name the authority of the API server's serving certificate.",
            "API サーバーのサーバー証明書を発行した認証局を指定します。",
        ),
        fine: text(
            "Where API servers have a certificate of an authority that every image trusts.",
            "すべてのイメージが信頼する認証局の証明書を API サーバーが使っている場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.3.5"),
            reference("catalogue", "C1.3.5"),
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("kubescape", "C-0148"),
            reference(
                "kubescape",
                "ensure-that-the-controller-manager-root-ca-file-argument-is-set-as-appropriate",
            ),
            reference("trivy", "KCV-0037"),
            reference("checkov", "CKV_K8S_111"),
        ],
    },
    run: Run::Component { of: &[Component::ControllerManager], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(controller_manager::ROOT_CA_FILE, Fault::Missing)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-controller-manager
          namespace: kube-system
        spec:
          containers:
            - name: kube-controller-manager
              command:
                - kube-controller-manager  # expect: root-ca-not-published
                - --leader-elect=true
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-controller-manager
          namespace: kube-system
        spec:
          containers:
            - name: kube-controller-manager
              command:
                - kube-controller-manager
                - --root-ca-file=/etc/kubernetes/pki/ca.crt
        ",
    ),
];
