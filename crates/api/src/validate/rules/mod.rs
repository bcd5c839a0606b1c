//! The documented rules of types, each run where the walk enters a struct of the type.
//!
//! They are those of the `validation` packages of Kubernetes v1.36 that rest on the object alone.
//! What depends on the cluster (address ranges, node ports, other objects) is not told here. Defaults
//! count as set: a rule sees an absent field as the server would after defaulting.

mod config;
mod container;
mod meta;
mod network;
mod pod;
mod rbac;
mod scaling;
mod service;
mod storage;
mod volume;
mod webhook;
mod workload;

use sekisho_value::Value;

use super::walk::{At, Walk, at};
use super::{Ban, Cause, Need, Rule, format};
use crate::quantity::Quantity;

pub(super) use meta::object;

/// The rules of a struct. They run before the walk goes on into its fields.
pub(super) type Check = for<'v> fn(&mut Walk<'v>, &'v Value);

/// The rules of the definition with a name.
pub(super) fn check_of(definition: &str) -> Option<Check> {
    let name = definition.strip_prefix("io.k8s.").unwrap_or(definition);
    let check: Check = match name {
        "apimachinery.pkg.apis.meta.v1.ObjectMeta" => meta::object_meta,
        "apimachinery.pkg.apis.meta.v1.OwnerReference" => meta::owner,
        "apimachinery.pkg.apis.meta.v1.LabelSelector" => meta::label_selector,
        "kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec" => webhook::api_service,
        _ => return check_of_api(name.strip_prefix("api.")?),
    };
    Some(check)
}

fn check_of_api(name: &str) -> Option<Check> {
    let (package, name) = name.rsplit_once('.')?;
    let (group, _) = package.split_once('.')?;
    let check: Check = match (group, name) {
        ("core", name) => return check_of_core(name),
        ("apps", "Deployment") => workload::deployment,
        ("apps", "ReplicaSet") => workload::replica_set,
        ("apps", "StatefulSet") => workload::stateful_set,
        ("apps", "DaemonSet") => workload::daemon_set,
        ("batch", "JobSpec") => workload::job_spec,
        ("batch", "CronJob") => workload::cron_job,
        ("rbac", "Role") => rbac::role,
        ("rbac", "PolicyRule") => rbac::policy_rule,
        ("rbac", "RoleBinding") => rbac::role_binding,
        ("rbac", "ClusterRoleBinding") => rbac::cluster_role_binding,
        ("networking", "IngressSpec") => network::ingress,
        ("networking", "IngressRule") => network::ingress_rule,
        ("networking", "HTTPIngressRuleValue") => network::http_rule,
        ("networking", "HTTPIngressPath") => network::http_path,
        ("networking", "IngressBackend") => network::backend,
        ("networking", "IngressTLS") => network::tls,
        ("networking", "NetworkPolicyPeer") => network::peer,
        ("networking", "NetworkPolicyPort") => network::policy_port,
        ("networking", "IPBlock") => network::ip_block,
        ("autoscaling", "HorizontalPodAutoscalerSpec") => scaling::autoscaler,
        ("autoscaling", "MetricSpec") => scaling::metric,
        ("autoscaling", "ResourceMetricSource") => scaling::resource_source,
        ("autoscaling", "MetricTarget") => scaling::metric_target,
        ("autoscaling", "HPAScalingPolicy") => scaling::policy,
        ("policy", "PodDisruptionBudgetSpec") => scaling::disruption_budget,
        ("networking", "IngressClassSpec") => network::class,
        ("discovery", "Endpoint") => network::endpoint,
        ("storage", "StorageClass") => storage::class,
        ("admissionregistration", "MutatingWebhook" | "ValidatingWebhook") => webhook::webhook,
        ("admissionregistration", "NamedRuleWithOperations" | "RuleWithOperations") => {
            webhook::rule
        }
        ("admissionregistration", "MutatingAdmissionPolicyBindingSpec") => webhook::binding,
        ("admissionregistration", "ValidatingAdmissionPolicyBindingSpec") => webhook::binding,
        _ => return None,
    };
    Some(check)
}

fn check_of_core(name: &str) -> Option<Check> {
    let check: Check = match name {
        "PodSpec" => pod::pod_spec,
        "Pod" => pod::pod,
        "Toleration" => pod::toleration,
        "NodeSelector" => pod::node_selector,
        "NodeSelectorTerm" => pod::node_selector_term,
        "PreferredSchedulingTerm" | "WeightedPodAffinityTerm" => pod::weighted,
        "SeccompProfile" => pod::seccomp_profile,
        "AppArmorProfile" => pod::app_armor_profile,
        "ObjectFieldSelector" => container::object_field,
        "ServiceAccountTokenProjection" => volume::token,
        "EndpointAddress" => network::endpoint_address,
        "TopologySpreadConstraint" => pod::topology_spread,
        "Container" | "EphemeralContainer" => container::container,
        "ContainerPort" => container::port,
        "EnvVar" => container::env,
        "EnvVarSource" => container::env_source,
        "SecretKeySelector" | "ConfigMapKeySelector" => container::key_selector,
        "Probe" => container::probe,
        "LifecycleHandler" => container::lifecycle,
        "HTTPGetAction" | "TCPSocketAction" => container::port_action,
        "GRPCAction" => container::grpc_action,
        "VolumeMount" => container::mount,
        "SecurityContext" => container::security_context,
        "Volume" => volume::volume,
        "HostPathVolumeSource" => volume::host_path,
        "KeyToPath" | "DownwardAPIVolumeFile" => volume::file,
        "VolumeProjection" => volume::projection,
        "Service" => service::service,
        "ReplicationController" => workload::replication_controller,
        "PersistentVolumeClaimSpec" => storage::claim,
        "PersistentVolumeSpec" => storage::volume,
        "ResourceQuotaSpec" => storage::quota,
        "Secret" => config::secret,
        "ConfigMap" => config::config_map,
        _ => return None,
    };
    Some(check)
}

/// Required texts that may be empty or absent for the server all the same.
pub(super) fn may_be_empty(definition: &str, field: &str) -> bool {
    let name = definition.strip_prefix("io.k8s.api.").unwrap_or(definition);
    let is_exempt = match name {
        // Defaulted, or told by a rule of its own.
        "rbac.v1.RoleRef" => matches!(field, "apiGroup" | "kind"),
        "batch.v1.PodFailurePolicyOnPodConditionsPattern" => field == "status",
        "rbac.v1.Subject" => field == "kind",
        "autoscaling.v2.MetricSpec" | "autoscaling.v2.HPAScalingPolicy" => field == "type",
        "core.v1.EphemeralContainer" | "core.v1.Container" | "core.v1.Volume" => field == "name",
        // Claims drop a source of a kind that they do not know.
        "core.v1.TypedLocalObjectReference" | "core.v1.TypedObjectReference" => true,
        // Not checked.
        "apps.v1.StatefulSetSpec" => field == "serviceName",
        "core.v1.HTTPHeader" | "core.v1.Sysctl" => field == "value",
        // Told as another cause.
        "core.v1.TopologySpreadConstraint" => field == "whenUnsatisfiable",
        "core.v1.NodeSelectorRequirement" => true,
        "core.v1.Toleration" | "core.v1.ComponentCondition" | "autoscaling.v2.MetricTarget" => true,
        _ => false,
    };
    is_exempt
        || name.starts_with("core.v1.Event")
        || name.starts_with("events.")
        || name.starts_with("authentication.")
        || name.starts_with("authorization.")
        || name.contains("Status")
        || name.contains("Condition") && !name.ends_with("MatchCondition")
        || name.starts_with("io.k8s.apimachinery.pkg.apis.meta.v1.")
}

/// The text of a field; empty if there is none.
fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.field(key).and_then(Value::as_str).unwrap_or("")
}

/// The elements of a field.
fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.field(key).map_or(&[], Value::items)
}

/// The number of entries of the map in a field.
fn entries(value: &Value, key: &str) -> usize {
    value.field(key).and_then(Value::as_map).map_or(0, sekisho_value::Map::len)
}

/// The fields of `keys` that are set.
fn set_of<'k>(value: &Value, keys: &[&'k str]) -> Vec<&'k str> {
    keys.iter().copied().filter(|key| value.field(key).is_some()).collect()
}

impl<'v> Walk<'v> {
    /// A text with a form, if it is not empty.
    fn formed(&mut self, value: &Value, key: &str, is_formed: fn(&str) -> bool, rule: Rule) {
        let text = text(value, key);
        if !text.is_empty() && !is_formed(text) {
            self.invalid(at![key], rule);
        }
    }

    /// A whole number that is not below `least`, if it is there.
    fn at_least(&mut self, value: &Value, key: &str, least: i64) {
        if value.field(key).and_then(Value::as_i64).is_some_and(|number| number < least) {
            self.invalid(at![key], Rule::AtLeast(least));
        }
    }

    /// A whole number within bounds, if it is there.
    fn between(&mut self, value: &Value, key: &str, least: i64, most: i64) {
        let is_outside = |number: i64| !(least..=most).contains(&number);
        if value.field(key).and_then(Value::as_i64).is_some_and(is_outside) {
            self.invalid(at![key], Rule::Between(least, most));
        }
    }

    /// A whole number or percentage, if it is there.
    fn percent(&mut self, value: &Value, way: &[&str]) {
        let way_of = || way.iter().map(|key| At::Key(key)).collect::<Vec<_>>();
        match value.at(way) {
            Some(Value::String(text)) if !format::is_percent(text) => {
                self.invalid(&way_of(), Rule::Percent);
            }
            Some(Value::Int(number)) if *number < 0 => {
                self.invalid(&way_of(), Rule::AtLeast(0));
            }
            _ => {}
        }
    }

    /// A port by number or name; the server takes an absent one for 0.
    fn port(&mut self, at: &[At<'_>], port: Option<&Value>) {
        match port {
            Some(Value::String(name)) => {
                if !format::is_port_name(name) {
                    self.invalid(at, Rule::PortName);
                }
            }
            Some(Value::Int(1..=65535)) => {}
            Some(Value::Int(_)) | None => self.invalid(at, Rule::Port),
            Some(_) => {}
        }
    }

    /// Texts of a list that stand twice in a field of its elements.
    fn unique(&mut self, list: &'v [Value], list_key: &str, key: &str) {
        for (index, item) in list.iter().enumerate() {
            let name = text(item, key);
            let before = list.iter().take(index);
            if !name.is_empty() && before.clone().any(|other| text(other, key) == name) {
                self.report(at![list_key, index, key], Cause::Duplicate(name.to_owned()));
            }
        }
    }

    /// An amount that is not negative, or above zero.
    fn amount(&mut self, at: &[At<'_>], value: &Value, may_be_zero: bool) {
        let Some(Ok(amount)) = Quantity::from_value(value) else { return };
        if amount.is_negative() || (amount.is_zero() && !may_be_zero) {
            self.invalid(at, if may_be_zero { Rule::NotNegative } else { Rule::Positive });
        }
    }
}
