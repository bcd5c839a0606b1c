//! Text to value tree and back to places in the text.
//!
//! [`read`] turns YAML or JSON into documents that mean what they mean to `kubectl`.
//!
//! Nothing here knows what a Kubernetes object is, and nothing opens a file.

mod build;
mod chunk;
mod decode;
mod fault;
mod json;
mod limits;
mod lines;
mod read;
mod scalar;
mod sink;
mod waiver;
mod yaml;

pub use decode::Text;
pub use limits::Limits;
pub use read::{Document, Duplicate, Format, read, read_text};
pub use waiver::InlineWaiver;
