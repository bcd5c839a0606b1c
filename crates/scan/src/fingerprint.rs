use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sekisho_finding::{Finding, ObjectRef};
use sekisho_inventory::Snapshot;
use sekisho_value::{Route, Step, Value};
use sha2::{Digest, Sha256};

use crate::Root;

/// Gives every finding a fingerprint: the same fault at the same object has the same one in the
/// next run, whatever moved in the text and in whichever language the report is.
///
/// It is made of the check, the world (a cluster's identity, else what [`Root::world`] calls it), the object's kind and name, the
/// container and the route, where elements of lists count by their name and not by their index. Equal
/// faults at one place are told apart by their number.
pub(crate) fn assign(findings: &mut [Finding], snapshots: &[Snapshot], root: &Root) {
    let values: HashMap<*const ObjectRef, &Value> = snapshots
        .iter()
        .flat_map(Snapshot::objects)
        .map(|object| (Arc::as_ptr(&object.id), &object.value))
        .collect();
    // A cluster keeps its identity whatever it is called, and no other cluster has it.
    let mut worlds: HashMap<Arc<str>, String> = snapshots
        .iter()
        .filter_map(|snapshot| {
            let identity = snapshot.identity()?;
            Some((Arc::clone(&snapshot.world.name), format!("cluster {identity}")))
        })
        .collect();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let object = &finding.place.object;
        let value = values.get(&Arc::as_ptr(object)).copied().unwrap_or(&Value::Null);
        let world =
            worlds.entry(Arc::clone(&object.world)).or_insert_with(|| root.world(&object.world));
        let mut identity = String::with_capacity(160);
        let parts = [
            finding.check.id,
            world,
            object.group(),
            &object.kind,
            object.namespace.as_deref().unwrap_or_default(),
            &object.name,
            finding.container.as_deref().unwrap_or_default(),
            &stable_route(&finding.place.route, value),
        ];
        for part in parts {
            identity.push_str(part);
            // A byte that no part can hold, so that parts cannot run into each other.
            identity.push('\0');
        }
        let number = seen.entry(identity.clone()).or_default();
        *number += 1;
        let _ = write!(identity, "{number}");
        finding.fingerprint = hex(&Sha256::digest(identity.as_bytes()));
    }
}

/// What stays of a finding's identity if its file moves to another world: the same parts without the
/// world. Findings of equal faults at equally named objects share it.
pub(crate) fn without_world(finding: &Finding, value: &Value) -> String {
    let object = &finding.place.object;
    let route = stable_route(&finding.place.route, value);
    let namespace = object.namespace.as_deref().unwrap_or_default();
    let container = finding.container.as_deref().unwrap_or_default();
    let (id, group) = (finding.check.id, object.group());
    let (kind, name) = (&object.kind, &object.name);
    [id, group, kind, namespace, name, container, &route].join("\0")
}

/// The route in an object with elements of lists by their name: `/spec/containers/[web]/image`. It
/// outlives elements that come or go before it.
pub fn stable_route(route: &Route, value: &Value) -> String {
    let mut text = String::new();
    let mut place = Some(value);
    for step in route.steps() {
        text.push('/');
        match step {
            Step::Key(key) => {
                text.push_str(key);
                place = place.and_then(|value| value.get(key));
            }
            Step::Index(index) => {
                place = place.and_then(|value| value.items().get(*index));
                let name = place.and_then(|item| {
                    ["name", "key", "mountPath", "containerPort", "host"].iter().find_map(|key| {
                        item.get(key).filter(|name| !name.items().is_empty() || is_scalar(name))
                    })
                });
                let _ = match (name.and_then(Value::as_str), name.and_then(Value::as_i64)) {
                    (Some(name), _) => write!(text, "[{name}]"),
                    (None, Some(number)) => write!(text, "[{number}]"),
                    (None, None) => match place.and_then(Value::as_str) {
                        Some(scalar) => write!(text, "[{scalar}]"),
                        None => write!(text, "{index}"),
                    },
                };
            }
        }
    }
    text
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Int(_))
}

/// The first 16 bytes: enough for billions of findings, short enough for a report.
fn hex(digest: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or_default();
    let mut text = String::with_capacity(32);
    text.extend(digest.iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
}
