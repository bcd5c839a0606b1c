//! What a check of API versions says in place of a version that goes away.

use sekisho_api::Replacement;

use crate::kinds::Kinds;

/// Kinds of Kubernetes itself, and of the many projects that use `k8s.io` for theirs,
/// whose versions are not known.
pub(crate) const BUILT_IN: Kinds = &[
    ("", "*"),
    ("apps", "*"),
    ("batch", "*"),
    ("autoscaling", "*"),
    ("policy", "*"),
    ("extensions", "*"),
    ("*.k8s.io", "*"),
];

/// What to write instead, with the kind where that changes too: `discovery.k8s.io/v1 EndpointSlice`.
pub(crate) fn written(replacement: Replacement) -> String {
    match replacement.kind {
        Some(kind) => format!("{} {kind}", replacement.api_version),
        None => replacement.api_version.to_owned(),
    }
}

/// Whether the replacement has the same fields with the same meaning, so that the version alone has to
/// change (the deprecation guide of Kubernetes names the others' differences).
pub(crate) fn has_same_fields(api_version: &str, kind: &str, replacement: Replacement) -> bool {
    let is_same = matches!(
        (api_version, kind),
        ("batch/v1beta1" | "batch/v2alpha1", "CronJob")
            | ("extensions/v1beta1", "NetworkPolicy")
            | ("networking.k8s.io/v1beta1", "IngressClass")
            | (
                "rbac.authorization.k8s.io/v1alpha1" | "rbac.authorization.k8s.io/v1beta1",
                "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding"
            )
            | ("apiregistration.k8s.io/v1beta1", "APIService")
            | ("coordination.k8s.io/v1beta1", "Lease")
            | ("scheduling.k8s.io/v1alpha1" | "scheduling.k8s.io/v1beta1", "PriorityClass")
            | (
                "storage.k8s.io/v1beta1",
                "CSIDriver"
                    | "CSINode"
                    | "StorageClass"
                    | "VolumeAttachment"
                    | "CSIStorageCapacity"
            )
            | ("autoscaling/v2beta2", "HorizontalPodAutoscaler")
            | ("node.k8s.io/v1beta1", "RuntimeClass")
            | ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema" | "PriorityLevelConfiguration")
            | ("audit.k8s.io/v1alpha1" | "audit.k8s.io/v1beta1", "Policy")
    );
    is_same && replacement.kind.is_none()
}
