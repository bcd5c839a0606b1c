//! The catalogue as data. Entries are numbered E01 to E82; where an entry has several forms that need
//! other rights or lead elsewhere, each is a primitive of its own.
//!
//! Two kinds of entries are left to [`UNDECIDED`]: what rests on facts outside RBAC, and what RBAC
//! shows only half of.

mod beyond;
mod identity;
mod operators;
mod surroundings;
mod workloads;

pub use beyond::UNDECIDED;

use super::Primitive;

/// Everything that RBAC alone decides, in the order of the catalogue. Where several lead to the same,
/// the earlier one is told first.
pub const PRIMITIVES: [&[Primitive]; 4] =
    [identity::IDENTITY, workloads::WORKLOADS, surroundings::SURROUNDINGS, operators::OPERATORS];
