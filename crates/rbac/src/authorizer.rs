mod build;
mod decide;
mod table;
mod who;
mod words;

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sekisho_inventory::{Object, Snapshot};

pub use table::Question;
pub use who::Entitled;

use crate::identity::ACCOUNT_PREFIX;
use crate::{Binding, Held, Identity, Rule};
use table::{Packed, Span, Table};

/// All roles and bindings of a world, indexed for questions in both directions: may this identity do
/// that, and who may.
///
/// It answers as the RBAC authorizer does, and for it alone: what other authorizers of a server say is
/// not its business.
///
/// - ClusterRoleBindings come before RoleBindings, each in the order of the world; a server has them in
///   an order of its own, so among several bindings that allow a request it may name another one.
/// - Of several objects with one name the last counts, as after `kubectl apply`.
/// - Objects that name no namespace are taken to be in [`Options::namespace`].
/// - Rules of an aggregated ClusterRole are those of the roles that it selects, unless a server has
///   stored it: then its controller has filled them in.
#[derive(Debug)]
pub struct Authorizer<'s> {
    snapshot: &'s Snapshot,
    options: Options<'s>,
    table: Table<'s>,
    roles: Vec<RoleEntry<'s>>,
    bindings: Vec<BindingEntry<'s>>,
    /// Subjects of bindings, in the order of `bindings`.
    subjects: Vec<SubjectEntry>,
    /// Who is a subject somewhere.
    principals: Vec<Principal<'s>>,
    users: HashMap<Box<str>, u32, RandomState>,
    groups: HashMap<&'s str, u32, RandomState>,
    namespaces: HashMap<&'s str, u32, RandomState>,
    /// Names of namespaces by number; 0 stands for the whole cluster.
    namespace_names: Vec<&'s str>,
    /// For each principal, where it is a subject: by namespace, then in the order of bindings.
    by_principal: Vec<Posting>,
    principal_postings: Vec<Span>,
    /// For each role, the bindings that refer to it, by namespace.
    by_role: Vec<(u32, u32)>,
    /// For each namespace by number, its bindings, each with the role that it refers to.
    by_namespace: Vec<(u32, u32)>,
    namespace_bindings: Vec<Span>,
    doubts: Doubts,
    /// Scratch while the index is built.
    text: String,
}

/// How a world is read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'s> {
    /// Where objects are that name no namespace; `kubectl apply` puts them into that of its context.
    pub namespace: &'s str,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { namespace: "default" }
    }
}

/// Whom bindings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Principal<'s> {
    /// A user by name, which may be that of a service account.
    User(&'s str),
    /// The members of a group.
    Group(&'s str),
    /// A service account.
    ServiceAccount {
        /// Its namespace.
        namespace: &'s str,
        /// Its name.
        name: &'s str,
    },
}

impl<'s> Principal<'s> {
    /// A user by name, as the service account that it is if it is one: the authorizer compares names.
    pub fn of_user(name: &'s str) -> Self {
        let account = name.strip_prefix(ACCOUNT_PREFIX).and_then(|rest| rest.split_once(':'));
        match account {
            Some((namespace, name)) if !namespace.is_empty() && !name.contains(':') => {
                Self::ServiceAccount { namespace, name }
            }
            _ => Self::User(name),
        }
    }

    /// An identity of the kind, with the groups that the API server puts it into. A member of a group
    /// has no other name than that it is one.
    pub fn identity(&self) -> Identity {
        match *self {
            Self::User(name) => Identity::user(name, []),
            Self::ServiceAccount { namespace, name } => Identity::service_account(namespace, name),
            Self::Group(group) => Identity::as_recorded("", [group.to_owned()]),
        }
    }

    /// `User`, `Group` or `ServiceAccount`, as subjects write it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "User",
            Self::Group(_) => "Group",
            Self::ServiceAccount { .. } => "ServiceAccount",
        }
    }
}

impl std::fmt::Display for Principal<'_> {
    /// `User bob`, `Group dev`, `ServiceAccount shop/web`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind();
        match self {
            Self::User(name) | Self::Group(name) => write!(f, "{kind} {name}"),
            Self::ServiceAccount { namespace, name } => write!(f, "{kind} {namespace}/{name}"),
        }
    }
}

/// What the authorizer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A rule allows it.
    Allow,
    /// No rule allows it; RBAC never denies, another authorizer may still allow it.
    NoOpinion,
    /// No rule that was read allows it, and one that could not be read might.
    Unknown,
}

impl Decision {
    /// The name as it stands in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::NoOpinion => "no-opinion",
            Self::Unknown => "unknown",
        }
    }
}

/// Which binding, subject of it and rule allow something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    binding: u32,
    /// Among the subjects of the binding.
    subject: u32,
    rule: u32,
}

/// The answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the authorizer says.
    pub decision: Decision,
    /// The first grant in the order of the authorizer, where it allows.
    pub grant: Option<Grant>,
}

#[derive(Clone, Copy, Debug)]
struct RoleEntry<'s> {
    object: &'s Object,
    rules: Span,
    /// Its bindings in `by_role`.
    bindings: Span,
    /// Of all its rules together: where these do not meet a question, no rule does.
    verbs: u64,
    groups: u64,
    /// Whether it was put together from other roles that were read.
    aggregated: bool,
}

#[derive(Clone, Copy, Debug)]
struct BindingEntry<'s> {
    object: &'s Object,
    /// By number; 0 for the whole cluster.
    namespace: u32,
    /// By number, or that of nothing.
    role: u32,
    subjects: Span,
}

#[derive(Clone, Copy, Debug)]
struct SubjectEntry {
    /// By number, or that of nothing: an account without a namespace, or a kind that there is not.
    principal: u32,
    /// Its place in the binding's `subjects`.
    index: u32,
}

/// That somebody is a subject of a binding.
#[derive(Clone, Copy, Debug)]
struct Posting {
    namespace: u32,
    binding: u32,
    /// Place among the subjects of the binding.
    subject: u32,
    role: u32,
}

/// What could not be read; all false where everything could.
#[derive(Clone, Copy, Debug, Default)]
struct Doubts {
    /// Something, somewhere.
    any: bool,
    cluster_bindings: bool,
    cluster_roles: bool,
}

/// A binding with the role and the subject that a [`Grant`] means.
#[derive(Clone, Debug)]
pub struct Told<'s> {
    /// The binding.
    pub binding: Binding<'s>,
    /// The subject's place in its `subjects`.
    pub subject: usize,
    /// The role that it refers to.
    pub role: &'s Object,
    /// The rule, and the role that it is written in.
    pub held: Held<'s>,
}

impl<'s> Authorizer<'s> {
    /// Indexes a world.
    pub fn new(snapshot: &'s Snapshot) -> Self {
        Self::with_options(snapshot, Options::default())
    }

    /// Indexes a world that is to be read in a certain way.
    pub fn with_options(snapshot: &'s Snapshot, options: Options<'s>) -> Self {
        build::build(snapshot, options)
    }

    /// Makes an identity ready.
    pub fn asker(&self, identity: &Identity) -> Asker {
        Asker { numbers: self.numbers(identity) }
    }

    /// The world.
    pub fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// How the world is read.
    pub fn options(&self) -> Options<'s> {
        self.options
    }

    /// Who is a subject of any binding, in the order in which they are met.
    pub fn principals(&self) -> &[Principal<'s>] {
        &self.principals
    }

    /// The namespaces in which something is bound.
    pub fn namespaces(&self) -> impl Iterator<Item = &'s str> {
        self.namespace_names.iter().copied().skip(1)
    }

    /// The roles with the rules that they hold, aggregation resolved.
    pub fn roles(&self) -> impl Iterator<Item = (&'s Object, Vec<Held<'s>>)> {
        self.roles.iter().map(|role| {
            let rules = role.rules.of(&self.table.rules).iter();
            (role.object, rules.map(|rule| held(rule)).collect())
        })
    }

    /// The role that a binding means, with the rules that it holds; none if it is not there.
    pub fn role_of(&self, binding: &Binding<'_>) -> Option<(&'s Object, Vec<Held<'s>>)> {
        let entry =
            self.bindings.iter().find(|entry| std::ptr::eq(entry.object, binding.object))?;
        let role = self.roles.get(entry.role as usize)?;
        let rules = role.rules.of(&self.table.rules).iter();
        Some((role.object, rules.map(|rule| held(rule)).collect()))
    }

    /// The bindings that count, ClusterRoleBindings first, each with its namespace (none for the whole
    /// cluster) and whom it is for.
    pub fn bindings(
        &self,
    ) -> impl Iterator<Item = (Binding<'s>, Option<&'s str>, Vec<Principal<'s>>)> {
        self.bindings.iter().map(|entry| {
            let subjects = entry.subjects.of(&self.subjects).iter();
            let subjects = subjects
                .filter_map(|subject| self.principals.get(subject.principal as usize).copied());
            (
                Binding { object: entry.object },
                self.namespace_name(entry.namespace),
                subjects.collect(),
            )
        })
    }

    /// Every rule of every binding for each of its subjects, in the order of bindings.
    pub fn all_grants(&self) -> impl Iterator<Item = (Grant, Held<'s>)> {
        self.bindings.iter().enumerate().flat_map(move |(number, binding)| {
            let role = self.roles.get(binding.role as usize);
            let rules = role.map_or(&[][..], |role| role.rules.of(&self.table.rules));
            let subjects = 0..binding.subjects.of(&self.subjects).len() as u32;
            subjects.flat_map(move |subject| {
                rules.iter().map(move |rule| {
                    let binding = number as u32;
                    (Grant { binding, subject, rule: rule.number }, held(rule))
                })
            })
        })
    }

    /// What a grant means.
    pub fn tell(&self, grant: Grant) -> Option<Told<'s>> {
        let binding = self.bindings.get(grant.binding as usize)?;
        let subject = binding.subjects.of(&self.subjects).get(grant.subject as usize)?;
        let role = self.roles.get(binding.role as usize)?;
        let rule = self.table.rules.get(grant.rule as usize)?;
        Some(Told {
            binding: Binding { object: binding.object },
            subject: subject.index as usize,
            role: role.object,
            held: held(rule),
        })
    }

    /// Where a grant holds: in a namespace, or in the whole cluster.
    pub fn scope(&self, grant: Grant) -> Option<&'s str> {
        let binding = self.bindings.get(grant.binding as usize)?;
        self.namespace_name(binding.namespace)
    }

    /// Whom a grant is for.
    pub fn principal(&self, grant: Grant) -> Option<Principal<'s>> {
        let binding = self.bindings.get(grant.binding as usize)?;
        let subject = binding.subjects.of(&self.subjects).get(grant.subject as usize)?;
        self.principals.get(subject.principal as usize).copied()
    }

    fn namespace_name(&self, number: u32) -> Option<&'s str> {
        if number == 0 { None } else { self.namespace_names.get(number as usize).copied() }
    }

    /// The numbers of an identity and its groups, as far as they are subjects anywhere.
    fn numbers(&self, identity: &Identity) -> Numbers {
        let user = self.users.get(identity.name()).copied();
        let groups = identity.groups().iter();
        let groups = groups.filter_map(|group| self.groups.get(group.as_str()).copied());
        user.into_iter().chain(groups).collect()
    }

    fn postings(&self, principal: u32) -> &[Posting] {
        let span = self.principal_postings.get(principal as usize).copied();
        span.unwrap_or_default().of(&self.by_principal)
    }
}

/// A rule with the role that it is written in.
fn held<'s>(rule: &Packed<'s>) -> Held<'s> {
    Held { written_in: rule.written_in, rule: Rule::read(rule.index as usize, rule.value) }
}

/// Few numbers, without an allocation of their own.
#[derive(Clone, Debug, Default)]
struct Numbers {
    first: [u32; Self::FEW],
    few: usize,
    more: Vec<u32>,
}

impl Numbers {
    /// Nearly everybody has fewer groups that are bound anywhere.
    const FEW: usize = 8;

    fn iter(&self) -> impl Iterator<Item = u32> {
        self.first.iter().take(self.few).chain(&self.more).copied()
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut all = Self::default();
        for number in numbers {
            match all.first.get_mut(all.few) {
                Some(place) => {
                    *place = number;
                    all.few += 1;
                }
                None => all.more.push(number),
            }
        }
        all
    }
}

/// An identity, made ready to be asked about many things.
#[derive(Clone, Debug)]
pub struct Asker {
    numbers: Numbers,
}
