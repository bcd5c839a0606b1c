//! What the API server does to an object on creation, after defaulting and before storage (the
//! `PrepareForCreate` of each kind's registry strategy).

use std::collections::BTreeMap;

use sekisho_value::Value;

use super::fill::{child, empty, items, present, remove, text_of};
use super::{core, groups, workload};
use crate::{Api, KubeVersion, Quantity};

/// Stands for the uid that the server would give an object.
pub const UNASSIGNED_UID: &str = "00000000-0000-0000-0000-000000000000";

/// Stands for the time at which the server would create an object.
pub const UNASSIGNED_TIME: &str = "1970-01-01T00:00:00Z";

/// Metadata that only the server sets.
const SERVER_METADATA: [&str; 8] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// `labelled` tells whether the object had labels before defaults were filled in.
pub(super) fn prepare(object: &mut Value, api: &Api, labelled: bool) {
    let kind = text_of(object, "kind").to_owned();
    let Some(resource) = api.resource_of_kind(text_of(object, "apiVersion"), &kind) else { return };
    if let Some(metadata) = child(object, "metadata") {
        for key in SERVER_METADATA {
            remove(metadata, key);
        }
        owners_once(metadata);
        if resource.is_namespaced() {
            empty(metadata, "namespace", "default");
        } else {
            remove(metadata, "namespace");
        }
    }
    let group = resource.group();
    // A node says itself how it is; all others are told by a controller.
    let has_status = resource.subresources().any(|part| part.name() == "status");
    if has_status && (group, kind.as_str()) != ("", "Node") {
        object.set("status", Value::map());
    }
    match (group, kind.as_str()) {
        ("", kind) => core_kind(object, kind, api.version()),
        ("apps", "Deployment") => workload::rollback(object),
        ("apps", "DaemonSet") => workload::template_generation(object),
        ("batch", "Job") => workload::job_selector(object, UNASSIGNED_UID, labelled),
        ("discovery.k8s.io", "EndpointSlice") => drop_topology(object),
        ("certificates.k8s.io", "CertificateSigningRequest") => drop_requester(object),
        ("apiregistration.k8s.io", "APIService") => {
            groups::local_api_service(object, UNASSIGNED_TIME);
        }
        _ => {}
    }
}

/// An owner that is named twice in the same words is kept once.
fn owners_once(metadata: &mut Value) {
    let Some(owners) = metadata.field("ownerReferences") else { return };
    let mut kept: Vec<Value> = Vec::new();
    for owner in owners.items() {
        if !kept.contains(owner) {
            kept.push(owner.clone());
        }
    }
    if kept.len() < owners.items().len() {
        metadata.set("ownerReferences", kept);
    }
}

fn core_kind(object: &mut Value, kind: &str, version: KubeVersion) {
    match kind {
        "Namespace" => core::namespace_finalizer(object),
        "PersistentVolume" => {
            if let Some(status) = child(object, "status") {
                status.set("phase", "Pending");
                if version >= KubeVersion::minor_of_1(29) {
                    status.set("lastPhaseTransitionTime", UNASSIGNED_TIME);
                }
            }
        }
        "PersistentVolumeClaim" => {
            if let Some(spec) = child(object, "spec") {
                core::claim_source(spec);
            }
        }
        "Pod" => pod_created(object, version),
        "Service" => core::service_addresses(object),
        "ServiceAccount" => core::service_account(object),
        _ => {}
    }
}

/// Topology by labels was left behind with v1beta1: zone and node have fields of their own.
fn drop_topology(object: &mut Value) {
    for endpoint in items(object, "endpoints") {
        remove(endpoint, "deprecatedTopology");
    }
}

/// Who asks is for the server to say.
fn drop_requester(object: &mut Value) {
    let Some(spec) = present(object, "spec") else { return };
    for key in ["username", "uid", "groups", "extra"] {
        remove(spec, key);
    }
}

fn pod_created(object: &mut Value, version: KubeVersion) {
    label_keys(object, version);
    app_armor(object, version);
    let class = quality_of_service(object.field("spec").unwrap_or(&Value::Null));
    let is_gated = !object.items_at(&["spec", "schedulingGates"]).is_empty();
    let Some(status) = child(object, "status") else { return };
    status.set("phase", "Pending");
    status.set("qosClass", class);
    if is_gated {
        let mut condition = Value::map();
        condition.set("type", "PodScheduled");
        condition.set("status", "False");
        condition.set("lastTransitionTime", UNASSIGNED_TIME);
        condition.set("reason", "SchedulingGated");
        condition.set("message", "Scheduling is blocked due to non-empty scheduling gates");
        status.set("conditions", vec![condition]);
    }
}

/// Which pods are evicted last when a node runs short, from what their containers ask for.
fn quality_of_service(spec: &Value) -> &'static str {
    type Amounts = BTreeMap<String, Quantity>;
    let mut sums: [Amounts; 2] = [Amounts::new(), Amounts::new()];
    let mut all_limited = true;
    let whole = spec.field("resources");
    let containers =
        spec.items_at(&["containers"]).iter().chain(spec.items_at(&["initContainers"]));
    let parts: Vec<Option<&Value>> = match whole {
        Some(resources) => vec![Some(resources)],
        None => containers.map(|container| container.field("resources")).collect(),
    };
    for resources in parts {
        let mut limited = 0;
        for (list, sums) in ["requests", "limits"].into_iter().zip(&mut sums) {
            let entries =
                resources.and_then(|it| it.field(list)).into_iter().flat_map(Value::entries);
            for (name, amount) in entries.filter(|(name, _)| matches!(*name, "cpu" | "memory")) {
                let Some(Ok(amount)) = Quantity::from_value(amount) else { continue };
                if amount.is_zero() || amount.is_negative() {
                    continue;
                }
                limited += usize::from(list == "limits");
                let sum = sums.get(name).map_or_else(|| amount.clone(), |sum| sum.plus(&amount));
                sums.insert(name.to_owned(), sum);
            }
        }
        all_limited &= limited == 2;
    }
    let [requests, limits] = sums;
    if requests.is_empty() && limits.is_empty() {
        "BestEffort"
    } else if all_limited && requests == limits {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Label keys of affinity terms and spread constraints become requirements on their selectors, with
/// the values that the pod itself has.
fn label_keys(object: &mut Value, version: KubeVersion) {
    let labels = object.at(&["metadata", "labels"]).cloned().unwrap_or_default();
    let Some(spec) = present(object, "spec") else { return };
    if version >= KubeVersion::minor_of_1(31)
        && let Some(affinity) = present(spec, "affinity")
    {
        for side in ["podAffinity", "podAntiAffinity"] {
            let Some(terms) = present(affinity, side) else { continue };
            for weighted in items(terms, "preferredDuringSchedulingIgnoredDuringExecution") {
                if let Some(term) = present(weighted, "podAffinityTerm") {
                    merge_label_keys(term, &labels);
                }
            }
            for term in items(terms, "requiredDuringSchedulingIgnoredDuringExecution") {
                merge_label_keys(term, &labels);
            }
        }
    }
    if version >= KubeVersion::minor_of_1(34) {
        for constraint in items(spec, "topologySpreadConstraints") {
            merge_label_keys(constraint, &labels);
        }
    }
}

fn merge_label_keys(term: &mut Value, labels: &Value) {
    let mut requirements = Vec::new();
    for (list, operator) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
        for key in term.items_at(&[list]).iter().filter_map(Value::as_str) {
            if let Some(value) = labels.field(key).cloned() {
                let mut requirement = Value::map();
                requirement.set("key", key);
                requirement.set("operator", operator);
                requirement.set("values", vec![value]);
                requirements.push(requirement);
            }
        }
    }
    // Without a selector the term matches nothing, and no key can change that.
    let Some(selector) = present(term, "labelSelector").filter(|_| !requirements.is_empty()) else {
        return;
    };
    let mut all = selector.items_at(&["matchExpressions"]).to_vec();
    all.append(&mut requirements);
    selector.set("matchExpressions", all);
}

const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// AppArmor was asked for with annotations before v1.30; they give the field where it is unset.
fn app_armor(object: &mut Value, version: KubeVersion) {
    if version < KubeVersion::minor_of_1(30)
        || object.str_at(&["spec", "os", "name"]) == Some("windows")
    {
        return;
    }
    let annotations = object.at(&["metadata", "annotations"]).cloned().unwrap_or_default();
    if !annotations.entries().any(|(key, _)| key.starts_with(APP_ARMOR)) {
        return;
    }
    let Some(spec) = present(object, "spec") else { return };
    let of_pod = spec.at(&["securityContext", "appArmorProfile"]).cloned();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in items(spec, list) {
            let key = format!("{APP_ARMOR}{}", text_of(container, "name"));
            let has_profile = container.at(&["securityContext", "appArmorProfile"]).is_some();
            let profile = annotations.str_at(&[&key]).and_then(app_armor_profile);
            if let Some(profile) =
                profile.filter(|profile| !has_profile && Some(profile) != of_pod.as_ref())
                && let Some(context) = child(container, "securityContext")
            {
                context.set("appArmorProfile", profile);
            }
        }
    }
}

fn app_armor_profile(annotation: &str) -> Option<Value> {
    const LONGEST_NAME: usize = 4095;
    let mut profile = Value::map();
    match annotation {
        "runtime/default" => profile.set("type", "RuntimeDefault"),
        "unconfined" => profile.set("type", "Unconfined"),
        annotation => {
            let name = annotation.strip_prefix("localhost/")?;
            if name.is_empty() || name.trim() != name || name.len() > LONGEST_NAME {
                return None;
            }
            profile.set("type", "Localhost");
            profile.set("localhostProfile", name);
        }
    }
    Some(profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(json: &str) -> &'static str {
        quality_of_service(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_class_follows_from_requests_and_limits() {
        let both =
            r#"{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1000m","memory":"1Gi"}}"#;
        assert_eq!(class(r#"{"containers":[{"name":"a"}]}"#), "BestEffort");
        assert_eq!(class(&format!(r#"{{"containers":[{{"resources":{both}}}]}}"#)), "Guaranteed");
        assert_eq!(
            class(&format!(r#"{{"containers":[{{"resources":{both}}},{{}}]}}"#)),
            "Burstable"
        );
        assert_eq!(
            class(r#"{"containers":[{"resources":{"requests":{"cpu":"0"}}}]}"#),
            "BestEffort"
        );
        assert_eq!(
            class(r#"{"containers":[{"resources":{"requests":{"x/y":"1"}}}]}"#),
            "BestEffort"
        );
    }
}
