//! What tests share: the runner over recorded cases, and fixtures that say where they must fail.
#![expect(
    clippy::print_stdout,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "this crate is for tests only: it reads recorded cases and fails by panicking"
)]

mod corpus;
mod fixture;

pub use corpus::{Corpus, folder};
pub use fixture::{Expectation, expectations};
