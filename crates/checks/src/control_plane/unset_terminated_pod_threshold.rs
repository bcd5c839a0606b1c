//! A control-plane flag: how many finished pods are kept.

use sekisho_component::Component;
use sekisho_component::setting::controller_manager;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1626",
        slug: "unset-terminated-pod-threshold",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Finished pods pile up to the default limit",
            "終了した Pod が既定の上限まで溜まる",
        ),
        what: text(
            "Controller managers without `--terminated-pod-gc-threshold`, or with zero, which collects none. The default keeps 12500 \
             finished pods.",
            "`--terminated-pod-gc-threshold` がない、または 0（回収しない）の controller-manager を検出します。既定では、終了した Pod が 12500 個\
             まで残ります。",
        ),
        why: text(
            "Finished pods stay in etcd and in every list and watch. In a cluster that runs many jobs, \
             that many of them slow down API servers long before they are collected.",
            "終了した Pod は etcd に残り、一覧や watch のたびに転送されます。多くの Job を動かすクラスタ\
             ーでは、回収されるはるか前に API サーバーが遅くなります。",
        ),
        fix: text(
            "Set a number that fits the memory of API servers, such as 1000.",
            "API サーバーのメモリに見合った値、たとえば 1000 を設定します。",
        ),
        fine: text(
            "Where jobs clean up behind themselves (`ttlSecondsAfterFinished`).",
            "Job が自分で後始末をする（`ttlSecondsAfterFinished`）場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.3.1"),
            reference("catalogue", "C1.3.1"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0144"),
            reference(
                "kubescape",
                "ensure-that-the-controller-manager-terminated-pod-gc-threshold-argument-is-set-as-appropriate",
            ),
            reference("trivy", "KCV-0033"),
            reference("checkov", "CKV_K8S_106"),
        ],
    },
    run: Run::Component { of: &[Component::ControllerManager], run },
    fixtures: FIXTURES,
};

/// The number is a matter of the cluster; what counts is that somebody chose one, and that it does not
/// switch the collection off.
const RULE: Rule = rule(controller_manager::TERMINATED_POD_GC_THRESHOLD, Fault::Value(|_| true))
    .fix("1000", Safety::Unsafe);
const OFF: Rule = rule(controller_manager::TERMINATED_POD_GC_THRESHOLD, Fault::Value(is_off))
    .fix("1000", Safety::Unsafe)
    .severity(Medium);

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let is_given = configured.settings.flags().get(RULE.setting.flag).is_some();
    setting_rule::judge(cx, configured, &[if is_given { OFF } else { RULE }]);
}

/// Zero and less collect nothing.
fn is_off(threshold: &str) -> bool {
    threshold.trim().parse::<i64>().is_ok_and(|threshold| threshold <= 0)
}

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
                - kube-controller-manager  # expect: unset-terminated-pod-threshold
                - --leader-elect=true
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
                - --terminated-pod-gc-threshold=1000
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        controllerManager:
          extraArgs:  # expect: unset-terminated-pod-threshold
            - name: node-monitor-period
              value: 5s
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta3
        kind: ClusterConfiguration
        controllerManager:
          extraArgs:  # expect: unset-terminated-pod-threshold
            node-monitor-period: 5s
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4  # expect: unset-terminated-pod-threshold
        kind: ClusterConfiguration
        clusterName: test
        ",
    ),
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
                - --terminated-pod-gc-threshold=0  # expect: unset-terminated-pod-threshold
        ",
    ),
];
