//! KubeVirt: a virtual machine runs in a pod that the operator writes.
//!
//! What the machine's author decides about that pod is shown: disks that are files of the node
//! (`hostDisk`, a host path of the pod), the images of container disks and of a kernel to boot
//! (containers of the pod), secrets, configuration maps, claims and service account tokens given
//! as disks, scheduling, and the metadata. The rest is the operator's, so the pod is partial.

use sekisho_value::Value;

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::part::Part;

const FIELDS: [&str; 9] = [
    "affinity",
    "dnsConfig",
    "dnsPolicy",
    "nodeSelector",
    "priorityClassName",
    "schedulerName",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
];

/// Sources of a machine's volume that are sources of the pod's volume under the same name.
const SAME: [&str; 6] =
    ["configMap", "downwardAPI", "ephemeral", "persistentVolumeClaim", "secret", "emptyDisk"];

pub(super) fn instance<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    pods.extend(pod(object, at));
}

pub(super) fn template<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(template) = at.at(&["spec", "template"]) {
        pods.extend(pod(object, &template));
    }
}

pub(super) fn pool<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(template) = at.at(&["spec", "virtualMachineTemplate", "spec", "template"]) {
        pods.extend(pod(object, &template));
    }
}

/// The pod of a machine with `metadata` and `spec`.
fn pod<'a>(object: &'a Object, machine: &Part<'a>) -> Option<Pod<'a>> {
    let spec = machine.field("spec")?;
    let mut draft = Draft::new(object, spec.route.clone(), machine.route.then("metadata"));
    draft.partial();
    draft.take_metadata("labels", machine.at(&["metadata", "labels"]));
    draft.take_metadata("annotations", machine.at(&["metadata", "annotations"]));
    draft.take_all(&spec, &FIELDS);
    for entry in spec.items("volumes") {
        volume(&mut draft, &entry);
    }
    if let Some(container) = spec.at(&["domain", "firmware", "kernelBoot", "container"]) {
        image(&mut draft, "kernel-boot", &container, &container);
    }
    Some(draft.finish())
}

fn volume(draft: &mut Draft<'_>, volume: &Part<'_>) {
    let name = volume.text("name").unwrap_or_default();
    if let Some(disk) = volume.field("containerDisk") {
        image(draft, name, &disk, volume);
    } else if let Some(disk) = volume.field("hostDisk") {
        let in_pod = draft.push(
            "volumes",
            named(name, "hostPath", disk.value.clone()),
            volume.route.clone(),
        );
        draft.moved(in_pod.then("hostPath"), disk.route);
    } else if let Some(disk) = volume.field("dataVolume") {
        // A data volume makes a claim of its own name.
        let mut claim = Value::map();
        claim.set("claimName", disk.text("name").unwrap_or_default());
        let in_pod = draft.push(
            "volumes",
            named(name, "persistentVolumeClaim", claim),
            volume.route.clone(),
        );
        let claim = in_pod.then("persistentVolumeClaim");
        draft.moved(claim.then("claimName"), disk.route.then("name"));
        draft.moved(claim, disk.route);
    } else if let Some(claim) = volume.at(&["ephemeral", "persistentVolumeClaim"]) {
        // A layer that is thrown away, over a claim that is only read.
        let value = named(name, "persistentVolumeClaim", claim.value.clone());
        let in_pod = draft.push("volumes", value, volume.route.clone());
        draft.moved(in_pod.then("persistentVolumeClaim"), claim.route);
    } else if let Some(disk) = volume.field("emptyDisk") {
        let value = named(name, "emptyDir", Value::map());
        let in_pod = draft.push("volumes", value, volume.route.clone());
        draft.moved(in_pod.then("emptyDir"), disk.route);
    } else if let Some(account) = volume.field("serviceAccount") {
        draft.take("serviceAccountName", account.field("serviceAccountName"));
    } else if let Some(source) = SAME.into_iter().find(|source| volume.field(source).is_some()) {
        let value = volume.value.field(source).cloned().unwrap_or_default();
        draft.push("volumes", named(name, source, value), volume.route.clone());
    } else {
        cloud_init(draft, name, volume);
    }
}

/// Start-up data that stands in a secret.
fn cloud_init(draft: &mut Draft<'_>, name: &str, volume: &Part<'_>) {
    for source in ["cloudInitNoCloud", "cloudInitConfigDrive", "sysprep"] {
        let Some(data) = volume.field(source) else {
            continue;
        };
        for field in ["secretRef", "networkDataSecretRef", "secret"] {
            let Some(secret) = data.at(&[field, "name"]) else {
                continue;
            };
            let mut value = Value::map();
            value.set("secretName", secret.value.clone());
            let in_pod = draft.push("volumes", named(name, "secret", value), data.route.clone());
            draft.moved(in_pod.then("name"), volume.route.then("name"));
            draft.moved(in_pod.then("secret").then("secretName"), secret.route);
        }
    }
}

fn named(name: &str, source: &str, value: Value) -> Value {
    let mut volume = Value::map();
    volume.set("name", name);
    volume.set(source, value);
    volume
}

/// Adds the container of an image; it has the name of the volume that it belongs to.
fn image(draft: &mut Draft<'_>, name: &str, disk: &Part<'_>, volume: &Part<'_>) {
    let mut container = Value::map();
    container.set("name", name);
    for field in ["image", "imagePullPolicy"] {
        if let Some(value) = disk.value.field(field) {
            container.set(field, value.clone());
        }
    }
    let in_pod = draft.push("containers", container, disk.route.clone());
    draft.moved(in_pod.then("name"), volume.route.then("name"));
    if let Some(secret) = disk.field("imagePullSecret") {
        draft.push_named("imagePullSecrets", secret);
    }
}
