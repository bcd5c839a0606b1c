//! A flag of etcd: who may come in.

use sekisho_component::Component;
use sekisho_component::setting::etcd;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1632",
        slug: "etcd-without-client-authentication",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "etcd lets clients in without a certificate",
            "etcd が証明書のないクライアントを受け入れる",
        ),
        what: text(
            "etcd without `--client-cert-auth=true`; false is the default. The variable \
             `ETCD_CLIENT_CERT_AUTH` counts as well.",
            "`--client-cert-auth=true` のない etcd を検出します。既定値は false です。環境変数 `ETCD_CLIENT_CERT_AUTH` も\
             考慮します。",
        ),
        why: text(
            "Whoever reaches the port may read and write all of the cluster's state, past the API server \
             with its authorization and its audit log.",
            "ポートに届く者は誰でも、API サーバーの認可も監査ログも通らずに、クラスターの全状態を読み書き\
             できます。",
        ),
        fix: text(
            "Set `--client-cert-auth=true` and `--trusted-ca-file`.",
            "`--client-cert-auth=true` と `--trusted-ca-file` を設定します。",
        ),
        fine: text(
            "An etcd that listens on the loopback address only and serves no cluster.",
            "ループバックアドレスだけで待ち受け、クラスターに使われない etcd であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "2.2"),
            reference("catalogue", "C2.2"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0154"),
            reference("kubescape", "etcd-client-auth-cert"),
            reference("trivy", "KCV-0043"),
            reference("checkov", "CKV_K8S_117"),
        ],
    },
    run: Run::Component { of: &[Component::Etcd], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(etcd::CLIENT_CERT_AUTH, Fault::Is(false)).fix("true", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd
                - --client-cert-auth=false  # expect: etcd-without-client-authentication
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd  # expect: etcd-without-client-authentication
                - --name=a
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd
                - --client-cert-auth=true
        ",
    ),
];
