//! What the API server fills in inside a pod spec (`pkg/apis/core/v1/defaults.go` of Kubernetes).

use sekisho_value::Value;

use super::fill::{absent, child, copy_missing, empty, items, present, text_of, zero};
use crate::image;
use crate::quantity;

/// The fields of a volume that name where its contents come from.
const VOLUME_SOURCES: [&str; 30] = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "hostPath",
    "image",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "photonPersistentDisk",
    "portworxVolume",
    "projected",
    "quobyte",
    "rbd",
    "scaleIO",
    "secret",
    "storageos",
    "vsphereVolume",
];

/// Files of secrets, config maps and projections are readable by all and writable by their owner.
const FILE_MODE: i64 = 0o644;

/// Fields of any pod spec, in a pod or in a template.
pub(super) fn pod_spec(spec: &mut Value) {
    empty(spec, "dnsPolicy", "ClusterFirst");
    empty(spec, "restartPolicy", "Always");
    child(spec, "securityContext");
    absent(spec, "terminationGracePeriodSeconds", 30);
    empty(spec, "schedulerName", "default-scheduler");
}

/// Fields that are filled in only once the spec is that of a pod: a template keeps them open.
pub(super) fn spec_of_pod(spec: &mut Value) {
    for list in ["containers", "initContainers"] {
        for container in items(spec, list) {
            requests_from_limits(container);
        }
    }
    super::pod_resources::pod_level(spec);
    absent(spec, "enableServiceLinks", true);
    if spec.bool_at(&["hostNetwork"]) == Some(true) {
        for list in ["containers", "initContainers"] {
            for container in items(spec, list) {
                host_ports(container);
            }
        }
    }
}

fn requests_from_limits(container: &mut Value) {
    let Some(resources) = present(container, "resources") else { return };
    let limits = resources.field("limits").cloned();
    copy_missing(resources, "requests", limits.as_ref());
}

fn host_ports(container: &mut Value) {
    for port in items(container, "ports") {
        if let Some(number) = port.i64_at(&["containerPort"]) {
            zero(port, "hostPort", number);
        }
    }
}

/// `ServiceAccount` is the old name of `serviceAccountName`: either one gives the other.
pub(super) fn service_account(spec: &mut Value) {
    let mut name = text_of(spec, "serviceAccountName").to_owned();
    if name.is_empty() {
        text_of(spec, "serviceAccount").clone_into(&mut name);
    }
    if !name.is_empty() {
        spec.set("serviceAccountName", name.as_str());
        spec.set("serviceAccount", name);
    }
}

pub(super) fn container(container: &mut Value) {
    let pull = pull_policy(text_of(container, "image"));
    empty(container, "imagePullPolicy", pull);
    empty(container, "terminationMessagePath", "/dev/termination-log");
    empty(container, "terminationMessagePolicy", "File");
}

fn pull_policy(image: &str) -> &'static str {
    if image::is_latest(image) { "Always" } else { "IfNotPresent" }
}

pub(super) fn volume(volume: &mut Value) {
    if VOLUME_SOURCES.iter().all(|source| volume.field(source).is_none()) {
        volume.set("emptyDir", Value::map());
    }
    if let Some(image) = present(volume, "image") {
        let pull = pull_policy(text_of(image, "reference"));
        empty(image, "pullPolicy", pull);
    }
}

pub(super) fn probe(probe: &mut Value) {
    zero(probe, "timeoutSeconds", 1);
    zero(probe, "periodSeconds", 10);
    zero(probe, "successThreshold", 1);
    zero(probe, "failureThreshold", 3);
}

pub(super) fn http_get(action: &mut Value) {
    empty(action, "path", "/");
    empty(action, "scheme", "HTTP");
}

pub(super) fn grpc(action: &mut Value) {
    absent(action, "service", "");
}

pub(super) fn object_field(selector: &mut Value) {
    empty(selector, "apiVersion", "v1");
}

pub(super) fn files(source: &mut Value) {
    absent(source, "defaultMode", FILE_MODE);
}

pub(super) fn service_account_token(projection: &mut Value) {
    absent(projection, "expirationSeconds", 3600);
}

pub(super) fn host_path(source: &mut Value) {
    absent(source, "type", "");
}

pub(super) fn azure_disk(source: &mut Value) {
    absent(source, "readOnly", false);
}

pub(super) fn claim_spec(spec: &mut Value) {
    absent(spec, "volumeMode", "Filesystem");
}

/// Amounts finer than a thousandth are rounded up to one.
pub(super) fn resource_list(list: &mut Value) {
    let Some(list) = list.as_map_mut() else { return };
    for (_, amount) in list.iter_mut() {
        if let Some(rounded) = quantity::rounded_up_to_milli(amount) {
            *amount = rounded;
        }
    }
}
