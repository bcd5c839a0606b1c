//! Filling in what a manifest leaves open, as the API server does.
//!
//! An object passes through four steps: it is decoded into the types of its version, defaults are
//! filled in type by type from the outside in, what the server does on creation is done, and it is
//! encoded again. The rules are those of the `defaults.go` files, conversions and registry
//! strategies of Kubernetes v1.36; older versions are given the same rules over their own fields.

use std::sync::OnceLock;

use sekisho_value::Value;

use crate::schema::{Presence, Schema, SchemaKind};
use crate::tables::tables;
use crate::{Api, KubeVersion};

mod codec;
mod core;
mod create;
mod fill;
mod gates;
mod groups;
mod pod;
mod pod_resources;
mod workload;

pub use create::{UNASSIGNED_TIME, UNASSIGNED_UID};

/// Makes of `object` what the API server would store and give back if it were created now.
///
/// False, with nothing changed, if the version of its group does not exist in `version`. Values of
/// the wrong type, for which the server would refuse the object, stay as they are.
///
/// Beyond defaults that is: unknown fields are dropped, amounts and times are canonical, status
/// and what only the server sets in metadata are reset, and the namespace `default` is filled in.
/// What cannot be known beforehand stays open or holds a stand-in: [`UNASSIGNED_UID`],
/// [`UNASSIGNED_TIME`]. Services get the address family of an IPv4 cluster but no addresses.
pub fn default_object(object: &mut Value, version: KubeVersion) -> bool {
    let Some((api, schema)) = schema_of(object, version) else { return false };
    codec::decode(object, schema);
    let labelled = object.at(&["metadata", "labels"]).is_some_and(|labels| *labels != Value::map());
    fill_in(object, schema, true);
    create::prepare(object, api, labelled);
    gates::drop_disabled(object, schema);
    // What is written to storage is read back, with defaults for what is new.
    fill_in(object, schema, true);
    codec::encode(object, schema);
    true
}

/// Makes of `object` what mutating webhooks would be shown: decoded and filled in, but not yet
/// prepared for creation, so that status and metadata are as given.
///
/// False, with nothing changed, if the version of its group does not exist in `version`.
pub fn decode_object(object: &mut Value, version: KubeVersion) -> bool {
    let Some((_, schema)) = schema_of(object, version) else { return false };
    codec::decode(object, schema);
    fill_in(object, schema, true);
    codec::encode(object, schema);
    true
}

/// Fills in a pod spec as if it were that of a Pod: what a kubelet would see of it.
///
/// `spec` is the spec itself, also one taken out of another object's template. Unknown fields are
/// dropped and values are canonical, as for [`default_object`].
pub fn default_pod_spec(spec: &mut Value, version: KubeVersion) {
    let Some(schema) = Schema::definition_named("io.k8s.api.core.v1.PodSpec", version) else {
        return;
    };
    codec::decode(spec, schema);
    // Amounts for the pod as a whole rest on those of its containers, so they come first.
    pod::spec_of_pod(spec);
    fill_in(spec, schema, true);
    codec::encode(spec, schema);
}

/// Fills in a pod template as the API server does inside workloads: as [`default_pod_spec`] does for
/// a Pod, but host ports, service links and requests stay open until a pod is made from it.
///
/// `template` is the map with `metadata` and `spec`.
pub fn default_pod_template(template: &mut Value, version: KubeVersion) {
    let name = "io.k8s.api.core.v1.PodTemplateSpec";
    let Some(schema) = Schema::definition_named(name, version) else { return };
    codec::decode(template, schema);
    fill_in(template, schema, true);
    codec::encode(template, schema);
}

fn schema_of(object: &Value, version: KubeVersion) -> Option<(&'static Api, Schema)> {
    let api = Api::of(version);
    let api_version = object.field("apiVersion")?.as_str()?;
    let schema = api.schema(api_version, object.field("kind")?.as_str()?)?;
    Some((api, schema))
}

/// Applies the defaults of `schema`'s type, then those of the fields' types.
///
/// `rounds` tells whether amounts in maps are those of containers and the like, which are rounded.
fn fill_in(value: &mut Value, schema: Schema, rounds: bool) {
    match schema.kind() {
        SchemaKind::Object => {
            if value.as_map().is_none() {
                return;
            }
            if let Some(fill) = schema.definition_number().and_then(filler) {
                fill(value);
            }
            for property in schema.properties() {
                if let Some(default) = property.declared_default() {
                    declared(value, property.name(), property.presence(), default);
                }
            }
            let rounds = rounds && !schema.definition().is_some_and(is_of_devices);
            let Some(map) = value.as_map_mut() else { return };
            for (key, child) in map.iter_mut() {
                if let Some(property) = schema.property(key) {
                    fill_in(child, property.schema(), rounds);
                }
            }
        }
        SchemaKind::List => {
            let Some(items) = schema.items() else { return };
            for item in value.items_mut() {
                fill_in(item, items, rounds);
            }
        }
        SchemaKind::Map => {
            let Some(values) = schema.values() else { return };
            if rounds && values.kind() == SchemaKind::Quantity {
                pod::resource_list(value);
            }
            for (_, child) in value.as_map_mut().into_iter().flat_map(sekisho_value::Map::iter_mut)
            {
                fill_in(child, values, rounds);
            }
        }
        _ => {}
    }
}

/// Devices have amounts of their own, which are not rounded.
fn is_of_devices(definition: &str) -> bool {
    definition.starts_with("io.k8s.api.resource.")
}

fn declared(object: &mut Value, key: &str, presence: Presence, default: &Value) {
    let is_unset = match object.field(key) {
        None => true,
        Some(Value::String(text)) => text.is_empty() && presence != Presence::IfSet,
        Some(_) => false,
    };
    if is_unset {
        object.set(key, default.clone());
    }
}

type Fill = fn(&mut Value);

/// The rule for a definition, found by its number so that names are compared only once.
fn filler(number: u32) -> Option<Fill> {
    static FILLERS: OnceLock<Box<[Option<Fill>]>> = OnceLock::new();
    let fillers = FILLERS.get_or_init(|| {
        tables().definitions.iter().map(|definition| filler_of(definition.name)).collect()
    });
    fillers.get(number as usize).copied().flatten()
}

fn filler_of(definition: &str) -> Option<Fill> {
    let (package, name) = definition.rsplit_once('.')?;
    let (rest, version) = package.rsplit_once('.')?;
    let (_, group) = rest.rsplit_once('.')?;
    let fill: Fill = match (group, name) {
        ("core", name) => return core_filler(name),
        ("apps", "DaemonSet") => workload::daemon_set,
        ("apps", "Deployment") => workload::deployment,
        ("apps", "ReplicaSet") => workload::replica_set,
        ("apps", "StatefulSet") => workload::stateful_set,
        ("batch", "CronJob") => workload::cron_job,
        ("batch", "Job") => workload::job,
        ("batch", "PodFailurePolicyOnPodConditionsPattern") => workload::failure_pattern,
        ("autoscaling", "HorizontalPodAutoscaler") if version == "v1" => groups::autoscaler_v1,
        ("autoscaling", "HorizontalPodAutoscaler") => groups::autoscaler_v2,
        ("networking", "IngressClass") => groups::ingress_class,
        ("networking", "NetworkPolicy") => groups::network_policy,
        ("networking", "NetworkPolicyPort") => groups::network_policy_port,
        ("discovery", "EndpointPort") => groups::endpoint_port,
        ("storage", "CSIDriver") => groups::csi_driver,
        ("storage", "StorageClass") => groups::storage_class,
        ("rbac", "ClusterRoleBinding" | "RoleBinding") => groups::role_binding,
        ("rbac", "Subject") => groups::subject,
        ("admissionregistration", name) => match name {
            "MatchResources" => groups::match_resources,
            "MutatingWebhook" => groups::mutating_webhook,
            "ValidatingWebhook" => groups::validating_webhook,
            "NamedRuleWithOperations" | "RuleWithOperations" => groups::rule,
            "MutatingAdmissionPolicySpec" | "ValidatingAdmissionPolicySpec" => groups::policy_spec,
            "ServiceReference" => groups::service_reference,
            _ => return None,
        },
        ("apiextensions", "CustomResourceDefinition") => groups::custom_resource_definition,
        ("apiextensions" | "apiregistration", "ServiceReference") => groups::service_reference,
        ("scheduling", "PriorityClass") => groups::priority_class,
        ("flowcontrol", "FlowSchemaSpec") => groups::flow_schema_spec,
        ("flowcontrol", "ExemptPriorityLevelConfiguration") => groups::exempt_level,
        ("flowcontrol", "LimitedPriorityLevelConfiguration") => match version {
            "v1" => groups::limited_level,
            "v1beta3" => groups::limited_level_beta,
            _ => groups::limited_level_beta2,
        },
        ("flowcontrol", "QueuingConfiguration") => groups::queuing,
        ("resource", "DeviceSubRequest" | "ExactDeviceRequest") => groups::device_request,
        ("resource", "DeviceRequest") if version == "v1beta1" => groups::device_request_flat,
        ("resource", "DeviceTaint") => groups::device_taint,
        ("resource", "DeviceToleration") => groups::toleration,
        _ => return None,
    };
    Some(fill)
}

fn core_filler(name: &str) -> Option<Fill> {
    let fill: Fill = match name {
        "AzureDiskVolumeSource" => pod::azure_disk,
        "ConfigMapVolumeSource"
        | "DownwardAPIVolumeSource"
        | "ProjectedVolumeSource"
        | "SecretVolumeSource" => pod::files,
        "Container" | "EphemeralContainer" => pod::container,
        "Endpoints" => core::endpoints,
        "GRPCAction" => pod::grpc,
        "HTTPGetAction" => pod::http_get,
        "HostPathVolumeSource" => pod::host_path,
        "LimitRangeItem" => core::limit_range_item,
        "Namespace" => core::namespace,
        "NamespaceStatus" => core::namespace_status,
        "NodeSpec" => core::node_spec,
        "NodeStatus" => core::node_status,
        "ObjectFieldSelector" => pod::object_field,
        "PersistentVolume" => core::persistent_volume,
        "PersistentVolumeClaim" => core::persistent_volume_claim,
        "PersistentVolumeClaimSpec" => pod::claim_spec,
        "Pod" => |object| {
            core::drop_old_annotations(object);
            if let Some(spec) = fill::child(object, "spec") {
                pod::spec_of_pod(spec);
            }
        },
        "PodSpec" => |spec| {
            pod::pod_spec(spec);
            pod::service_account(spec);
        },
        "PodTemplateSpec" => core::drop_old_annotations,
        "Probe" => pod::probe,
        "ReplicationController" => workload::replication_controller,
        "Secret" => core::secret,
        "Service" => core::service,
        "ServiceAccountTokenProjection" => pod::service_account_token,
        "Volume" => pod::volume,
        _ => return None,
    };
    Some(fill)
}
