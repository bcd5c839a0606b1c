//! Files, standard input, Helm charts and kustomizations to objects, grouped into worlds.
mod collect;
mod documents;
mod grouping;
mod ignores;
mod names;
mod open;
mod pieces;
mod progress;
mod reading;
mod request;
mod shown;
mod texts;
mod walk;
mod world;

pub use collect::{Collected, collect};
pub use progress::{Progress, Silent};
pub use request::{Limits, NamedWorld, RenderMode, RenderOptions, Request, WorldRule};
pub use texts::Texts;
