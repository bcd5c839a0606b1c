//! Settings of components: where they listen.

use sekisho_component::Component;
use sekisho_component::setting::{controller_manager, etcd, kubelet, proxy, scheduler};

use crate::Configured;
use crate::addresses;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1630",
        slug: "component-on-every-address",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Component serves beyond its own machine",
            "コンポーネントが自ホスト以外からも接続できる",
        ),
        what: text(
            "Controller managers and schedulers whose `--bind-address` is not a loopback address, where \
             all addresses are the default, and kube-proxy and etcd whose metrics are served beyond the \
             machine without credentials, which weighs more. Also kubelets whose health port is served \
             beyond it. kubeadm sets 127.0.0.1.",
            "`--bind-address` がループバックアドレスでない controller-manager と scheduler（既定値は全ア\
             ドレス）を検出します。メトリックを認証なしで自ホスト外に公開している kube-proxy と etcd も対\
             象で、より重く扱います。ヘルスチェック用ポートを自ホスト外に公開した kubelet も検出します。kubeadm は 127.0.0.1 を設定します。",
        ),
        why: text(
            "Nobody but a health check on the same machine needs these ports. Every pod on the host \
             network and every machine nearby can try them, and read metrics that name workloads, \
             addresses and versions.",
            "これらのポートは、同じマシンのヘルスチェック以外には不要です。ホストネットワークの Pod や近\
             くのマシンが接続を試み、ワークロード名、アドレス、バージョンを含むメトリックを読めます。",
        ),
        fix: text(
            "Set `--bind-address=127.0.0.1`, and `metricsBindAddress: 127.0.0.1:10249` for kube-proxy.",
            "`--bind-address=127.0.0.1` を設定します。kube-proxy では `metricsBindAddress: 127.0.0.1:10249` と\
             します。",
        ),
        fine: text(
            "Where a collector reads metrics over the node's address, best through a proxy that asks for \
             credentials.",
            "ノードのアドレス経由でメトリックを収集する場合は問題ありませんが、認証を求めるプロキシを挟む\
             のが最善です。",
        ),
        references: &[reference("nsa", "net"), reference("mitre", "T1613")],
    },
    run: Run::Component {
        of: &[
            Component::ControllerManager,
            Component::Scheduler,
            Component::Proxy,
            Component::Etcd,
            Component::Kubelet,
        ],
        run,
    },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(controller_manager::BIND_ADDRESS, Fault::Value(addresses::is_open))
        .fix("127.0.0.1", Safety::Unsafe)
        .references(CONTROLLER_MANAGER_BIND_ADDRESS),
    rule(scheduler::BIND_ADDRESS, Fault::Value(addresses::is_open))
        .fix("127.0.0.1", Safety::Unsafe)
        .references(SCHEDULER_BIND_ADDRESS),
    rule(proxy::METRICS_BIND_ADDRESS, Fault::Value(addresses::is_open))
        .fix("127.0.0.1:10249", Safety::Unsafe)
        .severity(Medium)
        .references(PROXY_METRICS_BIND_ADDRESS),
    rule(kubelet::HEALTHZ_BIND_ADDRESS, Fault::Value(addresses::is_open))
        .fix("127.0.0.1", Safety::Unsafe),
    rule(etcd::LISTEN_METRICS_URLS, Fault::Value(addresses::has_plain)).severity(Medium),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const CONTROLLER_MANAGER_BIND_ADDRESS: &[Reference] = &[
    reference("cis-1.12", "1.3.7"),
    reference("catalogue", "C1.3.7"),
    reference("kubescape", "C-0150"),
    reference(
        "kubescape",
        "ensure-that-the-controller-manager-bind-address-argument-is-set-to-127.0.0.1",
    ),
    reference("trivy", "KCV-0039"),
    reference("checkov", "CKV_K8S_113"),
];

const SCHEDULER_BIND_ADDRESS: &[Reference] = &[
    reference("cis-1.12", "1.4.2"),
    reference("catalogue", "C1.4.2"),
    reference("kubescape", "C-0152"),
    reference("kubescape", "ensure-that-the-scheduler-bind-address-argument-is-set-to-127.0.0.1"),
    reference("trivy", "KCV-0041"),
    reference("checkov", "CKV_K8S_115"),
];

const PROXY_METRICS_BIND_ADDRESS: &[Reference] = &[
    reference("cis-1.12", "4.3.1"),
    reference("catalogue", "C4.3.1"),
    reference("kubescape", "C-0291"),
    reference("kubescape", "ensure-that-the-kube-proxy-metrics-service-is-bound-to-localhost"),
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
                - --bind-address=0.0.0.0  # expect: component-on-every-address
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-scheduler
          namespace: kube-system
        spec:
          containers:
            - name: kube-scheduler
              command:
                - kube-scheduler  # expect: component-on-every-address
                - --leader-elect=true
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-scheduler
          namespace: kube-system
        spec:
          containers:
            - name: kube-scheduler
              command:
                - kube-scheduler
                - --bind-address=127.0.0.1
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        metricsBindAddress: 0.0.0.0:10249  # expect: component-on-every-address
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: ipvs
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd
                - --listen-metrics-urls=http://10.0.0.1:2381  # expect: component-on-every-address
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: kube-proxy
          namespace: kube-system
        data:
          config.conf: |  # expect: component-on-every-address
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            metricsBindAddress: 0.0.0.0:10249
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: kube-proxy
          namespace: kube-system
        data:
          config.conf: |
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            mode: ''
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        healthzBindAddress: 0.0.0.0  # expect: component-on-every-address
        ",
    ),
];
