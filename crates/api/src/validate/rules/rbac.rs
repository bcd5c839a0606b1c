//! Roles and their bindings.

use super::{Cause, Need, Rule, Value, Walk, at, format, items, text};

const GROUP: &str = "rbac.authorization.k8s.io";

pub(super) fn role<'v>(walk: &mut Walk<'v>, role: &'v Value) {
    for (index, rule) in items(role, "rules").iter().enumerate() {
        if !items(rule, "nonResourceURLs").is_empty() {
            let needs = Rule::Needs("kind: ClusterRole");
            walk.invalid(at!["rules", index, "nonResourceURLs"], needs);
        }
    }
}

pub(super) fn policy_rule<'v>(walk: &mut Walk<'v>, rule: &'v Value) {
    let need = |walk: &mut Walk<'v>, key: &str| {
        let is_list = matches!(rule.field(key), None | Some(Value::Seq(_)));
        if items(rule, key).is_empty() && is_list {
            walk.report(at![key], Cause::Required(Need::Element));
        }
    };
    need(walk, "verbs");
    if items(rule, "nonResourceURLs").is_empty() {
        need(walk, "apiGroups");
        need(walk, "resources");
    } else if ["apiGroups", "resources", "resourceNames"]
        .iter()
        .any(|key| !items(rule, key).is_empty())
    {
        walk.invalid(at!["nonResourceURLs"], Rule::Excludes("resources"));
    }
}

pub(super) fn role_binding<'v>(walk: &mut Walk<'v>, binding: &'v Value) {
    reference(walk, binding, &["Role", "ClusterRole"]);
    subjects(walk, binding, false);
}

pub(super) fn cluster_role_binding<'v>(walk: &mut Walk<'v>, binding: &'v Value) {
    reference(walk, binding, &["ClusterRole"]);
    subjects(walk, binding, true);
}

fn reference<'v>(walk: &mut Walk<'v>, binding: &'v Value, kinds: &[&str]) {
    let role = binding.field("roleRef").unwrap_or(&Value::Null);
    let group = text(role, "apiGroup");
    if !group.is_empty() && group != GROUP {
        walk.unsupported(at!["roleRef", "apiGroup"], group, &[GROUP]);
    }
    let kind = text(role, "kind");
    if !kinds.contains(&kind) {
        walk.unsupported(at!["roleRef", "kind"], kind, kinds);
    }
    let name = text(role, "name");
    if !format::is_path_segment(name) {
        walk.invalid(at!["roleRef", "name"], Rule::PathSegment);
    }
}

fn subjects<'v>(walk: &mut Walk<'v>, binding: &'v Value, needs_namespace: bool) {
    for (index, subject) in items(binding, "subjects").iter().enumerate() {
        let kind = text(subject, "kind");
        let name = text(subject, "name");
        let group = text(subject, "apiGroup");
        match kind {
            "ServiceAccount" => {
                if !name.is_empty() && !format::is_dns_subdomain(name) {
                    walk.invalid(at!["subjects", index, "name"], Rule::DnsSubdomain);
                }
                if !group.is_empty() {
                    walk.unsupported(at!["subjects", index, "apiGroup"], group, &[""]);
                }
                if needs_namespace && text(subject, "namespace").is_empty() {
                    walk.required(at!["subjects", index, "namespace"]);
                }
            }
            "User" | "Group" => {
                if !group.is_empty() && group != GROUP {
                    walk.unsupported(at!["subjects", index, "apiGroup"], group, &[GROUP]);
                }
            }
            _ => {
                let known = ["ServiceAccount", "User", "Group"];
                walk.unsupported(at!["subjects", index, "kind"], kind, &known);
            }
        }
    }
}
