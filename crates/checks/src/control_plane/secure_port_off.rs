//! A control-plane flag: the only port there is.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1625",
        slug: "secure-port-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "API server is told to serve no port",
            "API サーバーのセキュアポートが無効にされている",
        ),
        what: text(
            "API servers with `--secure-port=0`.",
            "`--secure-port=0` を設定した API サーバーを検出します。",
        ),
        why: text(
            "Since v1.20 there is no other port. An API server that is told to serve none does not start; \
             older ones were left with the port that asks for no credentials.",
            "v1.20 以降、ほかのポートはありません。0 を指定した API サーバーは起動せず、それより古いもの\
             では認証のないポートだけが残ります。",
        ),
        fix: text("Set a port, usually 6443.", "ポートを設定します。通常は 6443 です。"),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[
            reference("catalogue", "K04"),
            reference("kubescape", "C-0128"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-secure-port-argument-is-not-set-to-0",
            ),
            reference("trivy", "KCV-0017"),
            reference("checkov", "CKV_K8S_89"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(api_server::SECURE_PORT, Fault::Value(|port| port == "0")).fix("6443", Safety::Unsafe)];

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
                - --secure-port=0  # expect: secure-port-off
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
];
