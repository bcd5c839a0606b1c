//! Kubernetes API servers, and snapshots of them, to worlds.
//!
//! [`read`] lists every kind of [`READ`] that a server has and gives [`Taken`]: one snapshot that states for
//! each kind whether it is complete. [`Taken::write`] puts it into a file, and [`open`] gets it back: the
//! same objects, the same statement, so the same findings.
//!
//! # What is asked of a server
//!
//! Only `get` of discovery and `list`, at most four requests at once and fifty a second, 500 objects a page. A
//! server that is busy is asked again when it says so. Of Secrets the table that `kubectl get` prints is
//! asked for: metadata and type, no value ever leaves the server.
//!
//! # What is complete
//!
//! A kind that was listed is *closed*: absence is a fact. So is one that the server does not have. A kind that
//! was refused, that could not be read to its end, or that is not in the list is *unknown*. With a namespace
//! that holds for the namespace, and what lies in others is unknown.

mod ask;
mod clean;
mod connect;
mod discover;
mod error;
mod file;
mod kinds;
mod list;
mod progress;
mod read;
mod role;
mod taken;

pub use connect::Target;
pub use error::ConnectError;
pub use file::{SnapshotError, open};
pub use kinds::{READ, ReadKind};
pub use progress::{Progress, Silent};
pub use read::{Request, read};
pub use role::cluster_role;
pub use taken::Taken;
