//! A star grants what does not exist yet.

use crate::prelude::*;
use crate::sensitive_right::{self, EXEC_CONTROLS};
use sekisho_rbac::Rule;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2302",
        slug: "wildcard-in-rule",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Rule of a role has a wildcard", "ロールのルールにワイルドカードがある"),
        what: text(
            "Rules with `*` in verbs, resources, API groups or paths. Roles that every cluster \
             has are left out. A rule with all resources stands for every right \
             that it includes.",
            "動詞、リソース、API グループ、パスのいずれかに `*` を含むルールを検出しま\
             す。どのクラスターにもあるロールは除きます。すべてのリソースを対\
             象とするルールは、それに含まれるすべての権限を代表します。",
        ),
        why: text(
            "A star covers subresources, verbs such as `escalate`, and every kind that is \
             installed later. Nobody can tell from the role what its holders may do.",
            "`*` はサブリソースや `escalate` のような動詞、さらに後から導入される種類\
             まで含みます。ロールを見ても、保持者が何をできるのか分かりません。",
        ),
        fix: text(
            "Write down what is used; audit logs tell.",
            "監査ログをもとに、実際に使うものだけを列挙します。",
        ),
        fine: text(
            "Roles of administrators, and of the garbage collector of a platform.",
            "管理者用のロールや、基盤のガベージコレクター用のロールであれば問題ありま\
             せん。",
        ),
        references: &[
            reference("cis-1.12", "5.1.3"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R02"),
            reference("checkov", "CKV_K8S_49"),
            reference("kube-linter", "wildcard-in-rules"),
            reference("kalm", "RBAC-003"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

const STAR: Text = text(
    "`*` in `{fields}` covers more than anybody has listed",
    "`{fields}` の `*` は、列挙した以上のものを許可します",
);
const TOTAL: Text = text(
    "all verbs on all resources of the API groups `{groups}`",
    "API グループ `{groups}` のすべてのリソースに対する、すべての動詞を許可します",
);

fn run(cx: &mut Cx<'_>, role: &Object) {
    if sensitive_right::is_shipped(role) {
        return cx.not_applicable();
    }
    for rule in sensitive_right::written(role) {
        let lists = [
            ("resources", &rule.resources),
            ("verbs", &rule.verbs),
            ("apiGroups", &rule.groups),
            ("nonResourceURLs", &rule.urls),
        ];
        let at = Route::keys(["rules"]).then(rule.index);
        let stars = lists.iter().filter_map(|(field, list)| {
            let index = list.iter().position(|entry| *entry == "*")?;
            Some((*field, at.then(*field).then(index)))
        });
        let stars: Vec<(&str, Route)> = stars.collect();
        let Some(((_, first), others)) = stars.split_first() else { continue };
        let is_total = sensitive_right::is_total(&rule);
        let message = if is_total {
            Message::new(TOTAL).with("groups", rule.groups.join(", "))
        } else {
            let fields: Vec<&str> = stars.iter().map(|(field, _)| *field).collect();
            Message::new(STAR).with("fields", fields.join(", "))
        };
        let severity = match (is_total, role.kind()) {
            (true, "ClusterRole") => Critical,
            (true, _) | (false, "ClusterRole") => High,
            _ => Medium,
        };
        let mut finding = cx.finding(role.place(first.clone()), message).severity(severity);
        for (_, other) in others {
            finding = finding.also(other.clone());
        }
        finding = with_what_it_includes(finding, role, &rule);
        if sensitive_right::has_all_resources(&rule) && includes_exec(role, &rule) {
            let snapshot = cx.snapshot;
            finding =
                sensitive_right::with_binding_references(snapshot, role, finding, EXEC_CONTROLS);
        }
        cx.report(sensitive_right::with_holders(cx.snapshot, role, finding));
    }
}

fn includes_exec(role: &Object, rule: &Rule<'_>) -> bool {
    sensitive_right::grant(&crate::rbac::pod_exec::RIGHT, role.kind(), rule).is_some()
}

/// Adds the controls that are about stars in some places, and, for a rule with everything, those about
/// each right that it includes.
fn with_what_it_includes(mut finding: Finding, role: &Object, rule: &Rule<'_>) -> Finding {
    let [verbs, resources, groups] =
        [&rule.verbs, &rule.resources, &rule.groups].map(|list| Rule::is_everything(list));
    if verbs && resources && groups {
        finding = finding.reference("trivy", "KSV-0044");
    }
    if resources {
        finding = finding.reference("trivy", "KSV-0046");
    }
    let rights = sensitive_right::all();
    if verbs && rights.iter().any(|(right, _)| right.names_resource_of(rule)) {
        finding = finding.reference("trivy", "KSV-0045");
    }
    if !resources {
        return finding;
    }
    if verbs {
        for control in ["C-0035", "C-0187", "rule-list-all-cluster-admins-v1"] {
            finding = finding.reference("kubescape", control);
        }
    }
    for (right, check) in rights {
        let Some(grant) = sensitive_right::grant(right, role.kind(), rule) else { continue };
        if grant.idle.is_none() && role.kind() == "ClusterRole" {
            finding.severity = finding.severity.max(check.meta.severity);
        }
        for reference in check.meta.references {
            if !finding.all_references().any(|has| has == *reference) {
                finding = finding.reference(reference.framework, reference.control);
            }
        }
    }
    finding
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: everything
        rules:
          - apiGroups: ['*']
            resources:
              - '*'  # expect: wildcard-in-rule
            verbs: ['*']
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: jobs
        rules:
          - apiGroups: [batch]
            resources: [jobs]
            verbs:
              - '*'  # expect: wildcard-in-rule
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: cluster-admin
          labels:
            kubernetes.io/bootstrapping: rbac-defaults
        rules:
          - apiGroups: ['*']
            resources: ['*']
            verbs: ['*']
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: scaler
        rules:
          - apiGroups: [apps]
            resources: ['*/scale']
            verbs: [update]
        ",
    ),
];
