//! The commands: each takes its options, calls one use case and renders what comes back.

pub(crate) mod about;
pub(crate) mod checks;
pub(crate) mod compare;
pub(crate) mod config;
pub(crate) mod fix;
pub(crate) mod frameworks;
pub(crate) mod input;
pub(crate) mod live;
pub(crate) mod pss_admit;
pub(crate) mod pss_check;
pub(crate) mod pss_plan;
pub(crate) mod rbac;
pub(crate) mod scan;
pub(crate) mod snapshot;
