//! What a check says: which check, which object, where, why it matters and what to do.
//!
//! Everything that Sekisho finds, at any gate, is a [`Finding`]; whatever could not be read is a
//! [`Problem`]; a whole run is an [`Outcome`]. Nothing here knows how a report looks.

mod alias;
mod alias_table;
mod fix;
mod message;
mod meta;
mod outcome;
mod place;
mod problem;

mod finding;
mod waiver;

pub use alias::{aliases, controls_named};
pub use finding::{Finding, Related, Status};
pub use fix::{Edit, Fix, MendState, Mending, Safety};
pub use message::{Evidence, Message};
pub use meta::{Audience, CheckMeta, Confidence, Lang, Reference, Severity, Text};
pub use outcome::{Compared, Configured, Counts, Outcome, Tally};
pub use place::{DocumentRef, ObjectRef, Origin, Owner, Part, Place, SourceId, Sources};
pub use problem::{Problem, ProblemKind};
pub use waiver::{Scanner, Waiver, WaiverSource};
