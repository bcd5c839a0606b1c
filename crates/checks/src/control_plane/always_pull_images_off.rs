//! Control-plane flags: an admission plugin that is off by default.

use sekisho_component::Component;

use crate::Configured;
use crate::admission_flags;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1611",
        slug: "always-pull-images-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Private images can be used from a node's cache without credentials",
            "ノードに残った非公開イメージが認証なしで使える",
        ),
        what: text(
            "API servers on which the admission plugin `AlwaysPullImages` is not enabled. It is off by \
             default.",
            "アドミッションプラグイン `AlwaysPullImages` が有効でない API サーバーを検出します。既定では\
             無効です。",
        ),
        why: text(
            "Once an image lies on a node, a pod of anybody that names it can run it there without the \
             registry being asked whether it may. In a cluster with several tenants that gives away \
             private images. From v1.35 on, kubelets verify credentials of cached images by default \
             (`imagePullCredentialsVerificationPolicy`).",
            "イメージがいったんノードに置かれると、その名前を知る者の Pod は、レジストリの許可を得ずにそ\
             れを実行できます。複数テナントのクラスターでは、非公開イメージが漏れることになります。v1.35 以\
             降の kubelet は、既定でキャッシュ済みイメージの資格情報を検証します（\
             `imagePullCredentialsVerificationPolicy`）。",
        ),
        fix: text(
            "Add `AlwaysPullImages` to `--enable-admission-plugins`, and check that the registry bears \
             the load.",
            "`--enable-admission-plugins` に `AlwaysPullImages` を追加します。レジストリが負荷に耐えられ\
             るかも確認してください。",
        ),
        fine: text(
            "Clusters of one tenant, clusters without private images, and clusters that must start pods \
             while the registry is away.",
            "テナントが 1 つのクラスター、非公開イメージのないクラスター、レジストリの停止中にも Pod を起\
             動する必要があるクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.11"),
            reference("catalogue", "C1.2.11"),
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("kubescape", "C-0123"),
            reference(
                "kubescape",
                "ensure-that-the-admission-control-plugin-AlwaysPullImages-is-set",
            ),
            reference("trivy", "KCV-0012"),
            reference("checkov", "CKV_K8S_80"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const OFF: Text = text(
    "the admission plugin `AlwaysPullImages` is off",
    "アドミッションプラグイン `AlwaysPullImages` が無効です",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    admission_flags::is_off(cx, server, "AlwaysPullImages", OFF);
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
                - --enable-admission-plugins=NamespaceExists  # expect: always-pull-images-off
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
                - kube-apiserver  # expect: always-pull-images-off
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
                - --enable-admission-plugins=PodNodeSelector,AlwaysPullImages
        ",
    ),
];
