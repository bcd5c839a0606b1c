//! Autoscalers and disruption budgets.

use super::{Cause, Need, Rule, Value, Walk, at, text};

pub(super) fn autoscaler<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    target(walk, spec);
    let most = spec.i64_at(&["maxReplicas"]).unwrap_or(0);
    let least = spec.i64_at(&["minReplicas"]).unwrap_or(1);
    // Zero needs a feature that may be on.
    walk.at_least(spec, "minReplicas", 0);
    if most < 1 {
        walk.required(at!["maxReplicas"]);
        if most < least {
            walk.follows(at!["maxReplicas"], Cause::Invalid(Rule::NotBelow("minReplicas")));
        }
    } else if most < least {
        walk.invalid(at!["maxReplicas"], Rule::NotBelow("minReplicas"));
    }
}

/// What is scaled is of a group, but for the one kind of the core group that can be scaled.
fn target<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let reference = spec.field("scaleTargetRef").unwrap_or(&Value::Null);
    let kind = text(reference, "kind");
    if kind != "ReplicationController" && !text(reference, "apiVersion").contains('/') {
        let cause = Cause::Invalid(Rule::NamesGroup);
        let way = at!["scaleTargetRef", "apiVersion"];
        if kind.is_empty() {
            walk.follows(way, cause);
        } else {
            walk.report(way, cause);
        }
    }
}

pub(super) fn metric<'v>(walk: &mut Walk<'v>, metric: &'v Value) {
    let field = match text(metric, "type") {
        "Resource" => "resource",
        "Pods" => "pods",
        "Object" => "object",
        "External" => "external",
        "ContainerResource" => "containerResource",
        "" => return walk.required(at!["type"]),
        _ => return,
    };
    if metric.field(field).is_none() {
        walk.report(at![field], Cause::Required(Need::Value));
    }
}

pub(super) fn resource_source<'v>(walk: &mut Walk<'v>, source: &'v Value) {
    let target = source.field("target").unwrap_or(&Value::Null);
    let is_set = |key| target.field(key).is_some();
    if !is_set("averageUtilization") && !is_set("averageValue") {
        walk.required(at!["target", "averageUtilization"]);
    }
}

pub(super) fn metric_target<'v>(walk: &mut Walk<'v>, target: &'v Value) {
    if text(target, "type").is_empty() {
        walk.required(at!["type"]);
    }
    walk.at_least(target, "averageUtilization", 1);
}

pub(super) fn policy<'v>(walk: &mut Walk<'v>, policy: &'v Value) {
    let known = ["Percent", "Pods"];
    let kind = text(policy, "type");
    if !known.contains(&kind) {
        walk.unsupported(at!["type"], kind, &known);
    }
    if policy.i64_at(&["value"]).unwrap_or(0) < 1 {
        walk.invalid(at!["value"], Rule::AtLeast(1));
    }
    if !(1..=1800).contains(&policy.i64_at(&["periodSeconds"]).unwrap_or(0)) {
        walk.invalid(at!["periodSeconds"], Rule::Between(1, 1800));
    }
}

pub(super) fn disruption_budget<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    if spec.field("minAvailable").is_some() && spec.field("maxUnavailable").is_some() {
        walk.invalid(&[], Rule::Excludes("minAvailable"));
    }
    walk.percent(spec, &["minAvailable"]);
    walk.percent(spec, &["maxUnavailable"]);
}
