use crate::Request;

/// What is asked for: something of a resource, or a path that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// A request for a resource.
    Resource(Request<'a>),
    /// A request for a path such as `/healthz`; the verb is the HTTP method in lower case.
    Path {
        /// `get`, `post`, …
        verb: &'a str,
        /// From the first slash on.
        path: &'a str,
    },
}

/// A request as authorizers see it: what is asked for and in which namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// What is asked for.
    pub action: Action<'a>,
    /// Empty for the whole cluster: objects without a namespace, all namespaces at once, and paths.
    ///
    /// A request for the Namespace `shop` itself has the namespace `shop`, so a RoleBinding inside can
    /// allow it.
    pub namespace: &'a str,
}

impl<'a> Attributes<'a> {
    /// A request for a resource; an empty namespace means the whole cluster.
    pub const fn resource(request: Request<'a>, namespace: &'a str) -> Self {
        Self { action: Action::Resource(request), namespace }
    }

    /// A request for a path that is no resource.
    pub const fn path(verb: &'a str, path: &'a str) -> Self {
        Self { action: Action::Path { verb, path }, namespace: "" }
    }

    /// The verb.
    pub const fn verb(&self) -> &'a str {
        match self.action {
            Action::Resource(request) => request.verb,
            Action::Path { verb, .. } => verb,
        }
    }
}
