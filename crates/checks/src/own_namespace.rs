//! Which objects ought to have a namespace of their own, and who else asks for it.

use crate::kinds::Kinds;
use crate::prelude::*;

/// The kinds that are judged, in whichever group [of Kubernetes](is_of_kubernetes) they are.
pub(crate) const KINDS: Kinds = &[
    ("*", "ConfigMap"),
    ("*", "CronJob"),
    ("*", "CSIStorageCapacity"),
    ("*", "DaemonSet"),
    ("*", "Deployment"),
    ("*", "EndpointSlice"),
    ("*", "Endpoints"),
    ("*", "HorizontalPodAutoscaler"),
    ("*", "Ingress"),
    ("*", "Job"),
    ("*", "Lease"),
    ("*", "LimitRange"),
    ("*", "NetworkPolicy"),
    ("*", "PersistentVolumeClaim"),
    ("*", "Pod"),
    ("*", "PodDisruptionBudget"),
    ("*", "PodTemplate"),
    ("*", "ReplicaSet"),
    ("*", "ReplicationController"),
    ("*", "ResourceQuota"),
    ("*", "Role"),
    ("*", "RoleBinding"),
    ("*", "Secret"),
    ("*", "Service"),
    ("*", "ServiceAccount"),
    ("*", "StatefulSet"),
    ("*", "HTTPRoute"),
    ("*", "Gateway"),
    ("*", "Rollout"),
];

/// Whether an object is of Kubernetes or of what belongs to it.
pub(crate) fn is_of_kubernetes(object: &Object) -> bool {
    let group = object.group();
    matches!(group, "" | "apps" | "batch" | "extensions" | "autoscaling" | "policy" | "argoproj.io")
        || group.ends_with(".k8s.io")
}

/// The rule for a kind in the library of kubescape, where it has one.
pub(crate) fn rule(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "ConfigMap" => "configmap-in-default-namespace",
        "CronJob" | "DaemonSet" | "Deployment" | "Job" | "Pod" | "ReplicaSet" | "StatefulSet" => {
            "pods-in-default-namespace"
        }
        "CSIStorageCapacity" => "csistoragecapacity-in-default-namespace",
        "EndpointSlice" => "endpointslice-in-default-namespace",
        "Endpoints" => "endpoints-in-default-namespace",
        "HorizontalPodAutoscaler" => "horizontalpodautoscaler-in-default-namespace",
        "Ingress" => "ingress-in-default-namespace",
        "Lease" => "lease-in-default-namespace",
        "PersistentVolumeClaim" => "persistentvolumeclaim-in-default-namespace",
        "PodDisruptionBudget" => "poddisruptionbudget-in-default-namespace",
        "PodTemplate" => "podtemplate-in-default-namespace",
        "ReplicationController" => "replicationcontroller-in-default-namespace",
        "Role" => "role-in-default-namespace",
        "RoleBinding" => "rolebinding-in-default-namespace",
        "Secret" => "resources-secret-in-default-namespace",
        "Service" => "service-in-default-namespace",
        "ServiceAccount" => "serviceaccount-in-default-namespace",
        _ => return None,
    })
}
