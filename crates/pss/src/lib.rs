//! Pod Security Standards, every version, and Pod Security admission.
//!
//! The rules and their sentences are those of `kubernetes/pod-security-admission`: verdict, reason
//! and detail equal its, byte for byte. What is ours is that every objection also names its place.

pub mod admission;
mod control;
mod controls;
mod evaluate;
mod judgement;
mod offence;
mod phrase;
mod plan;
mod policy;
mod remedy;
mod view;

pub use control::{CONTROLS, Control, Narrower, Revision};
pub use evaluate::{Evaluator, Failure, Verdict, newest_minor};
pub use judgement::{LabelFact, LabelFactKind, Releases, judge_labels};
pub use offence::{ContainerRef, Fault, Place};
pub use plan::{Blocker, Namespace, Next, Plan, Stage, StageKind, VersionChange, Workload};
pub use policy::{Level, LevelVersion, Mode, NoLevel, NoVersion, Policy, Version};
pub use view::{ContainerKind, Pod};
