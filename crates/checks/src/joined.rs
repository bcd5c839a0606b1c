//! What stands around a workload in its namespace: Services, autoscalers and disruption budgets.

use sekisho_api::LabelSelector;

use crate::prelude::*;

/// Kinds that keep a number of pods running, with the group.
pub(crate) const SCALED: [(&str, &str); 8] = [
    ("apps", "Deployment"),
    ("extensions", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "ReplicaSet"),
    ("extensions", "ReplicaSet"),
    ("", "ReplicationController"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("argoproj.io", "Rollout"),
];

/// Whether an object keeps a number of pods running and belongs to nobody else.
pub(crate) fn is_scaled(object: &Object) -> bool {
    object.id.owner.is_none() && SCALED.iter().any(|(group, kind)| object.is(group, kind))
}

/// The kinds that scale others. KEDA makes autoscalers of its own, which belong to a ScaledObject.
pub(crate) const AUTOSCALERS: [(&str, &str); 2] =
    [("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject")];

/// The autoscaler of a workload.
pub(crate) fn autoscaler_of<'s>(snapshot: &'s Snapshot, object: &Object) -> Option<&'s Object> {
    AUTOSCALERS
        .iter()
        .flat_map(|(group, kind)| snapshot.of_kind_in(group, kind, object.namespace()))
        .find(|autoscaler| scales(autoscaler, object))
}

/// What an autoscaler points at: group, kind and name. KEDA means a Deployment where nothing is said.
pub(crate) fn scale_target(autoscaler: &Object) -> Option<(&str, &str, &str)> {
    let target = autoscaler.value.at(&["spec", "scaleTargetRef"])?;
    let name = target.str_at(&["name"])?;
    let is_keda = autoscaler.group() == "keda.sh";
    let kind = target.str_at(&["kind"]).or(is_keda.then_some("Deployment"))?;
    let version = target.str_at(&["apiVersion"]).or(is_keda.then_some("apps/v1"));
    let group = match version {
        Some(version) => version.split_once('/').map_or("", |(group, _)| group),
        // Early versions of the API allowed to leave it out.
        None if matches!(kind, "Deployment" | "StatefulSet" | "ReplicaSet") => "apps",
        None => "",
    };
    Some((group, kind, name))
}

/// Whether an autoscaler scales an object of the same namespace.
pub(crate) fn scales(autoscaler: &Object, object: &Object) -> bool {
    scale_target(autoscaler).is_some_and(|(group, kind, name)| {
        let same_group = group == object.group()
            || [group, object.group()].iter().all(|it| matches!(*it, "apps" | "extensions"));
        kind == object.kind() && name == object.name() && same_group
    })
}

/// The fewest and the most replicas of an autoscaler; one is the server's default for the fewest, and
/// zero that of KEDA.
pub(crate) fn scale_range(autoscaler: &Object) -> (i64, Option<i64>) {
    let (least, most) = scale_fields(autoscaler);
    let spec = |field| autoscaler.value.i64_at(&["spec", field]);
    (spec(least).unwrap_or(i64::from(autoscaler.group() != "keda.sh")), spec(most))
}

/// The fields with the fewest and the most replicas of an autoscaler.
pub(crate) fn scale_fields(autoscaler: &Object) -> (&'static str, &'static str) {
    match autoscaler.group() {
        "keda.sh" => ("minReplicaCount", "maxReplicaCount"),
        _ => ("minReplicas", "maxReplicas"),
    }
}

/// The replicas that an object states.
pub(crate) fn replicas(object: &Object) -> Option<i64> {
    object.value.i64_at(&["spec", "replicas"])
}

/// The labels of the pods that a workload makes, null where it gives none.
pub(crate) fn pod_labels(object: &Object) -> &Value {
    let path: &[&str] = if object.is("", "Pod") {
        &["metadata", "labels"]
    } else {
        &["spec", "template", "metadata", "labels"]
    };
    object.value.at(path).unwrap_or(&Value::Null)
}

/// Whether a Service of its namespace sends requests to a pod.
pub(crate) fn is_served(snapshot: &Snapshot, pod: &Pod<'_>) -> bool {
    let mut services = snapshot.of_kind_in("", "Service", pod.object.namespace());
    services.any(|service| is_behind(service, pod.labels()))
}

/// Whether a Service sends its requests to pods with some labels.
pub(crate) fn is_behind(service: &Object, labels: &Value) -> bool {
    let selector = LabelSelector::read_map(service.value.at(&["spec", "selector"]));
    selector.is_ok_and(|selector| !selector.is_everything() && selector.matches(Some(labels)))
}

/// Whether a disruption budget counts pods with some labels. An empty selector selects all pods in
/// `policy/v1`, and none in `policy/v1beta1`.
pub(crate) fn is_budgeted(budget: &Object, labels: &Value) -> bool {
    match LabelSelector::read(budget.value.at(&["spec", "selector"])) {
        Ok(selector) if selector.is_everything() => budget.api_version() != "policy/v1beta1",
        Ok(selector) => selector.matches(Some(labels)),
        Err(_) => false,
    }
}
