//! The folder of a cluster, whose name says who owns it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};

use crate::node;
use crate::process::{self, Identity};

const PREFIX: &str = "sekisho-cluster-";
/// Stands in the name where no process owns the cluster: it stays until it is taken down.
const KEPT: &str = "kept-";

/// The folder under which everything of a cluster is.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
}

impl Folder {
    /// A new one that this process owns.
    pub(crate) fn owned() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let this = Identity::of_this_process().context("this process is not in /proc")?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self::create(parent().join(format!("{PREFIX}{}-{}-{count}", this.pid, this.started)))
    }

    /// The path of the one that is kept under a name.
    pub(crate) fn kept(name: &str) -> PathBuf {
        parent().join(format!("{PREFIX}{KEPT}{name}"))
    }

    pub(crate) fn create(path: PathBuf) -> Result<Self> {
        fs::create_dir(&path).with_context(|| format!("creating `{}`", path.display()))?;
        Ok(Self { path })
    }
}

/// Ends what is left of a cluster, and removes its folder and its control groups.
pub(crate) fn remove(path: &Path) -> Result<()> {
    process::end_all(path)?;
    node::remove_cgroups(path)?;
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing `{}`", path.display()))
        }
        _ => Ok(()),
    }
}

/// Removes the clusters whose owner has ended, and tells their folders.
pub fn sweep() -> Vec<PathBuf> {
    let mut removed = Vec::new();
    for entry in fs::read_dir(parent()).into_iter().flatten().flatten() {
        let is_orphan = entry.file_name().to_str().and_then(owner).is_some_and(|it| !it.is_alive());
        // What belongs to another user is not ours to remove, and no reason not to start.
        if is_orphan && remove(&entry.path()).is_ok() {
            removed.push(entry.path());
        }
    }
    removed
}

/// The names under which clusters are kept.
pub(crate) fn kept_names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(parent())
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let name = entry.ok()?.file_name();
            Some(name.to_str()?.strip_prefix(PREFIX)?.strip_prefix(KEPT)?.to_owned())
        })
        .collect();
    names.sort();
    names
}

/// Whether the cluster in a folder is one that no process owns.
pub(crate) fn is_kept(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_prefix(PREFIX).is_some_and(|name| name.starts_with(KEPT))
}

/// The process that a folder's name says owns it.
fn owner(name: &str) -> Option<Identity> {
    let mut parts = name.strip_prefix(PREFIX)?.split('-');
    let owner = Identity { pid: parts.next()?.parse().ok()?, started: parts.next()?.parse().ok()? };
    parts.next()?.parse::<u32>().ok()?;
    Some(owner)
}

fn parent() -> PathBuf {
    std::env::temp_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_owner() {
        assert_eq!(owner("sekisho-cluster-12-345-0"), Some(Identity { pid: 12, started: 345 }));
        assert_eq!(owner("sekisho-cluster-kept-12-345-0"), None);
        assert_eq!(owner("sekisho-cluster-12"), None);
    }
}
