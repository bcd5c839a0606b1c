//! What each Kubernetes version knows: kinds, fields, defaults, selectors, quantities.

mod decimal;
mod defaults;
mod image;
mod quantity;
mod version;

pub use defaults::{default_pod_spec, default_pod_template};
pub use quantity::{Format, NotAQuantity, Quantity};
pub use version::{KubeVersion, NotAVersion};
