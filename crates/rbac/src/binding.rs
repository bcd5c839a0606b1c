use sekisho_inventory::{Object, Snapshot};
use sekisho_value::Value;

use crate::identity::account_user;
use crate::{GROUP, Identity};

/// A RoleBinding or ClusterRoleBinding.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'s> {
    /// The object.
    pub object: &'s Object,
}

/// What a binding refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleRef<'s> {
    /// `Role` or `ClusterRole`.
    pub kind: &'s str,
    /// Where the role is looked for; none for ClusterRoles, and for bindings that name no namespace.
    pub namespace: Option<&'s str>,
    /// Its name.
    pub name: &'s str,
}

/// Whom a binding is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'s> {
    /// A user by name; service accounts have one too.
    User(&'s str),
    /// Members of a group.
    Group(&'s str),
    /// A service account.
    ServiceAccount {
        /// Its own or the binding's; none matches nobody.
        namespace: Option<&'s str>,
        /// Its name.
        name: &'s str,
    },
}

impl<'s> Binding<'s> {
    /// The binding that an object is, if it is one.
    pub fn of(object: &'s Object) -> Option<Self> {
        let is_binding = object.group() == GROUP
            && matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding");
        is_binding.then_some(Self { object })
    }

    /// Whether it gives rights in the whole cluster, for objects without a namespace and for paths
    /// that are no resource. All others give them in their own namespace, ClusterRoles included.
    pub fn is_cluster_wide(&self) -> bool {
        self.object.kind() == "ClusterRoleBinding"
    }

    /// What it refers to; none if that cannot be a role.
    pub fn role_ref(&self) -> Option<RoleRef<'s>> {
        let value = &self.object.value;
        let name = value.str_at(&["roleRef", "name"])?;
        match value.str_at(&["roleRef", "kind"])? {
            "ClusterRole" => Some(RoleRef { kind: "ClusterRole", namespace: None, name }),
            "Role" if !self.is_cluster_wide() => {
                Some(RoleRef { kind: "Role", namespace: self.object.namespace(), name })
            }
            _ => None,
        }
    }

    /// The role, if it is in the snapshot. A binding without a role gives nothing, until somebody
    /// makes the role.
    pub fn role(&self, snapshot: &'s Snapshot) -> Option<&'s Object> {
        let role = self.role_ref()?;
        let found = snapshot.find(GROUP, role.kind, role.namespace, role.name);
        if found.is_some() || role.kind == "Role" {
            return found;
        }
        // The API server takes a namespace that is written into a ClusterRole out.
        snapshot.of_kind(GROUP, role.kind).find(|other| other.name() == role.name)
    }

    /// Whom it is for, each with its place in `subjects`.
    pub fn subjects(&self) -> impl Iterator<Item = (usize, Subject<'s>)> {
        let namespace = if self.is_cluster_wide() { None } else { self.object.namespace() };
        let subjects = self.object.value.items_at(&["subjects"]).iter().enumerate();
        subjects
            .filter_map(move |(index, subject)| Some((index, Subject::read(subject, namespace)?)))
    }

    /// Whether an identity has its rights.
    pub fn is_for(&self, identity: &Identity) -> bool {
        self.subjects().any(|(_, subject)| subject.is(identity))
    }
}

impl<'s> Subject<'s> {
    /// Reads an element of `subjects`. A service account without a namespace is looked for in that of
    /// the binding.
    fn read(subject: &'s Value, namespace: Option<&'s str>) -> Option<Self> {
        let name = subject.str_at(&["name"])?;
        match subject.str_at(&["kind"])? {
            "User" => Some(Self::User(name)),
            "Group" => Some(Self::Group(name)),
            "ServiceAccount" => {
                let own = subject.str_at(&["namespace"]).filter(|own| !own.is_empty());
                Some(Self::ServiceAccount { namespace: own.or(namespace), name })
            }
            _ => None,
        }
    }

    /// Whether an identity is meant. A user by the name `system:serviceaccount:…` is that service
    /// account, because the authorizer compares names.
    pub fn is(&self, identity: &Identity) -> bool {
        match *self {
            Self::User(name) => identity.name() == name,
            Self::Group(group) => identity.is_in(group),
            Self::ServiceAccount { namespace: Some(namespace), name } => {
                identity.name() == account_user(namespace, name)
            }
            Self::ServiceAccount { namespace: None, .. } => false,
        }
    }
}

/// The bindings that refer to a role.
pub fn bindings_of<'s>(
    snapshot: &'s Snapshot,
    role: &'s Object,
) -> impl Iterator<Item = Binding<'s>> {
    let kinds = ["ClusterRoleBinding", "RoleBinding"];
    let all = kinds.into_iter().flat_map(|kind| snapshot.of_kind(GROUP, kind));
    all.filter_map(Binding::of).filter(move |binding| {
        binding.role_ref().is_some_and(|wanted| {
            wanted.kind == role.kind()
                && wanted.name == role.name()
                && (wanted.kind == "ClusterRole" || wanted.namespace == role.namespace())
        })
    })
}
