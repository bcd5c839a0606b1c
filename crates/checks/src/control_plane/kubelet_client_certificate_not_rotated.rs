//! A setting of the kubelet: how long its identity lives.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1643",
        slug: "kubelet-client-certificate-not-rotated",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Kubelet does not renew its client certificate",
            "kubelet がクライアント証明書を更新しない",
        ),
        what: text(
            "Kubelets without `rotateCertificates: true`; false is the default, and kubeadm sets true.",
            "`rotateCertificates: true` のない kubelet を検出します。既定値は false ですが、kubeadm は true を\
             設定します。",
        ),
        why: text(
            "The certificate runs out, usually after a year, and the node drops out of the cluster. To \
             avoid that, people issue certificates for many years, which then cannot be taken back.",
            "証明書は通常 1 年で期限が切れ、ノードがクラスターから外れます。それを避けようとして何年も有\
             効な証明書を発行すると、取り消す手段がなくなります。",
        ),
        fix: text("Set `rotateCertificates: true`.", "`rotateCertificates: true` を設定します。"),
        fine: text(
            "Where another tool renews the certificates.",
            "別のツールで証明書を更新している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.10"),
            reference("catalogue", "C4.2.10"),
            reference("nsa", "node"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0182"),
            reference("kubescape", "kubelet-rotate-certificates"),
            reference("trivy", "KCV-0090"),
            reference("checkov", "CKV_K8S_149"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::ROTATE_CERTIFICATES, Fault::Is(false)).fix("true", Safety::Safe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        rotateCertificates: false  # expect: kubelet-client-certificate-not-rotated
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1  # expect: kubelet-client-certificate-not-rotated
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        rotateCertificates: true
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        ---
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
];
