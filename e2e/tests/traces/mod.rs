//! What a cluster leaves on the machine.
#![allow(dead_code, reason = "each of the tests that share this needs a part of it")]

use std::fs;
use std::path::Path;

/// What can be told to be a certain cluster's: its folder, processes, mounts and control groups.
pub(crate) fn of_cluster(folder: &Path) -> Vec<String> {
    let mut traces = processes(folder);
    if folder.exists() {
        traces.push(folder.display().to_string());
    }
    let name = folder.file_name().unwrap().to_str().unwrap();
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    traces.extend(mounts.lines().filter(|line| line.contains(name)).map(str::to_owned));
    for hierarchy in names("/sys/fs/cgroup") {
        traces.extend(names(&hierarchy).into_iter().filter(|group| group.ends_with(name)));
    }
    traces
}

/// Where any node could leave something: interfaces, named namespaces, folders of the programs.
pub(crate) fn of_nodes() -> Vec<String> {
    let places = [
        "/sys/class/net",
        "/run/netns",
        "/run/containerd",
        "/var/lib/cni",
        "/var/lib/kubelet",
        "/opt",
    ];
    let mut traces: Vec<String> = places.iter().flat_map(|folder| names(folder)).collect();
    traces.sort();
    traces
}

/// The processes that name a cluster's folder in their environment.
pub(crate) fn processes(folder: &Path) -> Vec<String> {
    let mark = format!("SEKISHO_CLUSTER_FOLDER={}", folder.display());
    let is_marked = |process: &String| {
        fs::read(format!("{process}/environ"))
            .is_ok_and(|text| text.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
    };
    names("/proc").into_iter().filter(is_marked).collect()
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path().display().to_string()).collect()
}
