//! A setting of the kubelet: how many processes a pod may have.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1645",
        slug: "unlimited-pod-processes",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "A pod may use up all processes of its node",
            "Pod がノードの全プロセスを使い果たせる",
        ),
        what: text(
            "Kubelets without a positive `podPidsLimit`; -1 is the default and means the node's own \
             limit.",
            "正の `podPidsLimit` がない kubelet を検出します。既定値は -1 で、ノード自身の上限を意味しま\
             す。",
        ),
        why: text(
            "Process ids are shared by everything on a node. One fork bomb in one container, or one leak, \
             stops all other pods and the kubelet itself.",
            "プロセス ID はノード上のすべてで共有されます。1 つのコンテナーの fork 爆弾やリークで、ほかの\
             全 Pod も kubelet 自身も止まります。",
        ),
        fix: text(
            "Set `podPidsLimit`, such as 4096, after a look at what the largest workload needs.",
            "最大のワークロードに必要な数を確認し、`podPidsLimit` を 4096 などに設定します。",
        ),
        fine: text(
            "Nodes that run one workload only.",
            "1 つのワークロードだけを動かすノードであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.13"),
            reference("catalogue", "C4.2.13"),
            reference("nsa", "res"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0284"),
            reference("kubescape", "kubelet-set-pod-limit"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::POD_MAX_PIDS, Fault::Value(is_unlimited)).fix("4096", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

/// Zero and less are the node's own limit.
fn is_unlimited(limit: &str) -> bool {
    limit.parse::<i64>().is_ok_and(|limit| limit <= 0)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        podPidsLimit: -1  # expect: unlimited-pod-processes
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        podPidsLimit: 4096
        ",
    ),
];
