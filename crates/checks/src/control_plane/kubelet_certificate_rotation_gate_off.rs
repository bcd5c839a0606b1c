//! A feature gate: how long kubelets can be verified.

use sekisho_component::{Component, Found};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1629",
        slug: "kubelet-certificate-rotation-gate-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Rotation of kubelets' serving certificates is switched off",
            "kubelet のサーバー証明書のローテーションが無効にされている",
        ),
        what: text(
            "The feature gate `RotateKubeletServerCertificate` set to false, for the controller manager \
             or the kubelet. It is on by default since v1.12, so that nothing needs to be set.",
            "controller-manager または kubelet で、フィーチャーゲート `RotateKubeletServerCertificate` を false に\
             した設定を検出します。v1.12 以降は既定で有効なので、指定がなくても問題ありません。",
        ),
        why: text(
            "Serving certificates that are not renewed run out, and then kubelets either are unreachable \
             or are reached without verification.",
            "更新されないサーバー証明書は期限が切れ、kubelet には接続できなくなるか、検証なしで接続するこ\
             とになります。",
        ),
        fix: text(
            "Take the gate out of `--feature-gates`, and set `serverTLSBootstrap: true` on kubelets.",
            "`--feature-gates` からこのゲートを取り除き、kubelet に `serverTLSBootstrap: true` を設定しま\
             す。",
        ),
        fine: text(
            "Where certificates of kubelets are renewed by another tool.",
            "kubelet の証明書を別のツールで更新している場合は問題ありません。",
        ),
        references: &[reference("nsa", "node"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::ControllerManager, Component::Kubelet], run },
    fixtures: FIXTURES,
};

const GATE: &str = "RotateKubeletServerCertificate";

const OFF: Text = text(
    "the feature gate `RotateKubeletServerCertificate` is switched off",
    "フィーチャーゲート `RotateKubeletServerCertificate` が無効にされています",
);

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    if let Some(Found { value: false, origin }) = configured.settings.feature_gate(GATE) {
        let mut finding = at(cx, configured, &origin, Message::new(OFF));
        finding.references.extend_from_slice(match configured.component() {
            Component::ControllerManager => CONTROLLER_MANAGER,
            _ => KUBELET,
        });
        cx.report(finding);
    }
}

const CONTROLLER_MANAGER: &[Reference] = &[
    reference("cis-1.12", "1.3.6"),
    reference("catalogue", "C1.3.6"),
    reference("kubescape", "C-0149"),
    reference(
        "kubescape",
        "ensure-that-the-controller-manager-RotateKubeletServerCertificate-argument-is-set-to-true",
    ),
    reference("trivy", "KCV-0038"),
    reference("checkov", "CKV_K8S_112"),
];

const KUBELET: &[Reference] = &[
    reference("cis-1.12", "4.2.11"),
    reference("catalogue", "C4.2.11"),
    reference("kubescape", "C-0183"),
    reference("kubescape", "kubelet-rotate-kubelet-server-certificate"),
    reference("trivy", "KCV-0091"),
    reference("checkov", "CKV_K8S_112"),
    reference("checkov", "CKV_K8S_150"),
];

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
                - kube-controller-manager
                - --feature-gates=RotateKubeletServerCertificate=false  # expect: kubelet-certificate-rotation-gate-off
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
                - --feature-gates=RotateKubeletServerCertificate=true
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
                - --leader-elect=true
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        featureGates:
          RotateKubeletServerCertificate: false  # expect: kubelet-certificate-rotation-gate-off
        ",
    ),
];
