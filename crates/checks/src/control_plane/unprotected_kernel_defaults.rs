//! A setting of the kubelet: who owns kernel settings.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1644",
        slug: "unprotected-kernel-defaults",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Kubelet changes kernel settings by itself",
            "kubelet がカーネル設定を自動で書き換える",
        ),
        what: text(
            "Kubelets without `protectKernelDefaults: true`; false is the default.",
            "`protectKernelDefaults: true` のない kubelet を検出します。既定値は false です。",
        ),
        why: text(
            "With true, a kubelet refuses to start where settings for memory and panics differ from what \
             it counts on, so that somebody notices. With false, it overwrites what an administrator \
             hardened.",
            "true なら、メモリやパニックに関する設定が期待と異なるとき、kubelet は起動を拒否し、管理者が\
             気付けます。false では、管理者が強化した設定を上書きします。",
        ),
        fix: text(
            "Set the kernel settings that the kubelet wants on the node, then `protectKernelDefaults: \
             true`.",
            "kubelet が求めるカーネル設定をノードに適用してから、`protectKernelDefaults: true` を設定しま\
             す。",
        ),
        fine: text(
            "Nodes whose image is made for Kubernetes.",
            "Kubernetes 専用に作られたイメージのノードであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "node"),
            reference("kubescape", "C-0177"),
            reference("kubescape", "kubelet-protect-kernel-defaults"),
            reference("trivy", "KCV-0083"),
            reference("checkov", "CKV_K8S_144"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::PROTECT_KERNEL_DEFAULTS, Fault::Is(false)).fix("true", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        protectKernelDefaults: false  # expect: unprotected-kernel-defaults
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        protectKernelDefaults: true
        ",
    ),
];
