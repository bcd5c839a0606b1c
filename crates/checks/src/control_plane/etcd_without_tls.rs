//! Flags of etcd: what clients see.

use sekisho_component::Component;
use sekisho_component::setting::etcd;

use crate::Configured;
use crate::addresses;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1631",
        slug: "etcd-without-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("etcd serves clients without TLS", "etcd が TLS なしでクライアントに応答する"),
        what: text(
            "etcd without `--cert-file` or `--key-file`, and etcd that listens for clients at an \
             `http://` address other than the machine itself. `--auto-tls` is told by another check.",
            "`--cert-file` または `--key-file` のない etcd と、自ホスト以外の `http://` アドレスでクライ\
             アントを待ち受ける etcd を検出します。`--auto-tls` は別のチェックで報告します。",
        ),
        why: text(
            "The whole state of the cluster, Secrets included, crosses the network in clear text, and \
             whoever reaches the port 2379 without credentials reads and writes it: that is root on the \
             cluster.",
            "Secret を含むクラスターの全状態がネットワークを平文で流れます。認証なしで 2379 番ポートに届\
             く者はそれを読み書きでき、クラスターの管理者権限を得たのと同じです。",
        ),
        fix: text(
            "Set `--cert-file` and `--key-file`, and `https://` addresses in `--listen-client-urls` and \
             `--advertise-client-urls`.",
            "`--cert-file` と `--key-file` を設定し、`--listen-client-urls` と `--advertise-client-urls` を `https://` の\
             アドレスにします。",
        ),
        fine: text(
            "An etcd that listens on the loopback address only and serves no cluster.",
            "ループバックアドレスだけで待ち受け、クラスターに使われない etcd であれば問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::Etcd], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(etcd::CERT_FILE, Fault::Missing).references(ETCD_CERT_FILE),
    rule(etcd::KEY_FILE, Fault::Missing).references(ETCD_CERT_FILE),
    rule(etcd::LISTEN_CLIENT_URLS, Fault::Value(addresses::has_plain)),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const ETCD_CERT_FILE: &[Reference] = &[
    reference("cis-1.12", "2.1"),
    reference("catalogue", "C2.1"),
    reference("kubescape", "C-0153"),
    reference("kubescape", "etcd-tls-enabled"),
    reference("trivy", "KCV-0042"),
    reference("checkov", "CKV_K8S_116"),
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
                - etcd  # expect: etcd-without-tls
                - --cert-file=/pki/server.crt
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
                - --cert-file=/pki/server.crt
                - --key-file=/pki/server.key
                - --listen-client-urls=http://0.0.0.0:2379  # expect: etcd-without-tls
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
                - --cert-file=/pki/server.crt
                - --key-file=/pki/server.key
                - --listen-client-urls=https://0.0.0.0:2379,http://127.0.0.1:2379
        ",
    ),
];
