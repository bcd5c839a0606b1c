//! Defaults of the other groups: autoscaling, networking, discovery, storage, access control,
//! admission, extension, scheduling, flow control and devices.

use sekisho_value::{Map, Value};

use super::fill::{absent, child, empty, is_empty, present, remove, text_of, zero};

const RBAC: &str = "rbac.authorization.k8s.io";

fn map(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
}

// --- autoscaling

/// The utilization that an autoscaler without metrics aims at, in percent.
const CPU_UTILIZATION: i32 = 80;

const METRICS: &str = "autoscaling.alpha.kubernetes.io/metrics";

/// Annotations in which version 1 carries the status that it has no fields for.
const STATUS_ANNOTATIONS: [&str; 2] = [
    "autoscaling.alpha.kubernetes.io/conditions",
    "autoscaling.alpha.kubernetes.io/current-metrics",
];

/// Version 1 has a field for one metric; the others travel in an annotation.
pub(super) fn autoscaler_v1(object: &mut Value) {
    let metrics = object.str_at(&["metadata", "annotations", METRICS]);
    let metrics = metrics.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let has_others = metrics.is_some_and(|metrics| !metrics.items().is_empty());
    let annotations = present(object, "metadata").and_then(|it| present(it, "annotations"));
    if let Some(annotations) = annotations {
        for key in STATUS_ANNOTATIONS {
            remove(annotations, key);
        }
        if !has_others {
            remove(annotations, METRICS);
        }
    }
    let Some(spec) = child(object, "spec") else { return };
    absent(spec, "minReplicas", 1);
    if !has_others {
        absent(spec, "targetCPUUtilizationPercentage", CPU_UTILIZATION);
    }
}

pub(super) fn autoscaler_v2(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    absent(spec, "minReplicas", 1);
    if is_empty(spec, "metrics") {
        let target =
            map([("type", "Utilization".into()), ("averageUtilization", CPU_UTILIZATION.into())]);
        let resource = map([("name", "cpu".into()), ("target", target)]);
        spec.set("metrics", vec![map([("type", "Resource".into()), ("resource", resource)])]);
    }
    let Some(behavior) = present(spec, "behavior") else { return };
    let pods = scaling_policy("Pods", 4);
    let percent = scaling_policy("Percent", 100);
    if let Some(up) = child(behavior, "scaleUp") {
        absent(up, "stabilizationWindowSeconds", 0);
        absent(up, "selectPolicy", "Max");
        absent(up, "policies", vec![pods, percent.clone()]);
    }
    if let Some(down) = child(behavior, "scaleDown") {
        absent(down, "selectPolicy", "Max");
        absent(down, "policies", vec![percent]);
    }
}

fn scaling_policy(kind: &'static str, value: i32) -> Value {
    map([("type", kind.into()), ("value", value.into()), ("periodSeconds", 15.into())])
}

// --- networking and discovery

pub(super) fn network_policy(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    if is_empty(spec, "policyTypes") {
        let mut types = vec![Value::from("Ingress")];
        if !is_empty(spec, "egress") {
            types.push(Value::from("Egress"));
        }
        spec.set("policyTypes", types);
    }
}

pub(super) fn network_policy_port(port: &mut Value) {
    absent(port, "protocol", "TCP");
}

pub(super) fn ingress_class(object: &mut Value) {
    let parameters = present(object, "spec").and_then(|spec| present(spec, "parameters"));
    if let Some(parameters) = parameters {
        absent(parameters, "scope", "Cluster");
    }
}

pub(super) fn endpoint_port(port: &mut Value) {
    absent(port, "name", "");
    absent(port, "protocol", "TCP");
}

// --- storage

pub(super) fn storage_class(object: &mut Value) {
    absent(object, "reclaimPolicy", "Delete");
    absent(object, "volumeBindingMode", "Immediate");
}

pub(super) fn csi_driver(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    absent(spec, "attachRequired", true);
    absent(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    for key in ["podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount"] {
        absent(spec, key, false);
    }
    if is_empty(spec, "volumeLifecycleModes") {
        spec.set("volumeLifecycleModes", vec![Value::from("Persistent")]);
    }
}

// --- access control

pub(super) fn role_binding(object: &mut Value) {
    if let Some(role) = child(object, "roleRef") {
        empty(role, "apiGroup", RBAC);
    }
}

pub(super) fn subject(subject: &mut Value) {
    if matches!(text_of(subject, "kind"), "User" | "Group") {
        empty(subject, "apiGroup", RBAC);
    }
}

// --- admission

pub(super) fn validating_webhook(webhook: &mut Value) {
    absent(webhook, "failurePolicy", "Fail");
    absent(webhook, "matchPolicy", "Equivalent");
    child(webhook, "namespaceSelector");
    child(webhook, "objectSelector");
    absent(webhook, "timeoutSeconds", 10);
}

pub(super) fn mutating_webhook(webhook: &mut Value) {
    validating_webhook(webhook);
    absent(webhook, "reinvocationPolicy", "Never");
}

pub(super) fn rule(rule: &mut Value) {
    absent(rule, "scope", "*");
}

/// Webhooks, extension servers and conversion webhooks are called over HTTPS.
pub(super) fn service_reference(reference: &mut Value) {
    absent(reference, "port", 443);
}

pub(super) fn policy_spec(spec: &mut Value) {
    absent(spec, "failurePolicy", "Fail");
}

pub(super) fn match_resources(resources: &mut Value) {
    absent(resources, "matchPolicy", "Equivalent");
    child(resources, "namespaceSelector");
    child(resources, "objectSelector");
}

// --- extension

pub(super) fn custom_resource_definition(object: &mut Value) {
    let stored = object
        .items_at(&["spec", "versions"])
        .iter()
        .find(|version| version.bool_at(&["storage"]) == Some(true))
        .map(|version| Value::from(text_of(version, "name")));
    if let Some(spec) = child(object, "spec") {
        if let Some(names) = child(spec, "names") {
            let kind = text_of(names, "kind").to_owned();
            empty(names, "singular", &kind.to_lowercase());
            if !kind.is_empty() {
                empty(names, "listKind", &format!("{kind}List"));
            }
        }
        if spec.field("conversion").is_none() {
            spec.set("conversion", map([("strategy", "None".into())]));
        }
    }
    if let (Some(status), Some(stored)) = (child(object, "status"), stored)
        && is_empty(status, "storedVersions")
    {
        status.set("storedVersions", vec![stored]);
    }
}

/// Servers inside the cluster's own process are there from the start.
pub(super) fn local_api_service(object: &mut Value, now: &str) {
    if object.at(&["spec", "service"]).is_some() {
        return;
    }
    let condition = map([
        ("type", "Available".into()),
        ("status", "True".into()),
        ("lastTransitionTime", now.into()),
        ("reason", "Local".into()),
        ("message", "Local APIServices are always available".into()),
    ]);
    if let Some(status) = child(object, "status") {
        status.set("conditions", vec![condition]);
    }
}

// --- scheduling

pub(super) fn priority_class(object: &mut Value) {
    absent(object, "preemptionPolicy", "PreemptLowerPriority");
}

// --- flow control

pub(super) fn flow_schema_spec(spec: &mut Value) {
    zero(spec, "matchingPrecedence", 1000);
}

pub(super) fn exempt_level(level: &mut Value) {
    absent(level, "nominalConcurrencyShares", 0);
    absent(level, "lendablePercent", 0);
}

pub(super) fn limited_level(level: &mut Value) {
    absent(level, "nominalConcurrencyShares", 30);
    absent(level, "lendablePercent", 0);
}

/// Before version 1, zero shares stood for unset, and v1beta2 had another name for them.
pub(super) fn limited_level_beta(level: &mut Value) {
    zero(level, "nominalConcurrencyShares", 30);
    absent(level, "lendablePercent", 0);
}

pub(super) fn limited_level_beta2(level: &mut Value) {
    zero(level, "assuredConcurrencyShares", 30);
    absent(level, "lendablePercent", 0);
}

pub(super) fn queuing(queuing: &mut Value) {
    zero(queuing, "handSize", 8);
    zero(queuing, "queues", 64);
    zero(queuing, "queueLengthLimit", 50);
}

// --- devices

pub(super) fn device_request(request: &mut Value) {
    empty(request, "allocationMode", "ExactCount");
    if text_of(request, "allocationMode") == "ExactCount" {
        zero(request, "count", 1);
    }
}

/// The first form of a request: it names its class itself, or leaves that to its alternatives.
pub(super) fn device_request_flat(request: &mut Value) {
    if !text_of(request, "deviceClassName").is_empty() {
        device_request(request);
    }
}

pub(super) fn device_taint(taint: &mut Value) {
    absent(taint, "timeAdded", super::UNASSIGNED_TIME);
}

pub(super) fn toleration(toleration: &mut Value) {
    empty(toleration, "operator", "Equal");
}
