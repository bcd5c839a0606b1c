//! The namespaces of a node, and how others enter them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::{ADDRESS, var_lib};
use crate::control_plane::FIRST_SERVICE;
use crate::daemon::Plan;
use crate::wait::until;

/// The process whose namespaces are the node's: it does nothing, and was the first in them.
pub(crate) fn holder() -> Plan {
    let mut plan = Plan::new("namespaces", Path::new("unshare"));
    let words = ["--mount", "--net", "--propagation", "private", "--", "sleep", "infinity"];
    plan.words.extend(words.map(str::to_owned));
    plan
}

/// The namespaces of a process.
#[derive(Clone, Debug)]
pub(crate) struct Namespace {
    pid: i32,
}

impl Namespace {
    /// Those of the holder, as soon as it is in them.
    pub(crate) fn of(pid: i32) -> Result<Self> {
        const LIMIT: Duration = Duration::from_secs(10);
        let namespace = Self { pid };
        let ours = fs::read_link("/proc/self/ns/net")?;
        until("a network namespace of the node's own", LIMIT, || {
            let theirs =
                fs::read_link(namespace.network()).context("the node's first process ended")?;
            let runs = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            // Once the program is another one, the mounts are private too.
            Ok((theirs != ours && runs.trim_end() == "sleep").then_some(()))
        })?;
        Ok(namespace)
    }

    /// Those of a process that is known to be in them.
    pub(crate) fn known(pid: i32) -> Self {
        Self { pid }
    }

    /// The file that stands for the network namespace.
    pub(crate) fn network(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/ns/net", self.pid))
    }

    /// The words that start a program inside, put before it. `nsenter` keeps the view of `/sys`, unlike `ip netns exec`,
    /// whose fresh one lacks the control groups.
    pub(crate) fn enter(&self) -> Vec<String> {
        let target = self.pid.to_string();
        ["nsenter", "--target", &target, "--mount", "--net", "--"].map(str::to_owned).to_vec()
    }

    /// Runs a program inside and gives what it prints.
    pub(crate) fn run(&self, words: &[&str]) -> Result<String> {
        let enter = self.enter();
        let (program, args) = enter.split_first().context("nsenter has a name")?;
        let output = Command::new(program).args(args).args(words).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("`{}` failed in the node: {}", words.join(" "), error.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Gives the node its folders and its interface.
    pub(crate) fn furnish(&self, folder: &Path) -> Result<()> {
        let own = [(var_lib(folder), "/var/lib"), (folder.join("var-log"), "/var/log")];
        for (own, place) in own {
            fs::create_dir_all(&own)?;
            self.run(&["mount", "--bind", &own.display().to_string(), place])?;
        }
        self.run(&["mount", "-t", "tmpfs", "tmpfs", "/run"])?;
        let address = format!("{ADDRESS}/24");
        let service = format!("{FIRST_SERVICE}/32");
        // A kubelet wants an address that is not loopback, and some kernels have no dummy device: a bridge is one too.
        // The API server's service address is the node's, so that pods reach it without a proxy.
        for words in [
            ["link", "set", "lo", "up"].as_slice(),
            &["link", "add", "eth0", "type", "bridge"],
            &["address", "add", &address, "dev", "eth0"],
            &["link", "set", "eth0", "up"],
            &["address", "add", &service, "dev", "lo"],
            &["route", "add", "default", "via", ADDRESS, "dev", "eth0"],
        ] {
            self.run(&[&["ip"], words].concat())?;
        }
        Ok(())
    }
}
