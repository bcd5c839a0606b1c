//! Mending of whole worlds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

mod manifests;
mod rendered;
mod support;
mod worlds;
