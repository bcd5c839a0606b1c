//! Control-plane flags: what a component tells about its inside.

use sekisho_component::Component;
use sekisho_component::setting::{api_server, controller_manager, proxy, scheduler};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1616",
        slug: "served-profiles",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Component serves profiles of itself",
            "コンポーネントがプロファイルを公開している",
        ),
        what: text(
            "API servers, controller managers and schedulers that do not set `--profiling=false`, where \
             true is the default, and kube-proxy where profiles are switched on. A scheduler's \
             configuration file (`enableProfiling`) counts in place of its flag.",
            "`--profiling=false` を設定していない API サーバー、controller-manager、scheduler（既定値は true）\
             と、プロファイルを有効にした kube-proxy を検出します。scheduler では、設定ファイル（\
             `enableProfiling`）があればフラグの代わりに使われます。",
        ),
        why: text(
            "Profiles under `/debug/pprof` tell what the program does and holds in memory, and each of \
             them costs processor time. kube-proxy serves them to everybody who reaches its port, the \
             others to users with rights on that path.",
            "`/debug/pprof` のプロファイルからはプログラムの動作やメモリの内容が分かり、取得のたびに CPU も\
             消費します。kube-proxy ではポートに届く誰でも取得でき、ほかのコンポーネントではそのパスへの\
             権限を持つユーザーが取得できます。",
        ),
        fix: text(
            "Set `--profiling=false`, or `enableProfiling: false` in the configuration file.",
            "`--profiling=false` を設定します。設定ファイルでは `enableProfiling: false` とします。",
        ),
        fine: text(
            "While a performance problem is being looked into.",
            "性能問題を調査している間だけは問題ありません。",
        ),
        references: &[reference("nsa", "net"), reference("mitre", "T1613")],
    },
    run: Run::Component {
        of: &[
            Component::ApiServer,
            Component::ControllerManager,
            Component::Scheduler,
            Component::Proxy,
        ],
        run,
    },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(api_server::PROFILING, Fault::Is(true))
        .fix("false", Safety::Safe)
        .references(API_SERVER_PROFILING),
    rule(controller_manager::PROFILING, Fault::Is(true))
        .fix("false", Safety::Safe)
        .references(CONTROLLER_MANAGER_PROFILING),
    rule(scheduler::PROFILING, Fault::Is(true))
        .fix("false", Safety::Safe)
        .references(SCHEDULER_PROFILING),
    rule(proxy::PROFILING, Fault::Is(true)).fix("false", Safety::Safe).severity(Medium),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const API_SERVER_PROFILING: &[Reference] = &[
    reference("cis-1.12", "1.2.15"),
    reference("catalogue", "C1.2.16"),
    reference("kubescape", "C-0129"),
    reference("kubescape", "ensure-that-the-api-server-profiling-argument-is-set-to-false"),
    reference("trivy", "KCV-0018"),
    reference("checkov", "CKV_K8S_90"),
];

const CONTROLLER_MANAGER_PROFILING: &[Reference] = &[
    reference("cis-1.12", "1.3.2"),
    reference("catalogue", "C1.3.2"),
    reference("kubescape", "C-0145"),
    reference("kubescape", "ensure-that-the-controller-manager-profiling-argument-is-set-to-false"),
    reference("trivy", "KCV-0034"),
    reference("checkov", "CKV_K8S_107"),
];

const SCHEDULER_PROFILING: &[Reference] = &[
    reference("cis-1.12", "1.4.1"),
    reference("catalogue", "C1.4.1"),
    reference("kubescape", "C-0151"),
    reference("kubescape", "ensure-that-the-scheduler-profiling-argument-is-set-to-false"),
    reference("trivy", "KCV-0040"),
    reference("checkov", "CKV_K8S_114"),
];

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --profiling=true  # expect: served-profiles
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
                - kube-scheduler  # expect: served-profiles
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
                - --profiling=false
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubescheduler.config.k8s.io/v1
        kind: KubeSchedulerConfiguration
        enableProfiling: true  # expect: served-profiles
        ",
    ),
    Fixture::unknown(
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
                - --config=/etc/kubernetes/scheduler.yaml
        ",
    ),
];
