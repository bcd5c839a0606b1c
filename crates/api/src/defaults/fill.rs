//! Setting fields that are unset, in the three senses that Go types give the word.

use sekisho_value::{Key, Value};

/// Sets a field that is absent or null: a pointer, for which zero is a value like any other.
pub(super) fn absent(object: &mut Value, key: &str, value: impl Into<Value>) {
    if object.field(key).is_none() {
        object.set(key, value);
    }
}

/// Sets a field that is absent, null or empty text.
pub(super) fn empty(object: &mut Value, key: &str, text: &str) {
    if object.field(key).is_none_or(|value| value.as_str() == Some("")) {
        object.set(key, text);
    }
}

/// Sets a field that is absent, null or the number zero.
pub(super) fn zero(object: &mut Value, key: &str, number: i64) {
    if matches!(object.field(key), None | Some(Value::Int(0))) {
        object.set(key, number);
    }
}

/// Whether a list or map is absent, null or without elements.
pub(super) fn is_empty(object: &Value, key: &str) -> bool {
    match object.field(key) {
        None => true,
        Some(Value::Seq(items)) => items.is_empty(),
        Some(Value::Map(map)) => map.is_empty(),
        Some(_) => false,
    }
}

/// The text of a field, empty where there is none.
pub(super) fn text_of<'v>(object: &'v Value, key: &str) -> &'v str {
    object.field(key).and_then(Value::as_str).unwrap_or("")
}

/// The map under `key`, made if it is absent; none if something else is there.
pub(super) fn child<'v>(object: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    absent(object, key, Value::map());
    object.get_mut(key).filter(|value| value.as_map().is_some())
}

/// The map under `key`, if there is one.
pub(super) fn present<'v>(object: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    object.get_mut(key).filter(|value| value.as_map().is_some())
}

/// The elements of the list under `key`, to be changed.
pub(super) fn items<'v>(object: &'v mut Value, key: &str) -> &'v mut [Value] {
    object.get_mut(key).map_or(&mut [], Value::items_mut)
}

/// Copies the entries of `from` whose keys `into[key]` lacks.
pub(super) fn copy_missing(into: &mut Value, key: &str, from: Option<&Value>) {
    let Some(from) = from.and_then(Value::as_map) else { return };
    let Some(into) = child(into, key).and_then(Value::as_map_mut) else { return };
    for (name, value) in from.iter() {
        if !into.contains_key(name) {
            into.insert(Key::new(name), value.clone());
        }
    }
}

/// Takes a field out of a map.
pub(super) fn remove(object: &mut Value, key: &str) -> Option<Value> {
    object.as_map_mut()?.remove(key)
}
