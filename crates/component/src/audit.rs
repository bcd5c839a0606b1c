//! Audit policies: which rule a request meets, and how much of it is logged.
//!
//! As the API server does it (`staging/src/k8s.io/apiserver/pkg/audit/policy/checker.go`): rules are
//! tried in turn and the first that matches decides; what no rule matches is not logged.

use sekisho_value::{Route, Value};

/// How much is logged of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    None,
    /// Who, what, when, and how it ended.
    Metadata,
    /// That, and what was sent.
    Request,
    /// That, and what was answered.
    RequestResponse,
}

impl Level {
    /// The level that a rule names.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "None" => Self::None,
            "Metadata" => Self::Metadata,
            "Request" => Self::Request,
            "RequestResponse" => Self::RequestResponse,
            _ => return None,
        })
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Metadata => "Metadata",
            Self::Request => "Request",
            Self::RequestResponse => "RequestResponse",
        }
    }
}

/// A request for a resource, as far as policies look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// Who: the user's name.
    pub user: &'a str,
    /// The user's groups.
    pub groups: &'a [&'a str],
    /// `get`, `create`, …
    pub verb: &'a str,
    /// The API group; empty for the core one.
    pub group: &'a str,
    /// The resource in the plural.
    pub resource: &'a str,
    /// The subresource; empty for the object itself.
    pub subresource: &'a str,
    /// The namespace; empty outside of any.
    pub namespace: &'a str,
    /// The object's name; empty for a list.
    pub name: &'a str,
}

/// A rule of a policy.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'v> {
    /// Its fields.
    pub value: &'v Value,
    /// Its index.
    pub index: usize,
}

/// The rules of a policy, in their order.
pub fn rules(policy: &Value) -> impl Iterator<Item = Rule<'_>> {
    policy.items_at(&["rules"]).iter().enumerate().map(|(index, value)| Rule { value, index })
}

/// The rule that a request meets.
pub fn rule_for<'v>(policy: &'v Value, request: &Request<'_>) -> Option<Rule<'v>> {
    rules(policy).find(|rule| rule.matches(request))
}

/// How much is logged of a request.
pub fn level_for(policy: &Value, request: &Request<'_>) -> Level {
    rule_for(policy, request).map_or(Level::None, |rule| rule.level())
}

impl<'v> Rule<'v> {
    /// Its level; one that is not known counts as none, and the server refuses it.
    pub fn level(&self) -> Level {
        self.value.str_at(&["level"]).and_then(Level::named).unwrap_or(Level::None)
    }

    /// Its place.
    pub fn route(&self) -> Route {
        Route::keys(["rules"]).then(self.index)
    }

    /// Whether a request meets it.
    pub fn matches(&self, request: &Request<'_>) -> bool {
        let users = self.names("users");
        if !users.is_empty() && !users.contains(&request.user) {
            return false;
        }
        let groups = self.names("userGroups");
        if !groups.is_empty() && !groups.iter().any(|group| request.groups.contains(group)) {
            return false;
        }
        let verbs = self.names("verbs");
        if !verbs.is_empty() && !verbs.contains(&request.verb) {
            return false;
        }
        let namespaces = self.names("namespaces");
        let resources = self.value.items_at(&["resources"]);
        if namespaces.is_empty() && resources.is_empty() {
            return self.value.items_at(&["nonResourceURLs"]).is_empty();
        }
        if !namespaces.is_empty() && !namespaces.contains(&request.namespace) {
            return false;
        }
        resources.is_empty() || resources.iter().any(|resources| names_resource(resources, request))
    }

    /// Whether everything that `other` matches is matched by this rule too, so that `other` behind it
    /// never counts. Where it is not plain, the answer is no.
    pub fn covers(&self, other: &Rule<'_>) -> bool {
        let within = |field| {
            let (mine, its) = (self.names(field), other.names(field));
            mine.is_empty() || !its.is_empty() && its.iter().all(|name| mine.contains(name))
        };
        if !["users", "userGroups", "verbs", "namespaces"].into_iter().all(within) {
            return false;
        }
        let (urls, its_urls) = (self.names("nonResourceURLs"), other.names("nonResourceURLs"));
        let resources = self.value.items_at(&["resources"]);
        let its_resources = other.value.items_at(&["resources"]);
        let is_about_resources = !self.names("namespaces").is_empty() || !resources.is_empty();
        if !its_urls.is_empty() {
            let matches_all = !is_about_resources && urls.is_empty();
            return matches_all
                || its_urls.iter().all(|url| urls.iter().any(|it| reaches(it, url)));
        }
        if !urls.is_empty() {
            return false;
        }
        if !is_about_resources {
            return true;
        }
        if resources.is_empty() {
            // Its own namespaces are within this rule's, so it is about resources.
            return true;
        }
        let each = its_resources.iter().flat_map(single_resources);
        let mut each = each.peekable();
        each.peek().is_some()
            && each.all(|(group, resource, names)| {
                resources.iter().any(|mine| covers_resource(mine, group, resource, names))
            })
    }

    /// Whether it is for requests of everybody about everything.
    pub fn is_catch_all(&self) -> bool {
        ["users", "userGroups", "verbs", "namespaces", "resources", "nonResourceURLs"]
            .into_iter()
            .all(|field| self.value.items_at(&[field]).is_empty())
    }

    /// The texts of a list.
    pub fn names(&self, field: &str) -> Vec<&'v str> {
        self.value.items_at(&[field]).iter().filter_map(Value::as_str).collect()
    }
}

/// Whether an entry of `resources` names what a request is for.
fn names_resource(entry: &Value, request: &Request<'_>) -> bool {
    let group = entry.str_at(&["group"]).unwrap_or_default();
    if group != "*" && group != request.group {
        return false;
    }
    let resources = entry.items_at(&["resources"]);
    if resources.is_empty() {
        return true;
    }
    let names = entry.items_at(&["resourceNames"]);
    if !names.is_empty() && !names.iter().any(|name| name.as_str() == Some(request.name)) {
        return false;
    }
    resources.iter().filter_map(Value::as_str).any(|pattern| {
        if pattern == "*" {
            return true;
        }
        match pattern.split_once('/') {
            None => request.subresource.is_empty() && pattern == request.resource,
            Some(("*", subresource)) => {
                !request.subresource.is_empty() && subresource == request.subresource
            }
            Some((resource, "*")) => resource == request.resource,
            Some((resource, subresource)) => {
                resource == request.resource && subresource == request.subresource
            }
        }
    })
}

/// The single patterns of an entry of `resources`, each with its group and the names it is limited to.
fn single_resources(entry: &Value) -> Vec<(&str, &str, &[Value])> {
    let group = entry.str_at(&["group"]).unwrap_or_default();
    let names = entry.items_at(&["resourceNames"]);
    let resources = entry.items_at(&["resources"]);
    if resources.is_empty() {
        return vec![(group, "*", &[])];
    }
    resources.iter().filter_map(Value::as_str).map(|resource| (group, resource, names)).collect()
}

/// Whether an entry of `resources` covers a pattern of another one.
fn covers_resource(entry: &Value, group: &str, resource: &str, names: &[Value]) -> bool {
    let own_group = entry.str_at(&["group"]).unwrap_or_default();
    if own_group != "*" && own_group != group {
        return false;
    }
    let own = entry.items_at(&["resources"]);
    if own.is_empty() {
        return true;
    }
    let own_names = entry.items_at(&["resourceNames"]);
    if !own_names.is_empty() && (names.is_empty() || !names.iter().all(|it| own_names.contains(it)))
    {
        return false;
    }
    own.iter().filter_map(Value::as_str).any(|pattern| {
        pattern == "*"
            || pattern == resource
            || match (pattern.split_once('/'), resource.split_once('/')) {
                (Some(("*", mine)), Some((_, its))) => mine == its,
                (Some((mine, "*")), Some((its, _))) => mine == its,
                (Some((mine, "*")), None) => mine == resource,
                _ => false,
            }
    })
}

/// Whether a pattern of paths covers another one.
fn reaches(pattern: &str, other: &str) -> bool {
    pattern == "*"
        || pattern == other
        || pattern.strip_suffix('*').is_some_and(|prefix| other.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_default()
    }

    const SECRET: Request<'_> = Request {
        user: "alice",
        groups: &["dev", "system:authenticated"],
        verb: "get",
        group: "",
        resource: "secrets",
        subresource: "",
        namespace: "prod",
        name: "db",
    };

    #[test]
    fn the_first_rule_that_matches_decides() {
        let policy = policy(
            r#"{"rules":[
            {"level":"None","users":["bob"]},
            {"level":"Metadata","verbs":["get"],"resources":[{"resources":["secrets"]}]},
            {"level":"Request","resources":[{"group":"","resources":["*/status","pods/*"]}]},
            {"level":"RequestResponse"}]}"#,
        );
        assert_eq!(level_for(&policy, &SECRET), Level::Metadata);
        assert_eq!(level_for(&policy, &Request { user: "bob", ..SECRET }), Level::None);
        assert_eq!(level_for(&policy, &Request { verb: "list", ..SECRET }), Level::RequestResponse);
        let exec = Request { resource: "pods", subresource: "exec", ..SECRET };
        assert_eq!(rule_for(&policy, &exec).map(|rule| rule.index), Some(2));
        // `pods/*` names the pods themselves too.
        let pods = Request { resource: "pods", ..SECRET };
        assert_eq!(rule_for(&policy, &pods).map(|rule| rule.index), Some(2));
        assert_eq!(level_for(&Value::map(), &SECRET), Level::None);
    }

    #[test]
    fn what_is_for_paths_matches_no_resource() {
        let policy = policy(r#"{"rules":[{"level":"Request","nonResourceURLs":["/api*"]}]}"#);
        assert_eq!(level_for(&policy, &SECRET), Level::None);
    }

    #[test]
    fn a_rule_behind_a_wider_one_never_counts() {
        let covers = |one: &str, other: &str| {
            let (one, other) = (policy(one), policy(other));
            let first = Rule { value: &one, index: 0 };
            first.covers(&Rule { value: &other, index: 1 })
        };
        let exec = r#"{"verbs":["create"],"resources":[{"resources":["pods/exec"]}]}"#;
        assert!(covers("{}", exec));
        assert!(covers(r#"{"resources":[{"resources":["*"]}]}"#, exec));
        assert!(covers(r#"{"resources":[{"group":"*","resources":["pods/*"]}]}"#, exec));
        assert!(!covers(r#"{"resources":[{"resources":["pods"]}]}"#, exec));
        assert!(!covers(r#"{"namespaces":["prod"]}"#, exec));
        assert!(!covers(exec, r#"{"resources":[{"resources":["pods/exec"]}]}"#));
        assert!(!covers(exec, "{}"));
        assert!(!covers(r#"{"nonResourceURLs":["*"]}"#, exec));
        assert!(covers(r#"{"nonResourceURLs":["/api*"]}"#, r#"{"nonResourceURLs":["/apis"]}"#));
        assert!(!covers(
            r#"{"resources":[{"resources":["a"],"resourceNames":["x"]}]}"#,
            r#"{"resources":[{"resources":["a"]}]}"#
        ));
    }
}
