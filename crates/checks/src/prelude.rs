//! What every check is written with.

pub(crate) use sekisho_finding::{
    Audience::{Audit, Reliability, Security},
    CheckMeta, Confidence, Edit, Finding, Fix, Message, Reference, Safety,
    Severity::{self, Critical, High, Low, Medium},
    Text,
};

pub(crate) use sekisho_inventory::{Completeness, Container, ContainerKind, Object, Pod, Snapshot};
pub(crate) use sekisho_value::{Route, Value};

pub(crate) use crate::{Check, Cx, Fixture, Run};

/// A text in both languages.
pub(crate) const fn text(en: &'static str, ja: &'static str) -> Text {
    Text { en, ja }
}

/// A control of a framework, or a check of another scanner.
pub(crate) const fn reference(framework: &'static str, control: &'static str) -> Reference {
    Reference { framework, control }
}

/// A fix that sets one field.
pub(crate) fn set(title: Text, safety: Safety, route: Route, value: impl Into<Value>) -> Fix {
    Fix { title, safety, edits: vec![Edit::Set { route, value: value.into() }] }
}

/// A fix that takes one field or element out.
pub(crate) fn remove(title: Text, safety: Safety, route: Route) -> Fix {
    Fix { title, safety, edits: vec![Edit::Remove { route }] }
}
