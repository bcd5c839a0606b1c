//! Deprecations and removals: the official migration guide, and the lifecycle marks in the types of
//! `k8s.io/api` up to v1.36.

use super::Replacement;
use crate::KubeVersion;

/// One kind in one version of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) deprecated: Option<KubeVersion>,
    pub(super) removed: Option<KubeVersion>,
    pub(super) replacement: Option<Replacement>,
}

/// Group, version, kinds, minor version that deprecates, minor version that removes, replacement and
/// the minor version that first serves it. Zero stands for none.
type Line = (&'static str, &'static str, &'static [&'static str], u16, u16, (&'static str, u16));

const NONE: (&str, u16) = ("", 0);
const RBAC: &[&str] = &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
const FLOW: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const VALIDATING: &[&str] = &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];
const MUTATING: &[&str] = &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"];
const REVIEWS: &[&str] = &[
    "LocalSubjectAccessReview",
    "SelfSubjectAccessReview",
    "SelfSubjectRulesReview",
    "SubjectAccessReview",
];
const DEVICES: &[&str] =
    &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"];

#[rustfmt::skip]
const LINES: &[Line] = &[
    // Workloads, all of which moved to apps/v1.
    ("extensions", "v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 8, 16, ("apps/v1", 9)),
    ("apps", "v1beta1", &["ControllerRevision", "Deployment", "StatefulSet"], 8, 16, ("apps/v1", 9)),
    ("apps", "v1beta1", &["DeploymentRollback", "Scale"], 8, 16, NONE),
    ("apps", "v1beta2", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], 9, 16, ("apps/v1", 9)),
    ("apps", "v1beta2", &["Scale"], 9, 16, NONE),
    ("extensions", "v1beta1", &["DeploymentRollback", "Scale"], 8, 16, NONE),
    ("extensions", "v1beta1", &["NetworkPolicy"], 9, 16, ("networking.k8s.io/v1", 8)),
    ("extensions", "v1beta1", &["PodSecurityPolicy"], 11, 16, NONE),
    ("extensions", "v1beta1", &["Ingress"], 14, 22, ("networking.k8s.io/v1", 19)),
    ("batch", "v2alpha1", &["CronJob"], 8, 21, ("batch/v1", 21)),
    ("batch", "v1beta1", &["CronJob"], 21, 25, ("batch/v1", 21)),
    ("batch", "v1beta1", &["JobTemplate"], 22, 25, NONE),
    ("autoscaling", "v2beta1", &["HorizontalPodAutoscaler"], 22, 25, ("autoscaling/v2", 23)),
    ("autoscaling", "v2beta2", &["HorizontalPodAutoscaler"], 23, 26, ("autoscaling/v2", 23)),
    ("policy", "v1beta1", &["PodSecurityPolicy"], 21, 25, NONE),
    ("policy", "v1beta1", &["PodDisruptionBudget"], 21, 25, ("policy/v1", 21)),
    ("policy", "v1beta1", &["Eviction"], 22, 25, NONE),
    ("settings.k8s.io", "v1alpha1", &["PodPreset"], 0, 20, NONE),

    // The core.
    ("", "v1", &["ComponentStatus"], 19, 0, NONE),
    ("", "v1", &["Endpoints"], 33, 0, ("discovery.k8s.io/v1 EndpointSlice", 21)),

    // Admission, access and extension.
    ("admissionregistration.k8s.io", "v1beta1", WEBHOOKS, 16, 22, ("admissionregistration.k8s.io/v1", 16)),
    ("admissionregistration.k8s.io", "v1alpha1", VALIDATING, 29, 32, ("admissionregistration.k8s.io/v1", 30)),
    ("admissionregistration.k8s.io", "v1beta1", VALIDATING, 31, 34, ("admissionregistration.k8s.io/v1", 30)),
    ("admissionregistration.k8s.io", "v1alpha1", MUTATING, 35, 38, ("admissionregistration.k8s.io/v1", 36)),
    ("admissionregistration.k8s.io", "v1beta1", MUTATING, 37, 40, ("admissionregistration.k8s.io/v1", 36)),
    ("apiextensions.k8s.io", "v1beta1", &["CustomResourceDefinition"], 16, 22, ("apiextensions.k8s.io/v1", 16)),
    ("apiregistration.k8s.io", "v1beta1", &["APIService"], 19, 22, ("apiregistration.k8s.io/v1", 10)),
    ("auditregistration.k8s.io", "v1alpha1", &["AuditSink"], 0, 19, NONE),
    ("audit.k8s.io", "v1alpha1", &["Event", "Policy"], 21, 24, ("audit.k8s.io/v1", 12)),
    ("audit.k8s.io", "v1beta1", &["Event", "Policy"], 21, 24, ("audit.k8s.io/v1", 12)),
    ("authentication.k8s.io", "v1beta1", &["TokenReview"], 19, 22, ("authentication.k8s.io/v1", 6)),
    ("authentication.k8s.io", "v1alpha1", &["SelfSubjectReview"], 29, 32, ("authentication.k8s.io/v1", 28)),
    ("authentication.k8s.io", "v1beta1", &["SelfSubjectReview"], 30, 33, ("authentication.k8s.io/v1", 28)),
    ("authorization.k8s.io", "v1beta1", REVIEWS, 19, 22, ("authorization.k8s.io/v1", 6)),
    ("certificates.k8s.io", "v1beta1", &["CertificateSigningRequest"], 19, 22, ("certificates.k8s.io/v1", 19)),
    ("certificates.k8s.io", "v1alpha1", &["ClusterTrustBundle"], 34, 37, ("certificates.k8s.io/v1beta1", 33)),
    ("certificates.k8s.io", "v1beta1", &["ClusterTrustBundle"], 37, 40, NONE),
    ("certificates.k8s.io", "v1beta1", &["PodCertificateRequest"], 38, 41, NONE),
    ("rbac.authorization.k8s.io", "v1alpha1", RBAC, 17, 23, ("rbac.authorization.k8s.io/v1", 8)),
    ("rbac.authorization.k8s.io", "v1beta1", RBAC, 17, 22, ("rbac.authorization.k8s.io/v1", 8)),

    // Networking, coordination and events.
    ("networking.k8s.io", "v1beta1", &["Ingress", "IngressClass"], 19, 22, ("networking.k8s.io/v1", 19)),
    ("networking.k8s.io", "v1alpha1", &["ClusterCIDR"], 28, 29, NONE),
    ("networking.k8s.io", "v1alpha1", &["IPAddress", "ServiceCIDR"], 30, 34, ("networking.k8s.io/v1", 33)),
    ("networking.k8s.io", "v1beta1", &["IPAddress", "ServiceCIDR"], 34, 37, ("networking.k8s.io/v1", 33)),
    ("discovery.k8s.io", "v1beta1", &["EndpointSlice"], 21, 25, ("discovery.k8s.io/v1", 21)),
    ("coordination.k8s.io", "v1beta1", &["Lease"], 19, 22, ("coordination.k8s.io/v1", 14)),
    ("coordination.k8s.io", "v1alpha1", &["LeaseCandidate"], 0, 32, ("coordination.k8s.io/v1beta1", 33)),
    ("coordination.k8s.io", "v1alpha2", &["LeaseCandidate"], 35, 38, ("coordination.k8s.io/v1beta1", 33)),
    ("coordination.k8s.io", "v1beta1", &["LeaseCandidate"], 36, 39, NONE),
    ("events.k8s.io", "v1beta1", &["Event"], 22, 25, ("events.k8s.io/v1", 19)),
    ("flowcontrol.apiserver.k8s.io", "v1alpha1", FLOW, 20, 21, ("flowcontrol.apiserver.k8s.io/v1", 29)),
    ("flowcontrol.apiserver.k8s.io", "v1beta1", FLOW, 23, 26, ("flowcontrol.apiserver.k8s.io/v1", 29)),
    ("flowcontrol.apiserver.k8s.io", "v1beta2", FLOW, 26, 29, ("flowcontrol.apiserver.k8s.io/v1", 29)),
    ("flowcontrol.apiserver.k8s.io", "v1beta3", FLOW, 29, 32, ("flowcontrol.apiserver.k8s.io/v1", 29)),

    // Nodes, scheduling, devices and storage.
    ("node.k8s.io", "v1alpha1", &["RuntimeClass"], 20, 24, ("node.k8s.io/v1", 20)),
    ("node.k8s.io", "v1beta1", &["RuntimeClass"], 22, 25, ("node.k8s.io/v1", 20)),
    ("scheduling.k8s.io", "v1alpha1", &["PriorityClass"], 14, 23, ("scheduling.k8s.io/v1", 14)),
    ("scheduling.k8s.io", "v1beta1", &["PriorityClass"], 14, 22, ("scheduling.k8s.io/v1", 14)),
    ("resource.k8s.io", "v1alpha3", DEVICES, 34, 34, ("resource.k8s.io/v1", 34)),
    ("resource.k8s.io", "v1alpha3", &["DeviceTaintRule"], 36, 39, ("resource.k8s.io/v1beta2", 36)),
    ("resource.k8s.io", "v1beta1", DEVICES, 35, 38, ("resource.k8s.io/v1", 34)),
    ("resource.k8s.io", "v1beta2", DEVICES, 36, 39, ("resource.k8s.io/v1", 34)),
    ("storage.k8s.io", "v1beta1", &["CSINode"], 17, 22, ("storage.k8s.io/v1", 17)),
    ("storage.k8s.io", "v1beta1", &["CSIDriver"], 19, 22, ("storage.k8s.io/v1", 18)),
    ("storage.k8s.io", "v1beta1", &["StorageClass"], 19, 22, ("storage.k8s.io/v1", 6)),
    ("storage.k8s.io", "v1beta1", &["VolumeAttachment"], 19, 22, ("storage.k8s.io/v1", 13)),
    ("storage.k8s.io", "v1alpha1", &["VolumeAttachment"], 21, 24, ("storage.k8s.io/v1", 13)),
    ("storage.k8s.io", "v1alpha1", &["CSIStorageCapacity"], 21, 24, ("storage.k8s.io/v1", 24)),
    ("storage.k8s.io", "v1beta1", &["CSIStorageCapacity"], 24, 27, ("storage.k8s.io/v1", 24)),
    ("storage.k8s.io", "v1alpha1", &["VolumeAttributesClass"], 32, 35, ("storage.k8s.io/v1", 34)),
    ("storage.k8s.io", "v1beta1", &["VolumeAttributesClass"], 34, 37, ("storage.k8s.io/v1", 34)),
    ("storagemigration.k8s.io", "v1alpha1", &["StorageVersionMigration"], 33, 35, ("storagemigration.k8s.io/v1beta1", 35)),
    ("storagemigration.k8s.io", "v1beta1", &["StorageVersionMigration"], 38, 41, NONE),
];

/// All rows with their group, version and kind.
#[cfg(test)]
pub(super) fn rows() -> impl Iterator<Item = ([&'static str; 3], Row)> {
    LINES.iter().flat_map(|line| line.2.iter().map(|kind| ([line.0, line.1, kind], row(line))))
}

/// The row of a kind.
pub(super) fn find(group: &str, version: &str, kind: &str) -> Option<Row> {
    let is_it = |line: &&Line| (line.0, line.1) == (group, version) && line.2.contains(&kind);
    LINES.iter().find(is_it).map(row)
}

fn row(line: &Line) -> Row {
    let (_, _, _, deprecated, removed, (replacement, since)) = *line;
    let minor = |minor| (minor > 0).then(|| KubeVersion::minor_of_1(minor));
    let (api_version, kind) = match replacement.split_once(' ') {
        Some((api_version, kind)) => (api_version, Some(kind)),
        None => (replacement, None),
    };
    let replacement =
        minor(since).map(|available_since| Replacement { api_version, kind, available_since });
    Row { deprecated: minor(deprecated), removed: minor(removed), replacement }
}
