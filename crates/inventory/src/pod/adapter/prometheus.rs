//! Prometheus operator: the spec of a server holds fields of its pod and of its main container.
//!
//! `containers` are laid over those that the operator brings, by name, or added; so everything in
//! such a pod is partial.

use sekisho_value::{Route, Value};

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::merge::overlay;
use crate::pod::part::Part;

const FIELDS: [&str; 17] = [
    "affinity",
    "automountServiceAccountToken",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "hostAliases",
    "hostNetwork",
    "hostUsers",
    "imagePullSecrets",
    "initContainers",
    "nodeSelector",
    "priorityClassName",
    "securityContext",
    "serviceAccountName",
    "tolerations",
    "topologySpreadConstraints",
    "volumes",
];

pub(super) fn server<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let main = match at.value.str_at(&["kind"]) {
        Some("Alertmanager") => "alertmanager",
        Some("ThanosRuler") => "thanos-ruler",
        _ => "prometheus",
    };
    let place = at.route.then("spec");
    let mut draft = Draft::new(object, place.clone(), place.then("podMetadata"));
    draft.partial();
    let mut base = Value::map();
    for field in ["image", "imagePullPolicy", "resources", "volumeMounts"] {
        if let Some(part) = spec.field(field) {
            base.set(field, part.value.clone());
        }
    }
    let mut has_main = false;
    for container in spec.items("containers") {
        if container.text("name") != Some(main) {
            draft.push_part("containers", container);
            continue;
        }
        has_main = true;
        let (value, moved) = overlay(&Part::new(&base, spec.route.clone()), &container);
        let in_pod = draft.push("containers", value, container.route);
        for (within, to) in moved {
            draft.moved(in_pod.join(&within), to);
        }
    }
    if !has_main && spec.text("image").is_some() {
        let moved: Vec<(Route, Route)> = base
            .entries()
            .map(|(field, _)| (Route::keys([field]), spec.route.then(field)))
            .collect();
        base.set("name", main);
        let in_pod = draft.push("containers", base, place.then("containers"));
        for (within, to) in moved {
            draft.moved(in_pod.join(&within), to);
        }
    }
    draft.take_all(&spec, &FIELDS);
    if let Some(metadata) = spec.field("podMetadata") {
        draft.take_metadata("labels", metadata.field("labels"));
        draft.take_metadata("annotations", metadata.field("annotations"));
    }
    if !draft.is_empty() {
        pods.push(draft.finish());
    }
}
