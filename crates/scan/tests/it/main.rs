//! Scans of whole worlds.

mod fuzz;
mod support;
mod verdicts;
