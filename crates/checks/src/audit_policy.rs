//! Requests that audit policies are asked about.

use sekisho_component::audit::{Request, Rule};

/// A request of nobody in particular.
pub(crate) const fn ordinary_request() -> Request<'static> {
    Request {
        user: "someone",
        groups: &["system:authenticated"],
        verb: "get",
        group: "",
        resource: "",
        subresource: "",
        namespace: "default",
        name: "something",
    }
}

/// Somebody that a rule is about.
#[derive(Clone, Debug)]
pub(crate) struct Subject<'v> {
    user: &'v str,
    groups: Vec<&'v str>,
    namespace: &'v str,
    name: &'v str,
}

/// Who meets a rule: its first user, its groups, its first namespace and object's name, and where it
/// names none, nobody in particular.
pub(crate) fn request_of<'v>(rule: &Rule<'v>) -> Subject<'v> {
    let ordinary = ordinary_request();
    let first = |field, other| rule.names(field).first().copied().unwrap_or(other);
    let mut groups = rule.names("userGroups");
    groups.extend_from_slice(ordinary.groups);
    let resources = rule.value.items_at(&["resources"]).iter();
    let name = resources.flat_map(|entry| entry.items_at(&["resourceNames"])).next();
    Subject {
        user: first("users", ordinary.user),
        groups,
        namespace: first("namespaces", ordinary.namespace),
        name: name.and_then(|name| name.as_str()).unwrap_or(ordinary.name),
    }
}

impl Subject<'_> {
    /// A request of it.
    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            user: self.user,
            groups: &self.groups,
            namespace: self.namespace,
            name: self.name,
            ..ordinary_request()
        }
    }
}

/// `pods/exec`, or `pods` where there is no subresource.
pub(crate) fn name_of(resource: &str, subresource: &str) -> String {
    if subresource.is_empty() { resource.to_owned() } else { format!("{resource}/{subresource}") }
}
