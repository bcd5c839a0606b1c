//! What a container asks for and may use, after the defaults of its pod and of its namespace.

use sekisho_api::Quantity;
use sekisho_inventory::ResourceKind;

use crate::prelude::*;

/// An amount that a container should state.
pub(crate) struct Missing {
    pub(crate) kind: ResourceKind,
    pub(crate) resource: &'static str,
}

/// What there is in place of the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing at all.
    Nothing,
    /// A limit, which the API server takes as the request (`pkg/apis/core/v1/defaults.go`).
    LimitOnly,
}

impl Missing {
    /// Where the amount stands, or would.
    pub(crate) fn route(&self, container: &Container<'_>) -> Route {
        container.field(["resources", self.kind.field(), self.resource])
    }

    /// What a container has in place of the amount; none where it, its pod or its namespace gives one,
    /// or where that cannot be known.
    pub(crate) fn judge(
        &self,
        cx: &mut Cx<'_>,
        pod: &Pod<'_>,
        container: &Container<'_>,
    ) -> Option<Found> {
        if is_stated(pod, container, self.kind, self.resource) {
            return None;
        }
        if pod.partial {
            cx.unknown();
            return None;
        }
        if has_default(cx.snapshot, pod.object.namespace(), self.kind, self.resource) {
            return None;
        }
        let has_limit = self.kind == ResourceKind::Request
            && is_stated(pod, container, ResourceKind::Limit, self.resource);
        Some(if has_limit { Found::LimitOnly } else { Found::Nothing })
    }
}

/// Whether a container states an amount, or its pod for all containers together. A limit of zero is
/// none: the API server takes it, and the node enforces nothing.
fn is_stated(pod: &Pod<'_>, container: &Container<'_>, kind: ResourceKind, resource: &str) -> bool {
    let of_pod = pod.spec.at(&["resources", kind.field(), resource]);
    let of_container = container.resource(kind, resource).map(|found| found.value);
    [of_container, of_pod].into_iter().flatten().any(|value| {
        let is_zero = matches!(Quantity::from_value(value), Some(Ok(amount)) if amount.is_zero());
        kind == ResourceKind::Request || !is_zero
    })
}

/// Whether a LimitRange of the namespace gives an amount to containers that state none.
///
/// The API server completes a LimitRange before it uses it: `max` stands in for `default`, and
/// `default`, else `min`, for `defaultRequest` (`pkg/apis/core/v1/defaults.go`).
fn has_default(
    snapshot: &Snapshot,
    namespace: Option<&str>,
    kind: ResourceKind,
    resource: &str,
) -> bool {
    let fields: &[&str] = match kind {
        ResourceKind::Limit => &["default", "max"],
        ResourceKind::Request => &["defaultRequest", "default", "max", "min"],
    };
    let mut ranges = snapshot.of_kind_in("", "LimitRange", namespace);
    ranges.any(|range| {
        range.value.items_at(&["spec", "limits"]).iter().any(|limit| {
            limit.str_at(&["type"]) == Some("Container")
                && fields.iter().any(|field| limit.at(&[field, resource]).is_some())
        })
    })
}

/// Whether neither a container nor its pod nor its namespace gives an amount, so that a quota which
/// counts it refuses the pod. A limit is a request too.
pub(crate) fn is_open(
    snapshot: &Snapshot,
    pod: &Pod<'_>,
    container: &Container<'_>,
    kind: ResourceKind,
    resource: &str,
) -> bool {
    let stated = |kind| is_stated(pod, container, kind, resource);
    let by_limit = kind == ResourceKind::Request && stated(ResourceKind::Limit);
    !stated(kind) && !by_limit && !has_default(snapshot, pod.object.namespace(), kind, resource)
}
