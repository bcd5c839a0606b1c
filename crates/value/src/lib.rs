//! The value tree that every Kubernetes object is held in, and routes to places in it.
//!
//! A [`Value`] is what the API server would see after `kubectl` turned YAML into JSON: null,
//! booleans, 64-bit integers, floats, strings, sequences and maps with string keys. It carries no
//! positions; a finding names a [`Route`] and whoever has the text resolves it to a line.
//!
//! Trees are compact because thousands of objects are held at once: a value takes 24 bytes, strings
//! of up to 24 bytes are stored in place, and keys and long strings are shared through a [`Keys`]
//! interner.

mod json;
mod key;
mod route;
mod text;
mod value;

pub use key::{Key, Keys};
pub use route::{Route, Step};
pub use text::Str;
pub use value::{Map, Value};
