//! RBAC as the authorizer of Kubernetes reads it.
//!
//! A [`Rule`] answers whether it allows a [`Request`]; [`rules`] are those of a role, with
//! aggregation resolved inside the snapshot; a [`Binding`] knows its role, its reach and whom it is
//! for. An [`Authorizer`] is all of a world at once, indexed: may this identity do that and why, who may,
//! what does somebody hold; and [`uncovered`] is the check that keeps people from giving what they do
//! not hold. RBAC only ever allows: what no rule allows is left to other authorizers, never denied.
//!
//! Requests that an authorizer in front of RBAC decides are not its business: members of
//! `system:masters` are let through before any rule is read, see [`Identity::skips_rbac`].

mod attributes;
mod authorizer;
mod binding;
mod chain;
mod covers;
mod diff;
mod guard;
mod identity;
mod node;
mod reason;
mod role;
mod rule;
mod tighten;
mod usage;

pub use attributes::{Action, Attributes};
pub use authorizer::{
    Answer, Asker, Authorizer, Decision, Entitled, Grant, Options, Principal, Question, Told,
};
pub use binding::{Binding, RoleRef, Subject, bindings_of};
pub use chain::{ChainAnswer, Decider};
pub use covers::{Right, rights, uncovered};
pub use diff::{Change, Diff, diff};
pub use guard::Guard;
pub use identity::{Identity, groups};
pub use role::{Held, is_bootstrap, rules};
pub use rule::{Entries, Request, Rule};
pub use tighten::{Proof, TightRule, Tightened, Unused, tighten};
pub use usage::{Asked, Count, Usage};

/// The API group of roles and bindings.
pub const GROUP: &str = "rbac.authorization.k8s.io";
