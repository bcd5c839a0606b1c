//! Control-plane flags: how long the audit log lasts.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1648",
        slug: "audit-log-retention",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Nobody decided how long audit logs are kept",
            "監査ログの保存期間が決められていない",
        ),
        what: text(
            "API servers with `--audit-log-path` and less than 30 days of `--audit-log-maxage`, 10 files \
             of `--audit-log-maxbackup` or 100 MB of `--audit-log-maxsize`. The default of each is 0: age \
             and number are without a limit then, and without a size the file is never rotated and the \
             other two count for nothing.",
            "`--audit-log-path` があり、`--audit-log-maxage` が 30 日、`--audit-log-maxbackup` が 10 個、\
             `--audit-log-maxsize` が 100 MB に満たない API サーバーを検出します。既定値はどれも 0 で、日\
             数と個数は無制限になります。サイズが 0 のときはファイルがローテーションされず、ほかの 2 つは\
             意味を持ちません。",
        ),
        why: text(
            "With small limits the log of an attack is gone before anybody looks; without any, the disk \
             of the control plane fills up, and API servers stop.",
            "上限が小さいと、誰かが調べる前に攻撃の記録が消えます。上限がないと、コントロールプレーンのデ\
             ィスクが埋まり、API サーバーが止まります。",
        ),
        fix: text(
            "Set `--audit-log-maxage=30`, `--audit-log-maxbackup=10` and `--audit-log-maxsize=100`, or \
             what your rules demand.",
            "`--audit-log-maxage=30`、`--audit-log-maxbackup=10`、`--audit-log-maxsize=100` か、組織の規\
             定に合わせた値を設定します。",
        ),
        fine: text(
            "Where the file is sent elsewhere at once.",
            "ファイルを即座に別の場所へ転送している場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "K01"),
            reference("nsa", "log"),
            reference("mitre", "T1070"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

/// The least that is asked for of each: days, files, megabytes.
pub(crate) const RULES: &[Rule] = &[
    rule(api_server::AUDIT_LOG_MAXAGE, Fault::Value(is_few_days))
        .fix("30", Safety::Unsafe)
        .references(API_SERVER_AUDIT_LOG_MAXAGE),
    rule(api_server::AUDIT_LOG_MAXBACKUP, Fault::Value(is_few_files))
        .fix("10", Safety::Unsafe)
        .references(API_SERVER_AUDIT_LOG_MAXBACKUP),
    rule(api_server::AUDIT_LOG_MAXSIZE, Fault::Value(is_endless))
        .fix("100", Safety::Unsafe)
        .references(API_SERVER_AUDIT_LOG_MAXSIZE),
    rule(api_server::AUDIT_LOG_MAXSIZE, Fault::Value(is_small))
        .fix("100", Safety::Unsafe)
        .references(SMALL),
];

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    match server.settings.text(&api_server::AUDIT_LOG_PATH) {
        Answer::Known(path) if !path.value.is_empty() && path.value != "-" => {
            setting_rule::judge(cx, server, RULES);
        }
        Answer::Unknown(_) => cx.unknown(),
        // Standard output is kept by whoever collects it.
        _ => cx.not_applicable(),
    }
}

/// Whether a rule would find something.
pub(crate) fn is_short(server: &Configured<'_>, rule: &Rule) -> bool {
    let Fault::Value(is_wrong) = rule.fault else { return false };
    matches!(server.settings.text(&rule.setting), Answer::Known(found) if is_wrong(&found.value))
}

fn is_few_days(text: &str) -> bool {
    is_less(text, 30)
}

fn is_few_files(text: &str) -> bool {
    is_less(text, 10)
}

fn is_endless(text: &str) -> bool {
    text.trim() == "0"
}

fn is_small(text: &str) -> bool {
    is_less(text, 100) && !is_endless(text)
}

fn is_less(text: &str, least: i64) -> bool {
    text.trim().parse::<i64>().is_ok_and(|number| number < least)
}

const API_SERVER_AUDIT_LOG_MAXAGE: &[Reference] = &[
    reference("cis-1.12", "1.2.17"),
    reference("catalogue", "C1.2.18"),
    reference("kubescape", "C-0131"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-audit-log-maxage-argument-is-set-to-30-or-as-appropriate",
    ),
    reference("trivy", "KCV-0020"),
    reference("checkov", "CKV_K8S_92"),
];

const API_SERVER_AUDIT_LOG_MAXBACKUP: &[Reference] = &[
    reference("cis-1.12", "1.2.18"),
    reference("catalogue", "C1.2.19"),
    reference("kubescape", "C-0132"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-audit-log-maxbackup-argument-is-set-to-10-or-as-appropriate",
    ),
    reference("trivy", "KCV-0021"),
    reference("checkov", "CKV_K8S_93"),
];

const API_SERVER_AUDIT_LOG_MAXSIZE: &[Reference] = &[
    reference("cis-1.12", "1.2.19"),
    reference("catalogue", "C1.2.20"),
    reference("kubescape", "C-0133"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-audit-log-maxsize-argument-is-set-to-100-or-as-appropriate",
    ),
    reference("trivy", "KCV-0022"),
    reference("checkov", "CKV_K8S_94"),
];

/// A small size that somebody chose is as appropriate for some.
const SMALL: &[Reference] = &[
    reference("cis-1.12", "1.2.19"),
    reference("catalogue", "C1.2.20"),
    reference("kubescape", "C-0133"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-audit-log-maxsize-argument-is-set-to-100-or-as-appropriate",
    ),
    reference("checkov", "CKV_K8S_94"),
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
                - --audit-log-path=/var/log/audit.log
                - --audit-log-maxage=7  # expect: audit-log-retention
                - --audit-log-maxbackup=10
                - --audit-log-maxsize=100
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
                - --audit-log-path=/var/log/audit.log
                - --audit-log-maxage=30
                - --audit-log-maxbackup=10
                - --audit-log-maxsize=100
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
                - --audit-log-path=-
        ",
    ),
];
