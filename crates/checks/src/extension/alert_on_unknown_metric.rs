//! An alarm that cannot ring.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2022",
        slug: "alert-on-unknown-metric",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Alert asks for a metric that does not exist",
            "存在しないメトリクスを参照するアラート",
        ),
        what: text(
            "Expressions of a PrometheusRule with a name below `apiserver_audit_`, `falco` or \
             `falcosecurity_` that neither the API server, Falco nor Falcosidekick exports, and \
             alerts on one named rule of Falco whose own name speaks of something else.",
            "PrometheusRule の式のうち、`apiserver_audit_`、`falco`、`falcosecurity_` で始まり、\
             API サーバー、Falco、Falcosidekick のいずれも出力しない名前を含むものと、Falco の特\
             定のルールを参照しながらアラート名が別の内容を示すものを検出します。",
        ),
        why: text(
            "A metric that does not exist is never above a limit: the alert cannot fire, and \
             its silence looks like peace.",
            "存在しないメトリクスがしきい値を超えることはありません。アラートは決して発報せず、\
             沈黙が平穏に見えます。",
        ),
        fix: text(
            "Use `apiserver_audit_event_total`, `falcosecurity_falco_rules_matches_total` with \
             the label `rule_name`, or `falcosecurity_falcosidekick_falco_events_total` with \
             the label `rule`.",
            "`apiserver_audit_event_total`、ラベル `rule_name` を持つ \
             `falcosecurity_falco_rules_matches_total`、またはラベル `rule` を持つ \
             `falcosecurity_falcosidekick_falco_events_total` を使います。",
        ),
        fine: text(
            "A recording rule or an exporter of your own makes the metric.",
            "記録ルールや独自のエクスポーターがそのメトリクスを作成する場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "log"),
            reference("mitre", "T1562"),
            reference("catalogue", "M03"),
        ],
    },
    run: Run::Object { of: &[("monitoring.coreos.com", "PrometheusRule")], run },
    fixtures: FIXTURES,
};

const UNKNOWN: Text = text("nothing exports `{metric}`", "`{metric}` を出力するものはありません");
const OTHER: Text = text(
    "alert `{alert}` fires on the rule `{rule}`, which is about something else",
    "アラート `{alert}` は、別の内容のルール `{rule}` で発報します",
);

/// What is exported under the prefixes that are looked at.
const KNOWN: [&str; 12] = [
    "apiserver_audit_event_total",
    "apiserver_audit_level_total",
    "apiserver_audit_requests_rejected_total",
    "apiserver_audit_error_total",
    "falcosecurity_falco_rules_matches_total",
    "falcosecurity_falcosidekick_falco_events_total",
    "falcosecurity_falcosidekick_inputs_total",
    "falcosecurity_falcosidekick_outputs_total",
    // Of falco-exporter, and of Falcosidekick before 2.30.
    "falco_events",
    "falco_events_total",
    "falcosidekick_inputs",
    "falcosidekick_outputs",
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    let groups = Route::keys(["spec", "groups"]);
    for (group_index, group) in object.value.items_at(&["spec", "groups"]).iter().enumerate() {
        let list = groups.then(group_index).then("rules");
        for (index, rule) in group.items_at(&["rules"]).iter().enumerate() {
            let Some(expression) = rule.str_at(&["expr"]) else { continue };
            let route = list.then(index).then("expr");
            if let Some(metric) = unknown_metric(expression) {
                let message = Message::new(UNKNOWN).with("metric", metric);
                cx.report(cx.finding(object.place(route), message));
            } else if let Some((alert, named)) = mismatch(rule, expression) {
                let message = Message::new(OTHER).with("alert", alert).with("rule", named);
                cx.report(cx.finding(object.place(list.then(index).then("alert")), message));
            }
        }
    }
}

/// The first metric of a known exporter's prefix that it does not have.
fn unknown_metric(expression: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    // What stands in quotes is no metric.
    let outside = expression.split('"').step_by(2);
    let mut words = outside.flat_map(|part| part.split(move |c| !is_part(c)));
    words.find(|word| {
        let is_looked_at = word.starts_with("apiserver_audit_")
            || word.starts_with("falcosecurity_falco_rules")
            || word.starts_with("falco_events")
            || word.starts_with("falcosidekick_");
        is_looked_at && !KNOWN.contains(word)
    })
}

/// The alert and the rule of Falco that its expression names, where they have no word in common.
fn mismatch<'r>(rule: &'r Value, expression: &'r str) -> Option<(&'r str, &'r str)> {
    let alert = rule.str_at(&["alert"])?;
    if !expression.contains("falco") {
        return None;
    }
    let after = ["rule_name=\"", "rule=\""].iter().find_map(|it| expression.split_once(*it));
    let (named, _) = after?.1.split_once('"')?;
    let lower = alert.to_ascii_lowercase();
    let words = named.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| it.len() > 3);
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let is_same = words.is_empty() || words.iter().any(|word| lower.contains(word.as_str()));
    (!is_same).then_some((alert, named))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: security
        spec:
          groups:
            - name: security
              rules:
                - alert: Logins
                  expr: rate(apiserver_audit_total{verb=\"create\"}[5m]) > 10  # expect: alert-on-unknown-metric
                - alert: PrivilegedContainer  # expect: alert-on-unknown-metric
                  expr: increase(falcosecurity_falcosidekick_falco_events_total{rule=\"Run shell untrusted\"}[5m]) > 0
        ",
    ),
    Fixture::pass(
        "
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: security
        spec:
          groups:
            - name: security
              rules:
                - alert: AuditErrors
                  expr: rate(apiserver_audit_error_total[5m]) > 0
                - alert: UntrustedShell
                  expr: increase(falcosecurity_falco_rules_matches_total{rule_name=\"Run shell untrusted\"}[5m]) > 0
        ",
    ),
];
