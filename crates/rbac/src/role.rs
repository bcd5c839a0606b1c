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
/// does not count, unless a server has stored it: then the controller has been there. What the
/// snapshot does not hold is not aggregated.
pub fn rules<'s>(snapshot: &'s Snapshot, role: &'s Object) -> Vec<Held<'s>> {
    let parts = if is_filled_in(role) { vec![role] } else { Parts::of(snapshot, role) };
    let written = |part: &'s Object| {
        let rules = part.value.items_at(&["rules"]).iter().enumerate();
        rules.map(move |(index, rule)| Held { written_in: part, rule: Rule::read(index, rule) })
    };
    parts.into_iter().flat_map(written).collect()
}

/// Whether what is written under `rules` is what the role holds.
pub(crate) fn is_filled_in(role: &Object) -> bool {
    role.id.uid.is_some() || !is_aggregated(role)
}

/// The roles whose rules an aggregated one holds.
pub(crate) struct Parts<'s> {
    snapshot: &'s Snapshot,
    seen: Vec<*const Object>,
    found: Vec<&'s Object>,
}

impl<'s> Parts<'s> {
    /// Each once, none of them aggregated itself (unless a server has filled it in), by name where one
    /// role selects several, as the controller has them.
    pub(crate) fn of(snapshot: &'s Snapshot, role: &'s Object) -> Vec<&'s Object> {
        let mut parts = Self { snapshot, seen: Vec::new(), found: Vec::new() };
        parts.gather(role);
        parts.found
    }

    fn gather(&mut self, role: &'s Object) {
        if self.seen.iter().any(|before| std::ptr::eq(*before, role)) {
            return;
        }
        self.seen.push(std::ptr::from_ref(role));
        if is_filled_in(role) {
            self.found.push(role);
            return;
        }
        let selectors = role.value.items_at(&["aggregationRule", "clusterRoleSelectors"]).iter();
        // A selector that cannot be read selects nothing; the API server would not have taken it.
        let selectors = selectors.filter_map(|selector| LabelSelector::read(Some(selector)).ok());
        for selector in selectors {
            let all = self.snapshot.of_kind(GROUP, "ClusterRole");
            let mut parts: Vec<&Object> = all
                .filter(|part| selector.matches(part.value.at(&["metadata", "labels"])))
                .collect();
            parts.sort_by_key(|part| part.name());
            for part in parts {
                self.gather(part);
            }
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
