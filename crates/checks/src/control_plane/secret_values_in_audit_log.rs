//! A configuration file kind: what the log tells too much.

use sekisho_component::audit::{self, Level, Request};

use crate::audit_policy;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1656",
        slug: "secret-values-in-audit-log",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Audit log takes down secret values", "監査ログに秘密の値が記録される"),
        what: text(
            "Audit policies with a rule of level `Request` or `RequestResponse` that Secrets or tokens \
             meet: what is written or read then stands in the log. A rule that an earlier one goes before \
             is not counted.",
            "Secret やトークンに関するリクエストが、レベル `Request` または `RequestResponse` の規則に当\
             たる監査ポリシーを検出します。書き込まれた値や読み取られた値がログに残ります。先の規則が優先\
             される場合は数えません。",
        ),
        why: text(
            "Logs are copied to places where Secrets never went, kept for years and read by many: \
             everybody who reads the log has every password that was written or read.",
            "ログは Secret が本来届かない場所へ複製され、何年も保存され、多くの人が読みます。ログを読める\
             者は、書き込まれ、読み取られたすべてのパスワードを手にします。",
        ),
        fix: text(
            "Put a rule of level `Metadata` for `secrets`, `serviceaccounts/token` and `tokenreviews` in \
             front.",
            "`secrets`、`serviceaccounts/token`、`tokenreviews` に対するレベル `Metadata` の規則を先頭に\
             置きます。",
        ),
        fine: text(
            "Never, unless the log is protected like etcd.",
            "ログを etcd と同等に保護している場合を除き、問題のない場合はありません。",
        ),
        references: &[
            reference("cis-1.12", "3.2.2"),
            reference("catalogue", "C3.2.2"),
            reference("catalogue", "M04"),
            reference("nsa", "log"),
            reference("mitre", "T1552"),
        ],
    },
    run: Run::Object { of: &[("audit.k8s.io", "Policy")], run },
    fixtures: FIXTURES,
};

const LOGGED: Text = text(
    "level `{level}` writes the values of {resources} to the log",
    "レベル `{level}` により、{resources} の値がログに記録されます",
);

/// Where values stand.
struct Values {
    group: &'static str,
    resource: &'static str,
    subresource: &'static str,
    /// Verbs whose request carries them.
    sent: &'static [&'static str],
    /// Verbs whose answer carries them.
    answered: &'static [&'static str],
}

const VALUES: [Values; 3] = [
    Values {
        group: "",
        resource: "secrets",
        subresource: "",
        sent: &["create", "update", "patch"],
        answered: &["get", "list", "watch"],
    },
    Values {
        group: "",
        resource: "serviceaccounts",
        subresource: "token",
        sent: &[],
        answered: &["create"],
    },
    Values {
        group: "authentication.k8s.io",
        resource: "tokenreviews",
        subresource: "",
        sent: &["create"],
        answered: &[],
    },
];

fn run(cx: &mut Cx<'_>, policy: &Object) {
    for rule in audit::rules(&policy.value) {
        let level = rule.level();
        if level < Level::Request {
            continue;
        }
        let mut resources = Vec::new();
        for Values { group, resource, subresource, sent, answered } in VALUES {
            let answered = if level == Level::RequestResponse { answered } else { &[] };
            let is_met = sent.iter().chain(answered).any(|verb| {
                let of_rule = audit_policy::request_of(&rule);
                let request = Request { verb, group, resource, subresource, ..of_rule.request() };
                audit::rule_for(&policy.value, &request).is_some_and(|met| met.index == rule.index)
            });
            if is_met {
                resources.push(audit_policy::name_of(resource, subresource));
            }
        }
        if !resources.is_empty() {
            let message = Message::new(LOGGED)
                .with("level", level.name())
                .with("resources", resources.join(", "));
            cx.report(cx.finding(policy.place(rule.route().then("level")), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: RequestResponse  # expect: secret-values-in-audit-log
            resources:
              - group: ''
                resources: [secrets, configmaps]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Metadata
            resources:
              - group: ''
                resources: [secrets, serviceaccounts/token]
              - group: authentication.k8s.io
                resources: [tokenreviews]
          - level: RequestResponse
        ",
    ),
];
