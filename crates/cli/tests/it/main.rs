//! The built program, run as a user runs it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod fix;
mod lab;
mod pss;
mod scan;
