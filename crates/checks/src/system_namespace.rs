//! Namespaces of Kubernetes itself and of what is installed for the whole cluster.

use crate::Settings;

/// Those that every cluster has.
const BUILT_IN: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// Whether every cluster has the namespace.
pub(crate) fn is_built_in(namespace: &str) -> bool {
    BUILT_IN.contains(&namespace)
}

/// Whether a namespace belongs to the system: one that every cluster has, or one that the user named.
pub(crate) fn is_system(settings: &Settings, namespace: &str) -> bool {
    is_built_in(namespace)
        || settings.parameters.system_namespaces.iter().any(|name| name == namespace)
}
