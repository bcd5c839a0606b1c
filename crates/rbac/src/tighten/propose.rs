use std::collections::{BTreeMap, BTreeSet};

use super::TightRule;
use crate::usage::{Asked, Count};
use crate::{Authorizer, Grant, Right, Rule};

/// More names than these for one verb on one kind of object are taken to be a changing crowd.
const FEW_NAMES: usize = 5;

/// The names that were asked for with one verb on one resource.
#[derive(Default)]
struct Names {
    /// Whether it was asked for without a name.
    nameless: bool,
    /// How often each.
    named: BTreeMap<String, usize>,
}

/// A namespace, an API group and an entry of `resources`.
type Place<'a> = (&'a str, &'a str, String);

/// The rules that allow what is needed, by namespace, and nothing else.
pub(super) fn propose(
    authorizer: &Authorizer<'_>,
    held: &[(Grant, Rule<'_>)],
    needed: &[(&Asked, &Count)],
) -> BTreeMap<String, Vec<TightRule>> {
    let mut places: BTreeMap<Place<'_>, BTreeMap<&str, Names>> = BTreeMap::new();
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (asked, count) in needed {
        if let Some(path) = &asked.path {
            paths.entry(path).or_default().insert(&asked.verb);
            continue;
        }
        let place = (asked.namespace.as_str(), asked.group.as_str(), asked.entry());
        let names = places.entry(place).or_default().entry(&asked.verb).or_default();
        if asked.name.is_empty() {
            names.nameless = true;
        } else {
            *names.named.entry(asked.name.clone()).or_default() += count.times;
        }
    }
    let mut roles: BTreeMap<String, BTreeMap<Shape, BTreeSet<String>>> = BTreeMap::new();
    for ((namespace, group, entry), verbs) in places {
        let mut by_names: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        for (verb, names) in verbs {
            let right = Right::Resource { verb, group, resource: &entry, name: None };
            let kept = if holds(authorizer, held, namespace, &right) {
                names.worth()
            } else {
                names.all()
            };
            by_names.entry(kept).or_default().insert(verb.to_owned());
        }
        for (names, verbs) in by_names {
            let shape = Shape { verbs, group: group.to_owned(), names };
            let role = roles.entry(namespace.to_owned()).or_default();
            role.entry(shape).or_default().insert(entry.clone());
        }
    }
    let mut proposed: BTreeMap<String, Vec<TightRule>> = BTreeMap::new();
    for (namespace, shapes) in roles {
        let rules = shapes.into_iter().map(|(shape, resources)| TightRule {
            verbs: shape.verbs.into_iter().collect(),
            groups: vec![shape.group],
            resources: resources.into_iter().collect(),
            names: shape.names,
            urls: Vec::new(),
        });
        proposed.entry(namespace).or_default().extend(rules);
    }
    let mut by_verbs: BTreeMap<BTreeSet<&str>, Vec<String>> = BTreeMap::new();
    for (path, verbs) in paths {
        by_verbs.entry(verbs).or_default().push(path.to_owned());
    }
    for (verbs, urls) in by_verbs {
        let verbs = verbs.into_iter().map(str::to_owned).collect();
        let rule = TightRule { verbs, urls, ..TightRule::default() };
        proposed.entry(String::new()).or_default().push(rule);
    }
    proposed
}

/// What rules have in common that can be one rule without giving more: rules of certain names are only
/// put together with those of the same names.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    group: String,
    verbs: BTreeSet<String>,
    names: Vec<String>,
}

impl Names {
    /// The names to keep: none where it was asked for without one, or where they change.
    fn worth(&self) -> Vec<String> {
        let stable = self.named.len() <= FEW_NAMES && self.named.values().all(|times| *times > 1);
        if self.nameless || !stable { Vec::new() } else { self.all() }
    }

    fn all(&self) -> Vec<String> {
        if self.nameless { Vec::new() } else { self.named.keys().cloned().collect() }
    }
}

/// Whether the right without a name is held there already.
fn holds(
    authorizer: &Authorizer<'_>,
    held: &[(Grant, Rule<'_>)],
    namespace: &str,
    right: &Right<'_>,
) -> bool {
    held.iter().any(|(grant, rule)| {
        authorizer.scope(*grant).is_none_or(|scope| scope == namespace) && right.is_in(rule)
    })
}
