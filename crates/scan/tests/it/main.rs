//! Scans of whole worlds.

mod fuzz;
mod gates;
mod support;
mod known;
mod verdicts;
mod waivers;
