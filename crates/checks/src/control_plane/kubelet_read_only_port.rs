//! A setting of the kubelet: a port for everybody.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1638",
        slug: "kubelet-read-only-port",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Kubelet serves a port without authentication",
            "kubelet が認証のないポートを公開する",
        ),
        what: text(
            "Kubelets with a `readOnlyPort` other than 0: in the configuration file, by flag, or the \
             default of 10255 of a kubelet without a configuration file.",
            "`readOnlyPort` が 0 以外の kubelet を検出します。設定ファイルやフラグで指定した場合と、設定\
             ファイルのない kubelet の既定値 10255 が対象です。",
        ),
        why: text(
            "The port tells everybody in the network which pods run on the node, with their environment \
             variables and arguments, and all metrics.",
            "このポートは、ノードで動く Pod の一覧、その環境変数や引数、全メトリックを、ネットワーク上の\
             誰にでも教えます。",
        ),
        fix: text(
            "Set `readOnlyPort: 0`; let collectors use port 10250 with a token.",
            "`readOnlyPort: 0` を設定し、収集ツールにはトークン付きで 10250 番ポートを使わせます。",
        ),
        fine: text(
            "Where an old collector needs it and a firewall keeps everybody else out.",
            "古い収集ツールに必要で、ファイアウォールがほかを遮断している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.4"),
            reference("catalogue", "C4.2.4"),
            reference("catalogue", "C4.2.4b"),
            reference("nsa", "node"),
            reference("mitre", "T1613"),
            reference("kubescape", "C-0175"),
            reference("kubescape", "read-only-port-enabled-updated"),
            reference("trivy", "KCV-0082"),
            reference("checkov", "CKV_K8S_141"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::READ_ONLY_PORT, Fault::Value(|port| port != "0")).fix("0", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        readOnlyPort: 10255  # expect: kubelet-read-only-port
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        readOnlyPort: 0
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kubelet
          namespace: kube-system
        spec:
          containers:
            - name: kubelet
              command:
                - kubelet  # expect: kubelet-read-only-port
                - --v=2
        ",
    ),
];
