//! What the API server would refuse the objects of a world for: kinds of Kubernetes by its own
//! schemas, custom resources by the definitions in the same world.

use std::collections::HashMap;

use sekisho_api::{Cause, CustomSchema, KubeVersion, Rule, Violation, validate_object};
use sekisho_inventory::{Object, Snapshot, WorldKind};
use sekisho_value::{Route, Step, Value};

/// Judges objects of one world, one after the other.
pub(crate) struct Schemas<'s> {
    snapshot: &'s Snapshot,
    version: KubeVersion,
    /// Definitions by group and kind, read when the first custom resource is met.
    custom: Option<HashMap<(&'s str, &'s str), CustomSchema<'s>>>,
}

impl<'s> Schemas<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, version: KubeVersion) -> Self {
        Self { snapshot, version, custom: None }
    }

    /// What the API server would refuse an object for, without what follows from something else, and
    /// without what is missing from a part that is completed before it is applied; none where no schema
    /// is known. What is in a cluster has been accepted there.
    pub(crate) fn violations(&mut self, object: &'s Object) -> Option<Vec<Violation>> {
        if self.snapshot.world.kind == WorldKind::Cluster {
            return None;
        }
        let mut violations = match validate_object(&object.value, self.version) {
            Some(violations) => violations,
            None => self.of_custom(object)?,
        };
        violations.retain(|violation| !violation.follows);
        let is_directive = |violation: &Violation| {
            matches!(violation.cause, Cause::Unknown(_)) && is_patch_directive(&violation.route)
        };
        if is_fragment(object) || violations.iter().any(is_directive) {
            violations.retain(|violation| !is_directive(violation) && !is_of_whole(violation));
        }
        Some(violations)
    }

    fn of_custom(&mut self, object: &'s Object) -> Option<Vec<Violation>> {
        let snapshot = self.snapshot;
        let version = self.version;
        let custom = self.custom.get_or_insert_with(|| {
            let definitions = snapshot.of_kind("apiextensions.k8s.io", "CustomResourceDefinition");
            let schemas = definitions.filter_map(|object| CustomSchema::read(&object.value));
            // Of several definitions of a kind the last counts, as after `kubectl apply`.
            schemas.map(|schema| (schema.group_and_kind(), schema)).collect()
        });
        custom.get_mut(&(object.group(), object.kind()))?.validate(&object.value, version)
    }
}

/// Whether a violation is one of whole objects only: in a part of one, what is missing is elsewhere.
fn is_of_whole(violation: &Violation) -> bool {
    match &violation.cause {
        Cause::Required(_) | Cause::NotFound(_) => true,
        Cause::Unsupported { value, .. } => value.is_empty(),
        Cause::Invalid(rule) => {
            matches!(rule, Rule::SelectorMatchesTemplate | Rule::SelectorNotEmpty | Rule::OneOf(_))
        }
        _ => false,
    }
}

/// What a strategic merge patch writes among the fields: `$patch`, `$retainKeys` and others.
fn is_patch_directive(route: &Route) -> bool {
    matches!(route.last(), Some(Step::Key(key)) if key.starts_with('$'))
}

/// Whether an object is a part that Kustomize completes: a workload that does not say which pods are
/// its own, and not how they are labelled or what they run either, or a definition of a kind without
/// the kind. Nobody forgets all of that at once.
fn is_fragment(object: &Object) -> bool {
    let spec = object.value.field("spec").unwrap_or(&Value::Null);
    if object.group() == "apps" {
        let is_workload =
            matches!(object.kind(), "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet");
        return is_workload
            && spec.field("selector").is_none()
            && (spec.at(&["template", "metadata", "labels"]).is_none() || !runs_something(spec));
    }
    object.is("apiextensions.k8s.io", "CustomResourceDefinition")
        && spec.field("names").is_none()
        && spec.field("group").is_none()
}

/// Whether a workload has containers, all of them with an image.
fn runs_something(spec: &Value) -> bool {
    let containers = spec.items_at(&["template", "spec", "containers"]);
    !containers.is_empty() && containers.iter().all(|container| container.field("image").is_some())
}

/// Whether a mutating webhook in the same world may complete objects of a group before they are
/// validated. One without rules is given them by its own program.
pub(crate) fn is_completed_by_webhook(snapshot: &Snapshot, object: &Object) -> bool {
    let group = object.group();
    let mut webhooks = snapshot
        .of_kind("admissionregistration.k8s.io", "MutatingWebhookConfiguration")
        .flat_map(|configuration| configuration.value.items_at(&["webhooks"]));
    webhooks.any(|webhook| {
        let rules = webhook.items_at(&["rules"]);
        let mut groups = rules.iter().flat_map(|rule| rule.items_at(&["apiGroups"]));
        rules.is_empty() || groups.any(|of| of.as_str().is_some_and(|of| of == group || of == "*"))
    })
}

/// Whether a value is filled in by something before the API server sees it, as Flux, Argo CD and
/// templates do: what it will be is not known.
///
/// So is what only a person can fill in: `<your domain>`, `__HOST__`, `_`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let is_bracketed = text.split_once('<').is_some_and(|(_, rest)| rest.contains('>'));
    ["${", "{{", "$("].iter().any(|mark| text.contains(mark))
        || is_bracketed
        || (text.len() > 4 && text.starts_with("__") && text.ends_with("__"))
        || (!text.is_empty() && text.bytes().all(|b| b == b'_'))
}
