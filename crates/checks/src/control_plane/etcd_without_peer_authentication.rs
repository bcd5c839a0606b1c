//! A flag of etcd: who counts as a peer.

use sekisho_component::Component;
use sekisho_component::setting::etcd;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1635",
        slug: "etcd-without-peer-authentication",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "etcd takes peers without a certificate",
            "etcd が証明書のないピアを受け入れる",
        ),
        what: text(
            "etcd without `--peer-client-cert-auth=true`; false is the default.",
            "`--peer-client-cert-auth=true` のない etcd を検出します。既定値は false です。",
        ),
        why: text(
            "Who reaches port 2380 can act as a member: read the whole state as it is copied, or feed in \
             changes of its own.",
            "2380 番ポートに届く者はメンバーになりすまし、複製される全状態を読み取ったり、変更を送り込ん\
             だりできます。",
        ),
        fix: text(
            "Set `--peer-client-cert-auth=true` and `--peer-trusted-ca-file`.",
            "`--peer-client-cert-auth=true` と `--peer-trusted-ca-file` を設定します。",
        ),
        fine: text(
            "A cluster of one member that listens for peers on the loopback address.",
            "メンバーが 1 台だけで、ピアをループバックアドレスで待ち受けている場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "2.5"),
            reference("catalogue", "C2.5"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0157"),
            reference("kubescape", "etcd-peer-client-auth-cert"),
            reference("trivy", "KCV-0046"),
            reference("checkov", "CKV_K8S_121"),
        ],
    },
    run: Run::Component { of: &[Component::Etcd], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(etcd::PEER_CLIENT_CERT_AUTH, Fault::Is(false)).fix("true", Safety::Unsafe)];

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
                - --peer-client-cert-auth=false  # expect: etcd-without-peer-authentication
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
                - --peer-client-cert-auth=true
        ",
    ),
];
