use std::fmt;

use sekisho_value::Value;

/// An admission request, as far as Pod Security looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The resource's group; empty for the core group.
    pub group: &'a str,
    /// The resource: `pods`, `deployments`.
    pub resource: &'a str,
    /// The subresource; empty for none.
    pub subresource: &'a str,
    /// `CREATE`, `UPDATE`, `DELETE` or `CONNECT`.
    pub operation: &'a str,
    /// The object's name; may be empty on create.
    pub name: &'a str,
    /// The object's namespace; for a namespace, its own name.
    pub namespace: &'a str,
    /// The user who asks.
    pub username: &'a str,
    /// The object; null for none.
    pub object: &'a Value,
    /// The object as it was; null for none.
    pub old_object: &'a Value,
}

/// A request that lacks what every request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// The field that is missing or of another type.
    pub field: &'static str,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the admission request has no `{}`", self.field)
    }
}

impl std::error::Error for RequestError {}

const NULL: &Value = &Value::Null;

impl<'a> Request<'a> {
    /// Reads the `request` of an `AdmissionReview`.
    pub fn from_review(request: &'a Value) -> Result<Self, RequestError> {
        let text = |path: &[&str]| request.str_at(path).unwrap_or_default();
        let needed = |path: &[&str], field| request.str_at(path).ok_or(RequestError { field });
        Ok(Self {
            group: text(&["resource", "group"]),
            resource: needed(&["resource", "resource"], "resource")?,
            // What was asked for: equivalent subresources are told apart there.
            subresource: text(&["requestSubResource"]),
            operation: needed(&["operation"], "operation")?,
            name: text(&["name"]),
            namespace: text(&["namespace"]),
            username: text(&["userInfo", "username"]),
            object: request.field("object").unwrap_or(NULL),
            old_object: request.field("oldObject").unwrap_or(NULL),
        })
    }

    /// The resource as metrics label it: `pod`, `namespace` or `controller`.
    pub fn resource_label(&self) -> &'static str {
        match (self.group, self.resource) {
            ("", "pods") => "pod",
            ("", "namespaces") => "namespace",
            _ => "controller",
        }
    }

    /// The operation as metrics label it: `create`.
    pub fn operation_label(&self) -> String {
        self.operation.to_lowercase()
    }
}
