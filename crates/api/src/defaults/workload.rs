//! Defaults of the groups `apps` and `batch`, and of replication controllers.

use sekisho_value::Value;

use super::fill::{absent, child, copy_missing, empty, is_empty, items, present, remove, text_of};

/// `labels` of an object that has none are those of its pod template.
fn labels_from_template(object: &mut Value, labels: &Value) {
    if let Some(metadata) = child(object, "metadata")
        && is_empty(metadata, "labels")
    {
        metadata.set("labels", labels.clone());
    }
}

fn template_labels(object: &Value) -> Option<Value> {
    object.at(&["spec", "template", "metadata", "labels"]).cloned()
}

pub(super) fn replication_controller(object: &mut Value) {
    let Some(labels) = template_labels(object) else { return };
    if let Some(spec) = child(object, "spec")
        && is_empty(spec, "selector")
    {
        spec.set("selector", labels.clone());
    }
    labels_from_template(object, &labels);
}

pub(super) fn deployment(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    absent(spec, "replicas", 1);
    if let Some(strategy) = child(spec, "strategy") {
        empty(strategy, "type", "RollingUpdate");
        if text_of(strategy, "type") == "RollingUpdate"
            && let Some(update) = child(strategy, "rollingUpdate")
        {
            absent(update, "maxUnavailable", "25%");
            absent(update, "maxSurge", "25%");
        }
    }
    absent(spec, "revisionHistoryLimit", 10);
    absent(spec, "progressDeadlineSeconds", 600);
}

pub(super) fn daemon_set(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    if let Some(strategy) = child(spec, "updateStrategy") {
        empty(strategy, "type", "RollingUpdate");
        if text_of(strategy, "type") == "RollingUpdate"
            && let Some(update) = child(strategy, "rollingUpdate")
        {
            absent(update, "maxUnavailable", 1);
            absent(update, "maxSurge", 0);
        }
    }
    absent(spec, "revisionHistoryLimit", 10);
}

pub(super) fn stateful_set(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    empty(spec, "podManagementPolicy", "OrderedReady");
    if let Some(strategy) = child(spec, "updateStrategy") {
        if text_of(strategy, "type").is_empty() {
            strategy.set("type", "RollingUpdate");
            child(strategy, "rollingUpdate");
        }
        if text_of(strategy, "type") == "RollingUpdate"
            && let Some(update) = present(strategy, "rollingUpdate")
        {
            absent(update, "partition", 0);
        }
    }
    if let Some(policy) = child(spec, "persistentVolumeClaimRetentionPolicy") {
        empty(policy, "whenDeleted", "Retain");
        empty(policy, "whenScaled", "Retain");
    }
    absent(spec, "replicas", 1);
    absent(spec, "revisionHistoryLimit", 10);
    for claim in items(spec, "volumeClaimTemplates") {
        claim.set("apiVersion", "v1");
        claim.set("kind", "PersistentVolumeClaim");
    }
}

pub(super) fn replica_set(object: &mut Value) {
    if let Some(spec) = child(object, "spec") {
        absent(spec, "replicas", 1);
    }
}

pub(super) fn job(object: &mut Value) {
    if let Some(labels) = template_labels(object) {
        labels_from_template(object, &labels);
    }
    let Some(spec) = child(object, "spec") else { return };
    if spec.field("completions").is_none() && spec.field("parallelism").is_none() {
        spec.set("completions", 1);
    }
    absent(spec, "parallelism", 1);
    // A limit per index stands in for the limit of the whole.
    let retries = if spec.field("backoffLimitPerIndex").is_some() { i32::MAX } else { 6 };
    absent(spec, "backoffLimit", retries);
    absent(spec, "completionMode", "NonIndexed");
    absent(spec, "suspend", false);
    absent(spec, "manualSelector", false);
    let has_failure_policy = spec.field("podFailurePolicy").is_some();
    let replacement = if has_failure_policy { "Failed" } else { "TerminatingOrFailed" };
    absent(spec, "podReplacementPolicy", replacement);
}

pub(super) fn failure_pattern(pattern: &mut Value) {
    empty(pattern, "status", "True");
}

pub(super) fn cron_job(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    empty(spec, "concurrencyPolicy", "Allow");
    absent(spec, "suspend", false);
    absent(spec, "successfulJobsHistoryLimit", 3);
    absent(spec, "failedJobsHistoryLimit", 1);
}

/// Labels under which a job's pods are found, with and without the prefix that came in v1.27.
const JOB_NAME: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
const CONTROLLER_UID: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];

/// The labels and the selector that the server makes for a job which does not bring its own.
///
/// An object that came without labels shares those of its template, also the ones made here.
pub(super) fn job_selector(object: &mut Value, uid: &str, labelled: bool) {
    if object.bool_at(&["spec", "manualSelector"]) == Some(true) {
        return;
    }
    let name = object.str_at(&["metadata", "name"]).unwrap_or("").to_owned();
    let Some(spec) = child(object, "spec") else { return };
    let labels = child(spec, "template")
        .and_then(|template| child(template, "metadata"))
        .and_then(|metadata| child(metadata, "labels"));
    let Some(labels) = labels else { return };
    for label in JOB_NAME {
        absent(labels, label, name.as_str());
    }
    for label in CONTROLLER_UID {
        absent(labels, label, uid);
    }
    let labels = labels.clone();
    let matched = child(spec, "selector").and_then(|selector| child(selector, "matchLabels"));
    if let Some(matched) = matched {
        absent(matched, CONTROLLER_UID[0], uid);
    }
    if !labelled && let Some(metadata) = child(object, "metadata") {
        copy_missing(metadata, "labels", Some(&labels));
    }
}

const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// The count of changes to a daemon set's template lives on in an annotation.
pub(super) fn template_generation(object: &mut Value) {
    let annotations = child(object, "metadata").and_then(|metadata| child(metadata, "annotations"));
    let Some(annotations) = annotations else { return };
    let given = text_of(annotations, TEMPLATE_GENERATION).parse::<i64>().unwrap_or(0);
    annotations.set(TEMPLATE_GENERATION, given.max(1).to_string());
}

const ROLLBACK: &str = "deprecated.deployment.rollback.to";

/// The revision to roll back to lives on in an annotation; an empty one is dropped.
pub(super) fn rollback(object: &mut Value) {
    let annotations = present(object, "metadata").and_then(|it| present(it, "annotations"));
    let Some(annotations) = annotations else { return };
    if annotations.field(ROLLBACK).is_some() && text_of(annotations, ROLLBACK).is_empty() {
        remove(annotations, ROLLBACK);
    }
}
