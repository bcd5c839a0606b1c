use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::Version;
use crate::compile::compile;

/// A program of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// The store.
    Etcd,
    /// The API server.
    ApiServer,
    /// The controllers that Kubernetes comes with.
    ControllerManager,
    /// The scheduler.
    Scheduler,
    /// The agent of a node.
    Kubelet,
    /// The command line, for people and for what only it can do (`exec`).
    Kubectl,
}

impl Program {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Etcd,
        Self::ApiServer,
        Self::ControllerManager,
        Self::Scheduler,
        Self::Kubelet,
        Self::Kubectl,
    ];

    /// Its file name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Etcd => "etcd",
            Self::ApiServer => "kube-apiserver",
            Self::ControllerManager => "kube-controller-manager",
            Self::Scheduler => "kube-scheduler",
            Self::Kubelet => "kubelet",
            Self::Kubectl => "kubectl",
        }
    }

    /// The version that is compiled where the program is not there.
    pub(crate) fn version(self, kubernetes: Version) -> Version {
        if self == Self::Etcd { Version::ETCD } else { kubernetes }
    }

    /// Whether a program of version `found` can stand in a cluster of version `kubernetes`.
    fn fits(self, found: Version, kubernetes: Version) -> bool {
        match self {
            Self::Etcd => found >= Version::OLDEST_ETCD,
            _ => found.is_like(kubernetes),
        }
    }

    /// The version that a file says it is.
    fn says(self, path: &Path) -> Option<Version> {
        let args: &[&str] =
            if self == Self::Kubectl { &["version", "--client"] } else { &["--version"] };
        let output = Command::new(path).args(args).stdin(Stdio::null()).output().ok()?;
        Version::within(&String::from_utf8_lossy(&output.stdout))
    }
}

/// Where the programs of a cluster are.
#[derive(Clone, Debug)]
pub struct Programs {
    paths: BTreeMap<Program, PathBuf>,
}

impl Programs {
    /// Finds programs for a version of Kubernetes: in the folder that `KUBEBUILDER_ASSETS` names, on `PATH`, in the cache,
    /// or by compiling them into it. What is of another minor version is passed by.
    ///
    /// Fails with [`Unavailable`](crate::Unavailable) where a program is not there and there is no Go to compile it.
    pub fn find(kubernetes: Version, wanted: &[Program]) -> Result<Self> {
        let mut paths = BTreeMap::new();
        let mut missing = Vec::new();
        for program in wanted {
            match installed(*program, kubernetes) {
                Some(path) => {
                    paths.insert(*program, path);
                }
                None => missing.push(*program),
            }
        }
        paths.extend(compile(kubernetes, &missing)?);
        Ok(Self { paths })
    }

    /// The path of one that was asked for.
    pub fn path(&self, program: Program) -> Result<&Path> {
        let path = self.paths.get(&program).map(PathBuf::as_path);
        path.with_context(|| format!("`{}` was not asked for", program.name()))
    }
}

/// A program that somebody installed, in a version that fits.
fn installed(program: Program, kubernetes: Version) -> Option<PathBuf> {
    let assets = std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    assets
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(program.name()))
        .filter(|path| path.is_file())
        .find(|path| program.says(path).is_some_and(|found| program.fits(found, kubernetes)))
}
