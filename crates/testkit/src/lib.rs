//! What tests share: the runner over recorded cases, and fixtures that say where they must fail.
#![expect(
    clippy::print_stdout,
    clippy::missing_panics_doc,
    reason = "this crate is for tests only: it prints what it counted and fails by panicking"
)]

mod corpus;
mod fixture;

pub use corpus::{Corpus, folder};
pub use fixture::{Expectation, expectations};
