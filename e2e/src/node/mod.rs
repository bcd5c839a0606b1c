//! A node: kubelet, containerd and runc in a network and a mount namespace of their own, in which the control plane runs
//! too.
//!
//! The namespaces live as long as the processes in them, and every mount and every interface goes with them; nothing is
//! bound to a path of the machine. Of `/run`, `/var/lib` and `/var/log` the node has its own, so that the programs have
//! their files where they always have them.

mod cgroup;
mod image;
mod namespace;
mod runtime;

pub(crate) use cgroup::{create as create_cgroups, remove as remove_cgroups};
pub use image::Image;
pub(crate) use image::{BUSYBOX, PAUSE};
pub(crate) use namespace::{Namespace, holder};
pub(crate) use runtime::{containerd, kubelet};

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};

use crate::Unavailable;

/// The node's name.
pub(crate) const NAME: &str = "node";
/// The node's address.
pub(crate) const ADDRESS: &str = "10.213.0.2";
/// The addresses of pods.
const PODS: &str = "10.214.0.0/24";

/// What Debian's packages bring, with the package's name.
const PROGRAMS: &[(&str, &str)] = &[
    ("containerd", "containerd"),
    ("ctr", "containerd"),
    ("runc", "runc"),
    ("ip", "iproute2"),
    ("mount", "mount"),
    ("nsenter", "util-linux"),
    ("unshare", "util-linux"),
];

/// What the node consists of beside Kubernetes.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// The folder of the network plugins.
    pub(crate) plugins: PathBuf,
    /// A busybox that needs no libraries, for the images.
    pub(crate) busybox: PathBuf,
}

impl Parts {
    /// Finds them; fails with [`Unavailable`] where something is missing.
    pub(crate) fn find() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Err(anyhow!(Unavailable("a node needs the rights of root".to_owned())));
        }
        for (program, package) in PROGRAMS {
            find(program).with_context(|| missing(program, package))?;
        }
        let plugins = ["/usr/lib/cni", "/opt/cni/bin"].map(PathBuf::from);
        let plugins = plugins.into_iter().find(|folder| folder.join("bridge").is_file());
        let plugins = plugins
            .with_context(|| missing("the network plugins", "containernetworking-plugins"))?;
        let busybox = find("busybox").with_context(|| missing("busybox", "busybox-static"))?;
        Ok(Self { plugins, busybox })
    }
}

fn missing(what: &str, package: &str) -> Unavailable {
    Unavailable(format!("a node needs {what} (package {package}); `cargo xtask setup` installs it"))
}

/// A program of the machine. Some folders are on the path of root alone.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The folder of the node's own `/var/lib`.
pub(crate) fn var_lib(folder: &Path) -> PathBuf {
    folder.join("var-lib")
}
