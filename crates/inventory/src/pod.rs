mod adapter;
mod draft;
mod merge;
mod misfit;
mod part;
mod shape;

use std::borrow::Cow;

use sekisho_api::KubeVersion;
use sekisho_value::{Route, Value};

use crate::{Container, Located, Object};
pub use misfit::Misfit;
use part::{Part, Routes};

/// A pod that an object is or makes: one view for every kind of workload.
///
/// The value has the shape of a pod, `{metadata, spec}`, whatever the object looks like; routes in
/// that shape are turned into routes of the object by [`Pod::route`].
#[derive(Clone, Debug)]
pub struct Pod<'a> {
    /// The object.
    pub object: &'a Object,
    /// The pod's metadata (labels and annotations); null where there is none.
    pub metadata: Cow<'a, Value>,
    /// The pod's spec.
    pub spec: Cow<'a, Value>,
    /// Whether something else fills in the rest, so that a missing field proves nothing: an
    /// operator that merges a pod template into its own, for example.
    pub partial: bool,
    routes: Routes,
}

impl<'a> Pod<'a> {
    pub(crate) fn new(
        object: &'a Object,
        metadata: Cow<'a, Value>,
        spec: Cow<'a, Value>,
        partial: bool,
        routes: Routes,
    ) -> Self {
        Self { object, metadata, spec, partial, routes }
    }

    /// The route in the object for a route in the pod: `/spec/hostPID` of a Deployment's pod is
    /// `/spec/template/spec/hostPID` of the Deployment.
    pub fn route(&self, in_pod: &Route) -> Route {
        self.routes.in_object(in_pod)
    }

    /// The spec with the defaults of the API server: those of a Pod for Pods, and for all else those
    /// of a template, where host ports and requests stay open until a pod is made from it.
    pub fn defaulted_spec(&self, version: KubeVersion) -> Value {
        let mut spec = self.spec.clone().into_owned();
        if self.object.is("", "Pod") {
            sekisho_api::default_pod_spec(&mut spec, version);
            return spec;
        }
        let mut template = Value::map();
        template.set("spec", spec);
        sekisho_api::default_pod_template(&mut template, version);
        template.as_map_mut().and_then(|map| map.remove("spec")).unwrap_or_default()
    }

    /// The route in the object for a field of the pod's spec.
    pub fn spec_route<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Route {
        self.route(&Route::keys(["spec"]).then_keys(keys))
    }

    /// The field of the pod's security context; null counts as absent.
    pub fn security(&self, field: &str) -> Option<&Value> {
        self.spec.at(&["securityContext", field])
    }

    /// All containers: init and sidecar, then regular, then ephemeral ones.
    pub fn containers(&self) -> impl Iterator<Item = Container<'_>> {
        const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];
        LISTS.into_iter().flat_map(move |list| {
            let items = self.spec.items_at(&[list]).iter().enumerate();
            items.map(move |(index, value)| Container::new(self, list, index, value))
        })
    }

    /// The container with a name, of whichever kind.
    pub fn container(&self, name: &str) -> Option<Container<'_>> {
        self.containers().find(|container| container.name() == name)
    }

    /// `os.name` is `windows`.
    pub fn is_windows(&self) -> bool {
        self.spec.str_at(&["os", "name"]) == Some("windows")
    }

    /// Whether it runs to its end rather than until it is stopped: by its restart policy, else by what
    /// makes it (jobs, workflows, task runs). A kind that is not known counts as running on.
    pub fn runs_to_completion(&self) -> bool {
        if let Some(policy) = self.spec.str_at(&["restartPolicy"]) {
            return policy != "Always";
        }
        matches!(
            (self.object.group(), self.object.kind()),
            ("batch" | "batch.volcano.sh" | "sparkoperator.k8s.io" | "tekton.dev", _)
                | ("extensions" | "kubeflow.org", "Job" | "MPIJob" | "PyTorchJob" | "TFJob")
                | ("keda.sh", "ScaledJob")
                | ("ray.io", "RayJob")
                | ("jobset.x-k8s.io", "JobSet")
                | (
                    "argoproj.io",
                    "Workflow" | "CronWorkflow" | "WorkflowTemplate" | "ClusterWorkflowTemplate"
                )
        )
    }

    /// The service account it runs as, without the server's default.
    pub fn service_account(&self) -> Option<&str> {
        ["serviceAccountName", "serviceAccount"]
            .into_iter()
            .find_map(|field| self.spec.str_at(&[field]).filter(|name| !name.is_empty()))
    }

    /// Whether the pod itself says that a token of its service account is mounted.
    ///
    /// Where it says nothing, the service account decides, and else a token is mounted: see
    /// [`Snapshot::mounts_token`](crate::Snapshot::mounts_token).
    pub fn automount_token(&self) -> Option<Located<bool>> {
        const FIELD: &str = "automountServiceAccountToken";
        let value = self.spec.bool_at(&[FIELD])?;
        Some(Located { value, route: self.spec_route([FIELD]) })
    }

    /// The pod's labels, null where there are none.
    pub fn labels(&self) -> &Value {
        self.metadata.field("labels").unwrap_or(&Value::Null)
    }

    /// The text of an annotation of the pod.
    pub fn annotation(&self, key: &str) -> Option<Located<&str>> {
        let value = self.metadata.str_at(&["annotations", key])?;
        let route = self.route(&Route::keys(["metadata", "annotations", key]));
        Some(Located { value, route })
    }
}

/// Where the built-in kinds keep their pod.
///
/// The versions of a group agree, those that are gone included: `extensions/v1beta1` and
/// `apps/v1beta1` to `v1`, `batch/v2alpha1` to `v1`.
fn template_of(group: &str, kind: &str) -> Option<&'static [&'static str]> {
    Some(match (group, kind) {
        ("", "Pod") => &[],
        ("", "PodTemplate") => &["template"],
        ("", "ReplicationController")
        | ("apps" | "extensions", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet")
        | ("batch" | "extensions", "Job") => &["spec", "template"],
        ("batch", "CronJob" | "ScheduledJob") => &["spec", "jobTemplate", "spec", "template"],
        ("batch", "JobTemplate") => &["template", "spec", "template"],
        _ => return None,
    })
}

pub(crate) fn pods(object: &Object) -> Vec<Pod<'_>> {
    let mut pods = Vec::new();
    let whole = Part::new(&object.value, Route::root());
    collect(object, &whole, 0, &mut pods);
    pods
}

/// Adds the pods of an object, or of an object that stands within one at a depth.
fn collect<'a>(object: &'a Object, at: &Part<'a>, depth: usize, pods: &mut Vec<Pod<'a>>) {
    let kind = at.value.str_at(&["kind"]).unwrap_or_default();
    let version = at.value.str_at(&["apiVersion"]).unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    if let Some(path) = template_of(group, kind) {
        pods.extend(built_in(object, at, path));
    } else if let Some(adapter) = adapter::of(group, kind) {
        adapter(object, at, pods);
    } else if !shape::has_no_pods(group, kind) {
        shape::find(object, at, depth, pods);
    }
}

fn built_in<'a>(object: &'a Object, at: &Part<'a>, path: &[&str]) -> Option<Pod<'a>> {
    let template = at.value.at(path)?;
    let spec = template.field("spec")?;
    let base = at.route.then_keys(path.iter().copied());
    let routes =
        Routes { metadata: base.then("metadata"), spec: base.then("spec"), moved: Vec::new() };
    let metadata = template.field("metadata").unwrap_or(&Value::Null);
    Some(Pod::new(object, Cow::Borrowed(metadata), Cow::Borrowed(spec), false, routes))
}
