//! Rights that let their holders become more than they are, and whom each holder becomes in the end.
//!
//! [`PRIMITIVES`] is the catalogue: what one has to hold, where, and what it leads to.
//! [`Escalations`] holds them against an index of a world: who has which, and the shortest way from
//! there to the whole cluster, closed over everything that can be taken over on the way.

mod catalogue;
mod chain;
mod facts;
mod graph;
mod needs;
mod shipped;

pub use catalogue::{PRIMITIVES, UNDECIDED};
pub use chain::{Escalation, Escalations, Standing, Step, Via, Who};

/// A way to become more than one is: all of `needs` held at once.
#[derive(Clone, Copy, Debug)]
pub struct Primitive {
    /// The entry of the catalogue that it is a form of: `E02`.
    pub id: &'static str,
    /// Its own name: `impersonate-groups`.
    pub name: &'static str,
    /// What holders do with it.
    pub words: Words,
    /// All of them are needed.
    pub needs: &'static [Need],
    /// What it comes to.
    pub leads: Leads,
    /// The only namespace that it works in; empty where any will do.
    pub only_in: &'static str,
    /// A wider form: whoever has that one in the same place is not told of this one.
    pub wider: &'static str,
    /// The minor versions of Kubernetes (first, last) that it works in.
    pub versions: (u16, u16),
}

/// A sentence in two languages.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// Japanese.
    pub ja: &'static str,
}

/// One right that is needed: any of the verbs on any of the things.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Any of these.
    pub verbs: &'static [&'static str],
    /// On any of these: API group, resource, subresource.
    pub things: &'static [(&'static str, &'static str, &'static str)],
    /// Which names a rule may be limited to.
    pub named: Named,
    /// Where it has to be held.
    pub place: Place,
}

/// What a rule that is limited to certain names is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Nothing: every object is needed.
    All,
    /// One object is enough, whichever. A request that names no object is not covered all the same.
    Some,
    /// The rule has to cover one of these.
    One(&'static [&'static str]),
}

/// Where a right has to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where all others of the primitive are: in one namespace, or in the whole cluster.
    Here,
    /// In the whole cluster, since the object is in no namespace.
    Cluster,
    /// In any namespace.
    Anywhere,
}

/// What a primitive comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leads {
    /// Every right in the cluster.
    ClusterAdmin,
    /// Every right in the namespace; in every namespace where it is held in the whole cluster.
    NamespaceAdmin,
    /// Every service account of the namespace, or of the cluster.
    Accounts,
    /// The service accounts that the rule names.
    NamedAccounts,
    /// The service accounts of pods that run there.
    Running,
    /// The service accounts whose tokens lie in Secrets.
    TokenSecrets,
    /// Every user by name, but not the groups of users.
    Users,
    /// The users that the rule names.
    NamedUsers,
    /// The groups that the rule names.
    NamedGroups,
    /// Every right, where one holds the role oneself that the rule names.
    OwnRole,
    /// One pod, and its service account.
    Pod,
    /// Every pod through the kubelets: the nodes, and the service accounts of all pods that run.
    Kubelets,
    /// A node: its files, its credentials, its pods.
    Node,
    /// A role at a cloud provider.
    Cloud,
    /// The rights of a controller that acts on what one writes.
    Operator,
    /// Others gain rights, at most those that one holds.
    HandOver,
    /// Data that one was not given.
    Data,
    /// Rules that hold others back no longer do.
    Controls,
    /// Traffic that would not have been let through, or somebody else's traffic.
    Network,
    /// What others need stops.
    Availability,
}

impl Leads {
    /// The name as it stands in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClusterAdmin => "cluster-admin",
            Self::NamespaceAdmin => "namespace-admin",
            Self::Accounts => "service-accounts",
            Self::NamedAccounts => "named-service-accounts",
            Self::Running => "running-service-accounts",
            Self::TokenSecrets => "token-secrets",
            Self::Users => "users",
            Self::NamedUsers => "named-users",
            Self::NamedGroups => "named-groups",
            Self::OwnRole => "own-role",
            Self::Pod => "pod",
            Self::Kubelets => "kubelets",
            Self::Node => "node",
            Self::Cloud => "cloud",
            Self::Operator => "operator",
            Self::HandOver => "hand-over",
            Self::Data => "data",
            Self::Controls => "controls",
            Self::Network => "network",
            Self::Availability => "availability",
        }
    }

    /// How far it goes where it is held in a namespace, or in the whole cluster.
    pub const fn reach(self, in_namespace: bool) -> Reach {
        match self {
            Self::ClusterAdmin => Reach::Cluster,
            Self::Kubelets | Self::Node => Reach::Node,
            Self::Cloud => Reach::Cloud,
            _ if in_namespace => Reach::Namespace,
            _ => Reach::Cluster,
        }
    }
}

/// How far something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// One namespace.
    Namespace,
    /// A cloud account outside the cluster.
    Cloud,
    /// Nodes.
    Node,
    /// The whole cluster.
    Cluster,
}

impl Reach {
    /// The name as it stands in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::Cloud => "cloud",
            Self::Node => "node",
            Self::Cluster => "cluster",
        }
    }
}

/// A way that RBAC alone does not decide.
#[derive(Clone, Copy, Debug)]
pub struct Undecided {
    /// The entry of the catalogue.
    pub id: &'static str,
    /// What it is.
    pub words: Words,
    /// What would have to be known.
    pub reason: Words,
}
