//! Flags of etcd: what peers see.

use sekisho_component::Component;
use sekisho_component::setting::etcd;

use crate::Configured;
use crate::addresses;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1634",
        slug: "etcd-peers-without-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("etcd talks to its peers without TLS", "etcd がピアと TLS なしで通信する"),
        what: text(
            "etcd without `--peer-cert-file` or `--peer-key-file`, and etcd that listens for peers at an \
             `http://` address other than the machine itself.",
            "`--peer-cert-file` または `--peer-key-file` のない etcd と、自ホスト以外の `http://` アドレ\
             スでピアを待ち受ける etcd を検出します。",
        ),
        why: text(
            "Peers copy the whole state to each other, Secrets included; on the wire it is clear text.",
            "ピアは Secret を含む全状態を互いに複製しており、それがネットワーク上を平文で流れます。",
        ),
        fix: text(
            "Set `--peer-cert-file` and `--peer-key-file`, and `https://` addresses in \
             `--listen-peer-urls`.",
            "`--peer-cert-file` と `--peer-key-file` を設定し、`--listen-peer-urls` を `https://` のアド\
             レスにします。",
        ),
        fine: text(
            "A cluster of one member that listens for peers on the loopback address.",
            "メンバーが 1 台だけで、ピアをループバックアドレスで待ち受けている場合は問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::Etcd], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(etcd::PEER_CERT_FILE, Fault::Missing).references(ETCD_PEER_CERT_FILE),
    rule(etcd::PEER_KEY_FILE, Fault::Missing).references(ETCD_PEER_CERT_FILE),
    rule(etcd::LISTEN_PEER_URLS, Fault::Value(addresses::has_plain)),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const ETCD_PEER_CERT_FILE: &[Reference] = &[
    reference("cis-1.12", "2.4"),
    reference("catalogue", "C2.4"),
    reference("kubescape", "C-0156"),
    reference("kubescape", "etcd-peer-tls-enabled"),
    reference("trivy", "KCV-0045"),
    reference("checkov", "CKV_K8S_119"),
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
                - etcd  # expect: etcd-peers-without-tls
                - --peer-cert-file=/pki/peer.crt
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
                - --peer-cert-file=/pki/peer.crt
                - --peer-key-file=/pki/peer.key
        ",
    ),
];
