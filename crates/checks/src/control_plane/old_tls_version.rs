//! Settings of components: which TLS they take.

use sekisho_component::Component;
use sekisho_component::setting::{api_server, controller_manager, kubelet, scheduler};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1653",
        slug: "old-tls-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Component takes old versions of TLS",
            "コンポーネントが古いバージョンの TLS を受け付ける",
        ),
        what: text(
            "`--tls-min-version` or `tlsMinVersion` of `VersionTLS10` or `VersionTLS11`. Without the \
             setting it is TLS 1.2.",
            "`--tls-min-version` または `tlsMinVersion` が `VersionTLS10` か `VersionTLS11` の設定を検出\
             します。指定がなければ TLS 1.2 です。",
        ),
        why: text(
            "TLS 1.0 and 1.1 have known faults and are forbidden by most rules; nothing that talks to \
             Kubernetes needs them.",
            "TLS 1.0 と 1.1 には既知の欠陥があり、ほとんどの規定で禁止されています。Kubernetes と通信する\
             ものに必要はありません。",
        ),
        fix: text(
            "Remove the setting, or set `VersionTLS12` or `VersionTLS13`.",
            "設定を削除するか、`VersionTLS12` または `VersionTLS13` を設定します。",
        ),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component {
        of: &[
            Component::ApiServer,
            Component::ControllerManager,
            Component::Scheduler,
            Component::Kubelet,
        ],
        run,
    },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[
    rule(api_server::TLS_MIN_VERSION, Fault::Value(is_old)).fix("VersionTLS12", Safety::Unsafe),
    rule(controller_manager::TLS_MIN_VERSION, Fault::Value(is_old))
        .fix("VersionTLS12", Safety::Unsafe),
    rule(scheduler::TLS_MIN_VERSION, Fault::Value(is_old)).fix("VersionTLS12", Safety::Unsafe),
    rule(kubelet::TLS_MIN_VERSION, Fault::Value(is_old)).fix("VersionTLS12", Safety::Unsafe),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

fn is_old(version: &str) -> bool {
    matches!(version, "VersionTLS10" | "VersionTLS11")
}

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
                - --tls-min-version=VersionTLS10  # expect: old-tls-version
        ",
    ),
    Fixture::pass(
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
                - --tls-min-version=VersionTLS12
        ",
    ),
];
