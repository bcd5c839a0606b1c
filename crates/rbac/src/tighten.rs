mod propose;

use std::collections::BTreeMap;

use sekisho_inventory::{Object, Snapshot};
use sekisho_value::{Map, Value};

use crate::usage::{Asked, Count, Usage};
use crate::{
    Action, Authorizer, Grant, Identity, Principal, Right, Rule, is_bootstrap, rights, uncovered,
};
use propose::propose;

/// Rules of a role that is proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TightRule {
    /// `verbs`.
    pub verbs: Vec<String>,
    /// `apiGroups`.
    pub groups: Vec<String>,
    /// `resources`.
    pub resources: Vec<String>,
    /// `resourceNames`.
    pub names: Vec<String>,
    /// `nonResourceURLs`.
    pub urls: Vec<String>,
}

/// A right that a binding gives and the log shows no use of, or use of a part only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unused<'s> {
    /// What gives it.
    pub grant: Grant,
    /// The right.
    pub right: Right<'s>,
    /// Whether it is used in part: a star of which single words are used.
    pub in_part: bool,
}

/// What replaying the log against the proposed roles came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Different requests that were allowed and still are.
    pub still_allowed: usize,
    /// Those that no longer would be: none, or the proposal is wrong.
    pub lost: Vec<Asked>,
    /// Different requests that were refused and still are.
    pub still_refused: usize,
    /// Those that would be allowed now: none, or the proposal is wrong.
    pub newly_allowed: Vec<Asked>,
    /// Rights in the proposal that were not held before: none, or the proposal is wrong.
    pub beyond: usize,
}

impl Proof {
    /// Whether nothing that was used is lost and nothing is gained.
    pub fn holds(&self) -> bool {
        self.lost.is_empty() && self.newly_allowed.is_empty() && self.beyond == 0
    }
}

/// What a subject holds, uses, and would do with.
#[derive(Clone, Debug)]
pub struct Tightened<'s> {
    /// Who.
    pub principal: Principal<'s>,
    /// Requests in the log that were allowed.
    pub requests: usize,
    /// When the last of them was.
    pub last: Option<String>,
    /// Requests that were allowed and that nothing explains that was read: by another authorizer, or
    /// by roles that have changed since.
    pub unexplained: usize,
    /// Rights that are held and not used, or used in part.
    pub unused: Vec<Unused<'s>>,
    /// The rules that would do, by namespace; the empty one stands for the whole cluster.
    pub roles: BTreeMap<String, Vec<TightRule>>,
    /// The proposal as objects: a role and a binding for each namespace.
    pub objects: Vec<Value>,
    /// The replay.
    pub proof: Proof,
}

/// Lays the rights that are bound to a subject beside their use.
///
/// Only bindings that name the subject itself are tightened; what it holds by its groups stays, and what
/// the groups allow anyway is not proposed again. Bindings that Kubernetes makes itself are left alone.
/// Namespaces are always kept, verbs are never added, and names are kept where they are few and come
/// again; see [`Proof`] for what is checked then.
pub fn tighten<'s>(
    authorizer: &Authorizer<'s>,
    usage: &Usage,
    principal: Principal<'s>,
) -> Tightened<'s> {
    let user = principal.identity().name().to_owned();
    let of_user = |uses: &BTreeMap<Asked, Count>| -> Vec<(Asked, Count)> {
        let own = uses.iter().filter(|(asked, _)| asked.user == user);
        own.map(|(asked, count)| (asked.clone(), count.clone())).collect()
    };
    let (allowed, refused) = (of_user(&usage.allowed), of_user(&usage.refused));
    let mut needed = Vec::new();
    let mut unexplained = 0;
    for (asked, count) in &allowed {
        let identity = asked.identity();
        let question = authorizer.question(&asked.attributes());
        if !authorizer.allows(&identity, &question) {
            unexplained += count.times;
            continue;
        }
        // Its groups, and what Kubernetes binds by itself, stay as they are.
        let groups = Identity::as_recorded("", asked.groups.iter().cloned());
        let alone = Identity::as_recorded(user.as_str(), []);
        let stays = authorizer.allows(&groups, &question)
            || authorizer
                .grants(&alone, &question)
                .iter()
                .any(|grant| !is_own(authorizer, *grant, principal));
        if !stays {
            needed.push((asked, count));
        }
    }
    let held: Vec<(Grant, Rule<'s>)> = authorizer
        .all_grants()
        .filter(|(grant, _)| is_own(authorizer, *grant, principal))
        .map(|(grant, held)| (grant, held.rule))
        .collect();
    let roles = propose(authorizer, &held, &needed);
    let objects = objects(authorizer, principal, &roles);
    let proof = replay(authorizer, principal, &held, &roles, &objects, &allowed, &refused);
    Tightened {
        principal,
        requests: allowed.iter().map(|(_, count)| count.times).sum(),
        last: allowed.iter().map(|(_, count)| count.last.clone()).max(),
        unexplained,
        unused: unused(authorizer, &held, &allowed),
        roles,
        objects,
        proof,
    }
}

/// Whether a grant is for the subject itself, by a binding that somebody made.
fn is_own(authorizer: &Authorizer<'_>, grant: Grant, principal: Principal<'_>) -> bool {
    authorizer.principal(grant) == Some(principal)
        && authorizer.tell(grant).is_some_and(|told| !is_bootstrap(told.binding.object))
}

fn unused<'s>(
    authorizer: &Authorizer<'s>,
    held: &[(Grant, Rule<'s>)],
    allowed: &[(Asked, Count)],
) -> Vec<Unused<'s>> {
    let mut unused = Vec::new();
    for (grant, rule) in held {
        let scope = authorizer.scope(*grant);
        let in_scope: Vec<&Asked> = allowed
            .iter()
            .map(|(asked, _)| asked)
            .filter(|asked| scope.is_none_or(|scope| asked.namespace == scope))
            .collect();
        for right in rights(rule) {
            let used = in_scope.iter().any(|asked| allows(&right, asked));
            let in_part = used && is_wide(&right);
            if !used || in_part {
                unused.push(Unused { grant: *grant, right, in_part });
            }
        }
    }
    unused
}

/// Whether a right by itself allows a request.
fn allows(right: &Right<'_>, asked: &Asked) -> bool {
    match (*right, asked.attributes().action) {
        (Right::Resource { verb, group, resource, name }, Action::Resource(request)) => {
            let rule = Rule {
                verbs: vec![verb],
                groups: vec![group],
                resources: vec![resource],
                names: name.into_iter().collect(),
                ..Rule::default()
            };
            rule.allows(&request).is_some()
        }
        (Right::Path { verb, path: entry }, Action::Path { verb: wanted, path }) => {
            let rule = Rule { verbs: vec![verb], urls: vec![entry], ..Rule::default() };
            rule.allows_url(wanted, path)
        }
        _ => false,
    }
}

fn is_wide(right: &Right<'_>) -> bool {
    match right {
        Right::Resource { verb, group, resource, name: _ } => {
            *verb == "*" || *group == "*" || *resource == "*" || resource.starts_with("*/")
        }
        Right::Path { verb, path } => *verb == "*" || path.ends_with('*'),
    }
}

impl TightRule {
    /// The rule to compare with.
    pub fn rule(&self) -> Rule<'_> {
        Rule {
            index: 0,
            verbs: self.verbs.iter().map(String::as_str).collect(),
            groups: self.groups.iter().map(String::as_str).collect(),
            resources: self.resources.iter().map(String::as_str).collect(),
            names: self.names.iter().map(String::as_str).collect(),
            urls: self.urls.iter().map(String::as_str).collect(),
        }
    }

    fn value(&self) -> Value {
        let Self { verbs, groups, resources, names, urls } = self;
        let mut value = Value::map();
        for (key, list) in [
            ("apiGroups", groups),
            ("resources", resources),
            ("resourceNames", names),
            ("nonResourceURLs", urls),
            ("verbs", verbs),
        ] {
            if !list.is_empty() {
                let texts: Vec<Value> = list.iter().map(|text| text.as_str().into()).collect();
                value.set(key, texts);
            }
        }
        value
    }
}

/// A role and a binding for each namespace.
fn objects(
    authorizer: &Authorizer<'_>,
    principal: Principal<'_>,
    roles: &BTreeMap<String, Vec<TightRule>>,
) -> Vec<Value> {
    let mut objects = Vec::new();
    let base = match principal {
        Principal::User(name) | Principal::Group(name) => name,
        Principal::ServiceAccount { name, .. } => name,
    };
    // What may stand in a path, and no more.
    let base: String = base
        .chars()
        .map(|c| if c == '/' || c == '%' || c.is_whitespace() { '-' } else { c })
        .collect();
    for (namespace, rules) in roles {
        let (role_kind, binding_kind) = match namespace.as_str() {
            "" => ("ClusterRole", "ClusterRoleBinding"),
            _ => ("Role", "RoleBinding"),
        };
        let taken = |name: &str| {
            let place = (!namespace.is_empty()).then_some(namespace.as_str());
            [role_kind, binding_kind]
                .iter()
                .any(|kind| authorizer.snapshot().find(crate::GROUP, kind, place, name).is_some())
        };
        let mut name = format!("{base}-used");
        let mut number = 2;
        while taken(&name) {
            name = format!("{base}-used-{number}");
            number += 1;
        }
        let head = |kind: &str| {
            let mut metadata = Value::map();
            metadata.set("name", name.as_str());
            if !namespace.is_empty() {
                metadata.set("namespace", namespace.as_str());
            }
            entries(vec![
                ("apiVersion", format!("{}/v1", crate::GROUP).into()),
                ("kind", kind.into()),
                ("metadata", metadata),
            ])
        };
        let mut role = head(role_kind);
        role.set("rules", rules.iter().map(TightRule::value).collect::<Vec<Value>>());
        let mut binding = head(binding_kind);
        binding.set(
            "roleRef",
            entries(vec![
                ("apiGroup", crate::GROUP.into()),
                ("kind", role_kind.into()),
                ("name", name.as_str().into()),
            ]),
        );
        binding.set("subjects", vec![subject(principal)]);
        objects.extend([role, binding]);
    }
    objects
}

fn subject(principal: Principal<'_>) -> Value {
    match principal {
        Principal::User(name) | Principal::Group(name) => entries(vec![
            ("apiGroup", crate::GROUP.into()),
            ("kind", principal.kind().into()),
            ("name", name.into()),
        ]),
        Principal::ServiceAccount { namespace, name } => entries(vec![
            ("kind", principal.kind().into()),
            ("namespace", namespace.into()),
            ("name", name.into()),
        ]),
    }
}

fn entries(entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (key.into(), value));
    Value::Map(entries.collect::<Map>())
}

/// The cluster as it would be, asked everything that the log has.
fn replay(
    authorizer: &Authorizer<'_>,
    principal: Principal<'_>,
    held: &[(Grant, Rule<'_>)],
    roles: &BTreeMap<String, Vec<TightRule>>,
    added: &[Value],
    allowed: &[(Asked, Count)],
    refused: &[(Asked, Count)],
) -> Proof {
    let snapshot = authorizer.snapshot();
    let world = &snapshot.world.name;
    let mut objects: Vec<Object> = Vec::new();
    for object in snapshot.objects().iter().filter(|object| object.group() == crate::GROUP) {
        let mut object = object.clone();
        let is_binding = matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding");
        if is_binding && !is_bootstrap(&object) {
            take_out(authorizer, &mut object, principal);
        }
        objects.push(object);
    }
    objects.extend(
        added
            .iter()
            .map(|value| Object::new(value.clone(), std::sync::Arc::clone(world), None, None)),
    );
    let then: Snapshot = snapshot.with_objects(objects);
    let then = Authorizer::with_options(&then, authorizer.options());
    let mut proof = Proof::default();
    for (asked, _) in allowed {
        let (identity, attributes): (Identity, _) = (asked.identity(), asked.attributes());
        if !authorizer.allows(&identity, &authorizer.question(&attributes)) {
            continue;
        }
        if then.allows(&identity, &then.question(&attributes)) {
            proof.still_allowed += 1;
        } else {
            proof.lost.push(asked.clone());
        }
    }
    for (asked, _) in refused {
        let (identity, attributes) = (asked.identity(), asked.attributes());
        if authorizer.allows(&identity, &authorizer.question(&attributes)) {
            // Something else refused it, or the roles have changed since.
            continue;
        }
        if then.allows(&identity, &then.question(&attributes)) {
            proof.newly_allowed.push(asked.clone());
        } else {
            proof.still_refused += 1;
        }
    }
    for (namespace, rules) in roles {
        let reaches = |grant: &Grant| {
            authorizer.scope(*grant).is_none_or(|scope| scope == namespace.as_str())
        };
        let owner: Vec<Rule<'_>> =
            held.iter().filter(|(grant, _)| reaches(grant)).map(|(_, rule)| rule.clone()).collect();
        let rules: Vec<Rule<'_>> = rules.iter().map(TightRule::rule).collect();
        proof.beyond += uncovered(&owner, &rules).len();
    }
    proof
}

/// Takes a subject out of a binding.
fn take_out(authorizer: &Authorizer<'_>, binding: &mut Object, principal: Principal<'_>) {
    let home = binding.namespace().unwrap_or(authorizer.options().namespace).to_owned();
    let is_cluster_wide = binding.kind() == "ClusterRoleBinding";
    let is_meant = |subject: &Value| {
        let text = |key: &str| subject.str_at(&[key]).unwrap_or_default();
        match (text("kind"), principal) {
            ("User", _) => Principal::of_user(text("name")) == principal,
            ("Group", Principal::Group(name)) => text("name") == name,
            ("ServiceAccount", Principal::ServiceAccount { namespace, name }) => {
                let own = match text("namespace") {
                    "" if is_cluster_wide => "",
                    "" => home.as_str(),
                    own => own,
                };
                own == namespace && text("name") == name
            }
            _ => false,
        }
    };
    let left: Vec<Value> = binding
        .value
        .items_at(&["subjects"])
        .iter()
        .filter(|subject| !is_meant(subject))
        .cloned()
        .collect();
    binding.value.set("subjects", left);
}
