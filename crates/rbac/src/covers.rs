use crate::Rule;
use crate::rule::url_matches;

/// One right that is held or not as a whole: one verb on one resource of one group (and of one name), or
/// one verb on one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right<'a> {
    /// On a resource; entries as rules write them, so any of them may be `*`.
    Resource {
        /// `get`, `*`, …
        verb: &'a str,
        /// Empty for the core group.
        group: &'a str,
        /// `pods`, `pods/exec`, `*/scale`, `*`.
        resource: &'a str,
        /// Only the object of this name.
        name: Option<&'a str>,
    },
    /// On a path that is no resource.
    Path {
        /// `get`, `*`, …
        verb: &'a str,
        /// `/healthz`, `/api/*`, `*`.
        path: &'a str,
    },
}

/// The single rights of a rule, in the order in which the escalation check takes them.
pub fn rights<'a>(rule: &Rule<'a>) -> Vec<Right<'a>> {
    let mut rights = Vec::new();
    for group in &rule.groups {
        for resource in &rule.resources {
            for verb in &rule.verbs {
                let right = |name| Right::Resource { verb, group, resource, name };
                if rule.names.is_empty() {
                    rights.push(right(None));
                }
                rights.extend(rule.names.iter().map(|name| right(Some(name))));
            }
        }
    }
    for path in &rule.urls {
        rights.extend(rule.verbs.iter().map(|verb| Right::Path { verb, path }));
    }
    rights
}

/// The rights of `servant` that `owner` does not hold, as the API server's escalation check finds them
/// before it lets somebody write or bind a role.
///
/// Each single right has to be in one single rule of the owner: two rules with half of it each do not
/// add up.
pub fn uncovered<'a>(owner: &[Rule<'_>], servant: &[Rule<'a>]) -> Vec<Right<'a>> {
    let rights = servant.iter().flat_map(rights);
    rights.filter(|right| !owner.iter().any(|rule| right.is_in(rule))).collect()
}

impl Right<'_> {
    /// Whether a rule holds all of it.
    pub fn is_in(&self, rule: &Rule<'_>) -> bool {
        let has = |list: &[&str], entry: &str| list.contains(&"*") || list.contains(&entry);
        match *self {
            Right::Resource { verb, group, resource, name } => {
                has(&rule.verbs, verb)
                    && has(&rule.groups, group)
                    && covers_resource(&rule.resources, resource)
                    && (rule.names.is_empty()
                        || name.is_some_and(|name| rule.names.contains(&name)))
            }
            // A rule for certain names does not cover what has none, and a path has none.
            Right::Path { verb, path } => {
                has(&rule.verbs, verb)
                    && rule.names.is_empty()
                    && rule.urls.iter().any(|entry| url_matches(entry, path))
            }
        }
    }
}

fn covers_resource(owner: &[&str], resource: &str) -> bool {
    owner.iter().any(|entry| {
        *entry == "*"
            || *entry == resource
            || resource.split_once('/').is_some_and(|(_, subresource)| {
                entry.strip_prefix("*/").is_some_and(|every| every == subresource)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule<'a>(verbs: &[&'a str], resources: &[&'a str], names: &[&'a str]) -> Rule<'a> {
        Rule {
            verbs: verbs.to_vec(),
            groups: vec![""],
            resources: resources.to_vec(),
            names: names.to_vec(),
            ..Rule::default()
        }
    }

    #[test]
    fn rights_do_not_add_up_across_rules() {
        let owner = [rule(&["get"], &["pods"], &[]), rule(&["list"], &["secrets"], &[])];
        let servant = [rule(&["get", "list"], &["pods", "secrets"], &[])];
        let missing = uncovered(&owner, &servant);
        let missing: Vec<(&str, &str)> = missing
            .iter()
            .filter_map(|right| match right {
                Right::Resource { verb, resource, .. } => Some((*verb, *resource)),
                Right::Path { .. } => None,
            })
            .collect();
        assert_eq!(missing, [("list", "pods"), ("get", "secrets")]);
    }

    #[test]
    fn a_star_covers_and_is_covered_by_a_star_only() {
        let everything = [rule(&["*"], &["*"], &[])];
        assert!(uncovered(&everything, &[rule(&["*"], &["*", "pods/exec"], &[])]).is_empty());
        let much = [rule(&["get", "list", "create"], &["pods", "*/scale"], &[])];
        assert_eq!(uncovered(&much, &[rule(&["*"], &["pods"], &[])]).len(), 1);
        assert!(uncovered(&much, &[rule(&["get"], &["deployments/scale"], &[])]).is_empty());
        assert_eq!(uncovered(&much, &[rule(&["get"], &["scale"], &[])]).len(), 1);
    }

    #[test]
    fn names_narrow_and_do_not_widen() {
        let named = [rule(&["get"], &["secrets"], &["a"])];
        assert!(uncovered(&named, &[rule(&["get"], &["secrets"], &["a"])]).is_empty());
        assert_eq!(uncovered(&named, &[rule(&["get"], &["secrets"], &["a", "b"])]).len(), 1);
        assert_eq!(uncovered(&named, &[rule(&["get"], &["secrets"], &[])]).len(), 1);
    }
}
