//! RBAC as the authorizer of Kubernetes reads it.
//!
//! A [`Rule`] answers whether it allows a [`Request`]; [`rules`] are those of a role, with
//! aggregation resolved inside the snapshot; a [`Binding`] knows its role, its reach and whom it is
//! for. RBAC only ever allows: what no rule allows is left to other authorizers, never denied.
//!
//! Requests that an authorizer in front of RBAC decides are not its business: members of
//! `system:masters` are let through before any rule is read, see [`Identity::skips_rbac`].

mod binding;
mod identity;
mod role;
mod rule;

pub use binding::{Binding, RoleRef, Subject, bindings_of};
pub use identity::{Identity, groups};
pub use role::{Held, is_bootstrap, rules};
pub use rule::{Entries, Request, Rule};

/// The API group of roles and bindings.
pub const GROUP: &str = "rbac.authorization.k8s.io";
