//! Pods found by their shape, in whatever kind of object.
//!
//! The value of an object is walked in the order of its text, at most [`DEEPEST`] levels deep.
//!
//! 1. A **pod spec** is a map with a non-empty sequence `containers` or `initContainers` whose
//!    elements are all maps with text under `name` or `image`.
//! 2. A pod spec under the key `spec` is a **template**: the map around it gives the metadata. It
//!    is a whole pod if each of its containers names an image, and in [a few
//!    groups](has_whole_templates) anyway.
//! 3. Any other pod spec is part of a pod that an operator makes (`partial`): under another key, as
//!    the object's own `spec`, or with a container without an image, which is a patch of a
//!    container that the operator brings. [`WHOLE`] lists the exceptions.
//! 4. A map with a map `container` that holds text under `image` is the spec of a pod with one
//!    container: partial. A map `pod` beside it holds more fields of the spec.
//! 5. A map under `podTemplate` or `template` with a map `spec`, or one under `podSpec`, that has a
//!    field which only pods have ([`TELLING`]) is a patch of an operator's pod: partial.
//! 6. A map with text under `apiVersion` and `kind` is an object within the object (a Tekton
//!    trigger's template, a wrapped manifest) and counts as what it is.
//!
//! Below a pod spec the walk goes on through the fields that a pod does not have. It never enters
//! `metadata` and `status`, values of Helm charts, schemas, and the groups and kinds that hold
//! patterns of pods or no pods at all ([`has_no_pods`]).

use std::borrow::Cow;

use sekisho_value::{Route, Value};

use super::draft::Draft;
use super::part::{Part, Routes};
use super::{Pod, collect};
use crate::Object;

/// How many levels of the value are looked at.
const DEEPEST: usize = 64;

/// The fields of a pod's spec, in any version of the core API.
const POD_FIELDS: [&str; 42] = [
    "activeDeadlineSeconds",
    "affinity",
    "automountServiceAccountToken",
    "containers",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "ephemeralContainers",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostUsers",
    "hostname",
    "hostnameOverride",
    "imagePullSecrets",
    "initContainers",
    "nodeName",
    "nodeSelector",
    "os",
    "overhead",
    "preemptionPolicy",
    "priority",
    "priorityClassName",
    "readinessGates",
    "resourceClaims",
    "resources",
    "restartPolicy",
    "runtimeClassName",
    "schedulerName",
    "schedulingGates",
    "schedulingGroup",
    "securityContext",
    "serviceAccount",
    "serviceAccountName",
    "setHostnameAsFQDN",
    "shareProcessNamespace",
    "subdomain",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
    "volumes",
];

/// Fields that only a pod's spec has, so that a map with one of them is (part of) a pod.
const TELLING: [&str; 10] = [
    "automountServiceAccountToken",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "imagePullSecrets",
    "initContainers",
    "runtimeClassName",
    "securityContext",
    "serviceAccountName",
    "shareProcessNamespace",
];

/// Kinds whose own `spec` is the whole spec of a pod.
const WHOLE: [(&str, &str); 1] = [("serving.knative.dev", "Revision")];

/// Whether objects of a kind hold no pod, so that they need not be walked.
pub(super) fn has_no_pods(group: &str, kind: &str) -> bool {
    match group {
        "" => matches!(
            kind,
            "Binding"
                | "ConfigMap"
                | "Endpoints"
                | "Event"
                | "LimitRange"
                | "Namespace"
                | "Node"
                | "PersistentVolume"
                | "PersistentVolumeClaim"
                | "ResourceQuota"
                | "Secret"
                | "Service"
                | "ServiceAccount"
        ),
        "apps" => kind == "ControllerRevision",
        "argoproj.io" => matches!(kind, "Application" | "ApplicationSet" | "AppProject"),
        "extensions" => matches!(kind, "Ingress" | "NetworkPolicy" | "PodSecurityPolicy"),
        "policy" | "autoscaling" => true,
        // Values of charts look like anything.
        "helm.toolkit.fluxcd.io" | "helm.cattle.io" | "install.istio.io" | "operator.istio.io" => {
            true
        }
        // Patterns that pods are compared with, and pods that must not be.
        "kyverno.io"
        | "policies.kyverno.io"
        | "policies.kubewarden.io"
        | "policy.open-cluster-management.io" => true,
        // Records of what was seen in pods.
        "aquasecurity.github.io"
        | "metrics.k8s.io"
        | "spdx.softwarecomposition.kubescape.io"
        | "wgpolicyk8s.io"
        | "openreports.io" => true,
        _ => {
            // The API server's own groups; workloads are in `apps` and `batch`.
            group.ends_with(".k8s.io") && is_built_in(group)
                || group == "gatekeeper.sh"
                || group.ends_with(".gatekeeper.sh")
                // Containers that run in a cloud's own service, not in a pod.
                || group.ends_with(".upbound.io")
                || group.ends_with(".cnrm.cloud.google.com")
                || group.ends_with(".services.k8s.aws")
                || group.ends_with(".azure.com")
        }
    }
}

fn is_built_in(group: &str) -> bool {
    matches!(
        group.trim_end_matches(".k8s.io"),
        "admissionregistration"
            | "apiextensions"
            | "apiregistration"
            | "authentication"
            | "rbac.authorization"
            | "authorization"
            | "certificates"
            | "coordination"
            | "discovery"
            | "events"
            | "flowcontrol.apiserver"
            | "internal.apiserver"
            | "networking"
            | "node"
            | "resource"
            | "scheduling"
            | "snapshot.storage"
            | "storage"
            | "storagemigration"
    )
}

/// Adds the pods of an object, or of an object within one, that are found by their shape.
pub(super) fn find<'a>(object: &'a Object, at: &Part<'a>, depth: usize, pods: &mut Vec<Pod<'a>>) {
    let mut walk = Walk { object, root: at, route: at.route.clone(), pods };
    for (key, value) in at.value.entries() {
        if !matches!(
            key,
            "apiVersion" | "kind" | "metadata" | "status" | "data" | "stringData" | "binaryData"
        ) {
            walk.step(key, value, at.value, depth);
        }
    }
}

/// Fields that hold no pods of the object, wherever they stand.
fn is_skipped(key: &str) -> bool {
    matches!(
        key,
        "metadata" | "labels" | "annotations" | "values" | "valuesObject" | "openAPIV3Schema"
    )
}

struct Walk<'w, 'a> {
    object: &'a Object,
    /// The object, or the object within it, that is walked.
    root: &'w Part<'a>,
    route: Route,
    pods: &'w mut Vec<Pod<'a>>,
}

/// What the keys of a map say about it.
#[derive(Default)]
struct Keys<'a> {
    is_pod_spec: bool,
    container: Option<&'a Value>,
    is_object: bool,
    is_telling: bool,
}

impl<'a> Walk<'_, 'a> {
    fn step(&mut self, key: &str, value: &'a Value, parent: &'a Value, depth: usize) {
        if is_skipped(key) || !matches!(value, Value::Map(_) | Value::Seq(_)) {
            return;
        }
        self.route.push(key);
        self.visit(key, value, Some(parent), depth);
        self.route.pop();
    }

    fn visit(&mut self, key: &str, value: &'a Value, parent: Option<&'a Value>, depth: usize) {
        if depth >= DEEPEST {
            return;
        }
        match value {
            Value::Map(_) => self.visit_map(key, value, parent, depth),
            Value::Seq(items) => {
                for (index, item) in items.iter().enumerate() {
                    if matches!(item, Value::Map(_) | Value::Seq(_)) {
                        self.route.push(index);
                        self.visit("", item, None, depth + 1);
                        self.route.pop();
                    }
                }
            }
            _ => {}
        }
    }

    fn visit_map(&mut self, key: &str, value: &'a Value, parent: Option<&'a Value>, depth: usize) {
        let keys = look_at(value);
        if keys.is_object {
            let part = Part::new(value, self.route.clone());
            collect(self.object, &part, depth + 1, self.pods);
            return;
        }
        let is_patch =
            keys.is_telling && (key == "podSpec" || key == "spec" && self.is_in_template());
        if keys.is_pod_spec || is_patch {
            self.take(key, value, parent);
        } else if let Some(container) = keys.container {
            self.take_single(value, container);
        }
        let in_pod = keys.is_pod_spec || is_patch || keys.container.is_some();
        for (field, inner) in value.entries() {
            let is_of_pod = in_pod
                && (POD_FIELDS.contains(&field) || keys.container.is_some() && is_single(field));
            if !is_of_pod {
                self.step(field, inner, value, depth + 1);
            }
        }
    }

    /// Whether the map that is looked at stands under `podTemplate/spec` or `template/spec`.
    fn is_in_template(&self) -> bool {
        let mut steps = self.route.steps().iter().rev().skip(1);
        matches!(steps.next(), Some(sekisho_value::Step::Key(key))
            if matches!(key.as_str(), "podTemplate" | "podTemplateSpec" | "template"))
    }

    fn take(&mut self, key: &str, spec: &'a Value, parent: Option<&'a Value>) {
        let is_own_spec = self.route.steps().len() == self.root.route.steps().len() + 1;
        let template = parent.filter(|_| key == "spec" && !is_own_spec);
        let around = self.route.parent().unwrap_or_default();
        let all_have_images = ["initContainers", "containers"]
            .iter()
            .flat_map(|list| spec.items_at(&[list]))
            .all(|container| container.str_at(&["image"]).is_some_and(|image| !image.is_empty()));
        let has_containers = !spec.items_at(&["containers"]).is_empty();
        let group = group_of(self.root.value);
        let is_whole = template.is_some() || is_own_spec && self.is_whole_kind();
        let is_filled_in = overlays_pods(group) || !(all_have_images || has_whole_templates(group));
        let metadata = template.and_then(|template| template.field("metadata"));
        self.pods.push(Pod::new(
            self.object,
            Cow::Borrowed(metadata.unwrap_or(&Value::Null)),
            Cow::Borrowed(spec),
            !is_whole || !has_containers || is_filled_in,
            Routes {
                metadata: around.then("metadata"),
                spec: self.route.clone(),
                moved: Vec::new(),
            },
        ));
    }

    fn is_whole_kind(&self) -> bool {
        let kind = self.root.value.str_at(&["kind"]).unwrap_or_default();
        WHOLE.contains(&(group_of(self.root.value), kind))
    }

    fn take_single(&mut self, value: &'a Value, container: &'a Value) {
        let at = Part::new(value, self.route.clone());
        let mut draft = Draft::new(self.object, self.route.clone(), self.route.then("metadata"));
        draft.partial();
        draft.push("containers", container.clone(), at.route.then("container"));
        let around = [Some(at.clone()), at.field("pod")];
        for part in around.into_iter().flatten() {
            draft.take_all(&part, &POD_FIELDS_OF_SINGLE);
            draft.take_metadata("labels", part.at(&["metadata", "labels"]));
            draft.take_metadata("annotations", part.at(&["metadata", "annotations"]));
        }
        self.pods.push(draft.finish());
    }
}

/// The fields that stand beside a single container and are those of the pod.
const POD_FIELDS_OF_SINGLE: [&str; 17] = [
    "affinity",
    "automountServiceAccountToken",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "imagePullSecrets",
    "initContainers",
    "nodeSelector",
    "priorityClassName",
    "runtimeClassName",
    "securityContext",
    "serviceAccountName",
    "shareProcessNamespace",
    "tolerations",
    "topologySpreadConstraints",
    "volumes",
];

fn is_single(field: &str) -> bool {
    matches!(field, "container" | "pod")
}

/// Whether templates in a group are whole even where a container names no image: the rest of the pod
/// is as it stands. (An image stream's trigger sets the image of an OpenShift deployment.)
fn has_whole_templates(group: &str) -> bool {
    matches!(
        group,
        "" | "apps"
            | "batch"
            | "extensions"
            | "apps.openshift.io"
            | "argoproj.io"
            | "serving.knative.dev"
    )
}

/// Whether pods in objects of a group are laid over pods that an operator brings, even where each
/// container names an image.
fn overlays_pods(group: &str) -> bool {
    group.ends_with(".k8s.elastic.co")
        || matches!(group, "grafana.integreatly.org" | "monitoring.coreos.com")
}

fn group_of(object: &Value) -> &str {
    object
        .str_at(&["apiVersion"])
        .and_then(|version| version.split_once('/'))
        .map_or("", |(group, _)| group)
}

fn look_at(value: &Value) -> Keys<'_> {
    let mut keys = Keys::default();
    let (mut has_version, mut has_kind) = (false, false);
    for (key, field) in value.entries() {
        match (key, field) {
            ("apiVersion", Value::String(text)) => has_version = !text.is_empty(),
            ("kind", Value::String(text)) => has_kind = !text.is_empty(),
            ("containers" | "initContainers", Value::Seq(items)) if are_containers(items) => {
                keys.is_pod_spec = true;
            }
            ("container", Value::Map(_)) if is_text(field, "image") => {
                keys.container = Some(field);
            }
            (_, Value::Null) => {}
            (key, _) if TELLING.contains(&key) => keys.is_telling = true,
            _ => {}
        }
    }
    keys.is_object = has_version && has_kind;
    keys
}

fn are_containers(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| is_text(item, "name") || is_text(item, "image"))
}

fn is_text(value: &Value, field: &str) -> bool {
    value.str_at(&[field]).is_some_and(|text| !text.is_empty())
}
