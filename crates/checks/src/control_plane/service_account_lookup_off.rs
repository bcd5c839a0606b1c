//! A control-plane flag: tokens of what is deleted.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1617",
        slug: "service-account-lookup-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Tokens of deleted service accounts stay valid",
            "削除済み ServiceAccount のトークンが有効なまま",
        ),
        what: text(
            "API servers with `--service-account-lookup=false`. True is the default.",
            "`--service-account-lookup=false` を設定した API サーバーを検出します。既定値は true です。",
        ),
        why: text(
            "With the lookup, a token dies with its service account, its Secret or its pod. Without it \
             only the signature counts, and a stolen token of the old kind is valid for ever.",
            "照合が有効なら、トークンは ServiceAccount、Secret、Pod の削除とともに失効します。無効にする\
             と署名だけが確認されるため、盗まれた旧式のトークンは永久に有効です。",
        ),
        fix: text("Remove the flag.", "フラグを削除します。"),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[
            reference("cis-1.12", "1.2.21"),
            reference("catalogue", "C1.2.22"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0135"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-service-account-lookup-argument-is-set-to-true",
            ),
            reference("trivy", "KCV-0024"),
            reference("checkov", "CKV_K8S_96"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(api_server::SERVICE_ACCOUNT_LOOKUP, Fault::Is(false)).fix("true", Safety::Unsafe)];

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
                - --service-account-lookup=false  # expect: service-account-lookup-off
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
                - --secure-port=6443
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            - name: service-account-lookup  # expect: service-account-lookup-off
              value: 'false'
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
              command: [/bin/sh, -c]
              args:
                - exec kube-apiserver --service-account-lookup=false --secure-port=6443  # expect: service-account-lookup-off
        ",
    ),
];
