//! Metadata and selectors, which all kinds share.

use super::{Cause, Need, Rule, Value, Walk, at, format, items, text};

/// The name of a whole object, whose form depends on the kind.
pub(in crate::validate) fn object<'v>(walk: &mut Walk<'v>, object: &'v Value) {
    let (kind, api_version) = (text(object, "kind"), text(object, "apiVersion"));
    if is_request(kind) || kind.ends_with("List") {
        return;
    }
    let name = object.at(&["metadata", "name"]);
    let is_generated = !object.str_at(&["metadata", "generateName"]).unwrap_or("").is_empty();
    let Some(Value::String(name)) = name else {
        if name.is_none() && !is_generated {
            walk.report(at!["metadata", "name"], Cause::Required(Need::Name));
        }
        return;
    };
    if name.is_empty() {
        if !is_generated {
            walk.report(at!["metadata", "name"], Cause::Required(Need::Name));
        }
        return;
    }
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let (is_formed, rule): (fn(&str) -> bool, _) = match (group, kind) {
        ("rbac.authorization.k8s.io", _) => (format::is_path_segment, Rule::PathSegment),
        ("", "Service" | "Namespace") => (format::is_dns_label, Rule::DnsLabel),
        // Their names are made of an address or of other names.
        ("networking.k8s.io", "IPAddress") | ("internal.apiserver.k8s.io", _) => return,
        _ => (format::is_dns_subdomain, Rule::DnsSubdomain),
    };
    if !is_formed(name) {
        walk.invalid(at!["metadata", "name"], rule);
        // A namespace gets a label with its name.
        if kind == "Namespace" && !format::is_label("name", name) {
            walk.follows(at!["metadata", "labels"], Cause::Invalid(Rule::LabelValue));
        }
    }
}

/// Objects that ask something and are not stored, and those whose names are not looked at.
fn is_request(kind: &str) -> bool {
    kind.ends_with("Review")
        || kind.ends_with("Options")
        || matches!(kind, "Binding" | "Eviction" | "TokenRequest" | "Event" | "Scale" | "Status")
}

/// Labels, annotations and the namespace.
pub(super) fn object_meta<'v>(walk: &mut Walk<'v>, meta: &'v Value) {
    if let Some(labels) = meta.field("labels") {
        for (name, value) in labels.entries() {
            if !format::is_label(name, value.as_str().unwrap_or("")) {
                let rule =
                    if format::is_label(name, "") { Rule::LabelValue } else { Rule::LabelName };
                walk.invalid(at!["labels", name], rule);
            }
        }
    }
    if let Some(annotations) = meta.field("annotations") {
        for (name, _) in annotations.entries() {
            if !format::is_annotation_name(name) {
                walk.invalid(at!["annotations", name], Rule::LabelName);
            }
        }
    }
    walk.formed(meta, "namespace", format::is_dns_label, Rule::DnsLabel);
}

/// A selector with `matchLabels` and `matchExpressions`.
pub(super) fn label_selector<'v>(walk: &mut Walk<'v>, selector: &'v Value) {
    if let Some(labels) = selector.field("matchLabels") {
        for (name, value) in labels.entries() {
            if !format::is_label(name, value.as_str().unwrap_or("")) {
                let rule =
                    if format::is_label(name, "") { Rule::LabelValue } else { Rule::LabelName };
                walk.invalid(at!["matchLabels", name], rule);
            }
        }
    }
    for (index, expression) in items(selector, "matchExpressions").iter().enumerate() {
        let way = at!["matchExpressions", index, "values"];
        let values = items(expression, "values").len();
        let operator = text(expression, "operator");
        match operator {
            "In" | "NotIn" if values == 0 => walk.report(way, Cause::Required(Need::Element)),
            "Exists" | "DoesNotExist" if values > 0 => {
                walk.report(way, Cause::Forbidden(super::Ban::Beside("operator")));
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => {
                let way = at!["matchExpressions", index, "operator"];
                walk.invalid(way, Rule::SelectorOperator);
            }
        }
        if !crate::is_label_name(text(expression, "key")) {
            walk.invalid(at!["matchExpressions", index, "key"], Rule::LabelName);
        }
    }
}

/// Who made the object. The server calls what is missing invalid.
pub(super) fn owner<'v>(walk: &mut Walk<'v>, owner: &'v Value) {
    for key in ["apiVersion", "kind", "name", "uid"] {
        if text(owner, key).is_empty() {
            walk.invalid(at![key], Rule::NotEmpty);
        }
    }
}
