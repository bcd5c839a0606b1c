//! Mending of whole worlds.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod manifests;
mod support;
mod worlds;
