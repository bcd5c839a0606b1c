//! A real Kubernetes cluster for tests: etcd and kube-apiserver on loopback, and on request a whole node with a kubelet,
//! containerd and running pods.
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! use sekisho_e2e::{Cluster, Options};
//!
//! let cluster = Cluster::start(&Options::default())?;
//! let answer = cluster.client()?.get("/api/v1/namespaces")?;
//! assert_eq!(answer.status, 200);
//! # Ok(())
//! # }
//! ```
//!
//! A [`Cluster`] ends with its value, or with the process that started it, however that ends; what a killed process left
//! in the temporary folder is removed by the next start.
#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "this crate is for tests and for the repository's own commands: it runs programs, keeps their files and says \
              what takes long"
)]

mod certificate;
mod client;
mod cluster;
mod compile;
mod control_plane;
mod daemon;
mod folder;
mod kubeconfig;
mod node;
mod options;
mod process;
mod program;
mod version;
mod wait;

pub use client::{Answer, Client};
pub use cluster::{Cluster, available};
pub use folder::sweep;
pub use node::Image;
pub use options::{Options, User};
pub use program::{Program, Programs};
pub use version::{NotAVersion, Version};

/// The environment variable that switches clusters off where it is `none`.
pub const SWITCH: &str = "SEKISHO_CLUSTER";

/// Why there can be no cluster here; a test says so and is skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);
