//! The built program, run as a user runs it.

mod lab;
mod pss;
mod scan;
