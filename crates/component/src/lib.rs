//! Configuration of the control plane and of the kubelet as one model.
//!
//! A component is recognised from the words it is started with ([`Invocation`]), be they a static
//! pod's `command` and `args` or a process's arguments; kubeadm's configuration says which flags it
//! will write ([`kubeadm`]); configuration files are told apart by [`ConfigKind`]. [`Effective`]
//! answers what a setting comes to from flags, file and the defaults of the version, and says so
//! where it cannot be known.
//!
//! Nothing here knows a snapshot: containers and files come in as values, and routes lead into them.

mod admission_plugin;
pub mod audit;
mod component;
mod config;
mod effective;
mod encryption;
mod flags;
mod gate;
mod invocation;
pub mod kubeadm;
mod removed_flag;
pub mod setting;
mod shell;

pub use admission_plugin::{AdmissionPlugin, admission_plugin, admission_plugins};
pub use component::Component;
pub use config::ConfigKind;
pub use effective::{Answer, Effective, Found, Origin, Unknown};
pub use encryption::{EncryptionRule, Provider, encryption_rules, provider_that_writes};
pub use flags::{Flag, Flags, parse_bool};
pub use gate::{Gate, Known, Stage, feature_gate, feature_gates};
pub use invocation::{Invocation, Word};
pub use removed_flag::{RemovedFlag, removed_flags};
pub use setting::{Fallback, Setting};
