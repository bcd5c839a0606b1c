//! The control groups under which the pods of a node are: one tree of its own in each hierarchy.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::process::Signal;

use crate::process::Identity;
use crate::wait::until;

const HIERARCHIES: &str = "/sys/fs/cgroup";

/// The name of the tree of the cluster in a folder.
fn name(folder: &Path) -> Option<&str> {
    folder.file_name()?.to_str()
}

/// The roots of all hierarchies: with version 1 there are several, with version 2 alone it is the folder itself.
fn hierarchies() -> Vec<PathBuf> {
    let root = PathBuf::from(HIERARCHIES);
    if root.join("cgroup.controllers").is_file() {
        return vec![root];
    }
    let entries = fs::read_dir(&root).into_iter().flatten().flatten();
    // `cpu` may lead to `cpu,cpuacct`: what is a link is met a second time.
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && !path.is_symlink() && path.join("cgroup.procs").is_file())
        .collect();
    folders.sort();
    folders
}

/// Makes the trees, and gives the path that the kubelet calls them by.
pub(crate) fn create(folder: &Path) -> Result<String> {
    let name = name(folder).context("a folder has a name")?;
    for hierarchy in hierarchies() {
        let tree = hierarchy.join(name);
        fs::create_dir_all(&tree).with_context(|| format!("creating `{}`", tree.display()))?;
        // A group of this hierarchy takes no process before it has processors and memory.
        for file in ["cpuset.cpus", "cpuset.mems"] {
            if let Ok(all) = fs::read(hierarchy.join(file)) {
                fs::write(tree.join(file), all)?;
            }
        }
    }
    Ok(format!("/{name}"))
}

/// Removes the trees, and ends what still runs in them: a container whose shim was killed descends from nothing of ours.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    const LIMIT: Duration = Duration::from_secs(20);
    let name = name(folder).context("a folder has a name")?;
    // A group can be removed a little after its last process has ended.
    until("the removal of the control groups", LIMIT, || {
        let mut are_gone = true;
        for hierarchy in hierarchies() {
            are_gone &= remove_tree(&hierarchy.join(name))?;
        }
        Ok(are_gone.then_some(()))
    })
}

/// Removes groups from the leaves up, whose files go with them; `false` if something stays.
fn remove_tree(tree: &Path) -> Result<bool> {
    for entry in fs::read_dir(tree).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_tree(&entry.path())?;
        }
    }
    let processes = fs::read_to_string(tree.join("cgroup.procs")).unwrap_or_default();
    for process in processes.lines().filter_map(|pid| Identity::of(pid.parse().ok()?)) {
        process.send(Signal::KILL)?;
    }
    let gone = fs::remove_dir(tree);
    Ok(gone.is_ok() || gone.is_err_and(|error| error.kind() == ErrorKind::NotFound))
}
