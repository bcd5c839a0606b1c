//! Reports: what a run found, what it read and what it could not read, for people and for programs.
//!
//! This is the one place that turns routes into lines: positions are looked up after the scan, one
//! pass over each text, and only for the findings that a format shows.

mod assessed;
mod format;
mod github;
mod group;
mod html;
pub mod json;
mod junit;
mod lines;
mod markdown;
mod options;
mod oscal;
mod place;
mod quote;
mod resolve;
mod safe;
mod sarif;
mod terminal;
mod words;

pub use format::{Format, Report, UnknownFormat, render};
pub use lines::{Line, lines};
pub use options::{Options, Verbosity};
