use std::collections::BTreeMap;

use sekisho_value::{Key, Map, Value};

use super::labels::{LabelError, joined};
use super::request::Request;
use crate::phrase::go_quote;

/// An answer to an admission request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Whether the request goes on.
    pub allowed: bool,
    /// Why it does not.
    pub status: Option<Status>,
    /// What the user is told.
    pub warnings: Vec<String>,
    /// What the audit event gets; the API server puts `pod-security.kubernetes.io/` before the keys.
    pub audit_annotations: BTreeMap<&'static str, String>,
}

/// The status of a request that was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The sentence.
    pub message: String,
    /// `Forbidden`, `Invalid`, `InternalError` or `BadRequest`.
    pub reason: &'static str,
    /// The HTTP status.
    pub code: u16,
    /// More about it.
    pub details: Option<Details>,
}

/// What a status says of the object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The object's name.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Its resource, or its kind if it is invalid.
    pub kind: String,
    /// The single faults.
    pub causes: Vec<Cause>,
}

/// One fault of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// `FieldValueInvalid`; empty for an internal error.
    pub reason: &'static str,
    /// The sentence.
    pub message: String,
    /// The field; empty for an internal error.
    pub field: String,
}

impl Default for Response {
    /// Allowed, without a word.
    fn default() -> Self {
        Self {
            allowed: true,
            status: None,
            warnings: Vec::new(),
            audit_annotations: BTreeMap::new(),
        }
    }
}

impl Response {
    /// Allowed, with one audit annotation.
    pub(crate) fn annotated(key: &'static str, value: impl Into<String>) -> Self {
        Self { audit_annotations: BTreeMap::from([(key, value.into())]), ..Self::default() }
    }

    /// Denied because of the policy.
    pub(crate) fn forbidden(request: &Request<'_>, why: &str) -> Self {
        let resource = if request.group.is_empty() {
            request.resource.to_owned()
        } else {
            format!("{}.{}", request.resource, request.group)
        };
        let message = if request.name.is_empty() {
            format!("{resource} is forbidden: {why}")
        } else {
            format!("{resource} {} is forbidden: {why}", go_quote(request.name))
        };
        let details = Details {
            name: request.name.to_owned(),
            group: request.group.to_owned(),
            kind: request.resource.to_owned(),
            causes: Vec::new(),
        };
        Self::denied(Status { message, reason: "Forbidden", code: 403, details: Some(details) })
    }

    /// Denied because a namespace's labels are invalid.
    pub(crate) fn invalid_namespace(name: &str, errors: &[LabelError]) -> Self {
        let cause = |error: &LabelError| Cause {
            reason: "FieldValueInvalid",
            message: error.body(),
            field: error.field(),
        };
        Self::denied(Status {
            message: format!("Namespace {} is invalid: {}", go_quote(name), joined(errors)),
            reason: "Invalid",
            code: 422,
            details: Some(Details {
                name: name.to_owned(),
                group: String::new(),
                kind: "Namespace".to_owned(),
                causes: errors.iter().map(cause).collect(),
            }),
        })
    }

    /// Denied because the request could not be judged; `why` is for the audit log only.
    pub(crate) fn internal_error(what: &str, why: &str) -> Self {
        let message = format!("Internal error occurred: {what}");
        let cause = Cause { message: what.to_owned(), ..Cause::default() };
        let details = Details { causes: vec![cause], ..Details::default() };
        let annotation = format!("{message}: {why}");
        let status = Status { message, reason: "InternalError", code: 500, details: Some(details) };
        Self { audit_annotations: BTreeMap::from([("error", annotation)]), ..Self::denied(status) }
    }

    /// Denied because the object is not what it should be.
    pub(crate) fn bad_request(message: &str) -> Self {
        let status =
            Status { message: message.to_owned(), reason: "BadRequest", code: 400, details: None };
        let annotation = message.to_owned();
        Self { audit_annotations: BTreeMap::from([("error", annotation)]), ..Self::denied(status) }
    }

    fn denied(status: Status) -> Self {
        Self { allowed: false, status: Some(status), ..Self::default() }
    }

    /// The answer as an `AdmissionResponse`, without the request's uid.
    pub fn to_value(&self) -> Value {
        let annotations = self.audit_annotations.iter();
        object([
            ("allowed", Some(self.allowed.into())),
            ("status", self.status.as_ref().map(Status::to_value)),
            ("warnings", texts(&self.warnings)),
            (
                "auditAnnotations",
                present(annotations.map(|(key, text)| (Key::new(key), text.as_str().into()))),
            ),
        ])
    }
}

impl Status {
    /// The `Status` object.
    pub fn to_value(&self) -> Value {
        object([
            ("metadata", Some(Value::map())),
            ("status", Some("Failure".into())),
            ("message", text(&self.message)),
            ("reason", text(self.reason)),
            ("details", self.details.as_ref().map(Details::to_value)),
            ("code", Some(Value::Int(self.code.into()))),
        ])
    }
}

impl Details {
    fn to_value(&self) -> Value {
        let causes: Vec<Value> = self.causes.iter().map(Cause::to_value).collect();
        object([
            ("name", text(&self.name)),
            ("group", text(&self.group)),
            ("kind", text(&self.kind)),
            ("causes", (!causes.is_empty()).then(|| causes.into())),
        ])
    }
}

impl Cause {
    fn to_value(&self) -> Value {
        object([
            ("reason", text(self.reason)),
            ("message", text(&self.message)),
            ("field", text(&self.field)),
        ])
    }
}

/// A map of the fields that are there.
pub(crate) fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let entries = fields.into_iter().filter_map(|(key, value)| Some((Key::new(key), value?)));
    Value::Map(entries.collect())
}

/// A list of texts; none if empty.
pub(crate) fn texts(items: &[String]) -> Option<Value> {
    let values: Vec<Value> = items.iter().map(|item| item.as_str().into()).collect();
    (!values.is_empty()).then(|| values.into())
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| text.into())
}

fn present(entries: impl Iterator<Item = (Key, Value)>) -> Option<Value> {
    let map: Map = entries.collect();
    (!map.is_empty()).then(|| map.into())
}
