//! Defaults of the core group outside pod specs.

use sekisho_value::Value;

use super::fill::{absent, child, copy_missing, empty, is_empty, items, present, remove, text_of};
use crate::base64;

/// How long a client's connections go to the same pod unless said otherwise: three hours.
const CLIENT_IP_SECONDS: i64 = 10_800;

pub(super) fn service(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    empty(spec, "sessionAffinity", "None");
    match text_of(spec, "sessionAffinity") {
        "None" => {
            remove(spec, "sessionAffinityConfig");
        }
        "ClientIP" => {
            let client = child(spec, "sessionAffinityConfig").and_then(|it| child(it, "clientIP"));
            if let Some(client) = client {
                absent(client, "timeoutSeconds", CLIENT_IP_SECONDS);
            }
        }
        _ => {}
    }
    empty(spec, "type", "ClusterIP");
    for port in items(spec, "ports") {
        empty(port, "protocol", "TCP");
        let unset = match port.field("targetPort") {
            None | Some(Value::Int(0)) => true,
            Some(Value::String(name)) => name.is_empty(),
            Some(_) => false,
        };
        if unset && let Some(number) = port.field("port").cloned() {
            port.set("targetPort", number);
        }
    }
    let kind = text_of(spec, "type").to_owned();
    let is_reached_from_outside = match kind.as_str() {
        "LoadBalancer" | "NodePort" => true,
        "ClusterIP" => !is_empty(spec, "externalIPs"),
        _ => false,
    };
    if is_reached_from_outside {
        empty(spec, "externalTrafficPolicy", "Cluster");
    }
    if matches!(kind.as_str(), "NodePort" | "LoadBalancer" | "ClusterIP") {
        absent(spec, "internalTrafficPolicy", "Cluster");
    }
    if kind == "LoadBalancer" {
        absent(spec, "allocateLoadBalancerNodePorts", true);
    }
}

/// The addresses' families, as in a cluster whose services have IPv4 addresses only, and the list
/// form of the cluster address. Addresses themselves are the server's to assign.
pub(super) fn service_addresses(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    if text_of(spec, "type") == "ExternalName" {
        return;
    }
    if is_empty(spec, "clusterIPs") && !text_of(spec, "clusterIP").is_empty() {
        let address = Value::from(text_of(spec, "clusterIP"));
        spec.set("clusterIPs", vec![address]);
    }
    let is_headless = text_of(spec, "clusterIP") == "None";
    if is_headless && is_empty(spec, "selector") {
        // Nobody but the user knows the addresses behind it, so both families are let in.
        absent(spec, "ipFamilyPolicy", "RequireDualStack");
    }
    absent(spec, "ipFamilyPolicy", "SingleStack");
    let mut families = spec.items_at(&["ipFamilies"]).to_vec();
    let addresses = spec.items_at(&["clusterIPs"]).iter().filter_map(Value::as_str);
    for address in addresses.skip(families.len()).filter(|address| *address != "None") {
        families.push(Value::from(if address.contains(':') { "IPv6" } else { "IPv4" }));
    }
    if families.is_empty() {
        families.push(Value::from("IPv4"));
    }
    let may_have_both = is_headless && is_empty(spec, "selector");
    if may_have_both && families.len() == 1 && text_of(spec, "ipFamilyPolicy") != "SingleStack" {
        let is_old = families.first().and_then(Value::as_str) == Some("IPv4");
        families.push(Value::from(if is_old { "IPv6" } else { "IPv4" }));
    }
    spec.set("ipFamilies", families);
}

/// `stringData` is only a way to write `data`, and wins over it.
pub(super) fn secret(object: &mut Value) {
    empty(object, "type", "Opaque");
    let Some(texts) = remove(object, "stringData") else { return };
    let Some(data) = child(object, "data") else { return };
    for (key, text) in texts.entries() {
        if let Some(text) = text.as_str() {
            data.set(key, base64::encode(text.as_bytes()));
        }
    }
}

pub(super) fn persistent_volume(object: &mut Value) {
    if let Some(status) = child(object, "status") {
        empty(status, "phase", "Pending");
    }
    if let Some(spec) = child(object, "spec") {
        empty(spec, "persistentVolumeReclaimPolicy", "Retain");
        absent(spec, "volumeMode", "Filesystem");
    }
}

pub(super) fn persistent_volume_claim(object: &mut Value) {
    if let Some(status) = child(object, "status") {
        empty(status, "phase", "Pending");
    }
}

/// A claim's source has an old and a new name. The old one holds claims and snapshots only and says
/// the same as the new one; sources in other namespaces need a feature that is off by default.
pub(super) fn claim_source(spec: &mut Value) {
    if spec.field("dataSourceRef").is_some_and(|source| !text_of(source, "namespace").is_empty()) {
        remove(spec, "dataSourceRef");
    }
    match (spec.field("dataSource").cloned(), spec.field("dataSourceRef").cloned()) {
        (Some(old), None) => {
            let is_known = matches!(
                (text_of(&old, "apiGroup"), text_of(&old, "kind")),
                ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot")
            );
            if is_known {
                spec.set("dataSourceRef", old);
            } else {
                remove(spec, "dataSource");
            }
        }
        (None, Some(mut new)) => {
            remove(&mut new, "namespace");
            spec.set("dataSource", new);
        }
        _ => {}
    }
}

pub(super) fn endpoints(object: &mut Value) {
    for subset in items(object, "subsets") {
        for port in items(subset, "ports") {
            empty(port, "protocol", "TCP");
        }
    }
}

/// The label by which a namespace selects itself.
pub(super) fn namespace(object: &mut Value) {
    let name = object.str_at(&["metadata", "name"]).unwrap_or("").to_owned();
    if !name.is_empty()
        && let Some(labels) = child(object, "metadata").and_then(|it| child(it, "labels"))
    {
        labels.set("kubernetes.io/metadata.name", name);
    }
}

pub(super) fn namespace_status(status: &mut Value) {
    empty(status, "phase", "Active");
}

/// The finalizer that empties a namespace before it goes.
pub(super) fn namespace_finalizer(object: &mut Value) {
    let Some(spec) = child(object, "spec") else { return };
    let mut finalizers = spec.items_at(&["finalizers"]).to_vec();
    if !finalizers.iter().any(|finalizer| finalizer.as_str() == Some("kubernetes")) {
        finalizers.push(Value::from("kubernetes"));
    }
    spec.set("finalizers", finalizers);
}

/// The list form of the node's addresses for pods.
pub(super) fn node_spec(spec: &mut Value) {
    if is_empty(spec, "podCIDRs") && !text_of(spec, "podCIDR").is_empty() {
        let range = Value::from(text_of(spec, "podCIDR"));
        spec.set("podCIDRs", vec![range]);
    }
}

pub(super) fn node_status(status: &mut Value) {
    if let Some(capacity) = status.field("capacity").cloned() {
        absent(status, "allocatable", capacity);
    }
}

pub(super) fn limit_range_item(item: &mut Value) {
    if text_of(item, "type") != "Container" {
        return;
    }
    let [max, min] = ["max", "min"].map(|key| item.field(key).cloned());
    copy_missing(item, "default", max.as_ref());
    let default = item.field("default").cloned();
    copy_missing(item, "defaultRequest", default.as_ref());
    copy_missing(item, "defaultRequest", min.as_ref());
}

/// Of the secrets of an account only the names are kept.
pub(super) fn service_account(object: &mut Value) {
    for secret in items(object, "secrets") {
        let name = Value::from(text_of(secret, "name"));
        *secret = Value::map();
        secret.set("name", name);
    }
}

/// Annotations of long ago that held init containers.
const DROPPED_ANNOTATIONS: [&str; 4] = [
    "pod.alpha.kubernetes.io/init-container-statuses",
    "pod.alpha.kubernetes.io/init-containers",
    "pod.beta.kubernetes.io/init-container-statuses",
    "pod.beta.kubernetes.io/init-containers",
];

/// What conversion takes from the metadata of pods and templates.
pub(super) fn drop_old_annotations(object: &mut Value) {
    let annotations = present(object, "metadata").and_then(|it| present(it, "annotations"));
    let Some(annotations) = annotations.and_then(Value::as_map_mut) else { return };
    if annotations.keys().any(|key| DROPPED_ANNOTATIONS.contains(&key.as_str())) {
        annotations.retain(|key, _| !DROPPED_ANNOTATIONS.contains(&key));
    }
}
