//! Scans of whole worlds.

mod fuzz;
mod gates;
mod kalm;
mod support;
mod verdicts;
