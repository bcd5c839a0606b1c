//! Fields that the API server lets nobody change once the object exists.
//!
//! Source: the `Validate…Update` functions of each kind in Kubernetes 1.36 (`pkg/apis/*/validation`, and
//! `apiextensions-apiserver` for definitions of custom resources). Whatever depends on the state of the
//! running object (a claim that is bound, a job that is suspended by hand) is left out.

use sekisho_value::{Route, Value};

use crate::{KubeVersion, default_object, split_api_version};

/// What may not change about a kind.
struct Frozen {
    group: &'static str,
    kind: &'static str,
    what: What,
}

enum What {
    /// These fields.
    Fields(&'static [&'static [&'static str]]),
    /// Everything in the spec but these fields.
    SpecBut(&'static [&'static str]),
}

use What::{Fields, SpecBut};

const fn frozen(group: &'static str, kind: &'static str, what: What) -> Frozen {
    Frozen { group, kind, what }
}

const SELECTOR: What = Fields(&[&["spec", "selector"]]);
const ROLE: What = Fields(&[&["roleRef"]]);

const FROZEN: [Frozen; 25] = [
    frozen(
        "",
        "PersistentVolume",
        SpecBut(&[
            "accessModes",
            "capacity",
            "claimRef",
            "mountOptions",
            "nodeAffinity",
            "persistentVolumeReclaimPolicy",
            "storageClassName",
            "volumeAttributesClassName",
        ]),
    ),
    frozen(
        "",
        "PersistentVolumeClaim",
        SpecBut(&["resources", "volumeAttributesClassName", "volumeName"]),
    ),
    frozen("", "ResourceQuota", Fields(&[&["spec", "scopes"]])),
    frozen("", "Secret", Fields(&[&["type"]])),
    frozen(
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        Fields(&[
            &["spec", "group"],
            &["spec", "names", "kind"],
            &["spec", "names", "plural"],
            &["spec", "scope"],
        ]),
    ),
    frozen("apps", "ControllerRevision", Fields(&[&["data"]])),
    frozen("apps", "DaemonSet", SELECTOR),
    frozen("apps", "Deployment", SELECTOR),
    frozen("apps", "ReplicaSet", SELECTOR),
    frozen(
        "apps",
        "StatefulSet",
        SpecBut(&[
            "minReadySeconds",
            "ordinals",
            "persistentVolumeClaimRetentionPolicy",
            "replicas",
            "revisionHistoryLimit",
            "template",
            "updateStrategy",
        ]),
    ),
    frozen(
        "batch",
        "Job",
        Fields(&[
            &["spec", "backoffLimitPerIndex"],
            &["spec", "completionMode"],
            &["spec", "managedBy"],
            &["spec", "podFailurePolicy"],
            &["spec", "selector"],
            &["spec", "successPolicy"],
            &["spec", "template"],
        ]),
    ),
    frozen("certificates.k8s.io", "CertificateSigningRequest", Fields(&[&["spec"]])),
    frozen("certificates.k8s.io", "ClusterTrustBundle", Fields(&[&["spec", "signerName"]])),
    frozen("discovery.k8s.io", "EndpointSlice", Fields(&[&["addressType"]])),
    frozen("networking.k8s.io", "IngressClass", Fields(&[&["spec", "controller"]])),
    frozen("node.k8s.io", "RuntimeClass", Fields(&[&["handler"]])),
    frozen("rbac.authorization.k8s.io", "ClusterRoleBinding", ROLE),
    frozen("rbac.authorization.k8s.io", "RoleBinding", ROLE),
    frozen("resource.k8s.io", "ResourceClaim", Fields(&[&["spec"]])),
    frozen("resource.k8s.io", "ResourceClaimTemplate", Fields(&[&["spec"]])),
    frozen("scheduling.k8s.io", "PriorityClass", Fields(&[&["preemptionPolicy"], &["value"]])),
    frozen(
        "storage.k8s.io",
        "CSIDriver",
        Fields(&[&["spec", "attachRequired"], &["spec", "volumeLifecycleModes"]]),
    ),
    frozen(
        "storage.k8s.io",
        "StorageClass",
        Fields(&[&["parameters"], &["provisioner"], &["reclaimPolicy"], &["volumeBindingMode"]]),
    ),
    frozen("storage.k8s.io", "VolumeAttachment", Fields(&[&["spec"]])),
    frozen("storage.k8s.io", "VolumeAttributesClass", Fields(&[&["driverName"], &["parameters"]])),
];

fn frozen_of(group: &str, kind: &str) -> Option<&'static Frozen> {
    FROZEN.iter().find(|frozen| frozen.group == group && frozen.kind == kind)
}

/// Whether anything of a kind's objects may not be changed.
pub fn can_be_frozen(group: &str, kind: &str) -> bool {
    group.is_empty() && matches!(kind, "ConfigMap" | "Service") || frozen_of(group, kind).is_some()
}

/// The fields that the API server would not let change from one state of an object to the next, in the
/// order of the kind's rules; none where it takes the change, or does not serve the kind.
///
/// Both are taken as manifests: defaults are filled in first, so that writing one out is no change.
pub fn forbidden_changes(before: &Value, after: &Value, version: KubeVersion) -> Vec<Route> {
    let (group, kind) = group_and_kind(before);
    if (group, kind) != group_and_kind(after) {
        return Vec::new();
    }
    let frozen = frozen_of(group, kind);
    let can_be_sealed = group.is_empty() && matches!(kind, "ConfigMap" | "Secret");
    let is_service = group.is_empty() && kind == "Service";
    if frozen.is_none() && !can_be_sealed && !is_service {
        return Vec::new();
    }
    // The names borrow from what is changed below.
    let kind = kind.to_owned();
    let (mut before, mut after) = (before.clone(), after.clone());
    if !default_object(&mut before, version) || !default_object(&mut after, version) {
        return Vec::new();
    }
    // The pods of a suspended job may still be told where to run.
    let is_suspended = kind == "Job" && before.bool_at(&["spec", "suspend"]) == Some(true);
    let mut changed = match frozen.map(|frozen| &frozen.what) {
        Some(Fields(fields)) => of_fields(&before, &after, fields),
        Some(SpecBut(fields)) => of_spec(&before, &after, fields),
        None => Vec::new(),
    };
    if is_suspended {
        changed.retain(|route| *route != Route::keys(["spec", "template"]));
    }
    if can_be_sealed && before.bool_at(&["immutable"]) == Some(true) {
        changed.extend(of_fields(&before, &after, &[&["immutable"], &["data"], &["binaryData"]]));
    }
    if is_service {
        changed.extend(of_service(&before, &after));
    }
    changed
}

fn group_and_kind(value: &Value) -> (&str, &str) {
    let (group, _) = split_api_version(value.str_at(&["apiVersion"]).unwrap_or_default());
    (group, value.str_at(&["kind"]).unwrap_or_default())
}

fn of_fields(before: &Value, after: &Value, fields: &[&[&str]]) -> Vec<Route> {
    let differs = |field: &&&[&str]| before.at(field) != after.at(field);
    fields.iter().filter(differs).map(|field| Route::keys(field.iter().copied())).collect()
}

fn of_spec(before: &Value, after: &Value, mutable: &[&str]) -> Vec<Route> {
    let spec = |value: &Value| -> Vec<String> {
        let spec = value.field("spec").into_iter().flat_map(Value::entries);
        spec.map(|(key, _)| key.to_owned()).collect()
    };
    let mut keys = spec(before);
    keys.extend(spec(after));
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| {
        let at = ["spec", key];
        !mutable.contains(&key.as_str()) && before.at(&at) != after.at(&at)
    });
    keys.iter().map(|key| Route::keys(["spec", key])).collect()
}

/// An address that was asked for stays; one that is no longer asked for is kept by the server, and a
/// Service that points at a name has none.
fn of_service(before: &Value, after: &Value) -> Vec<Route> {
    const ADDRESS: [&str; 2] = ["spec", "clusterIP"];
    let is_name = |value: &Value| value.str_at(&["spec", "type"]) == Some("ExternalName");
    let address = |value: &'_ Value| value.str_at(&ADDRESS).map(str::to_owned);
    let asked = |value: &Value| address(value).filter(|address| !address.is_empty());
    match (asked(before), asked(after)) {
        (Some(old), Some(new)) if old != new && !is_name(before) && !is_name(after) => {
            vec![Route::keys(ADDRESS)]
        }
        _ => Vec::new(),
    }
}
