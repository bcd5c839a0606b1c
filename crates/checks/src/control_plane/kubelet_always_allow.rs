//! A setting of the kubelet: who may do what.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1637",
        slug: "kubelet-always-allow",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Kubelet allows every request", "kubelet がすべてのリクエストを許可する"),
        what: text(
            "Kubelets with the authorization mode `AlwaysAllow`: set in the configuration file or by \
             flag, or the default of a kubelet that has neither file nor flag. With a file the default is \
             `Webhook`.",
            "認可モードが `AlwaysAllow` の kubelet を検出します。設定ファイルやフラグで指定した場合と、ど\
             ちらもなく既定値になる場合が対象です。設定ファイルがあれば既定値は `Webhook` です。",
        ),
        why: text(
            "Whoever the kubelet lets in, by whichever certificate the cluster signed, may then run \
             commands in every container of the node and read its logs.",
            "クラスターが署名した何らかの証明書で認証された者なら誰でも、そのノードの全コンテナーでコマン\
             ドを実行し、ログを読めます。",
        ),
        fix: text(
            "Set `authorization.mode: Webhook` and `authentication.webhook.enabled: true`.",
            "`authorization.mode: Webhook` と `authentication.webhook.enabled: true` を設定します。",
        ),
        fine: text(
            "A kubelet that runs static pods only and belongs to no cluster.",
            "静的 Pod だけを動かし、どのクラスターにも属さない kubelet であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.2"),
            reference("catalogue", "C4.2.2"),
            reference("nsa", "node"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0173"),
            reference("kubescape", "kubelet-authorization-mode-alwaysAllow"),
            reference("trivy", "KCV-0080"),
            reference("checkov", "CKV_K8S_139"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(kubelet::AUTHORIZATION_MODE, Fault::Value(|mode| mode == "AlwaysAllow"))
        .fix("Webhook", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: AlwaysAllow  # expect: kubelet-always-allow
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: Webhook
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kubelet
          namespace: kube-system
        spec:
          containers:
            - name: kubelet
              command:
                - kubelet  # expect: kubelet-always-allow
                - --v=2
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kubelet
          namespace: kube-system
        spec:
          containers:
            - name: kubelet
              command:
                - kubelet
                - --config=/var/lib/kubelet/config.yaml
        ",
    ),
];
