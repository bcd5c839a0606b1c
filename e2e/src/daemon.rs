//! Programs that run until they are ended, with their output in files: a pipe would hang whoever waits for its end.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};

use crate::Unavailable;
use crate::process::{Identity, MARK};
use crate::wait::until;

/// How long a program may take to end by itself. An API server would wait for its watches up to a minute.
const GRACE: Duration = Duration::from_secs(2);

/// A program to start.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    /// The program and its arguments.
    pub(crate) words: Vec<String>,
}

/// A program that was started.
#[derive(Debug)]
pub(crate) struct Daemon {
    pub(crate) record: Record,
    /// Held for its exit status, by the process that started it.
    child: Option<Child>,
}

/// What is kept of a program so that another process can find it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) process: Identity,
    /// The file with its output.
    pub(crate) log: PathBuf,
}

impl Plan {
    pub(crate) fn new(name: &str, program: &Path) -> Self {
        Self { name: name.to_owned(), words: vec![program.display().to_string()] }
    }

    /// Adds `--NAME=VALUE`.
    pub(crate) fn flag(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.words.push(format!("--{name}={}", value.as_ref()));
        self
    }

    /// Puts a program before this one, which starts it.
    pub(crate) fn under(&mut self, words: &[String]) {
        self.words.splice(0..0, words.iter().cloned());
    }

    /// Starts it for the cluster in `folder`; `detached` lets it outlive this process.
    pub(crate) fn start(&self, folder: &Path, detached: bool) -> Result<Daemon> {
        let logs = folder.join("log");
        fs::create_dir_all(&logs)?;
        let log = logs.join(format!("{}.log", self.name));
        let output = File::create(&log)?;
        let mut words = self.words.clone();
        if !detached {
            words.splice(0..0, ["setpriv", "--pdeathsig", "KILL", "--"].map(str::to_owned));
        }
        let (program, args) = words.split_first().context("a program has a name")?;
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(folder)
            .env(MARK, folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            // A key that interrupts the command in the terminal is not meant for the cluster.
            .process_group(0);
        let child = launch(command).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                anyhow!(Unavailable(format!("`{program}` is not there; install it")))
            }
            _ => anyhow!("starting {}: {error}", self.name),
        })?;
        let pid = i32::try_from(child.id())?;
        let process = Identity::of(pid).with_context(|| format!("{} ended at once", self.name))?;
        Ok(Daemon { record: Record { name: self.name.clone(), process, log }, child: Some(child) })
    }
}

impl Daemon {
    /// A program that another process started.
    pub(crate) fn found(record: Record) -> Self {
        Self { record, child: None }
    }

    pub(crate) fn is_running(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => self.record.process.is_alive(),
        }
    }

    /// Fails with the end of its log if it has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        if self.is_running() {
            return Ok(());
        }
        bail!("{} ended:\n{}", self.record.name, last_lines(&self.record.log));
    }

    /// Asks it to end, and ends it if that takes long.
    pub(crate) fn stop(&mut self) -> Result<()> {
        if self.is_running() {
            self.record.process.send(Signal::TERM)?;
        }
        let ended = until("its end", GRACE, || Ok((!self.is_running()).then_some(())));
        if ended.is_err() { self.kill() } else { Ok(()) }
    }

    /// Ends it.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.record.process.send(Signal::KILL)?;
        until(&format!("the end of {}", self.record.name), GRACE * 5, || {
            Ok((!self.is_running()).then_some(()))
        })
    }
}

/// The end of a log, for an error message.
fn last_lines(log: &Path) -> String {
    const LINES: usize = 15;
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(LINES);
    lines.get(from..).unwrap_or_default().join("\n")
}

/// A command, and where to answer with what became of it.
type Launch = (Command, mpsc::Sender<io::Result<Child>>);

/// Starts a program from a thread that lives as long as this process.
///
/// The kernel tells a child of its parent's death when the *thread* ends that started it, and each test has a thread of
/// its own, while a cluster may be shared by several.
fn launch(command: Command) -> io::Result<Child> {
    static LAUNCHER: OnceLock<mpsc::Sender<Launch>> = OnceLock::new();
    let launcher = LAUNCHER.get_or_init(|| {
        let (sender, receiver) = mpsc::channel::<Launch>();
        std::thread::spawn(move || {
            for (mut command, answer) in receiver {
                // Whoever asked waits for the answer; nobody to take it means that nobody asked.
                let _ = answer.send(command.spawn());
            }
        });
        sender
    });
    let gone = || io::Error::other("the thread that starts programs has ended");
    let (sender, receiver) = mpsc::channel();
    launcher.send((command, sender)).map_err(|_| gone())?;
    receiver.recv().map_err(|_| gone())?
}
