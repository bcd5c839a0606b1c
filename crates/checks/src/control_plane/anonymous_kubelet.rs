//! A configuration file kind: the kubelet answers whoever asks.

use sekisho_component::setting::kubelet as setting;
use sekisho_component::{Answer, Component, Found, Origin};

use crate::configured::{self, Configured};
use crate::prelude::*;

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
            reference("trivy", "KCV-0079"),
            reference("checkov", "CKV_K8S_138"),
        ],
    },
    run: Run::Object { applies: configured::may_configure, run },
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
const REFUSE: Text = text("refuse anonymous requests", "匿名リクエストを拒否する");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let version = cx.settings.version;
    let found = configured::each(object, Component::Kubelet, version, |kubelet| {
        judge(cx, object, kubelet);
    });
    if !found {
        cx.not_applicable();
    }
}

fn judge(cx: &mut Cx<'_>, object: &Object, kubelet: &Configured<'_>) {
    let origin = match kubelet.settings.boolean(&setting::ANONYMOUS_AUTH) {
        Answer::Known(Found { value: true, origin }) => origin,
        Answer::Known(_) | Answer::Unset => return,
        Answer::Unknown(_) => return cx.unknown(),
    };
    let place = object.place(kubelet.place(&origin));
    let mut finding = match kubelet.settings.text(&setting::AUTHORIZATION_MODE) {
        Answer::Known(mode) if mode.value == "AlwaysAllow" => {
            let at = object.place(kubelet.place(&mode.origin));
            let note = Message::new(MODE);
            cx.finding(place, Message::new(ALLOWED)).severity(Critical).related(at, note)
        }
        _ => cx.finding(place, Message::new(ANONYMOUS)),
    };
    // Not safe: whoever asks the kubelet without a name is refused from then on.
    if let Some(edits) = kubelet.with_flag(object, &origin, "anonymous-auth", "false") {
        finding = finding.fix(Fix { title: REFUSE, safety: Safety::Unsafe, edits });
    } else if let Origin::File(route) = origin {
        finding = finding.fix(set(REFUSE, Safety::Unsafe, route, false));
    }
    if let Some(container) = kubelet.container {
        finding = finding.container(container.name());
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
