use std::collections::{BTreeMap, BTreeSet};

use crate::{Authorizer, Grant, Principal, Right, Rule, rights};

/// A right that somebody has in one of two states and not in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'s> {
    /// Who.
    pub principal: Principal<'s>,
    /// In which namespace; none for the whole cluster.
    pub scope: Option<&'s str>,
    /// What.
    pub right: Right<'s>,
    /// What gives it, in the state in which it is there.
    pub grant: Grant,
}

/// What changed between two states of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff<'s> {
    /// Rights that are there now and were not before.
    pub gained: Vec<Change<'s>>,
    /// Rights that were there before and are not now.
    pub lost: Vec<Change<'s>>,
}

/// Compares two states by what subjects may do, not by how it is written.
///
/// A right counts as held before if any rule covers it that the subject held in that place: by another
/// binding, in the whole cluster, or (for a service account) by a group that the server puts it into. What
/// somebody holds by being a member of a group is told of the group.
pub fn diff<'s>(old: &Authorizer<'s>, new: &Authorizer<'s>) -> Diff<'s> {
    let (before, after) = (bound(old), bound(new));
    Diff { gained: beyond(&after, old), lost: beyond(&before, new) }
}

/// Who is bound to what, and where.
type Bound<'s> = BTreeMap<(Principal<'s>, Option<&'s str>), Vec<(Grant, Rule<'s>)>>;

fn bound<'s>(authorizer: &Authorizer<'s>) -> Bound<'s> {
    let mut bound: Bound<'s> = BTreeMap::new();
    for (grant, held) in authorizer.all_grants() {
        if let Some(principal) = authorizer.principal(grant) {
            let place = (principal, authorizer.scope(grant));
            bound.entry(place).or_default().push((grant, held.rule));
        }
    }
    bound
}

/// The rights among these that the other state does not give.
fn beyond<'s>(these: &Bound<'s>, other: &Authorizer<'_>) -> Vec<Change<'s>> {
    let mut changes = Vec::new();
    for ((principal, scope), rules) in these {
        let held = other.rules_for(&principal.identity(), scope.unwrap_or_default());
        let held: Vec<Rule<'_>> = held.into_iter().map(|held| held.rule).collect();
        let mut seen: BTreeSet<Right<'_>> = BTreeSet::new();
        for (grant, rule) in rules {
            // Most rules are there as they were.
            if held.iter().any(|held| says_the_same(held, rule)) {
                continue;
            }
            for right in rights(rule) {
                // A RoleBinding gives no paths.
                let void = scope.is_some() && matches!(right, Right::Path { .. });
                if void || held.iter().any(|rule| right.is_in(rule)) || !seen.insert(right) {
                    continue;
                }
                let (principal, scope) = (*principal, *scope);
                changes.push(Change { principal, scope, right, grant: *grant });
            }
        }
    }
    changes
}

fn says_the_same(one: &Rule<'_>, other: &Rule<'_>) -> bool {
    one.verbs == other.verbs
        && one.groups == other.groups
        && one.resources == other.resources
        && one.names == other.names
        && one.urls == other.urls
}
