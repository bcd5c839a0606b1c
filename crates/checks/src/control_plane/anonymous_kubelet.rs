//! A configuration file kind: the kubelet answers whoever asks.

use sekisho_component::setting::kubelet as setting;
use sekisho_component::{Answer, Component, Found};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1601",
        slug: "anonymous-kubelet",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Kubelet takes requests without authentication",
            "kubelet が認証なしのリクエストを受け付ける",
        ),
        what: text(
            "KubeletConfiguration with `authentication.anonymous.enabled: true`, and kubelets started with \
             `--anonymous-auth` true. In a configuration file the default is false, without one it is true. \
             Together with the authorization mode `AlwaysAllow` it is critical.",
            "`authentication.anonymous.enabled: true` を設定した KubeletConfiguration と、`--anonymous-auth` が true の kubelet を検出します。\
             既定値は、設定ファイルがあれば false、なければ true です。認可モード `AlwaysAllow` と組み合わさると致命的です。",
        ),
        why: text(
            "The kubelet's port 10250 runs commands in containers and reads their logs. Who reaches it \
             without a name is `system:anonymous`; if nothing refuses that, every pod of the node belongs to \
             anybody in the network.",
            "kubelet の 10250 番ポートからは、コンテナー内でのコマンド実行やログの閲覧ができます。名乗らない相手は `system:anonymous` と\
             して扱われ、認可で拒否されなければ、ネットワーク上の誰でもそのノードの全 Pod を操作できます。",
        ),
        fix: text(
            "Set `authentication.anonymous.enabled: false`, `authentication.webhook.enabled: true` and \
             `authorization.mode: Webhook`.",
            "`authentication.anonymous.enabled: false`、`authentication.webhook.enabled: true`、`authorization.mode: Webhook` を\
             設定します。",
        ),
        fine: text(
            "Never on a node that a network reaches; use the port of `healthz` for probes.",
            "ネットワークに接続されたノードでは問題のない場合はありません。プローブには `healthz` 用のポートを使ってください。",
        ),
        references: &[
            reference("cis-1.12", "4.2.1"),
            reference("nsa", "node"),
            reference("mitre", "T1133"),
            reference("kubescape", "C-0069"),
            reference("kubescape", "C-0172"),
            reference("kubescape", "anonymous-requests-to-kubelet-updated"),
            reference("catalogue", "C4.2.1"),
            reference("catalogue", "K05"),
            reference("trivy", "KCV-0079"),
            reference("checkov", "CKV_K8S_138"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const ANONYMOUS: Text = text(
    "the kubelet takes requests without authentication",
    "kubelet は認証なしのリクエストを受け付けます",
);
const ALLOWED: Text = text(
    "the kubelet takes requests without authentication, and allows them all",
    "kubelet は認証なしのリクエストを受け付け、すべて許可します",
);
const MODE: Text = text("everything is allowed here", "ここですべてが許可されています");
fn run(cx: &mut Cx<'_>, kubelet: &Configured<'_>) {
    let origin = match kubelet.settings.boolean(&setting::ANONYMOUS_AUTH) {
        Answer::Known(Found { value: true, origin }) => origin,
        Answer::Known(_) | Answer::Unset => return,
        Answer::Unknown(_) => return cx.unknown(),
    };
    let mut finding = match kubelet.settings.text(&setting::AUTHORIZATION_MODE) {
        Answer::Known(mode) if mode.value == "AlwaysAllow" => {
            let place = kubelet.place(&mode.origin);
            let finding = at(cx, kubelet, &origin, Message::new(ALLOWED)).severity(Critical);
            finding.related(place, Message::new(MODE))
        }
        _ => at(cx, kubelet, &origin, Message::new(ANONYMOUS)),
    };
    if let Some(fix) = kubelet.set(&setting::ANONYMOUS_AUTH, &origin, "false", Safety::Unsafe) {
        finding = finding.fix(fix);
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: true  # expect: anonymous-kubelet
        authorization:
          mode: AlwaysAllow
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: false
          webhook:
            enabled: true
        authorization:
          mode: Webhook
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        cgroupDriver: systemd
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: prometheus-operator
        spec:
          containers:
            - name: prometheus-operator
              args:
                - --kubelet-service=kube-system/kubelet
        ",
    ),
];
