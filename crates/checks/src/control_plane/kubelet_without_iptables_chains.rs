//! A setting of the kubelet: packet rules of the node.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1640",
        slug: "kubelet-without-iptables-chains",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Kubelet does not write its iptables rules",
            "kubelet が iptables のルールを作成しない",
        ),
        what: text(
            "Kubelets with `makeIPTablesUtilChains: false`; true is the default.",
            "`makeIPTablesUtilChains: false` の kubelet を検出します。既定値は true です。",
        ),
        why: text(
            "The rules drop packets from outside that pretend to come from the machine itself \
             (CVE-2020-8558); components that expect the chains break without them.",
            "これらのルールは、自ホストから来たように装う外部のパケットを破棄します（CVE-2020-8558）。ま\
             た、このチェーンを前提とするコンポーネントが動かなくなります。",
        ),
        fix: text("Remove the setting.", "設定を削除します。"),
        fine: text(
            "Where another program writes the same rules, or nftables are used by everything on the node.",
            "別のプログラムが同じルールを書いている場合や、ノード全体が nftables を使っている場合は問題あ\
             りません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.6"),
            reference("catalogue", "C4.2.6"),
            reference("nsa", "node"),
            reference("kubescape", "C-0178"),
            reference("kubescape", "kubelet-ip-tables"),
            reference("trivy", "KCV-0084"),
            reference("checkov", "CKV_K8S_145"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::MAKE_IPTABLES_UTIL_CHAINS, Fault::Is(false)).fix("true", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        makeIPTablesUtilChains: false  # expect: kubelet-without-iptables-chains
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        makeIPTablesUtilChains: true
        ",
    ),
];
