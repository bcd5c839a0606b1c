//! Files, standard input, Helm charts and kustomizations to objects, grouped into worlds.
mod collect;
mod command;
mod documents;
mod grouping;
mod helm;
mod ignores;
mod kustomization;
mod kustomize;
mod names;
mod open;
mod pieces;
mod progress;
mod reading;
mod render;
mod request;
mod shown;
mod texts;
mod walk;
mod world;

pub use collect::{Collected, collect};
pub use progress::{Progress, Silent};
pub use request::{Limits, NamedWorld, RenderMode, RenderOptions, Request, WorldRule};
pub use texts::Texts;
