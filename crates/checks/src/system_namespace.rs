//! Namespaces of Kubernetes itself; [`Cx::is_system`](crate::Cx::is_system) adds those that the user named.

/// Those that every cluster has.
const BUILT_IN: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// Whether every cluster has the namespace.
pub(crate) fn is_built_in(namespace: &str) -> bool {
    BUILT_IN.contains(&namespace)
}
