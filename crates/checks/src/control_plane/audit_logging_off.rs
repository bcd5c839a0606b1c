//! Control-plane flags: whether anything is written down.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, Origin};

use super::audit_log_retention;
use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1647",
        slug: "audit-logging-off",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("API server keeps no audit log", "API サーバーが監査ログを記録しない"),
        what: text(
            "API servers without `--audit-policy-file`, or with neither `--audit-log-path` nor \
             `--audit-webhook-config-file`. Audit logging is stable since v1.12 and off unless both a \
             policy and a place for events are given.",
            "`--audit-policy-file` のない API サーバーと、`--audit-log-path` も `--audit-webhook-config-file` も\
             ない API サーバーを検出します。監査ログは v1.12 から安定版ですが、ポリシーと出力先の両方を指\
             定しない限り無効です。",
        ),
        why: text(
            "Who read a Secret, ran a shell in a pod or gave itself a role cannot be found out, neither \
             while it happens nor afterwards.",
            "誰が Secret を読み、Pod 内でシェルを実行し、自分に権限を与えたのかを、その場でも後からでも調\
             べられません。",
        ),
        fix: text(
            "Write an audit policy, and set `--audit-policy-file` and `--audit-log-path` with mounts for \
             both.",
            "監査ポリシーを書き、`--audit-policy-file` と `--audit-log-path` を設定し、両方のパスをマウン\
             トします。",
        ),
        fine: text("A test cluster.", "テスト用クラスターであれば問題ありません。"),
        references: &[
            reference("catalogue", "K01"),
            reference("nsa", "log"),
            reference("mitre", "T1562"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "nothing is logged: there is neither an audit policy nor a place for events",
    "監査ポリシーもイベントの出力先もなく、何も記録されません",
);
const NO_POLICY: Text = text(
    "nothing is logged: without `--audit-policy-file` there are no audit events",
    "`--audit-policy-file` がないため監査イベントが作られず、何も記録されません",
);
const NO_PLACE: Text = text(
    "nothing is logged: there is neither `--audit-log-path` nor `--audit-webhook-config-file`",
    "`--audit-log-path` も `--audit-webhook-config-file` もなく、何も記録されません",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let mut is_given = |setting| match server.settings.text(setting) {
        Answer::Known(found) => Some(!found.value.is_empty()),
        Answer::Unset => Some(false),
        Answer::Unknown(_) => {
            cx.unknown();
            None
        }
    };
    let policy = is_given(&api_server::AUDIT_POLICY_FILE);
    let (path, webhook) =
        (is_given(&api_server::AUDIT_LOG_PATH), is_given(&api_server::AUDIT_WEBHOOK_CONFIG_FILE));
    let (Some(policy), Some(path), Some(webhook)) = (policy, path, webhook) else { return };
    let message = match (policy, path || webhook) {
        (true, true) => return,
        (false, false) => NOTHING,
        (false, true) => NO_POLICY,
        (true, false) => NO_PLACE,
    };
    let mut finding = at(cx, server, &Origin::Default, Message::new(message));
    if !policy {
        finding.references.extend_from_slice(POLICY);
    }
    if !path && !webhook {
        finding.references.extend_from_slice(PLACE);
        // Where there is no log, how long it is kept is no question of its own.
        for rule in audit_log_retention::RULES {
            if audit_log_retention::is_short(server, rule) {
                finding.references.extend_from_slice(rule.references);
            }
        }
    }
    cx.report(finding);
}

const POLICY: &[Reference] = &[
    reference("cis-1.12", "3.2.1"),
    reference("catalogue", "C3.2.1"),
    reference("kubescape", "C-0067"),
    reference("kubescape", "k8s-audit-logs-enabled-native"),
    reference("kubescape", "C-0160"),
    reference("kubescape", "k8s-audit-logs-enabled-native-cis"),
];

const PLACE: &[Reference] = &[
    reference("cis-1.12", "1.2.16"),
    reference("catalogue", "C1.2.17"),
    reference("kubescape", "C-0130"),
    reference("kubescape", "ensure-that-the-api-server-audit-log-path-argument-is-set"),
    reference("trivy", "KCV-0019"),
    reference("checkov", "CKV_K8S_91"),
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
                - kube-apiserver  # expect: audit-logging-off
                - --secure-port=6443
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
                - kube-apiserver  # expect: audit-logging-off
                - --audit-log-path=/var/log/audit.log
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
                - --audit-policy-file=/etc/kubernetes/audit.yaml
                - --audit-log-path=/var/log/audit.log
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
                - --audit-policy-file=/etc/kubernetes/audit.yaml
                - --audit-webhook-config-file=/etc/kubernetes/sink.yaml
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
                - --audit-policy-file=$(POLICY)
                - --audit-log-path=/var/log/audit.log
        ",
    ),
];
