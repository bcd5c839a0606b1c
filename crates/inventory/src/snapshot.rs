mod coverage;
mod index;
mod standing;

use std::sync::Arc;

pub use coverage::{Completeness, Coverage};
use index::Index;
use standing::Standing;

use sekisho_api::{InvalidSelector, LabelSelector};

use crate::{Located, Object, Pod};

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

/// The objects of one world. Joins never leave it.
///
/// Namespaces are compared as written. A manifest without a namespace lands in whichever namespace
/// it is applied to, which files do not tell: such objects share one namespace without a name, so
/// they join with each other and never with objects that name a namespace, `default` included. (In a
/// cluster every object of a namespaced kind names its own.)
#[derive(Debug)]
pub struct Snapshot {
    /// Which world.
    pub world: World,
    objects: Vec<Object>,
    index: Index,
    standing: Standing,
    coverage: Coverage,
    identity: Option<Arc<str>>,
}

/// Whether a pod gets a token of its service account.
#[derive(Clone, Debug)]
pub enum TokenMount<'s> {
    /// The pod says so itself.
    Pod(Located<bool>),
    /// The pod says nothing, its service account does.
    Account(&'s Object, bool),
    /// Neither says anything, so it is mounted. The service account is here, or it is the one that
    /// each namespace has from the beginning and nothing that is here changes it.
    Default,
    /// The pod says nothing and its service account is not here.
    Unknown,
}

impl Snapshot {
    /// A snapshot of the objects of a world, as complete as such a world is.
    pub fn new(world: World, objects: Vec<Object>) -> Self {
        let coverage = Coverage::of_world(world.kind);
        Self::assembled(world, objects, coverage, None)
    }

    /// The same world, as complete as it is, with other objects: those that an edit has changed.
    #[must_use]
    pub fn with_objects(&self, objects: Vec<Object>) -> Self {
        let (coverage, identity) = (self.coverage.clone(), self.identity.clone());
        Self::assembled(self.world.clone(), objects, coverage, identity)
    }

    fn assembled(
        world: World,
        objects: Vec<Object>,
        coverage: Coverage,
        identity: Option<Arc<str>>,
    ) -> Self {
        let index = Index::new(&objects);
        let standing = Standing::default();
        let mut snapshot = Self { world, objects, index, standing, coverage, identity };
        snapshot.standing = Standing::new(&snapshot);
        snapshot
    }

    /// The same as the world of a certain cluster, whatever it is called.
    #[must_use]
    pub fn with_identity(mut self, identity: impl Into<Arc<str>>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// Which cluster it is: the uid of its namespace `kube-system`, which outlives every name. None
    /// for what is no cluster.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// What is complete in it.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether the objects of a kind are here with all that is in them; see
    /// [`Coverage::without_contents`].
    pub fn has_contents(&self, kind: &str) -> bool {
        self.coverage.has_contents(kind)
    }

    /// The same with a statement of its own on what is complete.
    #[must_use]
    pub fn with_coverage(mut self, coverage: Coverage) -> Self {
        self.coverage = coverage;
        self
    }

    /// All objects in the order they were read.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The objects of a kind, in whichever version of its group, in the order they were read.
    pub fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &Object> {
        self.resolve(self.index.of_kind(group, kind))
    }

    /// The objects of a kind in a namespace; no namespace means those that name none.
    pub fn of_kind_in(
        &self,
        group: &str,
        kind: &str,
        namespace: Option<&str>,
    ) -> impl Iterator<Item = &Object> {
        self.of_kind(group, kind).filter(move |object| object.namespace() == namespace)
    }

    /// The objects that name a namespace, in the order they were read; no namespace means those that
    /// name none, those of cluster-scoped kinds included.
    pub fn in_namespace(&self, namespace: Option<&str>) -> impl Iterator<Item = &Object> {
        self.resolve(self.index.in_namespace(namespace))
    }

    /// The object of a kind with a name. Of several the last one, as it would be after `kubectl
    /// apply`; see [`Snapshot::collisions`].
    ///
    /// A name that the server completes (`generateName`) is not found.
    pub fn find(
        &self,
        group: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<&Object> {
        let found = self.index.find(&self.objects, group, kind, namespace, name)?;
        self.objects.get(found)
    }

    /// The object of kind Namespace with a name.
    pub fn namespace(&self, name: &str) -> Option<&Object> {
        self.find("", "Namespace", None, name)
    }

    /// The controller of an object, by its owner reference, if it is here.
    ///
    /// An owner is in the namespace of the object or cluster-scoped.
    pub fn owner(&self, object: &Object) -> Option<&Object> {
        let owner = object.id.owner.as_ref()?;
        let group = owner.api_version.split_once('/').map_or("", |(group, _)| group);
        let find = |namespace| self.find(group, &owner.kind, namespace, &owner.name);
        let found = find(object.namespace()).or_else(|| find(None))?;
        (!std::ptr::eq(found, object)).then_some(found)
    }

    /// The controller of the controller, and so on, as far as they are here; the object itself where
    /// none is.
    pub fn outermost_owner<'s>(&'s self, object: &'s Object) -> &'s Object {
        // Longer than any chain of controllers; owners that name each other in a circle end here.
        const LONGEST: usize = 16;
        let mut outermost = object;
        for _ in 0..LONGEST {
            match self.owner(outermost) {
                Some(owner) => outermost = owner,
                None => break,
            }
        }
        outermost
    }

    /// Whether another object stands for the pods of this one, so that it need not be looked at by
    /// itself: its controller is here and says all about the pods that it makes, as a Deployment does
    /// for its ReplicaSets and a ReplicaSet for its Pods. [`Snapshot::added_containers`] are what it
    /// does not say.
    ///
    /// A node stands for none of its mirror pods, and a custom resource for none of the workloads that
    /// its operator completes.
    pub fn is_stood_for(&self, object: &Object) -> bool {
        self.standing.get(object).is_some()
    }

    /// The names of the containers that a pod has beside those of its controller, where that stands for
    /// it: sidecars that a webhook injected, containers that were attached for debugging.
    pub fn added_containers(&self, object: &Object) -> &[Box<str>] {
        self.standing.get(object).unwrap_or_default()
    }

    /// The service account of a pod, if it is here; a pod that names none has `default`.
    pub fn service_account(&self, pod: &Pod<'_>) -> Option<&Object> {
        let name = pod.service_account().unwrap_or("default");
        self.find("", "ServiceAccount", pod.object.namespace(), name)
    }

    /// Whether a pod gets a token of its service account: the pod's word, else that of its service
    /// account, else yes.
    pub fn mounts_token(&self, pod: &Pod<'_>) -> TokenMount<'_> {
        if let Some(own) = pod.automount_token() {
            return TokenMount::Pod(own);
        }
        let Some(account) = self.service_account(pod) else {
            let is_default = pod.service_account().is_none_or(|name| name == "default");
            return if is_default && !pod.partial {
                TokenMount::Default
            } else {
                TokenMount::Unknown
            };
        };
        match account.value.bool_at(&["automountServiceAccountToken"]) {
            Some(mounts) => TokenMount::Account(account, mounts),
            None if pod.partial => TokenMount::Unknown,
            None => TokenMount::Default,
        }
    }

    /// The pods that objects in a namespace are or make, those left out that another one stands for.
    pub fn pods_in(&self, namespace: Option<&str>) -> impl Iterator<Item = Pod<'_>> {
        self.resolve(self.standing.carriers(namespace)).flat_map(Object::pods)
    }

    /// The pods in a namespace that a selector selects, among those of [`Snapshot::pods_in`].
    ///
    /// A partial pod may get more labels from its operator, so one that is not selected here may be
    /// selected in the cluster.
    pub fn pods_selected<'s>(
        &'s self,
        namespace: Option<&'s str>,
        selector: &LabelSelector,
    ) -> impl Iterator<Item = Pod<'s>> {
        self.pods_in(namespace).filter(|pod| selector.matches(pod.metadata.field("labels")))
    }

    /// The pods behind a Service: those in its namespace that its selector selects. A Service without
    /// a selector has none, because its endpoints are made by somebody else.
    pub fn pods_of_service<'s>(
        &'s self,
        service: &'s Object,
    ) -> Result<Vec<Pod<'s>>, InvalidSelector> {
        let selector = LabelSelector::read_map(service.value.at(&["spec", "selector"]))?;
        if selector.is_everything() {
            return Ok(Vec::new());
        }
        Ok(self.pods_selected(service.namespace(), &selector).collect())
    }

    /// The pods that a NetworkPolicy is about: those in its namespace that `spec.podSelector`
    /// selects. An absent selector is an empty one, which selects every pod.
    pub fn pods_of_policy<'s>(
        &'s self,
        policy: &'s Object,
    ) -> Result<Vec<Pod<'s>>, InvalidSelector> {
        let selector = match policy.value.at(&["spec", "podSelector"]) {
            Some(selector) => LabelSelector::read(Some(selector))?,
            None => LabelSelector::everything(),
        };
        Ok(self.pods_selected(policy.namespace(), &selector).collect())
    }

    /// The objects that several manifests describe: same group, kind, namespace and name. Each entry
    /// holds two or more, in the order they were read; entries in the order of their first.
    pub fn collisions(&self) -> impl Iterator<Item = Vec<&Object>> {
        let same = self.index.collisions(&self.objects);
        same.into_iter().map(|indices| {
            indices.iter().filter_map(|index| self.objects.get(*index as usize)).collect()
        })
    }

    /// Whether all objects of a kind in a namespace are here; no namespace means the whole cluster.
    ///
    /// Kinds of the same name in several groups are not told apart.
    pub fn completeness(&self, kind: &str, namespace: Option<&str>) -> Completeness {
        self.coverage.of(kind, namespace)
    }

    fn resolve<'s>(&'s self, indices: &'s [u32]) -> impl Iterator<Item = &'s Object> {
        indices.iter().filter_map(|index| self.objects.get(*index as usize))
    }
}
