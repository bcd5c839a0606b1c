//! Text to value tree and back to places in the text.
//!
//! [`read`] turns YAML or JSON into documents that mean what they mean to `kubectl`; a
//! [`Locator`] finds the line and column of a route when a finding needs one, and [`apply`]
//! makes fixes that keep the rest of the text as it is.
//!
//! Nothing here knows what a Kubernetes object is, and nothing opens a file.

mod build;
mod chunk;
mod decode;
mod edit;
mod fault;
mod json;
mod limits;
mod lines;
mod locate;
mod quick;
mod read;
mod render;
mod scalar;
mod sink;
mod slack;
mod splice;
mod tree;
mod waiver;
mod yaml;

pub use decode::Text;
pub use edit::{EditError, Editor, apply, block, flow};
pub use limits::Limits;
pub use locate::{Located, Locator, Span};
pub use read::{Document, Duplicate, Format, read, read_text};
pub use waiver::InlineWaiver;
