//! Fields that a server drops on creation because their feature is off by default.

use sekisho_value::Value;

use super::fill::remove;
use crate::KubeVersion;
use crate::schema::{Schema, SchemaKind};

/// Fields of a definition without the prefix `io.k8s.api.`, and the minor version since which their
/// feature is on; 0 if it is off up to v1.36. From `pkg/features/kube_features.go` of v1.36.
const GATED: &[(&str, &[&str], u16)] = &[
    ("apps.v1.RollingUpdateStatefulSetStrategy", &["maxUnavailable"], 0),
    ("autoscaling.v2.HPAScalingRules", &["tolerance"], 35),
    ("batch.v1.JobSpec", &["backoffLimitPerIndex", "maxFailedIndexes", "podReplacementPolicy"], 29),
    ("batch.v1.JobSpec", &["successPolicy"], 31),
    ("batch.v1.JobSpec", &["managedBy"], 32),
    ("coordination.v1.LeaseSpec", &["preferredHolder", "strategy"], 0),
    ("core.v1.Container", &["resizePolicy"], 33),
    ("core.v1.Container", &["restartPolicyRules"], 35),
    ("core.v1.EnvVarSource", &["fileKeyRef"], 35),
    ("core.v1.EphemeralContainer", &["resizePolicy"], 33),
    ("core.v1.EphemeralContainer", &["restartPolicyRules"], 35),
    ("core.v1.Lifecycle", &["stopSignal"], 0),
    ("core.v1.LifecycleHandler", &["sleep"], 30),
    ("core.v1.PersistentVolumeClaimSpec", &["volumeAttributesClassName"], 34),
    ("core.v1.PersistentVolumeSpec", &["volumeAttributesClassName"], 34),
    ("core.v1.PodAffinityTerm", &["matchLabelKeys", "mismatchLabelKeys"], 31),
    ("core.v1.PodSecurityContext", &["seLinuxChangePolicy", "supplementalGroupsPolicy"], 33),
    ("core.v1.PodSpec", &["hostUsers"], 33),
    ("core.v1.PodSpec", &["resourceClaims", "resources"], 34),
    ("core.v1.PodSpec", &["hostnameOverride"], 35),
    ("core.v1.PodSpec", &["schedulingGroup"], 0),
    ("core.v1.ResourceRequirements", &["claims"], 34),
    ("core.v1.Volume", &["image"], 35),
    ("core.v1.VolumeMount", &["recursiveReadOnly"], 31),
    ("core.v1.VolumeProjection", &["clusterTrustBundle", "podCertificate"], 0),
    ("discovery.v1.EndpointHints", &["forNodes"], 34),
    (
        "storage.v1.CSIDriverSpec",
        &["nodeAllocatableUpdatePeriodSeconds", "serviceAccountTokenInSecrets"],
        35,
    ),
    ("storage.v1.CSIDriverSpec", &["preventPodSchedulingIfMissing"], 0),
];

/// Drops from `value` what is off by default in the version of `schema`.
pub(super) fn drop_disabled(value: &mut Value, schema: Schema) {
    match schema.kind() {
        SchemaKind::Object => {
            for field in disabled(schema) {
                remove(value, field);
            }
            let Some(map) = value.as_map_mut() else { return };
            for (key, child) in map.iter_mut() {
                if let Some(property) = schema.property(key) {
                    drop_disabled(child, property.schema());
                }
            }
        }
        SchemaKind::List => {
            let Some(items) = schema.items() else { return };
            value.items_mut().iter_mut().for_each(|item| drop_disabled(item, items));
        }
        _ => {}
    }
}

fn disabled(schema: Schema) -> impl Iterator<Item = &'static str> {
    let name = schema.definition().and_then(|name| name.strip_prefix("io.k8s.api."));
    let version = schema.version();
    let rows = GATED.iter().filter(move |(definition, _, _)| Some(*definition) == name);
    rows.filter(move |(_, _, since)| *since == 0 || version < KubeVersion::minor_of_1(*since))
        .flat_map(|(_, fields, _)| fields.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gated_field_exists() {
        for (definition, fields, _) in GATED {
            let name = format!("io.k8s.api.{definition}");
            let schema = Schema::definition_named(&name, KubeVersion::NEWEST).unwrap();
            for field in *fields {
                assert!(schema.property(field).is_some(), "{definition} {field}");
            }
        }
    }
}
