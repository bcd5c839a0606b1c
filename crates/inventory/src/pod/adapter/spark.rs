//! Spark operator: an application is a driver's pod and executors' pods.
//!
//! The image, pull policy and volumes stand in the application's spec, a role may name its own
//! image. A role's `securityContext` is its container's and `podSecurityContext` the pod's. Spark
//! itself writes the pod, and a role's `template` is laid under it, so the pods are partial.

use sekisho_value::{Route, Value};

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::part::Part;

/// The fields of a role that are fields of its container.
const CONTAINER: [&str; 7] =
    ["env", "envFrom", "lifecycle", "ports", "securityContext", "volumeMounts", "image"];

/// The fields of a role that are fields of its pod.
const POD: [&str; 11] = [
    "affinity",
    "dnsConfig",
    "hostAliases",
    "hostNetwork",
    "initContainers",
    "nodeSelector",
    "priorityClassName",
    "schedulerName",
    "shareProcessNamespace",
    "terminationGracePeriodSeconds",
    "tolerations",
];

pub(super) fn application<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(spec) = at.field("spec") {
        roles(object, &spec, pods);
    }
}

pub(super) fn scheduled<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(spec) = at.at(&["spec", "template"]) {
        roles(object, &spec, pods);
    }
}

fn roles<'a>(object: &'a Object, spec: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    // The names that Spark gives the containers of either role.
    for (role, name) in
        [("driver", "spark-kubernetes-driver"), ("executor", "spark-kubernetes-executor")]
    {
        if let Some(part) = spec.field(role) {
            pods.push(pod(object, spec, &part, name));
        }
    }
}

fn pod<'a>(object: &'a Object, spec: &Part<'a>, role: &Part<'a>, name: &str) -> Pod<'a> {
    let mut draft = Draft::new(object, role.route.clone(), role.route.clone());
    draft.partial();
    let mut container = Value::map();
    let mut moved: Vec<(Route, Route)> = Vec::new();
    container.set("name", name);
    for field in CONTAINER {
        if let Some(part) = role.field(field) {
            container.set(field, part.value.clone());
        }
    }
    for field in ["image", "imagePullPolicy"] {
        if let (None, Some(part)) = (container.field(field), spec.field(field)) {
            container.set(field, part.value.clone());
            moved.push((Route::keys([field]), part.route));
        }
    }
    let in_pod = draft.push("containers", container, role.route.clone());
    for (within, to) in moved {
        draft.moved(in_pod.join(&within), to);
    }
    for sidecar in role.items("sidecars") {
        draft.push_part("containers", sidecar);
    }
    draft.take("securityContext", role.field("podSecurityContext"));
    draft.take("serviceAccountName", role.field("serviceAccount"));
    draft.take_all(role, &POD);
    draft.take("volumes", spec.field("volumes"));
    for secret in spec.items("imagePullSecrets") {
        draft.push_named("imagePullSecrets", secret);
    }
    draft.take_metadata("labels", role.field("labels"));
    draft.take_metadata("annotations", role.field("annotations"));
    if let Some(template) = role.at(&["template", "spec"]) {
        draft.take_all(&template, &POD);
        draft.take_all(
            &template,
            &["securityContext", "serviceAccountName", "hostPID", "hostIPC", "volumes"],
        );
        for extra in template.items("containers") {
            let is_main = extra.text("name") == Some(name);
            if !is_main {
                draft.push_part("containers", extra);
            }
        }
    }
    draft.finish()
}
