mod adapter;
mod draft;
mod merge;
mod part;
mod shape;

use std::borrow::Cow;

use sekisho_value::{Route, Value};

use crate::{ImageRef, Object};
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

/// What kind of container it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContainerKind {
    /// Runs to its end before the others start.
    Init,
    /// An init container with `restartPolicy: Always`: runs beside the others.
    Sidecar,
    /// An ordinary container.
    Regular,
    /// Added to a running pod for debugging.
    Ephemeral,
}

/// A container of a pod.
#[derive(Clone, Debug)]
pub struct Container<'p> {
    /// What kind it is.
    pub kind: ContainerKind,
    /// Everything in it.
    pub value: &'p Value,
    /// Its place in the object.
    pub route: Route,
    spec: &'p Value,
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
            let in_pod = Route::keys(["spec", list]);
            self.spec.items_at(&[list]).iter().enumerate().map(move |(index, value)| {
                let kind = match list {
                    "initContainers" if value.str_at(&["restartPolicy"]) == Some("Always") => {
                        ContainerKind::Sidecar
                    }
                    "initContainers" => ContainerKind::Init,
                    "ephemeralContainers" => ContainerKind::Ephemeral,
                    _ => ContainerKind::Regular,
                };
                let route = self.route(&in_pod.then(index));
                Container { kind, value, route, spec: &self.spec }
            })
        })
    }

    /// `os.name` is `windows`.
    pub fn is_windows(&self) -> bool {
        self.spec.str_at(&["os", "name"]) == Some("windows")
    }

    /// The service account it runs as, without the server's default.
    pub fn service_account(&self) -> Option<&str> {
        ["serviceAccountName", "serviceAccount"]
            .into_iter()
            .find_map(|field| self.spec.str_at(&[field]).filter(|name| !name.is_empty()))
    }
}

impl<'p> Container<'p> {
    /// Its name; empty where it has none.
    pub fn name(&self) -> &'p str {
        self.value.str_at(&["name"]).unwrap_or_default()
    }

    /// Its image, taken apart; none where it has none.
    pub fn image(&self) -> Option<ImageRef<'p>> {
        let image = self.value.str_at(&["image"])?;
        if image.is_empty() { None } else { Some(ImageRef::parse(image)) }
    }

    /// The field of its own security context; null counts as absent.
    pub fn security(&self, field: &str) -> Option<&'p Value> {
        self.value.at(&["securityContext", field])
    }

    /// The effective value of a field that both levels have: the container's, else the pod's.
    pub fn effective_security(&self, field: &str) -> Option<&'p Value> {
        self.security(field).or_else(|| self.spec.at(&["securityContext", field]))
    }

    /// The place of one of its fields in the object.
    pub fn field<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Route {
        self.route.then_keys(keys)
    }

    /// Whether it runs as long as the pod does.
    pub fn is_long_running(&self) -> bool {
        matches!(self.kind, ContainerKind::Regular | ContainerKind::Sidecar)
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
