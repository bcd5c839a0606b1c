//! A cluster whose owner is killed ends with it, and what a killed process cannot remove the next one does.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the owner is told by the environment what to start and tells what it started; a test may fail loudly"
)]

mod traces;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sekisho_e2e::{Cluster, Options, sweep};

/// Tells the owner to start a node too.
const NODE: &str = "SEKISHO_TEST_NODE";
const FOLDER: &str = "folder of the cluster: ";

#[test]
fn a_control_plane_whose_owner_is_killed_leaves_nothing() {
    kill_the_owner(false);
}

#[test]
fn a_node_whose_owner_is_killed_leaves_nothing() {
    kill_the_owner(true);
}

/// The owner: a process of its own, which the tests above start and kill.
#[test]
#[ignore = "the other tests start it"]
fn owner() {
    let node = std::env::var(NODE).is_ok();
    let Some(cluster) = Cluster::for_test(&Options { node, ..Options::default() }) else { return };
    println!("{FOLDER}{}", cluster.folder().display());
    std::thread::sleep(Duration::from_mins(10));
}

fn kill_the_owner(node: bool) {
    let mut owner = Command::new(std::env::current_exe().unwrap());
    owner.args(["--ignored", "--exact", "--nocapture", "owner"]).stdout(Stdio::piped());
    if node {
        owner.env(NODE, "yes");
    }
    let mut owner = owner.spawn().unwrap();
    let lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let folder = lines
        .map(Result::unwrap)
        .find_map(|line| line.split_once(FOLDER).map(|(_, folder)| PathBuf::from(folder)));
    let Some(folder) = folder else {
        assert!(owner.wait().unwrap().success());
        println!("cluster: skipped, the owner could start none");
        return;
    };
    assert!(!traces::processes(&folder).is_empty());
    owner.kill().unwrap();
    owner.wait().unwrap();
    let begun = Instant::now();
    if !node {
        while !traces::processes(&folder).is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the programs outlive their owner");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    // The other test may be sweeping too.
    while !traces::of_cluster(&folder).is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", traces::of_cluster(&folder));
        sweep();
        std::thread::sleep(Duration::from_millis(50));
    }
}
