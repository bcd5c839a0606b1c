//! Flags of etcd: certificates out of nothing.

use sekisho_component::Component;
use sekisho_component::setting::etcd;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1633",
        slug: "etcd-self-signed-certificates",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "etcd makes certificates that nobody can verify",
            "etcd が検証できない証明書を自動生成する",
        ),
        what: text(
            "etcd with `--auto-tls` or `--peer-auto-tls`.",
            "`--auto-tls` または `--peer-auto-tls` を指定した etcd を検出します。",
        ),
        why: text(
            "The certificate is signed by itself at start: clients and peers cannot tell it from one that \
             an attacker in between made. Traffic is encrypted, to whomever.",
            "証明書は起動時に自己署名で作られます。クライアントやピアは、経路上の攻撃者が作った証明書と区\
             別できません。通信は暗号化されますが、相手が誰かは分かりません。",
        ),
        fix: text(
            "Remove the flag and name certificates of the cluster's etcd authority.",
            "フラグを削除し、クラスターの etcd 用認証局が発行した証明書を指定します。",
        ),
        fine: text("Tests.", "テスト環境であれば問題ありません。"),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::Etcd], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(etcd::AUTO_TLS, Fault::Is(true)).fix("false", Safety::Unsafe).references(ETCD_AUTO_TLS),
    rule(etcd::PEER_AUTO_TLS, Fault::Is(true))
        .fix("false", Safety::Unsafe)
        .references(ETCD_PEER_AUTO_TLS),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const ETCD_AUTO_TLS: &[Reference] = &[
    reference("cis-1.12", "2.3"),
    reference("catalogue", "C2.3"),
    reference("kubescape", "C-0155"),
    reference("kubescape", "etcd-auto-tls-disabled"),
    reference("trivy", "KCV-0044"),
    reference("checkov", "CKV_K8S_118"),
];

const ETCD_PEER_AUTO_TLS: &[Reference] = &[
    reference("cis-1.12", "2.6"),
    reference("catalogue", "C2.6"),
    reference("kubescape", "C-0158"),
    reference("kubescape", "etcd-peer-auto-tls-disabled"),
    reference("trivy", "KCV-0047"),
];

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
                - --auto-tls=true  # expect: etcd-self-signed-certificates
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
                - etcd
                - --peer-auto-tls  # expect: etcd-self-signed-certificates
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
                - --auto-tls=false
        ",
    ),
];
