//! Filling in what a manifest leaves open, as the API server does.

use sekisho_value::Value;

use crate::KubeVersion;

mod fill;
mod pod;
mod pod_resources;

use fill::{items, present};

/// Fills in a pod spec as if it were that of a Pod: what a kubelet would see of it.
///
/// `spec` is the spec itself, also one taken out of another object's template.
pub fn default_pod_spec(spec: &mut Value, version: KubeVersion) {
    default_spec_in_template(spec, version);
    pod::spec_of_pod(spec);
}

/// Fills in a pod template as the API server does inside workloads: as [`default_pod_spec`] does for
/// a Pod, but host ports, service links and requests stay open until a pod is made from it.
///
/// `template` is the map with `metadata` and `spec`.
pub fn default_pod_template(template: &mut Value, version: KubeVersion) {
    if let Some(spec) = fill::child(template, "spec") {
        default_spec_in_template(spec, version);
    }
}

fn default_spec_in_template(spec: &mut Value, _version: KubeVersion) {
    pod::pod_spec(spec);
    pod::service_account(spec);
    for volume in items(spec, "volumes") {
        pod::volume(volume);
        for (key, fill) in [
            ("hostPath", pod::host_path as fn(&mut Value)),
            ("secret", pod::files),
            ("configMap", pod::files),
            ("downwardAPI", pod::files),
            ("projected", pod::files),
        ] {
            if let Some(source) = present(volume, key) {
                fill(source);
            }
        }
    }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        for container in items(spec, list) {
            pod::container(container);
            for port in items(container, "ports") {
                pod::container_port(port);
            }
        }
    }
}
