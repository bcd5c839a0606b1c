//! Objects, snapshots, and the one view of a pod for every kind of workload.
//!
//! An [`Object`] is a value with a name and a place it came from. A [`Snapshot`] is one world:
//! objects that may be joined with each other, and how complete the picture is. Checks never know
//! whether a snapshot came from files or from a cluster.

mod container;
mod env;
mod image;
mod located;
mod object;
mod pod;
mod recognise;
mod resources;
mod security;
mod snapshot;
mod volume;

pub use container::{Container, ContainerKind};
pub use env::{EnvFrom, EnvSource, EnvVar};
pub use image::{ImageFault, ImageRef};
pub use located::Located;
pub use object::Object;
pub use pod::{Misfit, Pod};
pub use recognise::{Recognised, recognise};
pub use resources::{Port, ProbeKind, ResourceKind};
pub use security::{Capabilities, Profile, normal_capability};
pub use snapshot::{Completeness, Coverage, Snapshot, TokenMount, World, WorldKind};
pub use volume::{Mount, Referent, Volume};
