//! Components of the control plane as objects start or configure them: static pods, kubeadm's
//! configuration, the kubelet's file.

use sekisho_api::KubeVersion;
use sekisho_component::{Component, ConfigKind, Effective, Invocation, Origin, kubeadm};
use sekisho_finding::Edit;
use sekisho_inventory::{Container, Object};
use sekisho_value::{Route, Step, Value};

/// A component with its settings, and where they stand in the object.
pub(crate) struct Configured<'c> {
    pub(crate) settings: Effective<'c>,
    /// The container that runs it, if one does.
    pub(crate) container: Option<&'c Container<'c>>,
    /// The place of what names the component; a setting that is missing belongs there.
    own: Route,
}

impl Configured<'_> {
    /// The place of a value by its origin.
    pub(crate) fn place(&self, origin: &Origin) -> Route {
        match (origin, self.container) {
            (Origin::Flag(route), Some(container)) => container.place(route),
            (Origin::Flag(route) | Origin::File(route), _) => route.clone(),
            (Origin::Kubeadm | Origin::Default, _) => self.own.clone(),
        }
    }

    /// Edits that give a flag (without dashes) a value: where it stands as one word `--flag=value`, or as
    /// a setting of kubeadm; where it is missing, behind the last word. None where the command line is a
    /// script, or the flag and its value are words of their own.
    pub(crate) fn with_flag(
        &self,
        object: &Object,
        origin: &Origin,
        flag: &str,
        value: &str,
    ) -> Option<Vec<Edit>> {
        let set = |route, text: String| Some(vec![Edit::Set { route, value: text.into() }]);
        let place = self.place(origin);
        match (origin, self.container) {
            (Origin::Flag(_), Some(_)) => {
                let word = place.find(&object.value)?.as_str()?;
                let (name, _) = word.split_once('=')?;
                if name.trim_start_matches('-') != flag || word.contains(char::is_whitespace) {
                    return None;
                }
                set(place, format!("{name}={value}"))
            }
            (Origin::Flag(_), None) => {
                place.find(&object.value)?.as_str()?;
                set(place, value.to_owned())
            }
            (Origin::Default, Some(container)) => {
                let program = place.find(&object.value)?.as_str()?;
                // A word that is the program and nothing else; in a script there are more.
                if program.contains(char::is_whitespace) || place.parent()?.last().is_none() {
                    return None;
                }
                let words = |list: &'static str| container.value.items_at(&[list]);
                let list = if words("args").is_empty() { "command" } else { "args" };
                let count = words(list).len();
                let is_list = count > 0 && matches!(place.last(), Some(Step::Index(_)));
                let route = container.place(&Route::keys([list]).then(count));
                if is_list { set(route, format!("--{flag}={value}")) } else { None }
            }
            _ => None,
        }
    }
}

/// Whether an object may start or configure a component; cheap, because it is asked of every object.
pub(crate) fn may_configure(object: &Object) -> bool {
    matches!(
        object.kind(),
        "Pod"
            | "DaemonSet"
            | "Deployment"
            | "StatefulSet"
            | "ReplicaSet"
            | "ClusterConfiguration"
            | "InitConfiguration"
            | "JoinConfiguration"
            | "KubeletConfiguration"
    )
}

/// Calls `judge` for each time that the object starts or configures the component; says whether it
/// does at all.
pub(crate) fn each(
    object: &Object,
    component: Component,
    version: KubeVersion,
    mut judge: impl FnMut(&Configured<'_>),
) -> bool {
    let mut found = false;
    match ConfigKind::of(&object.value) {
        Some(ConfigKind::Kubelet) if component == Component::Kubelet => {
            let settings = Effective::of_file(component, &object.value, version);
            judge(&Configured { settings, container: None, own: Route::root() });
            return true;
        }
        Some(ConfigKind::KubeadmCluster | ConfigKind::KubeadmInit | ConfigKind::KubeadmJoin) => {
            for (of, flags) in kubeadm::extra_args(&object.value) {
                if of == component {
                    let settings = Effective::of_flags(&flags, version).by_kubeadm();
                    judge(&Configured { settings, container: None, own: Route::root() });
                    found = true;
                }
            }
            return found;
        }
        Some(_) => return false,
        None => {}
    }
    if !containers(object).any(|container| may_run(container, component)) {
        return false;
    }
    for pod in object.pods() {
        for container in pod.containers().filter(|it| may_run(it.value, component)) {
            let Some(invocation) = Invocation::of_container(container.value) else { continue };
            if invocation.component == component {
                let settings = Effective::of_flags(&invocation.flags, version);
                let own = container.place(&invocation.route);
                judge(&Configured { settings, container: Some(&container), own });
                found = true;
            }
        }
    }
    found
}

/// The containers of the kinds that run components, without taking the pod apart.
fn containers(object: &Object) -> impl Iterator<Item = &Value> {
    let path: &[&str] =
        if object.kind() == "Pod" { &["spec"] } else { &["spec", "template", "spec"] };
    let spec = object.value.at(path);
    ["initContainers", "containers"]
        .into_iter()
        .flat_map(move |list| spec.map_or(&[][..], |spec| spec.items_at(&[list])))
}

/// Whether the component's name stands anywhere in what a container is started with.
fn may_run(container: &Value, component: Component) -> bool {
    let names = |text: &str| text.contains(component.binary()) || text.contains("hyperkube");
    let words = ["command", "args"].into_iter().flat_map(|it| container.items_at(&[it]));
    words.filter_map(Value::as_str).any(names) || container.str_at(&["image"]).is_some_and(names)
}
