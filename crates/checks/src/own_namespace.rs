//! Which objects ought to have a namespace of their own, and who else asks for it.

use crate::prelude::*;

/// The kinds that are judged, each with its rule in the library of kubescape where it has one.
const KINDS: [(&str, &str); 29] = [
    ("ConfigMap", "configmap-in-default-namespace"),
    ("CronJob", "pods-in-default-namespace"),
    ("CSIStorageCapacity", "csistoragecapacity-in-default-namespace"),
    ("DaemonSet", "pods-in-default-namespace"),
    ("Deployment", "pods-in-default-namespace"),
    ("EndpointSlice", "endpointslice-in-default-namespace"),
    ("Endpoints", "endpoints-in-default-namespace"),
    ("HorizontalPodAutoscaler", "horizontalpodautoscaler-in-default-namespace"),
    ("Ingress", "ingress-in-default-namespace"),
    ("Job", "pods-in-default-namespace"),
    ("Lease", "lease-in-default-namespace"),
    ("LimitRange", ""),
    ("NetworkPolicy", ""),
    ("PersistentVolumeClaim", "persistentvolumeclaim-in-default-namespace"),
    ("Pod", "pods-in-default-namespace"),
    ("PodDisruptionBudget", "poddisruptionbudget-in-default-namespace"),
    ("PodTemplate", "podtemplate-in-default-namespace"),
    ("ReplicaSet", "pods-in-default-namespace"),
    ("ReplicationController", "replicationcontroller-in-default-namespace"),
    ("ResourceQuota", ""),
    ("Role", "role-in-default-namespace"),
    ("RoleBinding", "rolebinding-in-default-namespace"),
    ("Secret", "resources-secret-in-default-namespace"),
    ("Service", "service-in-default-namespace"),
    ("ServiceAccount", "serviceaccount-in-default-namespace"),
    ("StatefulSet", "pods-in-default-namespace"),
    ("HTTPRoute", ""),
    ("Gateway", ""),
    ("Rollout", ""),
];

/// Whether an object is of such a kind, of Kubernetes or of what belongs to it.
pub(crate) fn is_judged(object: &Object) -> bool {
    let group = object.group();
    let is_known = matches!(
        group,
        "" | "apps" | "batch" | "extensions" | "autoscaling" | "policy" | "argoproj.io"
    ) || group.ends_with(".k8s.io");
    is_known && KINDS.iter().any(|(kind, _)| object.kind() == *kind)
}

/// The rule of kubescape for a kind.
pub(crate) fn rule(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(name, _)| *name == kind).map(|(_, rule)| *rule).filter(|it| !it.is_empty())
}
