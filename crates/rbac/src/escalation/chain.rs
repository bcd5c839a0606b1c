use sekisho_api::KubeVersion;
use sekisho_inventory::{Completeness, Object};

use super::facts::{Fact, Facts};
use super::graph::{Graph, IS_PART, Node};
use super::{Leads, Place, Primitive, Reach};
use crate::authorizer::Posted;
use crate::{Authorizer, Grant, Held, Principal, groups, is_bootstrap};

/// Who has which primitive in a world, and what it comes to in the end.
pub struct Escalations<'a, 's> {
    index: &'a Authorizer<'s>,
    facts: Facts<'a, 's>,
    graph: Graph<'s>,
}

impl std::fmt::Debug for Escalations<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Escalations").field("facts", &self.facts.all.len()).finish_non_exhaustive()
    }
}

/// That somebody has a primitive, and the way from there on.
#[derive(Clone, Debug)]
pub struct Escalation<'s> {
    /// Who.
    pub subject: Principal<'s>,
    /// What.
    pub primitive: &'static Primitive,
    /// In which namespace; none for the whole cluster.
    pub namespace: Option<&'s str>,
    /// How far it goes, what one becomes on the way included.
    pub reach: Reach,
    /// The way: the primitive itself first, and then, where it leads to all rights in the cluster, every
    /// step to there.
    pub steps: Vec<Step<'s>>,
}

/// A step from one to another.
#[derive(Clone, Debug)]
pub struct Step<'s> {
    /// From whom.
    pub who: Who<'s>,
    /// By what; none where the next one is part of the last, as a service account is of its namespace's.
    pub by: Option<&'static Primitive>,
    /// In which namespace that is held; none for the whole cluster.
    pub namespace: Option<&'s str>,
    /// What gives the rights that it takes.
    pub via: Vec<Via<'s>>,
    /// To whom; none where it leads to no identity.
    pub becomes: Option<Who<'s>>,
}

/// What gives a right.
#[derive(Clone, Debug)]
pub struct Via<'s> {
    /// The binding.
    pub binding: &'s Object,
    /// The name of the role.
    pub role: &'s str,
    /// The rule; none where the role is not here, but is one that every cluster has.
    pub held: Option<Held<'s>>,
    /// The same as the index knows it.
    pub grant: Option<Grant>,
    /// Place of the subject among those of the binding.
    pub subject: usize,
}

/// Somebody, or a set of those whom somebody can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who<'s> {
    /// One subject.
    Subject(Principal<'s>),
    /// Every service account of a namespace, or of the cluster.
    Accounts(Option<&'s str>),
    /// The service accounts of the pods of a namespace, or of the cluster.
    Running(Option<&'s str>),
    /// The service accounts whose tokens lie in Secrets.
    Tokens(Option<&'s str>),
    /// Every user.
    Users,
    /// Whoever has all rights in the cluster.
    ClusterAdmin,
    /// A node.
    Node,
    /// A role at a cloud provider.
    Cloud,
}

/// How somebody stands to all rights in the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Has no way to them that RBAC shows.
    Apart,
    /// Gets them by steps that nobody has to have meant.
    Reaches,
    /// Has them as they are written: bound to every right, or a member of `system:masters`.
    Declared,
}

impl<'a, 's> Escalations<'a, 's> {
    /// Holds the catalogue against a world.
    pub fn new(index: &'a Authorizer<'s>, version: KubeVersion) -> Self {
        let facts = Facts::new(index, version.minor());
        let graph = Graph::new(index, &facts, version);
        Self { index, facts, graph }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.facts.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.facts.all.is_empty()
    }

    /// All of them, by subject in the order in which bindings name them. Who has every right is told of
    /// that alone; what holds in the whole cluster is not told again of namespaces.
    pub fn iter(&self) -> impl Iterator<Item = Escalation<'s>> + '_ {
        self.facts.all.iter().enumerate().filter_map(|(place, fact)| self.tell(place, fact))
    }

    /// Those of one subject by rights of its own, and of the groups that it is always in.
    pub fn of(&self, subject: Principal<'_>) -> Vec<Escalation<'s>> {
        let mut who: Vec<Principal<'_>> = vec![subject];
        let groups = super::facts::implied_groups(subject);
        who.extend(groups.iter().map(|group| Principal::Group(group)));
        self.facts
            .all
            .iter()
            .enumerate()
            .filter(|(_, fact)| {
                let principal = self.index.principal_by_number(fact.principal);
                principal.is_some_and(|principal| who.iter().any(|who| is_same(*who, principal)))
            })
            .filter_map(|(place, fact)| self.tell(place, fact))
            .collect()
    }

    /// How somebody stands to all rights in the cluster.
    pub fn standing(&self, subject: Principal<'_>) -> Standing {
        let Some(number) = self.number(subject) else {
            let groups = super::facts::implied_groups(subject);
            let numbers = groups.iter().filter_map(|group| self.index.group_number(group));
            let best = numbers.map(|number| self.standing_of(number)).max();
            return best.unwrap_or(Standing::Apart);
        };
        self.standing_of(number)
    }

    fn standing_of(&self, number: u32) -> Standing {
        let is_declared = |number: u32| {
            self.index.principal_by_number(number) == Some(Principal::Group(groups::MASTERS))
                || self.facts.all.iter().any(|fact| fact.principal == number && fact.primitive == 0)
        };
        if self.graph.distance(number) == u32::MAX {
            Standing::Apart
        } else if is_declared(number) || self.facts.groups_of(number).into_iter().any(is_declared) {
            Standing::Declared
        } else {
            Standing::Reaches
        }
    }

    /// The shortest way of somebody to all rights in the cluster; none where RBAC shows no way.
    pub fn way(&self, subject: Principal<'_>) -> Option<Vec<Step<'s>>> {
        let number = self.number(subject)?;
        (self.graph.distance(number) != u32::MAX).then(|| self.walk(number))
    }

    /// Everybody who reaches all rights in the cluster, in the order in which bindings name them.
    pub fn reaching(&self) -> impl Iterator<Item = Principal<'s>> + '_ {
        let principals = self.index.principals().iter().enumerate();
        principals
            .filter(|(number, _)| self.graph.distance(*number as u32) != u32::MAX)
            .map(|(_, principal)| *principal)
    }

    /// Whether everything that the answers rest on could be read.
    pub fn is_complete(&self) -> bool {
        let kinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];
        kinds
            .iter()
            .all(|kind| self.index.snapshot().completeness(kind, None) != Completeness::Unknown)
    }

    fn number(&self, subject: Principal<'_>) -> Option<u32> {
        match subject {
            Principal::User(name) => self.index.user_number(name),
            Principal::Group(name) => self.index.group_number(name),
            Principal::ServiceAccount { namespace, name } => {
                self.index.user_number(&crate::identity::account_user(namespace, name))
            }
        }
    }

    fn tell(&self, place: usize, fact: &Fact) -> Option<Escalation<'s>> {
        let primitive = self.facts.primitive(fact)?;
        let subject = self.index.principal_by_number(fact.principal)?;
        let namespace = self.index.namespace_by_number(fact.namespace);
        let target = self.graph.target(place as u32);
        let first = self.step(fact, target)?;
        let mut steps = vec![first];
        let mut reach = primitive.leads.reach(namespace.is_some());
        if let Some(target) = target
            && self.graph.distance(target) != u32::MAX
        {
            reach = Reach::Cluster;
            steps.extend(self.walk(target));
        }
        Some(Escalation { subject, primitive, namespace, reach, steps })
    }

    fn step(&self, fact: &Fact, target: Option<u32>) -> Option<Step<'s>> {
        let namespace = self.index.namespace_by_number(fact.namespace);
        let via = self.facts.grants(fact).into_iter();
        Some(Step {
            who: Who::Subject(self.index.principal_by_number(fact.principal)?),
            by: self.facts.primitive(fact),
            namespace,
            via: via.filter_map(|(posted, grant)| self.via(posted, grant)).collect(),
            becomes: target.and_then(|target| self.who(target)),
        })
    }

    fn walk(&self, from: u32) -> Vec<Step<'s>> {
        let mut steps = Vec::new();
        let mut place = from;
        // INVARIANT: every step is nearer than the one before, so it ends.
        while let Some((next, by)) = self.graph.next(place) {
            let fact = self.facts.all.get(by as usize).filter(|_| by != IS_PART);
            let step = match fact {
                Some(fact) => self.step(fact, Some(next)),
                None => self.who(place).map(|who| Step {
                    who,
                    by: None,
                    namespace: None,
                    via: Vec::new(),
                    becomes: self.who(next),
                }),
            };
            steps.extend(step);
            place = next;
        }
        steps
    }

    fn via(&self, posted: Posted, grant: Option<Grant>) -> Option<Via<'s>> {
        if let Some(told) = grant.and_then(|grant| self.index.tell(grant)) {
            let binding = told.binding.object;
            let (role, subject) = (told.role.name(), told.subject);
            return Some(Via { binding, role, held: Some(told.held), grant, subject });
        }
        let role = self.facts.missing_role(posted)?;
        let binding = self.index.binding_object(posted.binding)?;
        let subject = self.index.subject_place(posted)?;
        Some(Via { binding, role, held: None, grant: None, subject })
    }

    fn who(&self, place: u32) -> Option<Who<'s>> {
        Some(match self.graph.node(place) {
            Node::Principal(number) => Who::Subject(self.index.principal_by_number(number)?),
            Node::Accounts(namespace) => Who::Accounts(namespace),
            Node::Running(namespace) => Who::Running(namespace),
            Node::Tokens(namespace) => Who::Tokens(namespace),
            Node::Users => Who::Users,
            Node::ClusterAdmin => Who::ClusterAdmin,
            Node::Machine => Who::Node,
            Node::Cloud => Who::Cloud,
        })
    }
}

impl Escalation<'_> {
    /// Whether Kubernetes itself hands these rights out, to parts of its own: every cluster has it.
    pub fn is_of_system(&self) -> bool {
        let by_kubernetes = |via: &Via<'_>| is_bootstrap(via.binding);
        let first = self.steps.first();
        let given =
            first.is_some_and(|step| !step.via.is_empty() && step.via.iter().all(by_kubernetes));
        given || is_of_system(self.subject)
    }

    /// Whether it leads to all rights in the cluster.
    pub fn reaches_everything(&self) -> bool {
        self.primitive.leads == Leads::ClusterAdmin
            || self.steps.last().is_some_and(|step| step.becomes == Some(Who::ClusterAdmin))
    }
}

/// Whether somebody is a part of Kubernetes: its users and groups begin with `system:`. The groups of
/// everybody, and service accounts, do not count.
pub(super) fn is_of_system(principal: Principal<'_>) -> bool {
    let open = |name: &str| {
        [groups::AUTHENTICATED, groups::UNAUTHENTICATED, groups::ANONYMOUS].contains(&name)
            || name.starts_with("system:serviceaccount")
    };
    match principal {
        Principal::User(name) | Principal::Group(name) => {
            name.starts_with("system:") && !open(name)
        }
        Principal::ServiceAccount { .. } => false,
    }
}

fn is_same(a: Principal<'_>, b: Principal<'_>) -> bool {
    let user = |principal: Principal<'_>| match principal {
        Principal::ServiceAccount { namespace, name } => {
            Some(crate::identity::account_user(namespace, name))
        }
        Principal::User(name) => Some(name.to_owned()),
        Principal::Group(_) => None,
    };
    match (a, b) {
        (Principal::Group(a), Principal::Group(b)) => a == b,
        (a, b) => user(a).is_some_and(|a| user(b) == Some(a)),
    }
}

/// Where a primitive has to be held, in words of the catalogue.
impl Primitive {
    /// Whether it can be held in one namespace.
    pub fn is_namespaced(&self) -> bool {
        self.needs.iter().any(|need| need.place == Place::Here)
    }
}
