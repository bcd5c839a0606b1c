//! A configuration file kind: rules that never count.

use sekisho_component::audit::{self, Level, Rule};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1657",
        slug: "shadowed-audit-rule",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Audit rule stands behind one that takes its requests",
            "先の規則に隠れて働かない監査ルール",
        ),
        what: text(
            "Rules of an audit policy that never count, because an earlier rule matches everything they \
             do, and rules for certain resources that an earlier, coarser rule for some namespaces goes \
             before with a lower level. The first rule that matches decides.",
            "先の規則がすべてのリクエストに一致するため決して使われない監査ポリシーの規則と、特定のリソー\
             スに対する規則のうち、一部の Namespace について、より粗く低いレベルの規則が先にあるものを検\
             出します。最初に一致した規則だけが使われます。",
        ),
        why: text(
            "What the rule was written for is not logged as its author believes, and nobody is told.",
            "規則を書いた人の想定どおりには記録されず、そのことは誰にも知らされません。",
        ),
        fix: text(
            "Move the rule in front of the one that goes before it.",
            "その規則を、先に一致する規則より前に移します。",
        ),
        fine: text(
            "Where the exception for these namespaces is meant.",
            "その Namespace だけを例外とする意図であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "3.2.2"),
            reference("catalogue", "C3.2.2"),
            reference("catalogue", "M04"),
            reference("nsa", "log"),
            reference("mitre", "T1562"),
        ],
    },
    run: Run::Object { of: &[("audit.k8s.io", "Policy")], run },
    fixtures: FIXTURES,
};

const NEVER: Text = text(
    "this rule never counts: an earlier one matches all of its requests",
    "先の規則がすべてのリクエストに一致するため、この規則は使われません",
);
const PARTLY: Text = text(
    "in {namespaces}, requests of this rule meet an earlier one first, with level `{level}`",
    "{namespaces} では、この規則のリクエストが先の規則に一致し、レベル `{level}` で記録されます",
);
const EARLIER: Text = text("the earlier rule", "先に一致する規則");

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let rules: Vec<Rule<'_>> = audit::rules(&policy.value).collect();
    for (index, rule) in rules.iter().enumerate() {
        let before = rules.iter().take(index);
        let found = before.clone().find(|earlier| earlier.covers(rule)).map(|it| (it, NEVER));
        let found = found.or_else(|| {
            before.clone().find(|earlier| hides_partly(earlier, rule)).map(|it| (it, PARTLY))
        });
        if let Some((earlier, message)) = found {
            let message = Message::new(message)
                .with("namespaces", earlier.names("namespaces").join(", "))
                .with("level", earlier.level().name());
            let earlier = policy.place(earlier.route());
            let finding = cx.finding(policy.place(rule.route()), message);
            cx.report(finding.related(earlier, Message::new(EARLIER)));
        }
    }
}

/// Whether a rule for some namespaces and coarser resources takes requests, at a lower level, from one
/// that is for certain resources everywhere. Leaving out noise on purpose (`None`) is no fault.
fn hides_partly(earlier: &Rule<'_>, rule: &Rule<'_>) -> bool {
    if earlier.names("namespaces").is_empty()
        || !rule.names("namespaces").is_empty()
        || earlier.level() == Level::None
        || earlier.level() >= rule.level()
        || rule.value.items_at(&["resources"]).is_empty()
    {
        return false;
    }
    let mut everywhere = earlier.value.clone();
    everywhere.set("namespaces", Value::Null);
    let everywhere = Rule { value: &everywhere, index: earlier.index };
    everywhere.covers(rule) && !rule.covers(&everywhere)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Metadata
            resources:
              - group: ''
                resources: ['*']
          - level: Request  # expect: shadowed-audit-rule
            verbs: [create]
            resources:
              - group: ''
                resources: [pods/exec]
        ",
    ),
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Metadata
            namespaces: [prod]
            resources:
              - group: ''
                resources: ['*']
          - level: Request  # expect: shadowed-audit-rule
            resources:
              - group: ''
                resources: [pods/exec]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Request
            resources:
              - group: ''
                resources: [pods/exec]
          - level: None
            users: [system:kube-proxy]
          - level: Metadata
        ",
    ),
];
