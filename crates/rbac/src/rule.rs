use sekisho_value::Value;

/// What somebody asks the API server for, as far as a rule looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request<'a> {
    /// `get`, `deletecollection`, `bind`, …
    pub verb: &'a str,
    /// Empty for the core group.
    pub group: &'a str,
    /// The plural: `pods`.
    pub resource: &'a str,
    /// `exec` of `pods/exec`; empty for the object itself.
    pub subresource: &'a str,
    /// Empty where the request names no object: `list`, `create` and `deletecollection`.
    pub name: &'a str,
}

/// One rule of a role, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule<'a> {
    /// Its place among the rules of the role that it is written in.
    pub index: usize,
    /// `verbs`.
    pub verbs: Vec<&'a str>,
    /// `apiGroups`.
    pub groups: Vec<&'a str>,
    /// `resources`.
    pub resources: Vec<&'a str>,
    /// `resourceNames`; empty means every name.
    pub names: Vec<&'a str>,
    /// `nonResourceURLs`.
    pub urls: Vec<&'a str>,
}

/// The entries of a rule that allow a request, by their places in the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entries {
    /// In `verbs`.
    pub verb: usize,
    /// In `apiGroups`.
    pub group: usize,
    /// In `resources`.
    pub resource: usize,
}

impl<'a> Rule<'a> {
    /// Reads an element of a role's `rules`. What is no text is left out, as it names nothing; its
    /// place in the list stays taken.
    pub fn read(index: usize, rule: &'a Value) -> Self {
        let texts = |key: &str| {
            rule.items_at(&[key]).iter().map(|item| item.as_str().unwrap_or("\0")).collect()
        };
        Self {
            index,
            verbs: texts("verbs"),
            groups: texts("apiGroups"),
            resources: texts("resources"),
            names: texts("resourceNames"),
            urls: texts("nonResourceURLs"),
        }
    }

    /// The entries that allow a request for a resource, the first of each list; none if the rule does
    /// not allow it.
    pub fn allows(&self, request: &Request<'_>) -> Option<Entries> {
        if !self.names.is_empty() && !self.names.contains(&request.name) {
            return None;
        }
        Some(Entries {
            verb: first(&self.verbs, request.verb)?,
            group: first(&self.groups, request.group)?,
            resource: self
                .resources
                .iter()
                .position(|entry| resource_matches(entry, request.resource, request.subresource))?,
        })
    }

    /// Whether the rule allows a request for a path that is no resource; the verb is the HTTP method
    /// in lower case. Only ClusterRoleBindings give such rights.
    pub fn allows_url(&self, verb: &str, path: &str) -> bool {
        first(&self.verbs, verb).is_some() && self.urls.iter().any(|entry| url_matches(entry, path))
    }

    /// Whether a list has the entry that stands for everything.
    pub fn is_everything(list: &[&str]) -> bool {
        list.contains(&"*")
    }
}

/// The first entry that is the text or stands for everything. Case counts.
fn first(list: &[&str], text: &str) -> Option<usize> {
    list.iter().position(|entry| *entry == "*" || *entry == text)
}

/// `*` is every resource with every subresource and `*/scale` that subresource of every resource; all
/// else is literal: `pods` leaves out `pods/exec`, and `pods/*` names nothing that exists.
fn resource_matches(entry: &str, resource: &str, subresource: &str) -> bool {
    if entry == "*" {
        return true;
    }
    if subresource.is_empty() {
        return entry == resource;
    }
    match entry.split_once('/') {
        Some((of, sub)) => (of == "*" || of == resource) && sub == subresource,
        None => false,
    }
}

/// Exact, or by the beginning where the entry ends in `*`.
pub(crate) fn url_matches(entry: &str, path: &str) -> bool {
    entry == path || (entry.ends_with('*') && path.starts_with(entry.trim_end_matches('*')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule<'a>(verbs: &[&'a str], groups: &[&'a str], resources: &[&'a str]) -> Rule<'a> {
        Rule {
            verbs: verbs.to_vec(),
            groups: groups.to_vec(),
            resources: resources.to_vec(),
            ..Rule::default()
        }
    }

    fn exec() -> Request<'static> {
        Request { verb: "create", resource: "pods", subresource: "exec", ..Request::default() }
    }

    #[test]
    fn a_star_is_every_resource_and_subresource() {
        assert!(rule(&["create"], &[""], &["*"]).allows(&exec()).is_some());
        assert!(rule(&["create"], &[""], &["*/exec"]).allows(&exec()).is_some());
    }

    #[test]
    fn what_looks_like_a_pattern_is_a_literal() {
        for resource in ["pods", "pods/*", "*/*", "Pods/exec", "pods/exe*", "pod/exec"] {
            assert_eq!(rule(&["create"], &[""], &[resource]).allows(&exec()), None, "{resource}");
        }
        assert_eq!(rule(&["Create"], &[""], &["pods/exec"]).allows(&exec()), None);
        assert_eq!(rule(&["cre*"], &[""], &["pods/exec"]).allows(&exec()), None);
    }

    #[test]
    fn a_subresource_of_everything_is_not_the_thing_itself() {
        let pods = Request { subresource: "", ..exec() };
        assert_eq!(rule(&["create"], &[""], &["*/exec"]).allows(&pods), None);
    }

    #[test]
    fn the_group_counts() {
        assert_eq!(rule(&["create"], &["apps"], &["pods/exec"]).allows(&exec()), None);
        assert!(rule(&["create"], &["apps", "*"], &["pods/exec"]).allows(&exec()).is_some());
        assert_eq!(rule(&["create"], &[], &["pods/exec"]).allows(&exec()), None);
    }

    #[test]
    fn the_entries_that_allow_are_told() {
        let rule = rule(&["get", "create"], &["apps", ""], &["pods", "pods/exec", "*"]);
        assert_eq!(rule.allows(&exec()), Some(Entries { verb: 1, group: 1, resource: 1 }));
    }

    #[test]
    fn names_have_no_pattern_and_requests_without_a_name_are_not_covered() {
        let mut named = rule(&["*"], &["*"], &["*"]);
        named.names = vec!["web", "*"];
        let on = |name| Request { verb: "get", resource: "pods", name, ..Request::default() };
        assert!(named.allows(&on("web")).is_some());
        assert_eq!(named.allows(&on("api")), None);
        assert_eq!(named.allows(&on("")), None);
        assert!(named.allows(&Request { name: "web", ..exec() }).is_some());
    }

    #[test]
    fn urls_match_exactly_or_by_their_beginning() {
        let on = |urls: &[&'static str]| Rule {
            verbs: vec!["get"],
            urls: urls.to_vec(),
            ..Rule::default()
        };
        assert!(on(&["*"]).allows_url("get", "/metrics"));
        assert!(on(&["/healthz/*"]).allows_url("get", "/healthz/etcd"));
        assert!(on(&["/healthz**"]).allows_url("get", "/healthz"));
        assert!(!on(&["/healthz/*"]).allows_url("get", "/healthz"));
        assert!(!on(&["/metrics"]).allows_url("post", "/metrics"));
        assert!(!on(&["*/etcd"]).allows_url("get", "/healthz/etcd"));
    }
}
