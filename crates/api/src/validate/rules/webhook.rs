//! What the API server calls: admission webhooks and aggregated API servers.

use super::{Cause, Need, Rule, Value, Walk, at, format, items, set_of, text};

pub(super) fn webhook<'v>(walk: &mut Walk<'v>, webhook: &'v Value) {
    let name = text(webhook, "name");
    let is_full = format::is_dns_subdomain(name) && name.split('.').count() >= 3;
    if !name.is_empty() && !is_full {
        walk.invalid(at!["name"], Rule::DnsSegments(3));
    }
    let effects = text(webhook, "sideEffects");
    // v1beta1 took others and an absent one.
    let known = ["None", "NoneOnDryRun"];
    if effects.is_empty() {
        walk.report(at!["sideEffects"], Cause::Required(Need::Value));
    } else if !known.contains(&effects) {
        walk.unsupported(at!["sideEffects"], effects, &known);
    }
    if items(webhook, "admissionReviewVersions").is_empty()
        && matches!(webhook.field("admissionReviewVersions"), None | Some(Value::Seq(_)))
    {
        walk.report(at!["admissionReviewVersions"], Cause::Required(Need::Element));
    }
    let client = webhook.field("clientConfig").unwrap_or(&Value::Null);
    match set_of(client, &["url", "service"]).len() {
        0 => walk.report(at!["clientConfig"], Cause::Required(Need::OneOf("url, service"))),
        1 => {}
        _ => walk.report(at!["clientConfig"], Cause::Required(Need::OneOf("url, service"))),
    }
    let url = text(client, "url");
    if !url.is_empty() && !url.starts_with("https://") {
        walk.invalid(at!["clientConfig", "url"], Rule::Https);
    }
    walk.between(webhook, "timeoutSeconds", 1, 30);
}

pub(super) fn rule<'v>(walk: &mut Walk<'v>, rule: &'v Value) {
    for key in ["operations", "apiGroups", "apiVersions", "resources"] {
        let values = items(rule, key);
        if values.is_empty() && matches!(rule.field(key), None | Some(Value::Seq(_))) {
            walk.report(at![key], Cause::Required(Need::Element));
        }
        let may_be_empty = matches!(key, "apiGroups" | "operations");
        for (index, value) in values.iter().enumerate() {
            if !may_be_empty && value.as_str().unwrap_or("").is_empty() {
                walk.required(at![key, index]);
            }
        }
    }
}

/// A binding of an admission policy.
pub(super) fn binding<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    if text(spec, "policyName").is_empty() {
        walk.required(at!["policyName"]);
    }
}

pub(super) fn api_service<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    for (key, most) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1000)] {
        let number = spec.field(key);
        let is_number = matches!(number, None | Some(Value::Int(_)));
        if is_number && !(1..=most).contains(&number.and_then(Value::as_i64).unwrap_or(0)) {
            walk.invalid(at![key], Rule::Between(1, most));
        }
    }
    let Some(service) = spec.field("service") else {
        if spec.bool_at(&["insecureSkipTLSVerify"]) == Some(true) {
            walk.invalid(at!["insecureSkipTLSVerify"], Rule::Needs("service"));
        }
        return;
    };
    for key in ["name", "namespace"] {
        if text(service, key).is_empty() {
            walk.required(at!["service", key]);
        }
    }
    if spec.bool_at(&["insecureSkipTLSVerify"]) == Some(true) && !text(spec, "caBundle").is_empty()
    {
        walk.invalid(at!["insecureSkipTLSVerify"], Rule::Excludes("caBundle"));
    }
}
