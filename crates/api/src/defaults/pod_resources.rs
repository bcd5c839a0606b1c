//! Amounts for the pod as a whole, filled in from those of its containers.

use std::collections::BTreeMap;

use sekisho_value::Value;

use super::fill::{child, is_empty, text_of};
use crate::Quantity;

type Amounts = BTreeMap<String, Quantity>;

/// Completes `spec.resources` where it is partly given: limits of huge pages from the containers,
/// then requests from the containers or else from the pod's own limits.
pub(super) fn pod_level(spec: &mut Value) {
    let Some(resources) = spec.field("resources") else { return };
    if is_empty(resources, "limits") && is_empty(resources, "requests") {
        return;
    }
    let requested = keys(resources, "requests");
    let mut limits = Amounts::new();
    for (name, amount) in of_containers(spec, "limits") {
        if is_huge_page(&name) && !requested.contains(&name) {
            limits.insert(name, amount);
        }
    }
    add_missing(spec, "limits", limits);
    if spec.field("resources").is_none_or(|resources| is_empty(resources, "limits")) {
        return;
    }
    let mut requests = of_containers(spec, "requests");
    requests.retain(|name, _| matches!(name.as_str(), "cpu" | "memory"));
    add_missing(spec, "requests", requests);
    let mut rest = amounts(spec.at(&["resources", "limits"]));
    rest.retain(|name, _| matches!(name.as_str(), "cpu" | "memory") || is_huge_page(name));
    add_missing(spec, "requests", rest);
}

fn is_huge_page(name: &str) -> bool {
    name.starts_with("hugepages-")
}

fn keys(resources: &Value, list: &str) -> Vec<String> {
    let list = resources.field(list).into_iter().flat_map(Value::entries);
    list.map(|(name, _)| name.to_owned()).collect()
}

fn add_missing(spec: &mut Value, list: &str, amounts: Amounts) {
    if amounts.is_empty() {
        return;
    }
    let Some(resources) = child(spec, "resources") else { return };
    let Some(list) = child(resources, list) else { return };
    for (name, amount) in amounts {
        super::fill::absent(list, &name, amount.to_string());
    }
}

fn amounts(list: Option<&Value>) -> Amounts {
    let entries = list.into_iter().flat_map(Value::entries);
    entries
        .filter_map(|(name, value)| Some((name.to_owned(), Quantity::from_value(value)?.ok()?)))
        .collect()
}

/// What the containers need together: the greater of the sum while all run and the peak while init
/// containers run one after the other beside the sidecars started so far.
pub(super) fn of_containers(spec: &Value, list: &str) -> Amounts {
    let mut total = Amounts::new();
    for container in spec.items_at(&["containers"]) {
        add(&mut total, &amounts(container.at(&["resources", list])));
    }
    let mut sidecars = Amounts::new();
    let mut peak = Amounts::new();
    for container in spec.items_at(&["initContainers"]) {
        let own = amounts(container.at(&["resources", list]));
        let mut now = sidecars.clone();
        add(&mut now, &own);
        if text_of(container, "restartPolicy") == "Always" {
            add(&mut total, &own);
            sidecars.clone_from(&now);
        }
        raise(&mut peak, now);
    }
    raise(&mut total, peak);
    total
}

fn add(sum: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        match sum.get_mut(name) {
            Some(have) => *have = have.plus(amount),
            None => {
                sum.insert(name.clone(), amount.clone());
            }
        }
    }
}

fn raise(most: &mut Amounts, amounts: Amounts) {
    for (name, amount) in amounts {
        match most.get_mut(&name) {
            Some(have) if *have >= amount => {}
            Some(have) => *have = amount,
            None => {
                most.insert(name, amount);
            }
        }
    }
}
