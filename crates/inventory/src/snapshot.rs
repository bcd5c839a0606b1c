use std::collections::HashMap;
use std::sync::Arc;

use crate::Object;

/// How a world came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorldKind {
    /// Plain files under one project root, or standard input.
    Files,
    /// A rendered Helm chart.
    Chart,
    /// A rendered kustomization.
    Kustomization,
    /// A live cluster or a dump of one.
    Cluster,
}

/// Which objects may be joined with each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    /// The name that findings carry: the folder, chart or cluster.
    pub name: Arc<str>,
    /// How it came to be.
    pub kind: WorldKind,
}

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

/// The objects of one world. Joins never leave it.
#[derive(Debug)]
pub struct Snapshot {
    /// Which world.
    pub world: World,
    objects: Vec<Object>,
    by_kind: HashMap<(String, String), Vec<usize>>,
}

impl Snapshot {
    /// A snapshot of the objects of a world.
    pub fn new(world: World, objects: Vec<Object>) -> Self {
        let mut by_kind: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (index, object) in objects.iter().enumerate() {
            let kind = (object.group().to_owned(), object.kind().to_owned());
            by_kind.entry(kind).or_default().push(index);
        }
        Self { world, objects, by_kind }
    }

    /// All objects in the order they were read.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The objects of a kind, in whichever version of its group.
    pub fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &Object> {
        self.by_kind
            .get(&(group.to_owned(), kind.to_owned()))
            .into_iter()
            .flatten()
            .filter_map(|index| self.objects.get(*index))
    }

    /// The object of a kind with a name; `namespace` is compared as written, and none only equals
    /// none: whether a manifest without a namespace lands in `default` is not known from files.
    pub fn find(
        &self,
        group: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<&Object> {
        self.of_kind(group, kind)
            .find(|object| object.name() == name && object.namespace() == namespace)
    }

    /// Whether all objects of a kind in a namespace are here; no namespace means the whole cluster.
    ///
    /// A rendered chart or kustomization is what one installation brings, and a folder is what
    /// somebody happened to keep together: both are open, because the cluster may hold more.
    pub fn completeness(&self, _kind: &str, _namespace: Option<&str>) -> Completeness {
        match self.world.kind {
            WorldKind::Files | WorldKind::Chart | WorldKind::Kustomization => Completeness::Open,
            WorldKind::Cluster => Completeness::Closed,
        }
    }
}
