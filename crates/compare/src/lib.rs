//! What another scanner says of the same objects, beside what Sekisho says.
//!
//! [`Report::read`] turns the JSON report of a scanner into [`Claim`]s, each about one control and one
//! object; [`compare`] lays them beside the findings of a scan of the same files, through the references
//! that checks and findings carry, and gives a [`Comparison`]: what both say, what the scanner missed,
//! what it raised falsely and why we say so, where Sekisho holds back, and what it does not judge.
//!
//! Nothing here opens a file or judges an object.

mod catalogue;
mod compare;
mod comparison;
mod contract;
mod difference;
mod objects;
mod occasional;
mod report;

pub use catalogue::Judging;
pub use compare::{Look, Ours, compare};
pub use comparison::{Comparison, Missed, Outcome, Reason, Row, Spot, Unjudged};
pub use contract::{Contract, VERSION, contract};
pub use difference::Difference;
pub use occasional::occasional;
pub use report::{Claim, NotAReport, Report, Subject, Verdict};
