//! Control-plane flags: an admission plugin that is off by default.

use sekisho_component::Component;

use crate::Configured;
use crate::admission_flags;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1609",
        slug: "node-restriction-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Kubelets may change other nodes", "kubelet が他のノードを変更できる"),
        what: text(
            "API servers on which the admission plugin `NodeRestriction` is not enabled. It is off by \
             default; kubeadm enables it unless told otherwise.",
            "アドミッションプラグイン `NodeRestriction` が有効でない API サーバーを検出します。既定では無\
             効ですが、kubeadm は指定がなければ有効にします。",
        ),
        why: text(
            "The plugin keeps a kubelet to its own Node object and its own pods. Without it, who takes \
             over one node relabels or taints the others, draws sensitive pods to itself, and sets labels \
             that isolation rests on.",
            "このプラグインは、kubelet が変更できる対象を自身の Node と自ノードの Pod に限定します。無効\
             だと、1 台のノードを奪った攻撃者が、他のノードのラベルや taint を書き換え、重要な Pod を引き\
             寄せ、隔離の根拠となるラベルを偽れます。",
        ),
        fix: text(
            "Add `NodeRestriction` to `--enable-admission-plugins`.",
            "`--enable-admission-plugins` に `NodeRestriction` を追加します。",
        ),
        fine: text(
            "A control plane without nodes.",
            "ノードを持たないコントロールプレーンであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.14"),
            reference("catalogue", "C1.2.15"),
            reference("nsa", "node"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0127"),
            reference(
                "kubescape",
                "ensure-that-the-admission-control-plugin-NodeRestriction-is-set",
            ),
            reference("trivy", "KCV-0016"),
            reference("checkov", "CKV_K8S_85"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const OFF: Text = text(
    "the admission plugin `NodeRestriction` is off",
    "アドミッションプラグイン `NodeRestriction` が無効です",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    admission_flags::is_off(cx, server, "NodeRestriction", OFF);
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
                - --enable-admission-plugins=NamespaceExists  # expect: node-restriction-off
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
                - kube-apiserver  # expect: node-restriction-off
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
                - --enable-admission-plugins=PodNodeSelector,NodeRestriction
        ",
    ),
];
