//! Control-plane flags: an admission plugin that is off by default.

use sekisho_component::Component;

use crate::Configured;
use crate::admission_flags;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1610",
        slug: "event-rate-limit-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Events can flood the API server", "Event の洪水が API サーバーを圧迫しうる"),
        what: text(
            "API servers on which the admission plugin `EventRateLimit` is not enabled. It is off by \
             default and needs a configuration file.",
            "アドミッションプラグイン `EventRateLimit` が有効でない API サーバーを検出します。既定では無\
             効で、使うには設定ファイルが必要です。",
        ),
        why: text(
            "Whoever may create events, and nearly every controller and kubelet may, can fill etcd and \
             keep API servers busy. Priority and Fairness, on since v1.20, softens that but counts all \
             requests of a client together.",
            "Event を作成できる者は、etcd を埋め、API サーバーを忙殺できます。ほとんどのコントローラーと kubelet に\
             はその権限があります。v1.20 から有効な API Priority and Fairness も緩和にはなりますが、クラ\
             イアントのリクエスト全体をまとめて扱います。",
        ),
        fix: text(
            "Enable `EventRateLimit` and give it limits by `--admission-control-config-file`.",
            "`EventRateLimit` を有効にし、`--admission-control-config-file` で上限を与えます。",
        ),
        fine: text(
            "Small clusters with one owner.",
            "所有者が 1 人の小規模なクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.9"),
            reference("catalogue", "C1.2.9"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0121"),
            reference(
                "kubescape",
                "ensure-that-the-admission-control-plugin-EventRateLimit-is-set",
            ),
            reference("trivy", "KCV-0010"),
            reference("checkov", "CKV_K8S_78"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const OFF: Text = text(
    "the admission plugin `EventRateLimit` is off",
    "アドミッションプラグイン `EventRateLimit` が無効です",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    admission_flags::is_off(cx, server, "EventRateLimit", OFF);
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
                - --enable-admission-plugins=NamespaceExists  # expect: event-rate-limit-off
        ",
    ),
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
                - kube-apiserver  # expect: event-rate-limit-off
                - --secure-port=6443
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
                - --enable-admission-plugins=PodNodeSelector,EventRateLimit
        ",
    ),
];
