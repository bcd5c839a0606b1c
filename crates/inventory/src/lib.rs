//! Objects, snapshots, and the one view of a pod for every kind of workload.
//!
//! An [`Object`] is a value with a name and a place it came from. A [`Snapshot`] is one world:
//! objects that may be joined with each other, and how complete the picture is. Checks never know
//! whether a snapshot came from files or from a cluster.

mod image;
mod object;
mod pod;
mod recognise;
mod snapshot;

pub use image::ImageRef;
pub use object::Object;
pub use pod::{Container, ContainerKind, Pod};
pub use recognise::{Recognised, recognise};
pub use snapshot::{Completeness, Snapshot, World, WorldKind};
