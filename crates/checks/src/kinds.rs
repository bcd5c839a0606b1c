//! Kinds of objects as data, and which checks are called for an object of one.

use std::collections::HashMap;

/// Kinds of objects, each by its group and its kind, in whichever version; the core group is empty.
///
/// As in a rule of RBAC, `*` stands for any of them. A group that begins with it is any that ends with
/// the rest: `*.k8s.io`.
pub type Kinds = &'static [(&'static str, &'static str)];

/// Objects of every kind.
pub(crate) const EVERY: Kinds = &[("*", "*")];

/// Items by the kinds that they are for, so that finding those of an object takes a lookup, however
/// many others there are. Items are numbers, added in ascending order.
#[derive(Debug, Default)]
pub(crate) struct ByKind {
    /// Of each group and kind that is named: all items, patterns included.
    named: HashMap<&'static str, Vec<(&'static str, Vec<usize>)>>,
    patterns: Vec<((&'static str, &'static str), Vec<usize>)>,
}

impl ByKind {
    /// Sorts items by their kinds.
    pub(crate) fn new(items: &[(usize, Kinds)]) -> Self {
        let mut by_kind = Self::default();
        for (_, kinds) in items {
            for (group, kind) in *kinds {
                if group.starts_with('*') || *kind == "*" {
                    by_kind.add_pattern(items, group, kind);
                } else {
                    by_kind.add_named(items, group, kind);
                }
            }
        }
        by_kind
    }

    /// The items for objects of a kind, in their order.
    pub(crate) fn of(&self, group: &str, kind: &str) -> impl Iterator<Item = usize> + use<'_> {
        let groups = self.named.get(kind).map_or(&[][..], Vec::as_slice);
        let named = groups.iter().find(|(name, _)| *name == group).map(|(_, items)| items);
        // What no check names is rare: kinds of operators that match a pattern at most.
        let matching = || {
            let patterns = self.patterns.iter().filter(|(it, _)| matches(*it, group, kind));
            let mut items: Vec<usize> = patterns.flat_map(|(_, items)| items).copied().collect();
            items.sort_unstable();
            items.dedup();
            items
        };
        let others = named.is_none().then(matching).unwrap_or_default();
        named.into_iter().flatten().copied().chain(others)
    }

    fn add_named(&mut self, items: &[(usize, Kinds)], group: &'static str, kind: &'static str) {
        let groups = self.named.entry(kind).or_default();
        if groups.iter().all(|(name, _)| *name != group) {
            let of_kind = |(_, kinds): &&(usize, Kinds)| {
                kinds.iter().any(|pattern| matches(*pattern, group, kind))
            };
            groups.push((group, items.iter().filter(of_kind).map(|(item, _)| *item).collect()));
        }
    }

    fn add_pattern(&mut self, items: &[(usize, Kinds)], group: &'static str, kind: &'static str) {
        let pattern = (group, kind);
        if self.patterns.iter().all(|(other, _)| *other != pattern) {
            let of_pattern = items.iter().filter(|(_, kinds)| kinds.contains(&pattern));
            self.patterns.push((pattern, of_pattern.map(|(item, _)| *item).collect()));
        }
    }
}

/// Whether a pattern is one of a kind.
fn matches(pattern: (&str, &str), group: &str, kind: &str) -> bool {
    let is_of_group = match pattern.0.strip_prefix('*') {
        Some(end) => group.ends_with(end),
        None => group == pattern.0,
    };
    is_of_group && (pattern.1 == "*" || pattern.1 == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: [(usize, Kinds); 6] = [
        (1, &[("", "Pod"), ("apps", "Deployment")]),
        (2, &[("*", "Pod")]),
        (3, &[("apps", "*"), ("*.k8s.io", "*")]),
        (5, EVERY),
        (8, &[("rbac.authorization.k8s.io", "Role")]),
        (9, &[("", "Pod"), ("*", "Pod")]),
    ];

    #[test]
    fn items_are_found_by_kind() {
        let by_kind = ByKind::new(&ITEMS);
        let of = |group, kind| by_kind.of(group, kind).collect::<Vec<_>>();
        assert_eq!(of("", "Pod"), [1, 2, 5, 9]);
        assert_eq!(of("metrics.example", "Pod"), [2, 5, 9]);
        assert_eq!(of("apps", "Deployment"), [1, 3, 5]);
        assert_eq!(of("apps", "StatefulSet"), [3, 5]);
        assert_eq!(of("apps", "Pod"), [2, 3, 5, 9]);
        assert_eq!(of("rbac.authorization.k8s.io", "Role"), [3, 5, 8]);
        assert_eq!(of("rbac.authorization.k8s.io", "RoleBinding"), [3, 5]);
        assert_eq!(of("example.com", "Widget"), [5]);
    }

    #[test]
    fn an_index_gives_what_asking_every_item_gives() {
        let by_kind = ByKind::new(&ITEMS);
        for group in ["", "apps", "batch", "rbac.authorization.k8s.io", "k8s.io", "example.com"] {
            for kind in ["Pod", "Deployment", "Role", "Widget", ""] {
                let asked = ITEMS.iter().filter(|(_, kinds)| {
                    kinds.iter().any(|pattern| matches(*pattern, group, kind))
                });
                let asked: Vec<usize> = asked.map(|(item, _)| *item).collect();
                assert_eq!(by_kind.of(group, kind).collect::<Vec<_>>(), asked, "{group} {kind}");
            }
        }
    }
}
