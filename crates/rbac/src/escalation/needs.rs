use super::{Leads, Named, Need, Place, Primitive, Words};

/// Resources by API group, resource and subresource.
pub(super) type Things = &'static [(&'static str, &'static str, &'static str)];

type Verbs = &'static [&'static str];

pub(super) const RBAC: &str = crate::GROUP;
pub(super) const AUTHENTICATION: &str = "authentication.k8s.io";
pub(super) const CERTIFICATES: &str = "certificates.k8s.io";
pub(super) const ADMISSION: &str = "admissionregistration.k8s.io";

/// What makes or changes an object.
pub(super) const WRITE: Verbs = &["create", "update", "patch"];
/// What makes, changes or takes away an object.
pub(super) const ANY_WRITE: Verbs = &["create", "update", "patch", "delete", "deletecollection"];
/// What changes an object that is there.
pub(super) const CHANGE: Verbs = &["update", "patch"];
/// What gives an object's content.
pub(super) const READ: Verbs = &["get", "list", "watch"];

/// A right in the namespace, or in the whole cluster.
pub(super) const fn here(verbs: Verbs, things: Things) -> Need {
    Need { verbs, things, named: Named::All, place: Place::Here }
}

/// A right to something outside all namespaces.
pub(super) const fn cluster(verbs: Verbs, things: Things) -> Need {
    Need { verbs, things, named: Named::All, place: Place::Cluster }
}

/// A right in whichever namespace.
pub(super) const fn anywhere(verbs: Verbs, things: Things) -> Need {
    Need { verbs, things, named: Named::All, place: Place::Anywhere }
}

impl Need {
    /// The same where one object is enough.
    pub(super) const fn some(mut self) -> Self {
        self.named = Named::Some;
        self
    }

    /// The same where one of these objects is needed.
    pub(super) const fn one(mut self, names: &'static [&'static str]) -> Self {
        self.named = Named::One(names);
        self
    }
}

pub(super) const fn primitive(
    id: &'static str,
    name: &'static str,
    leads: Leads,
    needs: &'static [Need],
    en: &'static str,
    ja: &'static str,
) -> Primitive {
    let words = Words { en, ja };
    Primitive { id, name, words, needs, leads, only_in: "", wider: "", versions: (0, u16::MAX) }
}

impl Primitive {
    /// The same in one namespace only.
    pub(super) const fn only_in(mut self, namespace: &'static str) -> Self {
        self.only_in = namespace;
        self
    }

    /// The same, not told of where a wider form is held.
    pub(super) const fn unless(mut self, wider: &'static str) -> Self {
        self.wider = wider;
        self
    }

    /// The same from a minor version on.
    pub(super) const fn since(mut self, minor: u16) -> Self {
        self.versions.0 = minor;
        self
    }

    /// The same up to a minor version.
    pub(super) const fn until(mut self, minor: u16) -> Self {
        self.versions.1 = minor;
        self
    }
}
