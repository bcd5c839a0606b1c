//! Versions of Kubernetes' own kinds that were deprecated or removed.
//!
//! From the deprecation guide of Kubernetes and its release notes; versions that were on by default
//! in no release are left out.

use sekisho_api::{Api, KubeVersion, split_api_version};

/// A version of a group that goes away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retired {
    /// As objects write it.
    pub(crate) api_version: &'static str,
    /// The kinds; none means all.
    pub(crate) kinds: &'static [&'static str],
    /// Minor version of Kubernetes that first warned.
    pub(crate) deprecated: u16,
    /// Minor version of Kubernetes that no longer serves it; none is announced where it is absent.
    pub(crate) removed: Option<u16>,
    /// What to write instead; empty where there is nothing of the kind.
    pub(crate) replacement: &'static str,
    /// Whether the replacement has the same fields, so that the version alone has to change.
    pub(crate) same_fields: bool,
}

const fn retired(
    api_version: &'static str,
    kinds: &'static [&'static str],
    deprecated: u16,
    removed: u16,
    replacement: &'static str,
    same_fields: bool,
) -> Retired {
    Retired { api_version, kinds, deprecated, removed: Some(removed), replacement, same_fields }
}

const RBAC: &[&str] = &["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const ADMISSION_POLICIES: &[&str] =
    &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];
const FLOWS: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];

static RETIRED: [Retired; 42] = [
    retired(
        "extensions/v1beta1",
        &["Deployment", "DaemonSet", "ReplicaSet"],
        9,
        16,
        "apps/v1",
        false,
    ),
    retired("extensions/v1beta1", &["NetworkPolicy"], 9, 16, "networking.k8s.io/v1", true),
    retired("extensions/v1beta1", &["PodSecurityPolicy"], 10, 16, "", false),
    retired("extensions/v1beta1", &["Ingress"], 14, 22, "networking.k8s.io/v1", false),
    retired(
        "apps/v1beta1",
        &["Deployment", "StatefulSet", "ControllerRevision"],
        9,
        16,
        "apps/v1",
        false,
    ),
    retired(
        "apps/v1beta2",
        &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ControllerRevision"],
        9,
        16,
        "apps/v1",
        false,
    ),
    retired("networking.k8s.io/v1beta1", &["Ingress"], 19, 22, "networking.k8s.io/v1", false),
    retired("networking.k8s.io/v1beta1", &["IngressClass"], 19, 22, "networking.k8s.io/v1", true),
    retired(
        "rbac.authorization.k8s.io/v1alpha1",
        RBAC,
        17,
        22,
        "rbac.authorization.k8s.io/v1",
        true,
    ),
    retired(
        "rbac.authorization.k8s.io/v1beta1",
        RBAC,
        17,
        22,
        "rbac.authorization.k8s.io/v1",
        true,
    ),
    retired(
        "admissionregistration.k8s.io/v1beta1",
        WEBHOOKS,
        16,
        22,
        "admissionregistration.k8s.io/v1",
        false,
    ),
    retired(
        "admissionregistration.k8s.io/v1alpha1",
        ADMISSION_POLICIES,
        30,
        34,
        "admissionregistration.k8s.io/v1",
        true,
    ),
    retired(
        "admissionregistration.k8s.io/v1beta1",
        ADMISSION_POLICIES,
        30,
        34,
        "admissionregistration.k8s.io/v1",
        true,
    ),
    retired(
        "apiextensions.k8s.io/v1beta1",
        &["CustomResourceDefinition"],
        16,
        22,
        "apiextensions.k8s.io/v1",
        false,
    ),
    retired(
        "apiregistration.k8s.io/v1beta1",
        &["APIService"],
        19,
        22,
        "apiregistration.k8s.io/v1",
        true,
    ),
    retired(
        "authentication.k8s.io/v1beta1",
        &["TokenReview"],
        19,
        22,
        "authentication.k8s.io/v1",
        true,
    ),
    retired(
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SubjectAccessReview",
            "SelfSubjectRulesReview",
        ],
        19,
        22,
        "authorization.k8s.io/v1",
        false,
    ),
    retired(
        "certificates.k8s.io/v1beta1",
        &["CertificateSigningRequest"],
        19,
        22,
        "certificates.k8s.io/v1",
        false,
    ),
    retired("coordination.k8s.io/v1beta1", &["Lease"], 19, 22, "coordination.k8s.io/v1", true),
    retired("scheduling.k8s.io/v1alpha1", &["PriorityClass"], 14, 17, "scheduling.k8s.io/v1", true),
    retired("scheduling.k8s.io/v1beta1", &["PriorityClass"], 14, 22, "scheduling.k8s.io/v1", true),
    retired(
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        19,
        22,
        "storage.k8s.io/v1",
        true,
    ),
    retired("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 24, 27, "storage.k8s.io/v1", true),
    retired("batch/v1beta1", &["CronJob"], 21, 25, "batch/v1", true),
    retired("batch/v2alpha1", &["CronJob"], 8, 21, "batch/v1", true),
    retired("discovery.k8s.io/v1beta1", &["EndpointSlice"], 21, 25, "discovery.k8s.io/v1", false),
    retired("events.k8s.io/v1beta1", &["Event"], 19, 25, "events.k8s.io/v1", false),
    retired("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 22, 25, "autoscaling/v2", false),
    retired("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 23, 26, "autoscaling/v2", true),
    retired("policy/v1beta1", &["PodDisruptionBudget"], 21, 25, "policy/v1", false),
    retired("policy/v1beta1", &["PodSecurityPolicy"], 21, 25, "", false),
    retired("node.k8s.io/v1beta1", &["RuntimeClass"], 22, 25, "node.k8s.io/v1", true),
    retired("settings.k8s.io/v1alpha1", &["PodPreset"], 20, 20, "", false),
    retired(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        FLOWS,
        23,
        26,
        "flowcontrol.apiserver.k8s.io/v1",
        false,
    ),
    retired(
        "flowcontrol.apiserver.k8s.io/v1beta2",
        FLOWS,
        26,
        29,
        "flowcontrol.apiserver.k8s.io/v1",
        false,
    ),
    retired(
        "flowcontrol.apiserver.k8s.io/v1beta3",
        FLOWS,
        29,
        32,
        "flowcontrol.apiserver.k8s.io/v1",
        true,
    ),
    retired("audit.k8s.io/v1alpha1", &["Policy"], 13, 24, "audit.k8s.io/v1", true),
    retired("audit.k8s.io/v1beta1", &["Policy"], 13, 24, "audit.k8s.io/v1", true),
    retired(
        "kubescheduler.config.k8s.io/v1beta2",
        &["KubeSchedulerConfiguration"],
        25,
        28,
        "kubescheduler.config.k8s.io/v1",
        false,
    ),
    retired(
        "kubescheduler.config.k8s.io/v1beta3",
        &["KubeSchedulerConfiguration"],
        26,
        29,
        "kubescheduler.config.k8s.io/v1",
        true,
    ),
    Retired {
        api_version: "v1",
        kinds: &["Endpoints"],
        deprecated: 33,
        removed: None,
        replacement: "discovery.k8s.io/v1",
        same_fields: false,
    },
    Retired {
        api_version: "v1",
        kinds: &["ComponentStatus"],
        deprecated: 19,
        removed: None,
        replacement: "",
        same_fields: false,
    },
];

impl Retired {
    /// What to write instead for a version of Kubernetes: the replacement, or what that version
    /// serves where the replacement came later.
    pub(crate) fn replacement_in(&self, version: KubeVersion, kind: &str) -> &'static str {
        let api = Api::of(version);
        if self.replacement.is_empty() || api.resource_of_kind(self.replacement, kind).is_some() {
            return self.replacement;
        }
        let (group, _) = split_api_version(self.replacement);
        let others = RETIRED.iter().map(|retired| retired.api_version);
        let mut served = api.versions_of_kind(group, kind).into_iter().filter_map(|version| {
            others.clone().find(|other| split_api_version(other) == (group, version))
        });
        served.next().unwrap_or(self.replacement)
    }
}

/// What became of a kind in a version of its group, if it was retired.
pub(crate) fn find(api_version: &str, kind: &str) -> Option<&'static Retired> {
    RETIRED
        .iter()
        .find(|retired| retired.api_version == api_version && retired.kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_retired_agrees_with_the_recorded_servers() {
        for retired in &RETIRED {
            let is_file =
                retired.kinds == ["Policy"] || retired.kinds == ["KubeSchedulerConfiguration"];
            for version in KubeVersion::recorded().filter(|_| !is_file) {
                let api = Api::of(version);
                for kind in retired.kinds {
                    let is_served = api.resource_of_kind(retired.api_version, kind).is_some();
                    if retired.removed.is_some_and(|removed| version.minor() >= removed) {
                        assert!(
                            !is_served,
                            "{} {kind} is served by {version}",
                            retired.api_version
                        );
                    }
                    let replacement = retired.replacement_in(version, kind);
                    let is_served = replacement.is_empty()
                        || *kind == "Endpoints"
                        || retired.deprecated > version.minor()
                        || api.resource_of_kind(replacement, kind).is_some();
                    assert!(is_served, "{replacement} {kind} is not in {version}");
                }
            }
        }
    }

    #[test]
    fn what_recorded_servers_dropped_is_listed() {
        let newest = Api::of(KubeVersion::NEWEST);
        for version in KubeVersion::recorded() {
            for resource in Api::of(version).resources() {
                let api_version = match resource.group() {
                    "" => resource.version().to_owned(),
                    group => format!("{group}/{}", resource.version()),
                };
                let is_gone = newest.resource_of_kind(&api_version, resource.kind()).is_none();
                if is_gone && resource.is_on_by_default() {
                    let known = find(&api_version, resource.kind());
                    assert!(known.is_some(), "{api_version} {} went away", resource.kind());
                }
            }
        }
    }
}
