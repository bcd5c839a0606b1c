//! A setting of the kubelet: how many events it sends.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1642",
        slug: "few-node-events",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Kubelet drops events", "kubelet が Event を取りこぼす"),
        what: text(
            "Kubelets with `eventRecordQPS: 0`. Zero reads like no limit, but is taken as the client \
             library's default of 5 a second, a tenth of the kubelet's own default of 50.",
            "`eventRecordQPS: 0` の kubelet を検出します。0 は無制限に見えますが、実際にはクライアントラ\
             イブラリーの既定値である毎秒 5 件として扱われ、kubelet 自身の既定値 50 件の 10 分の 1 です。",
        ),
        why: text(
            "When much happens on a node, as in an attack or a failure, the events that would tell of it \
             are thrown away.",
            "攻撃や障害でノードに多くのことが起きたとき、それを伝えるはずの Event が捨てられます。",
        ),
        fix: text("Remove the setting, or set 50.", "設定を削除するか、50 にします。"),
        fine: text(
            "Clusters whose etcd cannot bear more events.",
            "etcd がこれ以上の Event に耐えられないクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.8"),
            reference("catalogue", "C4.2.8"),
            reference("nsa", "log"),
            reference("mitre", "T1562"),
            reference("kubescape", "C-0180"),
            reference("kubescape", "kubelet-event-qps"),
            reference("trivy", "KCV-0087"),
            reference("checkov", "CKV_K8S_147"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::EVENT_QPS, Fault::Value(|rate| rate == "0")).fix("50", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        eventRecordQPS: 0  # expect: few-node-events
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        eventRecordQPS: 5
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
];
