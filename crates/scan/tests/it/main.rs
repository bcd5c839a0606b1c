//! Scans of whole worlds.

mod fuzz;
mod gates;
mod support;
mod verdicts;
