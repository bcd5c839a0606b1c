//! What decoding into Go types and encoding them again does to a value: null is absent, unknown
//! fields are gone, zero values of some fields vanish and those of others appear, amounts and times
//! take their canonical form.

use sekisho_value::{Map, Value};

use crate::schema::{Presence, Property, Schema, SchemaKind};
use crate::{base64, quantity, time};

/// Reads `value` as its type would: what cannot be of that type stays as it is.
pub(super) fn decode(value: &mut Value, schema: Schema) {
    match schema.kind() {
        SchemaKind::Object => {
            let Some(map) = value.as_map_mut() else { return };
            map.retain(|key, child| match schema.property(key) {
                Some(property) if !child.is_null() => {
                    decode(child, property.schema());
                    true
                }
                _ => false,
            });
            for property in schema.properties() {
                if is_struct_by_value(property) && map.get(property.name()).is_none() {
                    let mut empty = Value::map();
                    decode(&mut empty, property.schema());
                    map.insert(property.name().into(), empty);
                }
            }
        }
        SchemaKind::List => {
            let Some(items) = schema.items() else { return };
            for item in value.items_mut() {
                decode_element(item, items);
            }
        }
        SchemaKind::Map => {
            let (Some(values), Some(map)) = (schema.values(), value.as_map_mut()) else { return };
            for (_, child) in map.iter_mut() {
                decode_element(child, values);
            }
        }
        SchemaKind::Any => {
            let Some(schema) = schema.alternative() else { return };
            match value {
                Value::Map(_) => decode(value, schema),
                // A list of texts, unlike one of schemas, has nothing to be read.
                Value::Seq(items) => items.iter_mut().for_each(|item| decode(item, schema)),
                _ => {}
            }
        }
        SchemaKind::Quantity => replace(value, quantity::canonical(value)),
        SchemaKind::Bytes => {
            replace_text(value, |text| Some(base64::encode(&base64::decode(text)?)));
        }
        SchemaKind::Time => replace_text(value, time::canonical_time),
        SchemaKind::MicroTime => replace_text(value, time::canonical_micro_time),
        SchemaKind::Duration => replace_text(value, time::canonical_duration),
        _ => {}
    }
}

/// Elements of lists and maps are there even if they are null: as their zero value.
fn decode_element(value: &mut Value, schema: Schema) {
    if value.is_null() {
        *value = zero(schema);
    }
    decode(value, schema);
}

fn replace(value: &mut Value, new: Option<Value>) {
    if let Some(new) = new {
        *value = new;
    }
}

fn replace_text(value: &mut Value, canonical: impl Fn(&str) -> Option<String>) {
    replace(value, value.as_str().and_then(canonical).map(Value::from));
}

fn is_struct_by_value(property: Property) -> bool {
    property.presence() == Presence::Always && property.schema().kind() == SchemaKind::Object
}

/// Writes `value` as its type would.
pub(super) fn encode(value: &mut Value, schema: Schema) {
    match schema.kind() {
        SchemaKind::Object => {
            let Some(map) = value.as_map_mut() else { return };
            map.retain(|key, child| {
                let Some(property) = schema.property(key) else { return false };
                encode(child, property.schema());
                !is_left_out(child, property)
            });
            fill_always(map, schema);
        }
        SchemaKind::List => {
            let Some(items) = schema.items() else { return };
            for item in value.items_mut() {
                encode(item, items);
            }
        }
        SchemaKind::Map => {
            let (Some(values), Some(map)) = (schema.values(), value.as_map_mut()) else { return };
            for (_, child) in map.iter_mut() {
                encode(child, values);
            }
        }
        SchemaKind::Any => {
            let Some(schema) = schema.alternative() else { return };
            match value {
                Value::Map(_) => encode(value, schema),
                Value::Seq(items) => items.iter_mut().for_each(|item| encode(item, schema)),
                _ => {}
            }
        }
        _ => {}
    }
}

/// Fields that are left out, and those that are written again as their zero value.
fn is_left_out(value: &Value, property: Property) -> bool {
    match property.presence() {
        Presence::IfSet => value.is_null(),
        Presence::IfNotZero => is_zero(value) || is_without_elements(value, property),
        // An empty list comes back from storage as none at all.
        Presence::Always => value.is_null() || is_without_elements(value, property),
        Presence::AlwaysOrNull => false,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

fn is_without_elements(value: &Value, property: Property) -> bool {
    match property.schema().kind() {
        SchemaKind::List | SchemaKind::Map => match value {
            Value::Seq(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        },
        _ => false,
    }
}

fn fill_always(map: &mut Map, schema: Schema) {
    for property in schema.properties() {
        let always = matches!(property.presence(), Presence::Always | Presence::AlwaysOrNull);
        if always && !map.contains_key(property.name()) {
            let value = match property.presence() {
                Presence::Always => {
                    let mut value = zero(property.schema());
                    encode(&mut value, property.schema());
                    value
                }
                _ => Value::Null,
            };
            map.insert(property.name().into(), value);
        }
    }
}

/// The value that Go gives a variable of the type before anything is set.
fn zero(schema: Schema) -> Value {
    match schema.kind() {
        SchemaKind::String | SchemaKind::Bytes => Value::from(""),
        SchemaKind::Integer | SchemaKind::Number | SchemaKind::IntOrString => Value::Int(0),
        SchemaKind::Boolean => Value::Bool(false),
        SchemaKind::Quantity => Value::from("0"),
        SchemaKind::Duration => Value::from("0s"),
        SchemaKind::Object => Value::map(),
        SchemaKind::Any
        | SchemaKind::Time
        | SchemaKind::MicroTime
        | SchemaKind::List
        | SchemaKind::Map => Value::Null,
    }
}
