//! The walk: types as strict decoding reads them, and the rules of the structs that it enters.

use sekisho_value::{Route, Step, Value};

use super::plan::{Alternative, Node, Plan, Struct};
use super::{Cause, Need, Rule, UnknownField, Violation, nearest, rules};
use crate::quantity::Quantity;
use crate::schema::SchemaKind;
use crate::tables::tables;
use crate::{KubeVersion, base64, time};

/// What schemas inside definitions of kinds consist of.
const PROPS: &str = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

/// A step of the way from the object's root, borrowed from it.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'v> {
    Key(&'v str),
    Index(usize),
}

impl<'v> From<&'v str> for At<'v> {
    fn from(key: &'v str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for At<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl From<At<'_>> for Step {
    fn from(at: At<'_>) -> Self {
        match at {
            At::Key(key) => key.into(),
            At::Index(index) => index.into(),
        }
    }
}

/// The way to a field: `at!["ports", 0, "name"]`.
macro_rules! at {
    ($($step:expr),* $(,)?) => { &[$($crate::validate::walk::At::from($step)),*] };
}
pub(super) use at;

pub(super) struct Walk<'v> {
    plan: &'static Plan,
    pub(super) version: KubeVersion,
    path: Vec<At<'v>>,
    /// The structs on the way, each with the length of the path to it.
    structs: Vec<(&'static Struct, usize)>,
    out: Vec<Violation>,
    /// Whether unknown fields count: some types are decoded by code that lets them pass.
    is_strict: bool,
    /// Whether rules are asked: status is not taken on creation.
    has_rules: bool,
    pub(super) root: &'v Value,
}

impl<'v> Walk<'v> {
    pub(super) fn new(plan: &'static Plan, version: KubeVersion) -> Self {
        Self {
            plan,
            version,
            path: Vec::new(),
            structs: Vec::new(),
            out: Vec::new(),
            is_strict: true,
            has_rules: true,
            root: &Value::Null,
        }
    }

    /// Walks a whole object of the definition with a number.
    pub(super) fn object(&mut self, definition: u32, object: &'v Value) {
        self.root = object;
        rules::object(self, object);
        self.value(self.plan.definition(definition), object);
    }

    /// Walks what every object has, of one whose other fields have a schema of their own.
    pub(super) fn metadata(&mut self, object: &'v Value) {
        self.root = object;
        rules::object(self, object);
        let Some(metadata) = object.field("metadata") else { return };
        if let Some(number) = tables().find("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") {
            self.path.push(At::Key("metadata"));
            self.value(self.plan.definition(number), metadata);
            self.path.pop();
        }
    }

    /// What was found: rules say nothing about what could not be decoded, or was meant by a
    /// misspelt field.
    pub(super) fn finish(self) -> Vec<Violation> {
        let mut out = self.out;
        let broken: Vec<Route> = out
            .iter()
            .filter_map(|violation| match &violation.cause {
                Cause::WrongType { .. } => Some(violation.route.clone()),
                Cause::Unknown(UnknownField { nearest: Some(nearest), .. }) => {
                    Some(violation.route.parent()?.then(nearest.as_str()))
                }
                _ => None,
            })
            .collect();
        for violation in &mut out {
            if !violation.cause.is_decoding() {
                let route = &violation.route;
                let is_near = |other: &Route| route.starts_with(other) || other.starts_with(route);
                violation.follows |= broken.iter().any(is_near);
            }
        }
        out
    }

    /// Complains about a field, `at` steps from where the walk stands.
    pub(super) fn report(&mut self, at: &[At<'_>], cause: Cause) {
        let steps = self.path.iter().chain(at).map(|at| Step::from(*at));
        let route: Route = steps.collect();
        self.out.push(Violation::new(route, cause));
    }

    /// The same for what ends with another violation.
    pub(super) fn follows(&mut self, at: &[At<'_>], cause: Cause) {
        self.report(at, cause);
        if let Some(last) = self.out.last_mut() {
            last.follows = true;
        }
    }

    pub(super) fn required(&mut self, at: &[At<'_>]) {
        self.report(at, Cause::Required(Need::Value));
    }

    pub(super) fn invalid(&mut self, at: &[At<'_>], rule: Rule) {
        self.report(at, Cause::Invalid(rule));
    }

    pub(super) fn unsupported(&mut self, at: &[At<'_>], value: &str, supported: &[&str]) {
        let supported = supported.iter().map(|text| (*text).to_owned()).collect();
        self.report(at, Cause::Unsupported { value: value.to_owned(), supported });
    }

    fn wrong(&mut self, expected: SchemaKind, value: &Value) {
        self.report(&[], Cause::WrongType { expected, found: value.type_name() });
    }

    fn value(&mut self, number: u32, value: &'v Value) {
        let plan = self.plan;
        match (plan.node(number), value) {
            (Node::Struct(r#struct), Value::Map(_) | Value::Null) => self.r#struct(r#struct, value),
            (Node::Text { values }, Value::String(text)) => {
                if !values.is_empty() && self.has_rules {
                    self.one_of(values, text);
                }
            }
            (Node::List(items), Value::Seq(list)) => {
                for (index, item) in list.iter().enumerate() {
                    self.path.push(At::Index(index));
                    self.element(*items, item);
                    self.path.pop();
                }
            }
            (Node::Map(values), Value::Map(map)) => {
                if matches!(plan.node(*values), Node::Text { .. })
                    && map.iter().all(|(_, value)| matches!(value, Value::String(_) | Value::Null))
                {
                    return;
                }
                for (key, value) in map.iter() {
                    self.path.push(At::Key(key));
                    self.element(*values, value);
                    self.path.pop();
                }
            }
            (Node::Integer { is_small }, value) => {
                if !is_whole(value, *is_small) {
                    self.wrong(SchemaKind::Integer, value);
                }
            }
            (Node::Scalar(kind), value) => self.scalar(*kind, value),
            (Node::Schema(sort), value) => self.schema(*sort, value),
            (Node::Any, _) | (Node::Text { .. } | Node::List(_) | Node::Map(_), Value::Null) => {}
            (Node::Text { .. }, value) => self.wrong(SchemaKind::String, value),
            (Node::List(_), value) => self.wrong(SchemaKind::List, value),
            (Node::Map(_), value) => self.wrong(SchemaKind::Map, value),
            (Node::Struct(_), value) => self.wrong(SchemaKind::Object, value),
        }
    }

    /// An element that is null is decoded to the zero value of its type.
    fn element(&mut self, number: u32, value: &'v Value) {
        match (self.plan.node(number), value) {
            (Node::Struct(_), _) => self.value(number, value),
            (Node::Text { values }, value)
                if !values.is_empty() && matches!(value.as_str(), None | Some("")) =>
            {
                match value {
                    Value::Null | Value::String(_) if self.has_rules => {
                        self.unsupported(&[], "", values);
                    }
                    value => self.value(number, value),
                }
            }
            (_, Value::Null) => {}
            _ => self.value(number, value),
        }
    }

    fn one_of(&mut self, values: &[&'static str], text: &str) {
        if !text.is_empty() && !values.contains(&text) {
            self.unsupported(&[], text, values);
        }
    }

    fn r#struct(&mut self, r#struct: &'static Struct, value: &'v Value) {
        self.structs.push((r#struct, self.path.len()));
        if self.has_rules {
            for name in &r#struct.required {
                let is_there = match value.field(name) {
                    Some(Value::String(text)) => !text.is_empty(),
                    Some(_) => true,
                    None => false,
                };
                if !is_there {
                    self.required(at![*name]);
                }
            }
            if let Some(check) = r#struct.check {
                check(self, value);
            }
        }
        if let Value::Map(map) = value {
            for (key, child) in map.iter() {
                match r#struct.field(key) {
                    Some(field) => {
                        if child.is_null() {
                            continue;
                        }
                        self.path.push(At::Key(field.name));
                        let is_status = self.path.len() == 1 && field.name == "status";
                        let had_rules = self.has_rules;
                        self.has_rules &= !is_status;
                        self.value(field.node, child);
                        self.has_rules = had_rules;
                        self.path.pop();
                    }
                    None if self.is_strict => self.unknown(r#struct, key),
                    None => {}
                }
            }
        }
        if self.has_rules {
            for field in &r#struct.by_value {
                if value.field(field.name).is_none() {
                    self.path.push(At::Key(field.name));
                    self.value(field.node, &Value::Null);
                    self.path.pop();
                }
            }
        }
        self.structs.pop();
    }

    fn unknown(&mut self, r#struct: &'static Struct, key: &str) {
        let mut field = nearest::unknown_field(self.version, r#struct, key);
        if field.nearest.is_none() && field.since.is_none() {
            field.belongs = self.belongs(key);
        }
        self.report(at![key], Cause::Unknown(field));
    }

    /// A place that has the field, from the nearest struct outwards.
    fn belongs(&self, key: &str) -> Option<String> {
        for (outer, depth) in self.structs.iter().rev() {
            if let Some(way) = nearest::way_to(self.plan, outer, key) {
                let steps = self.path.iter().take(*depth).map(|at| Step::from(*at));
                let base: Route = steps.collect();
                let base = base.field_path();
                return Some(if base.is_empty() { way } else { format!("{base}.{way}") });
            }
        }
        None
    }

    fn scalar(&mut self, kind: SchemaKind, value: &'v Value) {
        let fits = match (kind, value) {
            (_, Value::Null) => true,
            (SchemaKind::Boolean, Value::Bool(_)) => true,
            (SchemaKind::Number, Value::Int(_) | Value::UInt(_) | Value::Float(_)) => true,
            (SchemaKind::IntOrString, Value::String(_)) => true,
            (SchemaKind::IntOrString, value) => is_whole(value, true),
            (SchemaKind::Quantity, value) => {
                matches!(Quantity::from_value(value), Some(Ok(_)))
            }
            (SchemaKind::Time, Value::String(text)) => time::canonical_time(text).is_some(),
            (SchemaKind::MicroTime, Value::String(text)) => {
                time::canonical_micro_time(text).is_some()
            }
            (SchemaKind::Duration, Value::String(text)) => time::canonical_duration(text).is_some(),
            (SchemaKind::Bytes, Value::String(text)) => base64::decode(text).is_some(),
            // Bytes may be written as numbers, one each.
            (SchemaKind::Bytes, Value::Seq(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if !matches!(item, Value::Null | Value::Int(0..=255)) {
                        let expected = SchemaKind::Integer;
                        let found = item.type_name();
                        self.report(at![index], Cause::WrongType { expected, found });
                    }
                }
                true
            }
            _ => false,
        };
        if !fits {
            self.wrong(kind, value);
        }
    }

    /// Where a schema may stand beside a boolean or a list: decoded by code of its own, which does not
    /// tell unknown fields.
    fn schema(&mut self, sort: Alternative, value: &'v Value) {
        let was_strict = std::mem::replace(&mut self.is_strict, false);
        let number = tables().find(PROPS).map(|number| self.plan.definition(number));
        match (sort, value, number) {
            (_, Value::Null, _) | (Alternative::Boolean, Value::Bool(_), _) => {}
            (_, Value::Map(_), Some(number)) => self.value(number, value),
            (Alternative::Schemas, Value::Seq(items), Some(number)) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(At::Index(index));
                    self.element(number, item);
                    self.path.pop();
                }
            }
            (Alternative::Texts, Value::Seq(items), _) => {
                for (index, item) in items.iter().enumerate() {
                    if !matches!(item, Value::String(_) | Value::Null) {
                        let expected = SchemaKind::String;
                        let found = item.type_name();
                        self.report(at![index], Cause::WrongType { expected, found });
                    }
                }
            }
            _ => self.wrong(SchemaKind::Any, value),
        }
        self.is_strict = was_strict;
    }
}

/// Whether a value is a whole number of 32 or 64 bits. Numbers with a fraction of zero are written
/// without it when YAML becomes JSON.
fn is_whole(value: &Value, is_small: bool) -> bool {
    match value {
        Value::Null => true,
        Value::Int(number) => !is_small || i32::try_from(*number).is_ok(),
        Value::Float(number) => {
            let bound = if is_small { f64::from(i32::MAX) } else { 9.2e18 };
            number.fract() == 0.0 && number.abs() <= bound
        }
        _ => false,
    }
}
