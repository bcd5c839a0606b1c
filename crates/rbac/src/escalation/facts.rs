use super::catalogue::PRIMITIVES;
use super::shipped;
use super::{Named, Need, Place, Primitive};
use crate::authorizer::{NeedSet, Posted};
use crate::{Authorizer, Grant, Principal, Request, groups};

/// That somebody has a primitive, by rights of its own and of groups that it is always in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) principal: u32,
    /// Its place among those of the version.
    pub(super) primitive: u16,
    /// By number; 0 for the whole cluster.
    pub(super) namespace: u32,
}

/// A primitive with the places of its needs in the sets.
struct Ready {
    primitive: &'static Primitive,
    first: usize,
    here: NeedSet,
    cluster: NeedSet,
    anywhere: NeedSet,
    only_in: Option<u32>,
    wider: Option<u16>,
}

/// Who has which primitive where.
pub(super) struct Facts<'a, 's> {
    index: &'a Authorizer<'s>,
    primitives: Vec<Ready>,
    /// What each role holds.
    roles: Vec<NeedSet>,
    /// What the roles hold that every cluster has, for bindings to them where they are not here.
    shipped: Vec<(&'static str, NeedSet)>,
    pub(super) all: Vec<Fact>,
}

/// What somebody holds: everywhere, anywhere, and by namespace.
#[derive(Debug, Default)]
struct Held {
    cluster: NeedSet,
    anywhere: NeedSet,
    spaces: Vec<(u32, NeedSet)>,
}

const NOTHING: NeedSet = [0; 4];

fn union(a: NeedSet, b: NeedSet) -> NeedSet {
    let mut all = a;
    for (all, b) in all.iter_mut().zip(b) {
        *all |= b;
    }
    all
}

fn includes(all: &NeedSet, part: &NeedSet) -> bool {
    all.iter().zip(part).all(|(all, part)| all & part == *part)
}

fn put(set: &mut NeedSet, number: usize) {
    if let Some(word) = set.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}

fn has(set: &NeedSet, number: usize) -> bool {
    set.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
}

impl Need {
    /// The requests of which any one will do, with whether a rule for certain names counts.
    pub(super) fn requests(&self) -> impl Iterator<Item = (Request<'static>, bool)> + '_ {
        const NAMELESS: [&str; 1] = [""];
        let names: &[&'static str] = match self.named {
            Named::One(names) => names,
            Named::All | Named::Some => &NAMELESS,
        };
        self.things.iter().flat_map(move |(group, resource, subresource)| {
            self.verbs.iter().flat_map(move |verb| {
                names.iter().map(move |name| {
                    let nameless =
                        subresource.is_empty() && matches!(*verb, "create" | "deletecollection");
                    let name = if nameless { "" } else { *name };
                    let request = Request { verb, group, resource, subresource, name };
                    (request, self.named == Named::Some && !nameless)
                })
            })
        })
    }
}

impl<'a, 's> Facts<'a, 's> {
    pub(super) fn new(index: &'a Authorizer<'s>, minor: u16) -> Self {
        let primitives = ready(index, minor);
        let mut facts = Self {
            index,
            roles: vec![NOTHING; index.role_count()],
            shipped: Vec::new(),
            primitives,
            all: Vec::new(),
        };
        if !index.principals().is_empty() {
            facts.read_roles();
            facts.gather();
        }
        facts
    }

    pub(super) fn primitive(&self, fact: &Fact) -> Option<&'static Primitive> {
        self.primitives.get(usize::from(fact.primitive)).map(|ready| ready.primitive)
    }

    fn read_roles(&mut self) {
        let shipped = shipped::rules();
        self.shipped = shipped.iter().map(|(name, _)| (*name, NOTHING)).collect();
        for ready in &self.primitives {
            for (place, need) in ready.primitive.needs.iter().enumerate() {
                let number = ready.first + place;
                for (request, some) in need.requests() {
                    self.index.roles_that_allow(request, some, |role| {
                        if let Some(held) = self.roles.get_mut(role) {
                            put(held, number);
                        }
                    });
                    for ((_, held), (_, rules)) in self.shipped.iter_mut().zip(&shipped) {
                        if rules.iter().any(|rule| rule.allows(&request).is_some()) {
                            put(held, number);
                        }
                    }
                }
            }
        }
    }

    /// What a role that is bound holds.
    fn of_posting(&self, posted: Posted) -> NeedSet {
        if let Some(role) = posted.role {
            return self.roles.get(role as usize).copied().unwrap_or(NOTHING);
        }
        let role = self.missing_role(posted);
        let shipped = self.shipped.iter().find(|(name, _)| role == Some(*name));
        shipped.map_or(NOTHING, |(_, held)| *held)
    }

    /// The ClusterRole that a binding refers to and that is not here.
    pub(super) fn missing_role(&self, posted: Posted) -> Option<&'s str> {
        let binding = self.index.binding_object(posted.binding)?;
        let kind = binding.value.str_at(&["roleRef", "kind"])?;
        (posted.role.is_none() && kind == "ClusterRole")
            .then(|| binding.value.str_at(&["roleRef", "name"]))
            .flatten()
    }

    fn held(&self, principals: &[u32]) -> Held {
        let mut held = Held::default();
        for principal in principals {
            for posted in self.index.posted(*principal) {
                let set = self.of_posting(posted);
                if set == NOTHING {
                    continue;
                }
                held.anywhere = union(held.anywhere, set);
                if posted.namespace == 0 {
                    held.cluster = union(held.cluster, set);
                    continue;
                }
                match held.spaces.iter_mut().rev().find(|(space, _)| *space == posted.namespace) {
                    Some((_, before)) => *before = union(*before, set),
                    None => held.spaces.push((posted.namespace, set)),
                }
            }
        }
        held
    }

    fn gather(&mut self) {
        let mut found = Vec::new();
        let mut shared: Vec<(Vec<u32>, Held)> = Vec::new();
        for number in 0..self.index.principals().len() as u32 {
            let own = self.held(&[number]);
            if own.anywhere == NOTHING {
                continue;
            }
            let groups = self.groups_of(number);
            let place = match shared.iter().position(|(known, _)| *known == groups) {
                Some(place) => place,
                None => {
                    let held = self.held(&groups);
                    shared.push((groups, held));
                    shared.len() - 1
                }
            };
            let Some((_, of_groups)) = shared.get(place) else { continue };
            self.judge(number, &own, of_groups, &mut found);
        }
        self.all = found;
    }

    /// The groups that somebody is in whatever its credentials say, as far as they are bound.
    pub(super) fn groups_of(&self, principal: u32) -> Vec<u32> {
        let Some(principal) = self.index.principal_by_number(principal) else { return Vec::new() };
        implied_groups(principal)
            .iter()
            .filter_map(|group| self.index.group_number(group))
            .collect()
    }

    fn judge(&self, principal: u32, own: &Held, of_groups: &Held, found: &mut Vec<Fact>) {
        let cluster = union(own.cluster, of_groups.cluster);
        let anywhere = union(own.anywhere, of_groups.anywhere);
        let start = found.len();
        for (place, ready) in self.primitives.iter().enumerate() {
            if ready.is_met(&cluster, &cluster, &anywhere)
                && !ready.is_met(&of_groups.cluster, &of_groups.cluster, &of_groups.anywhere)
            {
                let primitive = place as u16;
                if place == 0 {
                    // Who has everything is told of nothing else.
                    found.push(Fact { principal, primitive, namespace: 0 });
                    return;
                }
                let has_wider = ready.wider.is_some_and(|wider| {
                    found.iter().skip(start).any(|fact| fact.primitive == wider)
                });
                if !has_wider {
                    found.push(Fact { principal, primitive, namespace: 0 });
                }
            }
        }
        for (namespace, set) in &own.spaces {
            let of_groups_here = of_groups.spaces.iter().find(|(space, _)| space == namespace);
            let of_groups_here = of_groups_here.map_or(NOTHING, |(_, set)| *set);
            let groups_here = union(of_groups.cluster, of_groups_here);
            let here = union(union(cluster, *set), of_groups_here);
            self.judge_in(*namespace, principal, (&here, &cluster, &anywhere), &groups_here, found);
        }
    }

    fn judge_in(
        &self,
        namespace: u32,
        principal: u32,
        (here, cluster, anywhere): (&NeedSet, &NeedSet, &NeedSet),
        groups_here: &NeedSet,
        found: &mut Vec<Fact>,
    ) {
        let start = found.len();
        for (place, ready) in self.primitives.iter().enumerate() {
            let is_here = ready.only_in.is_none_or(|only| only == namespace);
            if ready.here == NOTHING
                || !is_here
                || !ready.is_met(here, cluster, anywhere)
                // What holds in the whole cluster has been told.
                || ready.is_met(cluster, cluster, anywhere)
                || ready.is_met(groups_here, groups_here, groups_here)
            {
                continue;
            }
            let primitive = place as u16;
            if ready.primitive.name == EVERYTHING_HERE {
                found.push(Fact { principal, primitive, namespace });
                return;
            }
            let has_wider = ready
                .wider
                .is_some_and(|wider| found.iter().skip(start).any(|fact| fact.primitive == wider));
            if !has_wider {
                found.push(Fact { principal, primitive, namespace });
            }
        }
    }

    /// What gives somebody each need of a primitive: the binding with the rule, where it is here.
    pub(super) fn grants(&self, fact: &Fact) -> Vec<(Posted, Option<Grant>)> {
        let Some(ready) = self.primitives.get(usize::from(fact.primitive)) else {
            return Vec::new();
        };
        let mut who = vec![fact.principal];
        who.extend(self.groups_of(fact.principal));
        let mut grants: Vec<(Posted, Option<Grant>)> = Vec::new();
        for (place, need) in ready.primitive.needs.iter().enumerate() {
            let counts = |posted: &Posted| match need.place {
                Place::Here => posted.namespace == 0 || posted.namespace == fact.namespace,
                Place::Cluster => posted.namespace == 0,
                Place::Anywhere => true,
            };
            let all = who.iter().flat_map(|who| self.index.posted(*who));
            let holds = |posted: &Posted| has(&self.of_posting(*posted), ready.first + place);
            let Some(posted) = all.filter(counts).find(holds) else { continue };
            let grant = need
                .requests()
                .find_map(|(request, some)| self.index.grant_of(posted, request, some));
            if !grants
                .iter()
                .any(|(known, other)| known.binding == posted.binding && *other == grant)
            {
                grants.push((posted, grant));
            }
        }
        grants
    }

    /// The names that every rule behind a need is limited to, over all of somebody's bindings.
    pub(super) fn names(&self, fact: &Fact, need: &Need, namespaces: bool) -> Vec<(u32, &'s str)> {
        let mut who = vec![fact.principal];
        who.extend(self.groups_of(fact.principal));
        let mut names = Vec::new();
        for posted in who.iter().flat_map(|who| self.index.posted(*who)) {
            let is_here = posted.namespace == 0
                || (namespaces && posted.namespace == fact.namespace)
                || need.place == Place::Anywhere;
            let Some(role) = posted.role.filter(|_| is_here) else { continue };
            for rule in self.index.rules_of(role) {
                let nameless = crate::Rule { names: Vec::new(), ..rule.clone() };
                if need.requests().any(|(request, _)| nameless.allows(&request).is_some()) {
                    names.extend(rule.names.iter().map(|name| (posted.namespace, *name)));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Facts<'_, '_> {
    /// Whether somebody is bound to a role by a name, where a fact holds.
    pub(super) fn holds_role(&self, fact: &Fact, named: impl Fn(&str) -> bool) -> bool {
        let kind = if fact.namespace == 0 { "ClusterRole" } else { "Role" };
        let mut who = vec![fact.principal];
        who.extend(self.groups_of(fact.principal));
        who.iter().flat_map(|who| self.index.posted(*who)).any(|posted| {
            let role = |key| {
                let binding = self.index.binding_object(posted.binding);
                binding.and_then(|binding| binding.value.str_at(&["roleRef", key]))
            };
            posted.namespace == fact.namespace
                && role("kind") == Some(kind)
                && role("name").is_some_and(&named)
        })
    }
}

const EVERYTHING_HERE: &str = "everything-in-namespace";

impl Ready {
    fn is_met(&self, here: &NeedSet, cluster: &NeedSet, anywhere: &NeedSet) -> bool {
        includes(here, &self.here)
            && includes(cluster, &self.cluster)
            && includes(anywhere, &self.anywhere)
    }
}

fn ready(index: &Authorizer<'_>, minor: u16) -> Vec<Ready> {
    let mut all: Vec<Ready> = Vec::new();
    let mut first = 0;
    let of_version = PRIMITIVES.into_iter().flatten().filter(|primitive| {
        let (since, until) = primitive.versions;
        (since..=until).contains(&minor)
    });
    for primitive in of_version {
        let mut ready = Ready {
            primitive,
            first,
            here: NOTHING,
            cluster: NOTHING,
            anywhere: NOTHING,
            only_in: None,
            wider: all
                .iter()
                .position(|other| other.primitive.name == primitive.wider)
                .map(|place| place as u16),
        };
        if !primitive.only_in.is_empty() {
            let number = (1..index.namespace_count() as u32)
                .find(|number| index.namespace_by_number(*number) == Some(primitive.only_in));
            // A number that no namespace has: it can be held in the whole cluster all the same.
            ready.only_in = Some(number.unwrap_or(u32::MAX));
        }
        for (place, need) in primitive.needs.iter().enumerate() {
            let set = match need.place {
                Place::Here => &mut ready.here,
                Place::Cluster => &mut ready.cluster,
                Place::Anywhere => &mut ready.anywhere,
            };
            put(set, first + place);
        }
        first += primitive.needs.len();
        all.push(ready);
    }
    all
}

/// The groups that the API server puts somebody into by itself. Members of a group have shown who they
/// are, unless the group is that of those who have not.
pub(super) fn implied_groups(principal: Principal<'_>) -> Vec<String> {
    let account = |namespace: &str| {
        vec![
            format!("{}:{namespace}", groups::SERVICE_ACCOUNTS),
            groups::SERVICE_ACCOUNTS.to_owned(),
            groups::AUTHENTICATED.to_owned(),
        ]
    };
    match principal {
        Principal::ServiceAccount { namespace, .. } => account(namespace),
        Principal::User(groups::ANONYMOUS) => vec![groups::UNAUTHENTICATED.to_owned()],
        Principal::User(name) => match account_parts(name) {
            Some((namespace, _)) => account(namespace),
            None => vec![groups::AUTHENTICATED.to_owned()],
        },
        Principal::Group(groups::AUTHENTICATED | groups::UNAUTHENTICATED) => Vec::new(),
        Principal::Group(name) if name.starts_with("system:serviceaccounts:") => {
            vec![groups::SERVICE_ACCOUNTS.to_owned(), groups::AUTHENTICATED.to_owned()]
        }
        Principal::Group(_) => vec![groups::AUTHENTICATED.to_owned()],
    }
}

/// The namespace and name of a service account by its user name.
pub(super) fn account_parts(user: &str) -> Option<(&str, &str)> {
    user.strip_prefix("system:serviceaccount:")?.split_once(':')
}
