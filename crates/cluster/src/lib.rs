//! Kubernetes API servers, and snapshots of them, to worlds.
//!
//! `read` (feature `client`) lists every kind of [`READ`] that a server has and gives [`Taken`]: one snapshot that states for
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

#[cfg(feature = "client")]
mod ask;
mod clean;
#[cfg(feature = "client")]
mod connect;
#[cfg(feature = "client")]
mod discover;
#[cfg(feature = "client")]
mod error;
mod file;
mod kinds;
#[cfg(feature = "client")]
mod list;
#[cfg(feature = "client")]
mod progress;
#[cfg(feature = "client")]
mod read;
mod role;
mod taken;

#[cfg(feature = "client")]
pub use connect::Target;
#[cfg(feature = "client")]
pub use error::ConnectError;
pub use file::{SnapshotError, open};
pub use kinds::{READ, ReadKind};
#[cfg(feature = "client")]
pub use progress::{Progress, Silent};
#[cfg(feature = "client")]
pub use read::{Request, read};
pub use role::cluster_role;
pub use taken::Taken;
