//! Controllers of pods.

use super::{Ban, Cause, Need, Rule, Value, Walk, at, entries, format, pod, text};
use crate::selector::LabelSelector;

pub(super) fn deployment<'v>(walk: &mut Walk<'v>, deployment: &'v Value) {
    selector(walk, deployment, true);
    replicas(walk, deployment);
    let strategy = deployment.at(&["spec", "strategy"]).unwrap_or(&Value::Null);
    if text(strategy, "type") == "Recreate" && strategy.field("rollingUpdate").is_some() {
        let way = at!["spec", "strategy", "rollingUpdate"];
        walk.report(way, Cause::Forbidden(Ban::Beside("type: Recreate")));
    } else {
        rolling(walk, deployment, "strategy");
    }
}

pub(super) fn replica_set<'v>(walk: &mut Walk<'v>, set: &'v Value) {
    selector(walk, set, true);
    replicas(walk, set);
}

pub(super) fn stateful_set<'v>(walk: &mut Walk<'v>, set: &'v Value) {
    selector(walk, set, true);
    replicas(walk, set);
    let service = set.str_at(&["spec", "serviceName"]).unwrap_or("");
    if !service.is_empty() && !format::is_dns_label(service) {
        walk.invalid(at!["spec", "serviceName"], Rule::DnsLabel);
    }
}

pub(super) fn daemon_set<'v>(walk: &mut Walk<'v>, set: &'v Value) {
    selector(walk, set, false);
    rolling(walk, set, "updateStrategy");
}

/// A selector that selects what the template makes. Without one, nothing is selected, which is told
/// by itself or as a mismatch, by kind.
fn selector<'v>(walk: &mut Walk<'v>, object: &'v Value, is_required: bool) {
    pod::restarts_always(walk, object.at(&["spec", "template"]).unwrap_or(&Value::Null));
    let selector = object.at(&["spec", "selector"]);
    let labels = object.at(&["spec", "template", "metadata", "labels"]);
    let mismatch = at!["spec", "template", "metadata", "labels"];
    let Some(selector) = selector else {
        let cause = Cause::Invalid(Rule::SelectorMatchesTemplate);
        if is_required {
            walk.report(at!["spec", "selector"], Cause::Required(Need::Value));
            walk.follows(mismatch, cause);
        } else {
            walk.report(mismatch, cause);
        }
        return;
    };
    if selector.as_map().is_none() {
        return;
    }
    if entries(selector, "matchLabels") == 0 && selector.items_at(&["matchExpressions"]).is_empty()
    {
        walk.invalid(at!["spec", "selector"], Rule::SelectorNotEmpty);
        return;
    }
    if let Ok(selector) = LabelSelector::read(Some(selector))
        && !selector.matches(labels)
    {
        walk.report(mismatch, Cause::Invalid(Rule::SelectorMatchesTemplate));
    }
}

fn replicas<'v>(walk: &mut Walk<'v>, object: &'v Value) {
    counts(walk, object);
    if object.i64_at(&["spec", "replicas"]).is_some_and(|replicas| replicas < 0) {
        walk.invalid(at!["spec", "replicas"], Rule::AtLeast(0));
    }
}

/// Counts that cannot be negative.
fn counts<'v>(walk: &mut Walk<'v>, object: &'v Value) {
    for key in ["minReadySeconds", "revisionHistoryLimit"] {
        if object.i64_at(&["spec", key]).is_some_and(|number| number < 0) {
            walk.invalid(at!["spec", key], Rule::AtLeast(0));
        }
    }
}

fn rolling<'v>(walk: &mut Walk<'v>, object: &'v Value, strategy: &'static str) {
    for key in ["maxUnavailable", "maxSurge"] {
        walk.percent(object, &["spec", strategy, "rollingUpdate", key]);
    }
}

pub(super) fn replication_controller<'v>(walk: &mut Walk<'v>, controller: &'v Value) {
    let spec = controller.field("spec").unwrap_or(&Value::Null);
    pod::restarts_always(walk, spec.field("template").unwrap_or(&Value::Null));
    replicas(walk, controller);
    let labels = spec.at(&["template", "metadata", "labels"]);
    // Without a selector the labels of the template are it.
    if entries(spec, "selector") == 0 {
        if labels.and_then(Value::as_map).is_none_or(sekisho_value::Map::is_empty) {
            walk.required(at!["spec", "selector"]);
        }
    } else if let Ok(selector) = LabelSelector::read_map(spec.field("selector"))
        && spec.field("template").is_some()
        && !selector.matches(labels)
    {
        let way = at!["spec", "template", "metadata", "labels"];
        walk.invalid(way, Rule::SelectorMatchesTemplate);
    }
    if spec.field("template").is_none() {
        walk.required(at!["spec", "template"]);
    }
}

/// Pods of a job have to end.
pub(super) fn job_spec<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let policy = spec.str_at(&["template", "spec", "restartPolicy"]).unwrap_or("");
    if !matches!(policy, "OnFailure" | "Never") {
        let way = at!["template", "spec", "restartPolicy"];
        walk.report(way, Cause::Required(Need::RestartPolicyOfJob));
    }
    for key in [
        "parallelism",
        "completions",
        "backoffLimit",
        "activeDeadlineSeconds",
        "ttlSecondsAfterFinished",
    ] {
        walk.at_least(spec, key, 0);
    }
}

/// The longest name: what the jobs' names add must still fit.
const LONGEST_CRON_JOB: usize = 52;

pub(super) fn cron_job<'v>(walk: &mut Walk<'v>, job: &'v Value) {
    let schedule = job.str_at(&["spec", "schedule"]).unwrap_or("");
    if !schedule.is_empty() && !format::is_schedule(schedule) {
        walk.invalid(at!["spec", "schedule"], Rule::Schedule);
    }
    if job.str_at(&["metadata", "name"]).is_some_and(|name| name.len() > LONGEST_CRON_JOB) {
        walk.invalid(at!["metadata", "name"], Rule::Length(LONGEST_CRON_JOB));
    }
    for key in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
        if job.i64_at(&["spec", key]).is_some_and(|number| number < 0) {
            walk.invalid(at!["spec", key], Rule::AtLeast(0));
        }
    }
}
