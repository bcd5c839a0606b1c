//! A container laid over a template of one, as a strategic merge patch does it.

use sekisho_value::{Key, Map, Route, Value};

use super::part::Part;

/// The lists of a container that are merged element by element, each with the field that tells
/// which elements are the same (the `patchMergeKey` of the core API); other lists are replaced.
const MERGED: [(&str, &str); 4] = [
    ("env", "name"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
    ("ports", "containerPort"),
];

/// `over` laid over `base`. The second value says what came from `base`: the route within the
/// result and the place it stands at.
pub(crate) fn overlay(base: &Part<'_>, over: &Part<'_>) -> (Value, Vec<(Route, Route)>) {
    let mut moved = Vec::new();
    let value = merge(base, over, &Route::root(), &mut moved);
    (value, moved)
}

fn merge(base: &Part<'_>, over: &Part<'_>, here: &Route, moved: &mut Vec<(Route, Route)>) -> Value {
    let (Value::Map(_), Value::Map(_)) = (base.value, over.value) else {
        return over.value.clone();
    };
    let mut entries: Vec<(Key, Value)> = Vec::new();
    // A null decodes to an unset field, so it does not delete anything.
    for (key, over) in over.entries().filter(|(_, part)| !part.value.is_null()) {
        let there = here.then(key);
        let value = match (base.field(key), merge_key(key)) {
            (Some(base), Some(merge_key)) => merge_lists(&base, &over, merge_key, &there, moved),
            (Some(base), None) => merge(&base, &over, &there, moved),
            (None, _) => over.value.clone(),
        };
        entries.push((Key::new(key), value));
    }
    for (key, base) in base.entries() {
        if over.value.field(key).is_none() {
            moved.push((here.then(key), base.route));
            entries.push((Key::new(key), base.value.clone()));
        }
    }
    Value::Map(Map::from_entries(entries))
}

/// The elements of `over` keep their indices, so that only those of `base` need a route.
fn merge_lists(
    base: &Part<'_>,
    over: &Part<'_>,
    merge_key: &str,
    here: &Route,
    moved: &mut Vec<(Route, Route)>,
) -> Value {
    let same = |a: &Value, b: &Value| {
        a.field(merge_key).is_some() && a.field(merge_key) == b.field(merge_key)
    };
    let mut items: Vec<Value> = Vec::new();
    for (index, over) in over.elements().enumerate() {
        let base = base.elements().find(|base| same(base.value, over.value));
        items.push(match base {
            Some(base) => merge(&base, &over, &here.then(index), moved),
            None => over.value.clone(),
        });
    }
    for base in base.elements() {
        if !over.value.items().iter().any(|over| same(base.value, over)) {
            moved.push((here.then(items.len()), base.route));
            items.push(base.value.clone());
        }
    }
    Value::from(items)
}

fn merge_key(field: &str) -> Option<&'static str> {
    MERGED.iter().find(|(list, _)| *list == field).map(|(_, key)| *key)
}
