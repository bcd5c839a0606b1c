use std::sync::Arc;

use sekisho_finding::{DocumentRef, ObjectRef, Origin, Owner, Place, Waiver};
use sekisho_value::{Route, Value};

use crate::Pod;

/// A Kubernetes object and where it came from.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its identity, shared with findings.
    pub id: Arc<ObjectRef>,
    /// Everything in it, as read: neither defaulted nor pruned.
    pub value: Value,
    /// Keys that stood twice in the text; the last one won, as it does for kubectl.
    pub duplicate_keys: Vec<Route>,
    /// Waivers that stood in comments, each with the part of the object that it covers.
    pub waivers: Vec<(Route, Waiver)>,
}

impl Object {
    /// An object of a world. The value is taken as one: see [`recognise`](crate::recognise).
    pub fn new(
        value: Value,
        world: Arc<str>,
        document: Option<DocumentRef>,
        origin: Option<Arc<Origin>>,
    ) -> Self {
        let text = |path: &[&str]| value.str_at(path).map(str::to_owned);
        let name = text(&["metadata", "name"])
            .or_else(|| text(&["metadata", "generateName"]).map(|prefix| prefix + "*"));
        let owner = value
            .items_at(&["metadata", "ownerReferences"])
            .iter()
            .find(|owner| owner.bool_at(&["controller"]) == Some(true))
            .map(|owner| {
                let text = |key| owner.str_at(&[key]).unwrap_or_default().to_owned();
                Owner { api_version: text("apiVersion"), kind: text("kind"), name: text("name") }
            });
        let id = ObjectRef {
            api_version: text(&["apiVersion"]).unwrap_or_default(),
            kind: text(&["kind"]).unwrap_or_default(),
            namespace: text(&["metadata", "namespace"]).filter(|namespace| !namespace.is_empty()),
            name: name.unwrap_or_default(),
            uid: text(&["metadata", "uid"]),
            owner,
            world,
            document,
            origin,
        };
        Self { id: Arc::new(id), value, duplicate_keys: Vec::new(), waivers: Vec::new() }
    }

    /// `apps/v1`.
    pub fn api_version(&self) -> &str {
        &self.id.api_version
    }

    /// `apps`; empty for the core group.
    pub fn group(&self) -> &str {
        self.id.group()
    }

    /// `Deployment`.
    pub fn kind(&self) -> &str {
        &self.id.kind
    }

    /// As written; see [`ObjectRef::namespace`].
    pub fn namespace(&self) -> Option<&str> {
        self.id.namespace.as_deref()
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        &self.id.name
    }

    /// Whether it is of a kind, in whichever version of the group.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.kind() == kind && self.group() == group
    }

    /// `metadata.labels`, null where there are none.
    pub fn labels(&self) -> &Value {
        self.value.at(&["metadata", "labels"]).unwrap_or(&Value::Null)
    }

    /// `metadata.annotations`, null where there are none.
    pub fn annotations(&self) -> &Value {
        self.value.at(&["metadata", "annotations"]).unwrap_or(&Value::Null)
    }

    /// A place in it.
    pub fn place(&self, route: Route) -> Place {
        Place { object: Arc::clone(&self.id), route }
    }

    /// The pods that it is or makes; most objects make none.
    pub fn pods(&self) -> Vec<Pod<'_>> {
        crate::pod::pods(self)
    }
}
