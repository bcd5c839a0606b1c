//! The built program, run as a user runs it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod compare;
mod config;
mod fix;
mod lab;
#[cfg(target_os = "linux")]
mod live;
mod pss;
mod rbac;
mod scan;
mod since;
