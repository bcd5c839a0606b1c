use std::collections::{HashMap, HashSet};

use super::WorldKind;

/// How much of the truth a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// All there is: absence is a fact.
    Closed,
    /// Part of it, as a folder is: absence proves nothing.
    Open,
    /// Not permitted or not read.
    Unknown,
}

/// What is complete in a snapshot: a rule for all, and exceptions by kind and by namespace.
///
/// The most exact statement counts: kind and namespace, then kind, then namespace, then the rule.
#[derive(Clone, Debug)]
pub struct Coverage {
    all: Completeness,
    kinds: HashMap<Box<str>, OfKind>,
    namespaces: HashMap<Box<str>, Completeness>,
    bare: HashSet<Box<str>>,
}

#[derive(Clone, Debug, Default)]
struct OfKind {
    all: Option<Completeness>,
    namespaces: HashMap<Box<str>, Completeness>,
}

impl Coverage {
    /// The same for everything.
    pub fn new(all: Completeness) -> Self {
        Self { all, kinds: HashMap::new(), namespaces: HashMap::new(), bare: HashSet::new() }
    }

    /// What a world is by itself.
    ///
    /// A rendered chart or kustomization is what one installation brings, and a folder is what
    /// somebody happened to keep together: both are open, because the cluster may hold more.
    pub fn of_world(kind: WorldKind) -> Self {
        Self::new(match kind {
            WorldKind::Files | WorldKind::Chart | WorldKind::Kustomization => Completeness::Open,
            WorldKind::Cluster => Completeness::Closed,
        })
    }

    /// States it for a kind in all namespaces.
    #[must_use]
    pub fn kind(mut self, kind: &str, completeness: Completeness) -> Self {
        self.kinds.entry(kind.into()).or_default().all = Some(completeness);
        self
    }

    /// States it for all kinds in a namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: &str, completeness: Completeness) -> Self {
        self.namespaces.insert(namespace.into(), completeness);
        self
    }

    /// States it for a kind in a namespace.
    #[must_use]
    pub fn kind_in(mut self, kind: &str, namespace: &str, completeness: Completeness) -> Self {
        let of_kind = self.kinds.entry(kind.into()).or_default();
        of_kind.namespaces.insert(namespace.into(), completeness);
        self
    }

    /// States that the objects of a kind are there without what is in them: of Secrets, metadata and type
    /// are enough to know which there are, and their keys and values were not asked for.
    #[must_use]
    pub fn without_contents(mut self, kind: &str) -> Self {
        self.bare.insert(kind.into());
        self
    }

    /// Whether the objects of a kind are there with all that is in them.
    pub fn has_contents(&self, kind: &str) -> bool {
        !self.bare.contains(kind)
    }

    /// Whether all objects of a kind in a namespace are there. No namespace means the whole cluster,
    /// which is only as complete as the least complete of the namespaces that are spoken of.
    pub fn of(&self, kind: &str, namespace: Option<&str>) -> Completeness {
        let of_kind = self.kinds.get(kind);
        let for_kind = of_kind.and_then(|of_kind| of_kind.all);
        let Some(namespace) = namespace else {
            let base = for_kind.unwrap_or(self.all);
            let of_kind = of_kind.into_iter().flat_map(|of_kind| of_kind.namespaces.values());
            let general = self.namespaces.iter().filter(|_| for_kind.is_none());
            return of_kind
                .chain(general.map(|(_, completeness)| completeness))
                .fold(base, |least, next| least.or_worse(*next));
        };
        of_kind
            .and_then(|of_kind| of_kind.namespaces.get(namespace).copied())
            .or(for_kind)
            .or_else(|| self.namespaces.get(namespace).copied())
            .unwrap_or(self.all)
    }
}

impl Completeness {
    fn or_worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::Closed, Self::Closed) => Self::Closed,
        }
    }
}
