//! A setting of the kubelet: how long a session may idle.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::duration;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1639",
        slug: "endless-streaming-connection",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Idle exec sessions are never closed",
            "アイドル状態の exec セッションが切断されない",
        ),
        what: text(
            "Kubelets with `--streaming-connection-idle-timeout=0`. In a configuration file zero means \
             the default of four hours.",
            "`--streaming-connection-idle-timeout=0` の kubelet を検出します。設定ファイルでは 0 は既定値\
             の 4 時間を意味します。",
        ),
        why: text(
            "A forgotten shell in a container stays open for whoever finds the terminal, and enough of \
             them use up the node's connections.",
            "放置されたコンテナー内のシェルは、その端末を見つけた者に開かれたままです。数が増えればノード\
             の接続も使い果たします。",
        ),
        fix: text(
            "Remove the flag or set a time, such as `4h`.",
            "フラグを削除するか、`4h` などの時間を設定します。",
        ),
        fine: text(
            "Debugging sessions that must last, on a node of one's own.",
            "専用ノードで、長時間のデバッグセッションが必要な場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.5"),
            reference("catalogue", "C4.2.5"),
            reference("nsa", "node"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0176"),
            reference("kubescape", "kubelet-streaming-connection-idle-timeout"),
            reference("trivy", "KCV-0085"),
            reference("checkov", "CKV_K8S_143"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(
    kubelet::STREAMING_CONNECTION_IDLE_TIMEOUT,
    Fault::Value(|text| duration::seconds(text) == Some(0.0)),
)
.fix("4h0m0s", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
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
                - kubelet
                - --streaming-connection-idle-timeout=0  # expect: endless-streaming-connection
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        streamingConnectionIdleTimeout: 0s
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        streamingConnectionIdleTimeout: 1h
        ",
    ),
];
