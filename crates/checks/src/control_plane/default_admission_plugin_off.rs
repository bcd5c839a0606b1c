//! Control-plane flags: admission that every cluster has unless somebody takes it away.

use sekisho_component::{Answer, Component, admission_plugins};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1614",
        slug: "default-admission-plugin-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Admission plugin that is on by default is switched off",
            "既定で有効なアドミッションプラグインが無効にされている",
        ),
        what: text(
            "API servers whose `--disable-admission-plugins` names a plugin that the version has on by \
             default, or whose old flag `--admission-control` leaves one out. `PodSecurity`, \
             `ServiceAccount`, `NamespaceLifecycle`, the webhooks, the admission policies and those for \
             certificates weigh more than others.",
            "`--disable-admission-plugins` で、そのバージョンで既定で有効なプラグインを無効にした API サ\
             ーバーと、旧フラグ `--admission-control` でそれを外した API サーバーを検出します。\
             `PodSecurity`、`ServiceAccount`、`NamespaceLifecycle`、Webhook、アドミッションポリシー、証明\
             書関連は重く扱います。",
        ),
        why: text(
            "Features of the API rest on these plugins and stay silent when they are gone: quotas are not \
             counted, webhooks and policies are not asked, Pod Security labels are ignored, and pods get \
             no service account.",
            "API の機能の多くがこれらのプラグインに支えられており、無効にしても警告は出ません。クォータは\
             数えられず、Webhook やポリシーは呼ばれず、Pod Security のラベルは無視され、Pod に ServiceAccount が\
             付きません。",
        ),
        fix: text(
            "Take the plugin out of `--disable-admission-plugins`.",
            "`--disable-admission-plugins` からそのプラグインを取り除きます。",
        ),
        fine: text(
            "Plugins of features that the cluster does not use, such as storage or ingress classes.",
            "StorageClass や IngressClass など、クラスターで使わない機能のプラグインであれば問題ありませ\
             ん。",
        ),
        references: &[reference("nsa", "authz"), reference("mitre", "T1562")],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const OFF: Text = text(
    "the admission plugin `{plugin}`, on by default, is switched off",
    "既定で有効なアドミッションプラグイン `{plugin}` が無効にされています",
);

/// Plugins whose absence opens a door, rather than leaving a field empty.
const GRAVE: [&str; 12] = [
    "CertificateApproval",
    "CertificateSigning",
    "CertificateSubjectRestriction",
    "LimitRanger",
    "MutatingAdmissionWebhook",
    "NamespaceLifecycle",
    "PodSecurity",
    "ResourceQuota",
    "ServiceAccount",
    "TaintNodesByCondition",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionWebhook",
];

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    for plugin in admission_plugins() {
        if !plugin.is_on_by_default(server.settings.version()) {
            continue;
        }
        match server.settings.admission_plugin(plugin.name) {
            Answer::Known(found) if !found.value => {
                let message = Message::new(OFF).with("plugin", plugin.name);
                let severity = if GRAVE.contains(&plugin.name) { High } else { Low };
                let mut finding = at(cx, server, &found.origin, message).severity(severity);
                finding.references.extend_from_slice(references(plugin.name));
                cx.report(finding);
            }
            Answer::Unknown(_) => cx.unknown(),
            _ => {}
        }
    }
}

/// What asks for a plugin by name.
pub(crate) fn references(plugin: &str) -> &'static [Reference] {
    match plugin {
        "NamespaceLifecycle" => LIFECYCLE,
        "ServiceAccount" => SERVICE_ACCOUNT,
        _ => &[],
    }
}

const SERVICE_ACCOUNT: &[Reference] = &[
    reference("cis-1.12", "1.2.12"),
    reference("catalogue", "C1.2.13"),
    reference("kubescape", "C-0125"),
    reference("kubescape", "ensure-that-the-admission-control-plugin-ServiceAccount-is-set"),
    reference("trivy", "KCV-0014"),
    reference("checkov", "CKV_K8S_82"),
];

const LIFECYCLE: &[Reference] = &[
    reference("cis-1.12", "1.2.13"),
    reference("catalogue", "C1.2.14"),
    reference("kubescape", "C-0126"),
    reference("kubescape", "ensure-that-the-admission-control-plugin-NamespaceLifecycle-is-set"),
    reference("trivy", "KCV-0015"),
    reference("checkov", "CKV_K8S_83"),
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
                - --disable-admission-plugins=PodSecurity  # expect: default-admission-plugin-off
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
                - --disable-admission-plugins=AlwaysAdmit
        ",
    ),
    Fixture::unknown(
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
                - --disable-admission-plugins=$(OFF)
        ",
    ),
];
