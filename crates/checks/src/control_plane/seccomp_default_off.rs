//! A setting of the kubelet: system calls of pods that say nothing.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1646",
        slug: "seccomp-default-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pods without a seccomp profile run unconfined",
            "seccomp プロファイルのない Pod が制限なしで動く",
        ),
        what: text(
            "Kubelets without `seccompDefault: true`; false is the default.",
            "`seccompDefault: true` のない kubelet を検出します。既定値は false です。",
        ),
        why: text(
            "With true, pods that name no profile get the runtime's, which takes away system calls that \
             hardly any program needs and many kernel exploits do. With false they may call everything.",
            "true なら、プロファイルを指定しない Pod にランタイムの既定プロファイルが適用されます。これは、\
             ほとんどのプログラムに不要で、多くのカーネル攻撃に使われるシステムコールを禁じます。false で\
             は何でも呼び出せます。",
        ),
        fix: text(
            "Set `seccompDefault: true` on one pool of nodes after the other; workloads may opt out with \
             `Unconfined`.",
            "ノードプールごとに順に `seccompDefault: true` を設定します。ワークロードは `Unconfined` で個\
             別に外せます。",
        ),
        fine: text(
            "Where admission demands a profile of every pod.",
            "すべての Pod にプロファイルをアドミッションで求めている場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.14"),
            reference("catalogue", "C4.2.14"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::SECCOMP_DEFAULT, Fault::Is(false)).fix("true", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        seccompDefault: false  # expect: seccomp-default-off
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        seccompDefault: true
        ",
    ),
];
