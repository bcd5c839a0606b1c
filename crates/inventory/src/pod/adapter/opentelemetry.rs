//! OpenTelemetry operator: a collector's spec holds fields of its pod and of its container.
//!
//! `securityContext` is the container's and `podSecurityContext` the pod's. The operator brings the
//! image where none is named, and the rest: partial.

use sekisho_value::Value;

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::part::Part;

const CONTAINER: [&str; 11] = [
    "env",
    "envFrom",
    "image",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "ports",
    "readinessProbe",
    "resources",
    "securityContext",
    "volumeMounts",
];

const POD: [&str; 13] = [
    "affinity",
    "dnsConfig",
    "dnsPolicy",
    "hostNetwork",
    "hostPID",
    "initContainers",
    "nodeSelector",
    "priorityClassName",
    "shareProcessNamespace",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
    "volumes",
];

pub(super) fn collector<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let mut draft = Draft::new(object, spec.route.clone(), at.route.then("metadata"));
    draft.partial();
    let mut container = Value::map();
    container.set("name", "otc-container");
    for field in CONTAINER {
        if let Some(value) = spec.value.field(field) {
            container.set(field, value.clone());
        }
    }
    draft.push("containers", container, spec.route.clone());
    for extra in spec.items("additionalContainers") {
        draft.push_part("containers", extra);
    }
    draft.take("securityContext", spec.field("podSecurityContext"));
    draft.take("serviceAccountName", spec.field("serviceAccount"));
    draft.take_all(&spec, &POD);
    draft.take_metadata("annotations", spec.field("podAnnotations"));
    pods.push(draft.finish());
}
