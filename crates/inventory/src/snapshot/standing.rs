use std::collections::HashMap;
use std::sync::Arc;

use super::Snapshot;
use sekisho_value::Value;

use crate::{Object, Pod};

/// Which objects another one stands for, and where the pods of the others are: worked out once, because
/// every join asks for it.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// By the address of their identity; with the names of the containers that their controller does
    /// not know of.
    stood_for: HashMap<usize, Box<[Box<str>]>>,
    /// Places of the objects with pods that nobody stands for, by namespace.
    carriers: HashMap<Box<str>, Vec<u32>>,
    /// Those that name no namespace.
    without: Vec<u32>,
}

impl Standing {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut standing = Self::default();
        for (place, object) in snapshot.objects.iter().enumerate() {
            let controller = controller(snapshot, object);
            if let Some(controller) = controller.filter(|it| is_as_told(object, it)) {
                standing.stood_for.insert(address(object), added(object, controller));
            } else if !object.pods().is_empty() {
                let places = match object.namespace() {
                    Some(namespace) => standing.carriers.entry(namespace.into()).or_default(),
                    None => &mut standing.without,
                };
                places.push(place as u32);
            }
        }
        standing
    }

    pub(super) fn get(&self, object: &Object) -> Option<&[Box<str>]> {
        self.stood_for.get(&address(object)).map(|added| &**added)
    }

    pub(super) fn carriers(&self, namespace: Option<&str>) -> &[u32] {
        match namespace {
            Some(namespace) => self.carriers.get(namespace).map_or(&[], Vec::as_slice),
            None => &self.without,
        }
    }
}

/// Objects move while a snapshot is put together; what their findings share with them stays.
fn address(object: &Object) -> usize {
    Arc::as_ptr(&object.id).addr()
}

/// The outermost of the controllers that say all about an object; none where they go in a circle.
fn controller<'s>(snapshot: &'s Snapshot, object: &'s Object) -> Option<&'s Object> {
    // Longer than any chain of controllers.
    const LONGEST: usize = 16;
    let mut controller = None;
    for _ in 0..LONGEST {
        let within = controller.unwrap_or(object);
        match snapshot.owner(within).filter(|owner| says_all(owner)) {
            Some(owner) => controller = Some(owner),
            None => return controller,
        }
    }
    None
}

/// Whether a pod has the rights that its controller's template gives, and no others: it may come from an
/// earlier template, have been changed on its way in, or only claim to be owned.
fn is_as_told(object: &Object, controller: &Object) -> bool {
    if !object.is("", "Pod") {
        return true;
    }
    let templates = controller.pods();
    let as_told = |pod: &Pod<'_>, template: &Pod<'_>| {
        const HOST: [&str; 3] = ["hostIPC", "hostNetwork", "hostPID"];
        let is_on = |pod: &Pod<'_>, field: &str| pod.spec.bool_at(&[field]) == Some(true);
        let account = |pod: &Pod<'_>| pod.service_account().unwrap_or("default").to_owned();
        let context = |value: &Value| value.field("securityContext").cloned().unwrap_or_default();
        let same_context = |one: &Value, other: &Value| {
            let (one, other) = (context(one), context(other));
            one == other || one.entries().count() + other.entries().count() == 0
        };
        let paths = |pod: &Pod<'_>| -> Vec<String> {
            pod.volumes().filter_map(|volume| volume.host_path().map(str::to_owned)).collect()
        };
        let told = paths(template);
        HOST.iter().all(|field| is_on(pod, field) == is_on(template, field))
            && account(pod) == account(template)
            && same_context(&pod.spec, &template.spec)
            && paths(pod).iter().all(|path| told.contains(path))
            && pod.containers().all(|container| {
                template
                    .container(container.name())
                    .is_none_or(|told| same_context(container.value, told.value))
            })
    };
    object.pods().iter().all(|pod| templates.iter().any(|template| as_told(pod, template)))
}

/// Whether a controller says all about what it makes. A node says nothing of its mirror pods, and a
/// custom resource not all of the workloads that its operator completes.
fn says_all(owner: &Object) -> bool {
    if matches!(owner.group(), "apps" | "batch") || owner.is("", "ReplicationController") {
        return true;
    }
    let pods = owner.pods();
    !pods.is_empty() && pods.iter().all(|pod| !pod.partial)
}

/// The containers of a pod that the template of its controller does not have: injected by a webhook, or
/// attached to the running pod.
fn added(object: &Object, owner: &Object) -> Box<[Box<str>]> {
    if !object.is("", "Pod") {
        return Box::default();
    }
    let templates = owner.pods();
    let is_known = |name: &str| templates.iter().any(|pod| pod.container(name).is_some());
    let pods = object.pods();
    let containers = pods.iter().flat_map(Pod::containers);
    let added = containers.filter(|container| !is_known(container.name()));
    added.map(|container| container.name().into()).collect()
}
