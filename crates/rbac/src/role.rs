use sekisho_api::LabelSelector;
use sekisho_inventory::{Object, Snapshot};

use crate::{GROUP, Rule};

/// A rule that a role holds, and the role that it is written in: another one where it is aggregated.
#[derive(Clone, Debug)]
pub struct Held<'s> {
    /// Where it is written.
    pub written_in: &'s Object,
    /// The rule.
    pub rule: Rule<'s>,
}

/// The rules that a Role or ClusterRole holds.
///
/// Where a ClusterRole has an `aggregationRule`, the controller replaces its `rules` by those of all
/// ClusterRoles that a selector selects, which may be aggregated themselves; so what is written there
/// does not count. What the snapshot does not hold is not aggregated.
pub fn rules<'s>(snapshot: &'s Snapshot, role: &'s Object) -> Vec<Held<'s>> {
    let mut held = Vec::new();
    let mut seen = Vec::new();
    gather(snapshot, role, &mut seen, &mut held);
    held
}

fn gather<'s>(
    snapshot: &'s Snapshot,
    role: &'s Object,
    seen: &mut Vec<*const Object>,
    held: &mut Vec<Held<'s>>,
) {
    if seen.iter().any(|before| std::ptr::eq(*before, role)) {
        return;
    }
    seen.push(std::ptr::from_ref(role));
    if !is_aggregated(role) {
        let written = role.value.items_at(&["rules"]).iter().enumerate();
        held.extend(
            written.map(|(index, rule)| Held { written_in: role, rule: Rule::read(index, rule) }),
        );
        return;
    }
    let selectors = role.value.items_at(&["aggregationRule", "clusterRoleSelectors"]).iter();
    // A selector that cannot be read selects nothing; the API server would not have taken it.
    let selectors: Vec<LabelSelector> =
        selectors.filter_map(|selector| LabelSelector::read(Some(selector)).ok()).collect();
    for part in snapshot.of_kind(GROUP, "ClusterRole") {
        if selectors.iter().any(|selector| selector.matches(part.value.at(&["metadata", "labels"])))
        {
            gather(snapshot, part, seen, held);
        }
    }
}

/// Whether the rules of a role come from other roles.
fn is_aggregated(role: &Object) -> bool {
    role.kind() == "ClusterRole"
        && role.value.at(&["aggregationRule"]).is_some_and(|rule| !rule.is_null())
}

/// Whether Kubernetes itself makes a role or binding when it starts, and restores it when it was
/// changed: by the label that it puts on all of them.
pub fn is_bootstrap(object: &Object) -> bool {
    object.labels().str_at(&["kubernetes.io/bootstrapping"]) == Some("rbac-defaults")
}
