use std::fmt;

use sekisho_value::Value;

/// An event of the audit log (`audit.k8s.io/v1`), as far as it tells who asked for what and what came of
/// it. Texts are borrowed from the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent<'e> {
    /// The same for all events of one request.
    pub id: &'e str,
    /// Which part of the request's life it is about.
    pub stage: Stage,
    /// `get`, `list`, …; for paths that are no resources the HTTP method in lower case.
    pub verb: &'e str,
    /// Path and query.
    pub uri: &'e str,
    /// Whose credentials were shown; empty where none could be told (a request refused with 401).
    pub user: AuditUser<'e>,
    /// For whom the request was made, where it was made in somebody else's name.
    pub impersonated: Option<AuditUser<'e>>,
    /// The object; none for paths that are no resources.
    pub object: Option<ObjectReference<'e>>,
    /// What the authorizers said.
    pub verdict: Verdict,
    /// The HTTP status of the response.
    pub code: Option<i64>,
    /// When this stage was reached, as RFC 3339 with microseconds in UTC, so that texts compare as times.
    pub time: &'e str,
}

/// Who asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditUser<'e> {
    /// The name.
    pub name: &'e str,
    /// All groups, those that the server added included.
    pub groups: Vec<&'e str>,
}

/// What was asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObjectReference<'e> {
    /// Empty for the core group.
    pub group: &'e str,
    /// The plural.
    pub resource: &'e str,
    /// Empty for the object itself.
    pub subresource: &'e str,
    /// Empty for the whole cluster.
    pub namespace: &'e str,
    /// For `create` the name that the new object got: the request itself had none.
    pub name: &'e str,
}

/// The stages of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It came in; authorizers have not been asked.
    RequestReceived,
    /// The headers of a long response were sent.
    ResponseStarted,
    /// All was sent.
    ResponseComplete,
    /// The server broke down over it.
    Panic,
}

/// What the authorizers said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Allowed.
    Allowed,
    /// Refused.
    Refused,
    /// Not told: they had not been asked yet.
    Untold,
}

/// Why a value is no audit event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAuditEvent {
    /// `kind` is not `Event`, or `apiVersion` not of the group `audit.k8s.io`.
    Kind,
    /// A field that every event has is not there.
    Missing(&'static str),
}

impl fmt::Display for NotAnAuditEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind => {
                write!(f, "this is no audit event: `kind` is to be `Event` of `audit.k8s.io`")
            }
            Self::Missing(field) => write!(f, "the audit event has no `{field}`"),
        }
    }
}

impl std::error::Error for NotAnAuditEvent {}

impl<'e> AuditEvent<'e> {
    /// Reads an event.
    pub fn read(value: &'e Value) -> Result<Self, NotAnAuditEvent> {
        let of_audit =
            value.str_at(&["apiVersion"]).is_some_and(|it| it.starts_with("audit.k8s.io/"));
        if value.str_at(&["kind"]) != Some("Event") || !of_audit {
            return Err(NotAnAuditEvent::Kind);
        }
        Self::read_item(value)
    }

    /// Reads an element of an `EventList`, as webhooks get them: the list says what its elements are.
    pub fn read_item(value: &'e Value) -> Result<Self, NotAnAuditEvent> {
        let text = |key: &'static str| value.str_at(&[key]);
        let needed = |key| text(key).ok_or(NotAnAuditEvent::Missing(key));
        let stage = match needed("stage")? {
            "RequestReceived" => Stage::RequestReceived,
            "ResponseStarted" => Stage::ResponseStarted,
            "Panic" => Stage::Panic,
            _ => Stage::ResponseComplete,
        };
        let code = value.i64_at(&["responseStatus", "code"]);
        let decision = value.str_at(&["annotations", "authorization.k8s.io/decision"]);
        let verdict = match (decision, code) {
            (Some("allow"), _) => Verdict::Allowed,
            (Some(_), _) | (None, Some(401 | 403)) => Verdict::Refused,
            // Logs that drop annotations still tell how it ended.
            (None, Some(_)) if stage != Stage::RequestReceived => Verdict::Allowed,
            _ => Verdict::Untold,
        };
        Ok(Self {
            id: text("auditID").unwrap_or_default(),
            stage,
            verb: needed("verb")?,
            uri: text("requestURI").unwrap_or_default(),
            user: AuditUser::read(value.field("user")),
            impersonated: value.field("impersonatedUser").map(|user| AuditUser::read(Some(user))),
            object: value.field("objectRef").and_then(ObjectReference::read),
            verdict,
            code,
            time: text("stageTimestamp")
                .or_else(|| text("requestReceivedTimestamp"))
                // As servers before v1.9 wrote it.
                .or_else(|| text("timestamp"))
                .unwrap_or_default(),
        })
    }

    /// The path without the query.
    pub fn path(&self) -> &'e str {
        self.uri.split_once('?').map_or(self.uri, |(path, _)| path)
    }
}

impl<'e> AuditUser<'e> {
    fn read(user: Option<&'e Value>) -> Self {
        let Some(user) = user else { return Self::default() };
        Self {
            name: user.str_at(&["username"]).unwrap_or_default(),
            groups: user.items_at(&["groups"]).iter().filter_map(Value::as_str).collect(),
        }
    }
}

impl<'e> ObjectReference<'e> {
    fn read(object: &'e Value) -> Option<Self> {
        let text = |key: &str| object.str_at(&[key]).unwrap_or_default();
        let resource = text("resource");
        (!resource.is_empty()).then(|| Self {
            group: text("apiGroup"),
            resource,
            subresource: text("subresource"),
            namespace: text("namespace"),
            name: text("name"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(rest: &str) -> Value {
        serde_json::from_str(&format!(
            r#"{{"apiVersion":"audit.k8s.io/v1","kind":"Event","stage":"ResponseComplete","verb":"get",{rest}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn the_decision_counts_then_the_status() {
        let verdict = |rest: &str| AuditEvent::read(&event(rest)).unwrap().verdict;
        let decided = r#""annotations":{"authorization.k8s.io/decision":"allow"},"responseStatus":{"code":403}"#;
        // Admission refuses with the same status, and then the right was used all the same.
        assert_eq!(verdict(decided), Verdict::Allowed);
        assert_eq!(verdict(r#""responseStatus":{"code":403}"#), Verdict::Refused);
        assert_eq!(verdict(r#""responseStatus":{"code":404}"#), Verdict::Allowed);
        assert_eq!(verdict(r#""user":{}"#), Verdict::Untold);
    }

    #[test]
    fn what_is_no_event_is_told() {
        let value = serde_json::from_str(r#"{"kind":"Event","apiVersion":"v1"}"#).unwrap();
        assert_eq!(AuditEvent::read(&value), Err(NotAnAuditEvent::Kind));
        let value =
            serde_json::from_str(r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1"}"#).unwrap();
        assert_eq!(AuditEvent::read(&value), Err(NotAnAuditEvent::Missing("stage")));
    }

    #[test]
    fn paths_have_no_object() {
        let value =
            event(r#""requestURI":"/healthz?verbose","user":{"username":"a","groups":["b"]}"#);
        let event = AuditEvent::read(&value).unwrap();
        assert_eq!((event.path(), &event.object), ("/healthz", &None));
        assert_eq!(event.user, AuditUser { name: "a", groups: vec!["b"] });
    }
}
