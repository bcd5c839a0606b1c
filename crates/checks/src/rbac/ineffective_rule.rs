//! A rule that grants nothing hides what was meant.

use crate::prelude::*;
use crate::sensitive_right;
use sekisho_api::Api;
use sekisho_rbac::Rule;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2303",
        slug: "ineffective-rule",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Rule names a resource that its API groups do not have",
            "ルールのリソースが API グループに存在しない",
        ),
        what: text(
            "Rules whose API groups are all of Kubernetes itself and none of which has the \
             resource: a wrong group, a singular, capital letters, or patterns such as `pods/*`, \
             which RBAC reads as a literal.",
            "API グループがすべて Kubernetes 自身のもので、そのいずれにもリソースが存\
             在しないルールを検出します。グループの誤り、単数形、大文字のほか、RBAC が\
             ただの文字列として扱う `pods/*` のようなパターンも対象です。",
        ),
        why: text(
            "The entry grants nothing, so the role does less than its author believes. Whoever \
             mends it later grants, in passing, what nobody has reviewed.",
            "この項目は何も許可せず、ロールは作成者の想定どおりに働きません。後で修正\
             されると、レビューされていない権限が付与されます。",
        ),
        fix: text(
            "Write the plural in lower case and the group that serves it; list subresources one \
             by one.",
            "小文字の複数形と、それを提供するグループを記述します。サブリソースはひと\
             つずつ列挙します。",
        ),
        fine: text(
            "A role for several versions of Kubernetes that lists old groups beside new ones in \
             rules of their own.",
            "複数バージョンの Kubernetes に対応するため、古いグループを別のルールとし\
             て併記したロールであれば問題ありません。",
        ),
        references: &[reference("catalogue", "R02"), reference("nsa", "rbac")],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

const UNSERVED: Text = text(
    "no API group of this rule has a resource `{resource}`, so the entry grants nothing",
    "このルールの API グループに `{resource}` というリソースはなく、この項目は何も\
     許可しません",
);
const LITERAL: Text = text(
    "`{resource}` is no pattern: RBAC reads it as it stands, and no resource is called that",
    "`{resource}` はパターンではありません。RBAC は文字どおりに読み、その名前のリ\
     ソースは存在しません",
);

fn run(cx: &mut Cx<'_>, role: &Object) {
    if sensitive_right::is_shipped(role) {
        return cx.not_applicable();
    }
    let api = Api::of(cx.settings.version);
    for rule in sensitive_right::written(role) {
        let idle: Vec<(usize, &str)> = rule
            .resources
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_literal(entry) || is_unserved(api, &rule, entry))
            .map(|(index, entry)| (index, *entry))
            .collect();
        let Some(((index, entry), others)) = idle.split_first() else { continue };
        let at = Route::keys(["rules"]).then(rule.index);
        let text = if is_literal(entry) { LITERAL } else { UNSERVED };
        let message = Message::new(text).with("resource", *entry);
        let place = role.place(at.then("resources").then(*index));
        let mut finding = cx.finding(place, message);
        for (other, _) in others {
            finding = finding.also(at.then("resources").then(*other));
        }
        if !rule.verbs.is_empty() {
            finding = finding.also(at.then("verbs").then(0));
        }
        cx.report(with_what_is_meant(finding, api, &rule, &idle));
    }
}

/// Whether an entry looks like a pattern that RBAC does not know.
fn is_literal(entry: &str) -> bool {
    match entry.split_once('/') {
        Some((of, sub)) => sub == "*" || (of != "*" && of.contains('*')),
        None => entry != "*" && entry.contains('*'),
    }
}

/// Whether Kubernetes knows all groups of a rule and none has the resource. Groups of custom resources
/// may have anything.
fn is_unserved(api: &Api, rule: &Rule<'_>, entry: &str) -> bool {
    let resource = entry.split('/').next().unwrap_or_default();
    if resource == "*" || rule.groups.is_empty() {
        return false;
    }
    rule.groups.iter().all(|group| {
        api.resources().any(|known| known.group() == *group)
            && !is_virtual(group, resource)
            && !api.resources().any(|known| known.group() == *group && known.plural() == resource)
    })
}

/// Resources that rules are asked about although no path leads to them.
fn is_virtual(group: &str, resource: &str) -> bool {
    match group {
        "" => matches!(resource, "users" | "groups"),
        "authentication.k8s.io" => matches!(resource, "uids" | "userextras"),
        "certificates.k8s.io" => resource == "signers",
        // Gone since Kubernetes 1.25, and harmless where older clusters are served too.
        "policy" | "extensions" => resource == "podsecuritypolicies",
        _ => false,
    }
}

/// Adds the controls about the right that the rule would grant if it said what it means.
fn with_what_is_meant(
    mut finding: Finding,
    api: &Api,
    rule: &Rule<'_>,
    idle: &[(usize, &str)],
) -> Finding {
    let has_verb = |verbs: &[&str]| {
        Rule::is_everything(&rule.verbs) || verbs.iter().any(|verb| rule.verbs.contains(verb))
    };
    for (right, check) in sensitive_right::all() {
        if !has_verb(right.verbs) {
            continue;
        }
        let things = right.things.iter().chain(right.mistaken);
        let mut meant = idle.iter().flat_map(|(_, entry)| {
            things
                .clone()
                .filter(move |thing| {
                    let (of, sub) = entry.split_once('/').unwrap_or((entry, ""));
                    let is_subresource = if sub == "*" {
                        !thing.subresource.is_empty()
                    } else {
                        thing.subresource == sub
                    };
                    is_subresource && (of == thing.resource || is_misspelt(api, of, thing.resource))
                })
                .map(move |_| entry.ends_with("/*"))
        });
        let Some(is_pattern) = meant.next() else { continue };
        for reference in check.meta.references {
            // Other scanners read `pods/*` as its author means it, and a wrong group as it stands.
            let counts = matches!(reference.framework, "kalm" | "catalogue")
                || (is_pattern && reference.framework == "kubescape");
            if counts && !finding.all_references().any(|has| has == *reference) {
                finding = finding.reference(reference.framework, reference.control);
            }
        }
    }
    finding
}

/// Whether a word is the singular of a resource, or its plural in another case.
fn is_misspelt(api: &Api, word: &str, plural: &str) -> bool {
    word.eq_ignore_ascii_case(plural)
        || api.resources().any(|known| {
            known.plural() == plural
                && (known.singular().eq_ignore_ascii_case(word)
                    || known.kind().eq_ignore_ascii_case(word))
        })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: editor
        rules:
          - apiGroups: ['']
            resources:
              - networkpolicies  # expect: ineffective-rule
            verbs: [patch]
          - apiGroups: ['']
            resources:
              - pods/*  # expect: ineffective-rule
            verbs: [create]
          - apiGroups: ['']
            resources:
              - pod  # expect: ineffective-rule
            verbs: [get]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: reader
        rules:
          - apiGroups: ['', apps]
            resources: [pods, deployments, deployments/finalizers]
            verbs: [get]
          - apiGroups: ['', example.com]
            resources: [widgets]
            verbs: [get]
          - apiGroups: ['']
            resources: [users]
            verbs: [impersonate]
            resourceNames: [ci]
        ",
    ),
];
