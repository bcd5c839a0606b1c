//! The quality of service that Kubernetes gives a pod by its requests and limits.

use sekisho_api::Quantity;
use sekisho_inventory::{ContainerKind, Pod};
use sekisho_value::Value;

/// The class, as `status.qosClass` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Every container has limits for CPU and memory, and requests as much.
    Guaranteed,
    /// Something is requested or limited.
    Burstable,
    /// Nothing is.
    BestEffort,
}

impl Class {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Guaranteed => "Guaranteed",
            Self::Burstable => "Burstable",
            Self::BestEffort => "BestEffort",
        }
    }
}

/// The class of a pod as it is written; resources of the pod as a whole count in place of its containers'.
pub(crate) fn class(pod: &Pod<'_>) -> Class {
    let whole = pod.spec.at(&["resources"]).filter(|resources| !resources.is_null());
    let classes: Vec<Class> = match whole {
        Some(resources) => vec![of_resources(Some(resources))],
        None => pod
            .containers()
            .filter(|container| container.kind != ContainerKind::Ephemeral)
            .map(|container| of_resources(container.value.at(&["resources"])))
            .collect(),
    };
    let all = |class: Class| classes.iter().all(|it| *it == class);
    if all(Class::BestEffort) {
        Class::BestEffort
    } else if all(Class::Guaranteed) {
        Class::Guaranteed
    } else {
        Class::Burstable
    }
}

fn of_resources(resources: Option<&Value>) -> Class {
    let amount = |kind: &str, resource: &str| {
        let value = resources?.at(&[kind, resource])?;
        Quantity::from_value(value)?.ok().filter(|quantity| !quantity.is_zero())
    };
    let mut is_guaranteed = true;
    let mut is_nothing = true;
    for resource in ["cpu", "memory"] {
        let limit = amount("limits", resource);
        let request = amount("requests", resource);
        is_nothing &= limit.is_none() && request.is_none();
        is_guaranteed &= limit.is_some() && (request.is_none() || request == limit);
    }
    match (is_nothing, is_guaranteed) {
        (true, _) => Class::BestEffort,
        (_, true) => Class::Guaranteed,
        _ => Class::Burstable,
    }
}
