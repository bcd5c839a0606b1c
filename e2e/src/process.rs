//! Processes as `/proc` shows them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

use crate::wait::until;

/// The environment variable by which the processes of a cluster are known: the cluster's folder.
pub(crate) const MARK: &str = "SEKISHO_CLUSTER_FOLDER";

/// A process; its number alone may be given to another one later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) pid: i32,
    /// When it was started, in ticks since the machine was.
    pub(crate) started: u64,
}

impl Identity {
    /// The process that has a number now.
    pub(crate) fn of(pid: i32) -> Option<Self> {
        let stat = Stat::of(pid)?;
        (!stat.is_dead).then_some(Self { pid, started: stat.started })
    }

    pub(crate) fn of_this_process() -> Option<Self> {
        Self::of(i32::try_from(std::process::id()).ok()?)
    }

    pub(crate) fn is_alive(self) -> bool {
        Self::of(self.pid) == Some(self)
    }

    /// Sends a signal, if the process is still there.
    pub(crate) fn send(self, signal: Signal) -> Result<()> {
        if !self.is_alive() {
            return Ok(());
        }
        match Pid::from_raw(self.pid).map(|pid| kill_process(pid, signal)) {
            None | Some(Ok(()) | Err(Errno::SRCH)) => Ok(()),
            Some(Err(error)) => Err(error.into()),
        }
    }
}

/// What is read of `/proc/PID/stat`.
#[derive(Debug)]
struct Stat {
    parent: i32,
    started: u64,
    /// It has ended, and its parent has not asked how.
    is_dead: bool,
}

impl Stat {
    fn of(pid: i32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        // The name of the program stands in parentheses and may hold both spaces and parentheses.
        let (_, rest) = text.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        // Field 22 of the whole line; the state is field 3.
        let started = fields.nth(17)?.parse().ok()?;
        Some(Self { parent, started, is_dead: matches!(state, "Z" | "X") })
    }
}

/// The processes of a cluster, and what they started: a container carries no mark, but descends from one that does.
pub(crate) fn of_cluster(folder: &Path) -> Vec<Identity> {
    let mark = format!("{MARK}={}", folder.display());
    let all: Vec<i32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let is_marked = |pid: &i32| {
        fs::read(format!("/proc/{pid}/environ"))
            .is_ok_and(|text| text.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
    };
    let mut found: BTreeSet<i32> = all.iter().copied().filter(is_marked).collect();
    loop {
        let before = found.len();
        for pid in &all {
            if Stat::of(*pid).is_some_and(|stat| found.contains(&stat.parent)) {
                found.insert(*pid);
            }
        }
        if found.len() == before {
            break;
        }
    }
    found.into_iter().filter_map(Identity::of).collect()
}

/// Ends every process of a cluster, at once.
pub(crate) fn end_all(folder: &Path) -> Result<()> {
    const LIMIT: Duration = Duration::from_secs(20);
    until("the end of the cluster's processes", LIMIT, || {
        // Asked again each time: a process that is about to end may have started another one.
        let left = of_cluster(folder);
        for process in &left {
            process.send(Signal::KILL)?;
        }
        Ok(left.is_empty().then_some(()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let between = " 0".repeat(17);
        let stat = Stat::parse(&format!("12 (a) b) S 7{between} 4242 23")).unwrap();
        assert_eq!((stat.parent, stat.started, stat.is_dead), (7, 4242, false));
    }

    #[test]
    fn this_process_is_alive_and_a_later_one_of_its_number_is_another() {
        let this = Identity::of_this_process().unwrap();
        assert!(this.is_alive());
        assert!(!Identity { started: this.started + 1, ..this }.is_alive());
    }
}
