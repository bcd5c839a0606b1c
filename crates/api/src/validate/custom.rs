//! Custom resources against the schema that their definition states.

use std::collections::HashMap;

use regex::Regex;
use sekisho_value::{Route, Step, Value};

use super::plan::Plan;
use super::walk::Walk;
use super::{Cause, Need, Rule, UnknownField, Violation, nearest};
use crate::quantity::Quantity;
use crate::schema::SchemaKind;
use crate::{KubeVersion, split_api_version};

/// A `CustomResourceDefinition`, ready to judge objects of its kind.
///
/// Expressions (`x-kubernetes-validations`) are not judged, and formats only where they decide between
/// forms.
#[derive(Debug)]
pub struct CustomSchema<'c> {
    group: &'c str,
    kind: &'c str,
    /// The versions with their schemas; null where a version has none.
    versions: Vec<(&'c str, &'c Value)>,
    /// Whether unknown fields are kept everywhere, as the first versions of the API did.
    preserves: bool,
    /// Patterns as they are first met; none for one that this engine cannot read.
    patterns: HashMap<&'c str, Option<Regex>>,
}

impl<'c> CustomSchema<'c> {
    /// Reads a definition of `apiextensions.k8s.io/v1` or `v1beta1`; none if it is no such object.
    pub fn read(definition: &'c Value) -> Option<Self> {
        let spec = definition.field("spec")?;
        let group = spec.str_at(&["group"])?;
        let kind = spec.str_at(&["names", "kind"])?;
        let is_old = definition.str_at(&["apiVersion"])?.ends_with("/v1beta1");
        let common = spec.at(&["validation", "openAPIV3Schema"]);
        let of = |version: &'c Value| {
            let own = version.at(&["schema", "openAPIV3Schema"]);
            Some((version.str_at(&["name"])?, own.or(common).unwrap_or(&Value::Null)))
        };
        let mut versions: Vec<_> = spec.items_at(&["versions"]).iter().filter_map(of).collect();
        if let (true, Some(version)) = (versions.is_empty(), spec.str_at(&["version"])) {
            versions.push((version, common.unwrap_or(&Value::Null)));
        }
        let preserves = spec.bool_at(&["preserveUnknownFields"]).unwrap_or(is_old);
        Some(Self { group, kind, versions, preserves, patterns: HashMap::new() })
    }

    /// The group and kind that it defines.
    pub fn group_and_kind(&self) -> (&'c str, &'c str) {
        (self.group, self.kind)
    }

    /// The versions that it defines.
    pub fn versions(&self) -> impl Iterator<Item = &'c str> {
        self.versions.iter().map(|(version, _)| *version)
    }

    /// What the server would refuse an object for; none if the definition does not have its version.
    pub fn validate(&mut self, object: &Value, version: KubeVersion) -> Option<Vec<Violation>> {
        let api_version = object.str_at(&["apiVersion"])?;
        let (_, wanted) = split_api_version(api_version);
        let schema = self.versions.iter().find(|(version, _)| *version == wanted)?.1;
        let version = version.nearest_recorded();
        let mut walk = Walk::new(Plan::of(version), version);
        walk.metadata(object);
        let mut out = walk.finish();
        if schema.as_map().is_some() {
            let mut judge = Judge {
                path: Vec::new(),
                out: Vec::new(),
                keeps_all: self.preserves,
                patterns: &mut self.patterns,
            };
            judge.value(schema, object, true);
            out.append(&mut judge.out);
        }
        Some(out)
    }
}

struct Judge<'p, 'c> {
    path: Vec<Step>,
    out: Vec<Violation>,
    keeps_all: bool,
    patterns: &'p mut HashMap<&'c str, Option<Regex>>,
}

fn flag(schema: &Value, key: &str) -> bool {
    schema.field(key).and_then(Value::as_bool) == Some(true)
}

const PRESERVES: &str = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED: &str = "x-kubernetes-embedded-resource";
const INT_OR_STRING: &str = "x-kubernetes-int-or-string";
/// What the server knows of every object.
const OF_EVERY_OBJECT: [&str; 3] = ["apiVersion", "kind", "metadata"];

impl<'c> Judge<'_, 'c> {
    fn report(&mut self, step: Option<Step>, cause: Cause) {
        let route: Route = self.path.iter().cloned().chain(step).collect();
        self.out.push(Violation::new(route, cause));
    }

    fn within(&mut self, step: impl Into<Step>, judge: impl FnOnce(&mut Self)) {
        self.path.push(step.into());
        judge(self);
        self.path.pop();
    }

    fn value(&mut self, schema: &'c Value, value: &Value, is_object: bool) {
        // Null is dropped where it may not stand, or defaulted.
        if value.is_null() {
            return;
        }
        if flag(schema, INT_OR_STRING) {
            if !matches!(value, Value::Int(_) | Value::UInt(_) | Value::String(_)) {
                let (expected, found) = (SchemaKind::IntOrString, value.type_name());
                return self.report(None, Cause::WrongType { expected, found });
            }
        } else if let Some(expected) = wrong_type(schema, value) {
            return self.report(None, Cause::WrongType { expected, found: value.type_name() });
        }
        self.bounds(schema, value);
        match value {
            Value::Map(_) => self.fields(schema, value, is_object),
            Value::Seq(items) => self.items(schema, items),
            _ => {}
        }
        self.shapes(schema, value);
    }

    fn fields(&mut self, schema: &'c Value, value: &Value, is_object: bool) {
        // Fields that the schema knows are pruned again by their own part of it.
        let preserves = self.keeps_all || flag(schema, PRESERVES);
        let properties = schema.field("properties");
        let others = schema.field("additionalProperties");
        let is_object = is_object || flag(schema, EMBEDDED);
        for (key, child) in value.entries() {
            if is_object && OF_EVERY_OBJECT.contains(&key) {
                continue;
            }
            match (properties.and_then(|properties| properties.field(key)), others) {
                (Some(property), _) => {
                    self.within(key, |judge| judge.value(property, child, false));
                }
                (None, Some(Value::Bool(true))) => {}
                (None, Some(others @ Value::Map(_))) => {
                    self.within(key, |judge| judge.value(others, child, false));
                }
                _ if preserves => {}
                _ => self.unknown(schema, key),
            }
        }
        for name in schema.items_at(&["required"]).iter().filter_map(Value::as_str) {
            let has_default = properties
                .and_then(|properties| properties.field(name))
                .is_some_and(|property| property.field("default").is_some());
            if value.field(name).is_none() && !has_default {
                self.report(Some(name.into()), Cause::Required(Need::Value));
            }
        }
    }

    fn unknown(&mut self, schema: &'c Value, key: &str) {
        let names = schema.field("properties").into_iter().flat_map(Value::entries);
        let nearest = nearest::nearest_name(key, names.map(|(name, _)| name));
        let field = UnknownField { nearest: nearest.map(str::to_owned), ..UnknownField::default() };
        self.report(Some(key.into()), Cause::Unknown(field));
    }

    fn items(&mut self, schema: &'c Value, items: &[Value]) {
        if let Some(inner) = schema.field("items") {
            for (index, item) in items.iter().enumerate() {
                self.within(index, |judge| judge.value(inner, item, false));
            }
        }
        match schema.str_at(&["x-kubernetes-list-type"]) {
            Some("set") => {
                for (index, item) in items.iter().enumerate() {
                    if items.iter().take(index).any(|other| other == item) {
                        let what = item.as_str().unwrap_or_default().to_owned();
                        self.report(Some(index.into()), Cause::Duplicate(what));
                    }
                }
            }
            Some("map") => {
                let keys: Vec<&str> = schema
                    .items_at(&["x-kubernetes-list-map-keys"])
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                let of = |item: &Value| -> Vec<Option<Value>> {
                    keys.iter().map(|key| item.field(key).cloned()).collect()
                };
                let mut seen: Vec<Vec<Option<Value>>> = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let key = of(item);
                    if key.iter().all(Option::is_some) && seen.contains(&key) {
                        let text = key.iter().flatten().filter_map(Value::as_str);
                        let what = text.collect::<Vec<_>>().join(", ");
                        self.report(Some(index.into()), Cause::Duplicate(what));
                    }
                    seen.push(key);
                }
            }
            _ => {}
        }
    }

    /// Enumerations, patterns, sizes and ranges.
    fn bounds(&mut self, schema: &'c Value, value: &Value) {
        if let Some(cause) = broken_bound(schema, value, self.patterns) {
            self.report(None, cause);
        }
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`, which say what values are fine but no types.
    fn shapes(&mut self, schema: &'c Value, value: &Value) {
        if !["allOf", "anyOf", "oneOf", "not"].iter().any(|key| schema.field(key).is_some()) {
            return;
        }
        if holds_shapes(schema, &with_defaults(schema, value), self.patterns) == Some(false) {
            self.report(None, Cause::Invalid(Rule::Shape));
        }
    }
}

/// A map with the defaults of its own fields, which count before forms are compared.
fn with_defaults(schema: &Value, value: &Value) -> Value {
    let mut filled = value.clone();
    if filled.as_map().is_some() {
        for (name, property) in schema.field("properties").into_iter().flat_map(Value::entries) {
            if let (Some(default), None) = (property.field("default"), value.field(name)) {
                filled.set(name, default.clone());
            }
        }
    }
    filled
}

fn wrong_type(schema: &Value, value: &Value) -> Option<SchemaKind> {
    let (expected, fits) = match schema.str_at(&["type"])? {
        "object" => (SchemaKind::Object, matches!(value, Value::Map(_))),
        "array" => (SchemaKind::List, matches!(value, Value::Seq(_))),
        "string" => (SchemaKind::String, matches!(value, Value::String(_))),
        "boolean" => (SchemaKind::Boolean, matches!(value, Value::Bool(_))),
        "integer" => {
            let is_whole = match value {
                Value::Int(_) | Value::UInt(_) => true,
                Value::Float(number) => number.fract() == 0.0,
                _ => false,
            };
            (SchemaKind::Integer, is_whole)
        }
        "number" => (SchemaKind::Number, value.as_f64().is_some()),
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn broken_bound<'c>(
    schema: &'c Value,
    value: &Value,
    patterns: &mut HashMap<&'c str, Option<Regex>>,
) -> Option<Cause> {
    let values = schema.items_at(&["enum"]);
    if !values.is_empty() && !values.contains(value) {
        let show = |value: &Value| match value {
            Value::String(text) => text.as_str().to_owned(),
            other => serde_json::to_string(other).unwrap_or_default(),
        };
        let supported = values.iter().map(show).collect();
        return Some(Cause::Unsupported { value: show(value), supported });
    }
    let size = |least: &str, most: &str, size: usize| {
        let size = size as i64;
        schema.i64_at(&[least]).is_some_and(|least| size < least)
            || schema.i64_at(&[most]).is_some_and(|most| size > most)
    };
    let is_out = match value {
        Value::String(text) => size("minLength", "maxLength", text.chars().count()),
        Value::Seq(items) => size("minItems", "maxItems", items.len()),
        Value::Map(map) => size("minProperties", "maxProperties", map.len()),
        _ => false,
    };
    if is_out {
        return Some(Cause::Invalid(Rule::Size));
    }
    if let (Value::String(text), Some(pattern)) = (value, schema.str_at(&["pattern"])) {
        let regex = patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
        if regex.as_ref().is_some_and(|regex| !regex.is_match(text)) {
            return Some(Cause::Invalid(Rule::Pattern));
        }
    }
    if let Some(number) = value.as_f64() {
        let bound = |key: &str| schema.field(key).and_then(Value::as_f64);
        let is_below = bound("minimum").is_some_and(|least| {
            if flag(schema, "exclusiveMinimum") { number <= least } else { number < least }
        });
        let is_above = bound("maximum").is_some_and(|most| {
            if flag(schema, "exclusiveMaximum") { number >= most } else { number > most }
        });
        if is_below || is_above {
            return Some(Cause::Invalid(Rule::Range));
        }
    }
    None
}

/// Whether a value has the forms that `allOf`, `anyOf`, `oneOf` and `not` ask for; none where that
/// rests on a format that is not known.
fn holds_shapes<'c>(
    schema: &'c Value,
    value: &Value,
    patterns: &mut HashMap<&'c str, Option<Regex>>,
) -> Option<bool> {
    let mut of = |key: &str| -> Vec<Option<bool>> {
        schema.items_at(&[key]).iter().map(|part| holds(part, value, patterns)).collect()
    };
    let all = every(of("allOf"));
    let any = of("anyOf");
    let any = if any.is_empty() || any.contains(&Some(true)) {
        Some(true)
    } else if any.contains(&None) {
        None
    } else {
        Some(false)
    };
    let one = of("oneOf");
    let one = if one.is_empty() {
        Some(true)
    } else if one.contains(&None) {
        None
    } else {
        Some(one.iter().filter(|holds| **holds == Some(true)).count() == 1)
    };
    let not = match schema.field("not") {
        Some(part) => holds(part, value, patterns).map(|holds| !holds),
        None => Some(true),
    };
    every([all, any, one, not])
}

/// Whether all hold; none if that is not known.
fn every(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// Whether a value has a format; none if the format is not known.
fn has_format(format: &str, value: &Value) -> Option<bool> {
    let Value::String(text) = value else {
        // Numbers have formats for their size, which their type tells already.
        return Some(true);
    };
    Some(match format {
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "cidr" => super::format::is_cidr(text),
        "date-time" => crate::time::canonical_time(text).is_some(),
        "byte" => crate::base64::decode(text).is_some(),
        "quantity" => matches!(Quantity::from_value(value), Some(Ok(_))),
        _ => return None,
    })
}

/// Whether a value is fine by a part of a schema; none where that rests on a format that is not
/// known.
fn holds<'c>(
    schema: &'c Value,
    value: &Value,
    patterns: &mut HashMap<&'c str, Option<Regex>>,
) -> Option<bool> {
    if wrong_type(schema, value).is_some() || broken_bound(schema, value, patterns).is_some() {
        return Some(false);
    }
    let required = schema.items_at(&["required"]).iter().filter_map(Value::as_str);
    let mut missing =
        required.filter(|name| value.as_map().is_some() && value.field(name).is_none());
    if missing.next().is_some() {
        return Some(false);
    }
    let mut parts = vec![holds_shapes(schema, value, patterns)];
    if let Some(format) = schema.str_at(&["format"]) {
        parts.push(has_format(format, value));
    }
    for (name, part) in schema.field("properties").into_iter().flat_map(Value::entries) {
        if let Some(child) = value.field(name) {
            parts.push(holds(part, child, patterns));
        }
    }
    if let (Some(part), Value::Seq(items)) = (schema.field("items"), value) {
        parts.extend(items.iter().map(|item| holds(part, item, patterns)));
    }
    every(parts)
}
