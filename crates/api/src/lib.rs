//! What each Kubernetes version knows: kinds, fields, defaults, selectors, quantities.
//!
//! The tables are generated from recorded API servers (`cargo xtask generate`) and read at first use.

mod api;
pub mod base64;
mod decimal;
mod defaults;
mod image;
mod immutable;
mod lifecycle;
mod quantity;
mod schema;
mod selector;
mod tables;
mod time;
mod validate;
mod version;

pub use api::{Api, Resource, Stability, Subresource, split_api_version, stability};
pub use defaults::{
    UNASSIGNED_TIME, UNASSIGNED_UID, decode_object, default_object, default_pod_spec,
    default_pod_template,
};
pub use immutable::{can_be_frozen, forbidden_changes};
pub use lifecycle::{ApiStatus, Replacement, api_version_status};
pub use quantity::{Format, NotAQuantity, Quantity};
pub use schema::{ListType, Presence, Property, Schema, SchemaKind};
pub use selector::{
    InvalidSelector, LabelSelector, Operator, Requirement, is_label_name, is_label_value,
};
pub use validate::{
    Ban, Cause, CustomSchema, Need, Rule, UnknownField, Violation, nearest_name, validate_object,
};
pub use version::{KubeVersion, NotAVersion};
