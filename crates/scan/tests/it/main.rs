//! Scans of whole worlds.

mod fuzz;
mod gates;
mod kalm;
mod known;
mod support;
mod verdicts;
mod waivers;
