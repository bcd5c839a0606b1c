//! What the API server would refuse the objects of a world for: kinds of Kubernetes by its own
//! schemas, custom resources by the definitions in the same world.

use std::collections::HashMap;

use sekisho_api::{CustomSchema, KubeVersion, Violation, validate_object};
use sekisho_inventory::{Object, Snapshot, WorldKind};

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

    /// What the API server would refuse an object for, without what follows from something else; none
    /// where no schema is known. What is in a cluster has been accepted there.
    pub(crate) fn violations(&mut self, object: &'s Object) -> Option<Vec<Violation>> {
        if self.snapshot.world.kind == WorldKind::Cluster {
            return None;
        }
        let mut violations = match validate_object(&object.value, self.version) {
            Some(violations) => violations,
            None => self.of_custom(object)?,
        };
        violations.retain(|violation| !violation.follows);
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

/// Whether a value is filled in by something before the API server sees it, as Flux, Argo CD and
/// templates do: what it will be is not known.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.contains("${") || text.contains("{{") || text.contains("$(")
}
