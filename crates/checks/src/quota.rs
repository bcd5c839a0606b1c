//! Quotas of a namespace, and what they count.

use sekisho_inventory::ResourceKind;

use crate::prelude::*;

/// The amounts of a container that a quota can count, with the resource of the quota.
pub(crate) const AMOUNTS: [(ResourceKind, &str, &str); 4] = [
    (ResourceKind::Request, "cpu", "requests.cpu"),
    (ResourceKind::Request, "memory", "requests.memory"),
    (ResourceKind::Limit, "cpu", "limits.cpu"),
    (ResourceKind::Limit, "memory", "limits.memory"),
];

/// Whether a quota counts some pods only.
pub(crate) fn has_scope(quota: &Object) -> bool {
    !quota.value.items_at(&["spec", "scopes"]).is_empty()
        || quota.value.at(&["spec", "scopeSelector"]).is_some()
}

/// The quotas of a namespace that count all of it.
pub(crate) fn of_namespace<'s>(
    snapshot: &'s Snapshot,
    namespace: Option<&'s str>,
) -> impl Iterator<Item = &'s Object> {
    snapshot.of_kind_in("", "ResourceQuota", namespace).filter(|quota| !has_scope(quota))
}

/// The most that a quota allows of a resource. `cpu` and `memory` are short for the requests.
pub(crate) fn hard<'o>(quota: &'o Object, resource: &str) -> Option<&'o Value> {
    let hard = quota.value.at(&["spec", "hard"])?;
    let short = resource.strip_prefix("requests.");
    hard.field(resource).or_else(|| hard.field(short?))
}
