//! What checks of bindings share: which bindings are of the system, and what a role comes to.

use sekisho_rbac::{Held, Rule, is_bootstrap};

use crate::kinds::Kinds;
use crate::prelude::*;

/// Whether a binding is made by Kubernetes or by whoever runs the cluster: by its label, or by a name
/// that is reserved for them.
pub(crate) fn is_of_system(binding: &Object) -> bool {
    is_bootstrap(binding)
        || binding.name().starts_with("system:")
        || binding.name() == "gce:podsecuritypolicy:calico-sa"
        || (binding.kind() == "ClusterRoleBinding" && binding.name() == "cluster-admin")
}

/// Bindings.
pub(crate) const BINDINGS: Kinds = &[
    ("rbac.authorization.k8s.io", "RoleBinding"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
];

/// Whether rules allow all that objects can be asked for, whichever way the verbs are written.
pub(crate) fn is_everything(held: &[Held<'_>]) -> bool {
    const VERBS: [&str; 7] = ["get", "list", "watch", "create", "update", "patch", "delete"];
    held.iter().any(|held| {
        let rule = &held.rule;
        Rule::is_everything(&rule.groups)
            && Rule::is_everything(&rule.resources)
            && rule.names.is_empty()
            && (Rule::is_everything(&rule.verbs)
                || VERBS.iter().all(|verb| rule.verbs.contains(verb)))
    })
}
