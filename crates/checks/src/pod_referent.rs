//! The Secrets and ConfigMaps that a pod refers to, wherever in it that stands.

use sekisho_inventory::{EnvSource, Pod};
use sekisho_value::{Route, Value};

/// An object that a pod refers to.
pub(crate) struct PodReferent<'p> {
    pub(crate) name: &'p str,
    /// Whether the pod starts without it.
    pub(crate) optional: bool,
    /// Where its name stands, or would.
    pub(crate) route: Route,
}

/// Volumes that carry the name of a Secret for their driver.
const DRIVERS: [(&str, &[&str]); 8] = [
    ("azureFile", &["secretName"]),
    ("csi", &["nodePublishSecretRef", "name"]),
    ("cephfs", &["secretRef", "name"]),
    ("flexVolume", &["secretRef", "name"]),
    ("iscsi", &["secretRef", "name"]),
    ("rbd", &["secretRef", "name"]),
    ("scaleIO", &["secretRef", "name"]),
    ("storageos", &["secretRef", "name"]),
];

/// A key of such an object that a pod cannot do without.
pub(crate) struct KeyReferent<'p> {
    pub(crate) name: &'p str,
    pub(crate) key: &'p str,
    /// Where the key stands.
    pub(crate) route: Route,
}

/// What a pod refers to of a kind, `Secret` or `ConfigMap`.
pub(crate) fn referents<'p>(pod: &'p Pod<'_>, kind: &str) -> Vec<PodReferent<'p>> {
    let mut found = Vec::new();
    if !may_refer(&pod.spec) {
        return found;
    }
    for container in pod.containers() {
        for variable in container.env() {
            let Some(EnvSource::Key { of, .. }) = variable.source else { continue };
            if of.kind == kind {
                let route = variable.value_route().then_keys([key_field(kind), "name"]);
                found.push(PodReferent { name: of.name, optional: of.optional, route });
            }
        }
        for (from, route) in container.env_from().filter(|(from, _)| from.of.kind == kind) {
            let field = if kind == "Secret" { "secretRef" } else { "configMapRef" };
            let route = route.then_keys([field, "name"]);
            found.push(PodReferent { name: from.of.name, optional: from.of.optional, route });
        }
    }
    for volume in pod.volumes() {
        for (of, route) in volume.referents().into_iter().filter(|(of, _)| of.kind == kind) {
            let field = if volume.kind == "secret" { "secretName" } else { "name" };
            let route = route.then(field);
            found.push(PodReferent { name: of.name, optional: of.optional, route });
        }
        let drivers =
            DRIVERS.iter().filter(|(driver, _)| kind == "Secret" && volume.kind == *driver);
        for (_, path) in drivers {
            if let Some(name) = volume.source.str_at(path) {
                let route = volume.field(path.iter().copied());
                found.push(PodReferent { name, optional: false, route });
            }
        }
    }
    found
}

/// The keys that a pod takes from objects of a kind; those that it does without are left out.
pub(crate) fn keys<'p>(pod: &'p Pod<'_>, kind: &str) -> Vec<KeyReferent<'p>> {
    let mut found = Vec::new();
    if !may_refer(&pod.spec) {
        return found;
    }
    for container in pod.containers() {
        for variable in container.env() {
            let Some(EnvSource::Key { of, key }) = variable.source else { continue };
            if of.kind == kind && !of.optional {
                let route = variable.value_route().then_keys([key_field(kind), "key"]);
                found.push(KeyReferent { name: of.name, key, route });
            }
        }
    }
    for volume in pod.volumes() {
        for (of, route) in volume.referents() {
            if of.kind != kind || of.optional {
                continue;
            }
            let Some(source) = route.find(&pod.object.value) else { continue };
            for (index, item) in source.items_at(&["items"]).iter().enumerate() {
                if let Some(key) = item.str_at(&["key"]) {
                    let route = route.then("items").then(index).then("key");
                    found.push(KeyReferent { name: of.name, key, route });
                }
            }
        }
    }
    found
}

fn key_field(kind: &str) -> &'static str {
    if kind == "Secret" { "secretKeyRef" } else { "configMapKeyRef" }
}

/// Whether there is any of that in a pod's spec; cheap, because most pods have none.
fn may_refer(spec: &Value) -> bool {
    const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];
    let is_reference = |variable: &Value| variable.field("valueFrom").is_some();
    !spec.items_at(&["volumes"]).is_empty()
        || LISTS.iter().flat_map(|list| spec.items_at(&[list])).any(|container| {
            !container.items_at(&["envFrom"]).is_empty()
                || container.items_at(&["env"]).iter().any(is_reference)
        })
}
