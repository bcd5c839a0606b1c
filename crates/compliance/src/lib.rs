//! Framework catalogues, and what a run says about them: findings rolled up to controls and scores.
//!
//! A [`Framework`] lists controls, each in our own words with what it is [judged by](By), or with the
//! [reason](Gap) why nothing here can judge it. [`assess`] takes the [outcome](sekisho_finding::Outcome)
//! of a run and gives every control a [state](State) and, where there are verdicts, a [score](Score).
//!
//! INVARIANT: what is unknown or not judged never counts as passed.

mod assess;
mod catalogue;
mod consequence;
mod framework;
mod index;
mod score;
mod worst;

pub use assess::{Assessed, Assessment, State, Verdicts, assess};
pub use catalogue::{ALIASES, UnknownFramework, at_a_glance, find, frameworks};
pub use consequence::Consequence;
pub use framework::{By, Control, Framework, Gap, Section};
pub use score::Score;
pub use worst::Worst;
