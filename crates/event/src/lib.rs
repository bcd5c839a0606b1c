//! Events, typed: so far those of the audit log of Kubernetes.

mod audit;

pub use audit::{AuditEvent, AuditUser, NotAnAuditEvent, ObjectReference, Stage, Verdict};
