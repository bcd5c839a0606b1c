//! Scans of whole worlds.

mod fuzz;
mod gates;
mod known;
mod support;
mod verdicts;
mod waivers;
