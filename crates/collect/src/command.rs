//! Runs a renderer: a program of the user's, with a time limit, bounded output and no network.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use wait_timeout::ChildExt as _;

/// How much of what a renderer complains is kept, in bytes.
const MOST_COMPLAINTS: u64 = 64 << 10;

/// How long the output may stay open once the renderer has ended.
const LINGER: Duration = Duration::from_secs(5);

/// What a renderer must keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) time: Duration,
    pub(crate) output: u64,
    pub(crate) network: bool,
}

/// Why a renderer gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It could not be started, and what the system says.
    NotStarted(String),
    /// It took longer than the bound.
    TooSlow(Duration),
    /// It wrote more than the bound, in bytes.
    TooLong(u64),
    /// It gave up, and what it said.
    Failed(String),
}

/// Where a program is on the `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}{}", std::env::consts::EXE_SUFFIX)];
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
        .find(|program| program.is_file())
}

/// Runs a program and gives what it wrote.
///
/// `home` is an empty folder that it finds in place of the user's settings, caches and plugins.
pub(crate) fn run(
    program: &Path,
    arguments: &[OsString],
    home: &Path,
    bounds: Bounds,
) -> Result<String, Fault> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    settings(&mut command, home, bounds.network);
    own_group(&mut command);
    let mut child = command.spawn().map_err(|error| Fault::NotStarted(error.to_string()))?;
    let output = drain(child.stdout.take(), bounds.output, false);
    let complaints = drain(child.stderr.take(), MOST_COMPLAINTS, true);

    let ended = wait(&mut child, bounds.time);
    let output = receive(&output);
    let complaints = receive(&complaints);
    if output.too_long {
        return Err(Fault::TooLong(bounds.output));
    }
    match ended {
        Ok(Some(status)) if status.success() => match String::from_utf8(output.bytes) {
            Ok(text) => Ok(text),
            Err(_) => Err(Fault::Failed("what it wrote is no UTF-8".to_owned())),
        },
        Ok(Some(status)) => Err(Fault::Failed(complaint(&complaints.bytes, status))),
        Ok(None) => Err(Fault::TooSlow(bounds.time)),
        Err(error) => Err(Fault::Failed(error.to_string())),
    }
}

/// Waits for the end, or makes one; none when the time was up.
fn wait(child: &mut Child, time: Duration) -> io::Result<Option<ExitStatus>> {
    let ended = child.wait_timeout(time);
    // Whatever it started ends with it, also after an ordinary end.
    end_group(child);
    if !matches!(ended, Ok(Some(_))) {
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

/// What was read from a pipe.
#[derive(Debug, Default)]
struct Drained {
    bytes: Vec<u8>,
    too_long: bool,
}

/// Reads a pipe aside, up to a bound; past it the pipe is closed, which ends the writer, unless the
/// rest is to be `passed_over`.
fn drain(
    pipe: Option<impl Read + Send + 'static>,
    most: u64,
    passed_over: bool,
) -> Receiver<Drained> {
    let (give, take) = mpsc::channel();
    if let Some(mut pipe) = pipe {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.by_ref().take(most + 1).read_to_end(&mut bytes);
            let too_long = bytes.len() as u64 > most;
            if passed_over {
                let _ = io::copy(&mut pipe, &mut io::sink());
            }
            let _ = give.send(Drained { bytes, too_long });
        });
    }
    take
}

fn receive(from: &Receiver<Drained>) -> Drained {
    from.recv_timeout(LINGER).unwrap_or_default()
}

/// The last thing that the program said, as one line.
fn complaint(bytes: &[u8], status: ExitStatus) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let telling: Vec<&str> = lines
        .filter(|line| {
            !line.starts_with("Use --debug") && !line.to_ascii_lowercase().starts_with("warning")
        })
        .collect();
    let from = telling.iter().position(|line| is_error(line)).unwrap_or_default();
    let said = telling.get(from..).unwrap_or_default().join(" ");
    let said = ["Error: ", "error: "]
        .into_iter()
        .fold(said.as_str(), |said, mark| said.strip_prefix(mark).unwrap_or(said));
    let mut short: String = said.chars().take(400).collect();
    if said.chars().nth(400).is_some() {
        short.push('…');
    }
    if short.is_empty() { format!("it ended with {status}") } else { short }
}

fn is_error(line: &str) -> bool {
    line.to_ascii_lowercase().starts_with("error")
}

fn settings(command: &mut Command, home: &Path, network: bool) {
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy();
        if known.starts_with("HELM_")
            || known.starts_with("KUSTOMIZE_")
            || known.starts_with("KUBECTL_")
        {
            command.env_remove(&name);
        }
    }
    for name in ["CACHE", "CONFIG", "DATA"] {
        command.env(format!("HELM_{name}_HOME"), home.join(name));
    }
    command
        .env("HELM_PLUGINS", home.join("plugins"))
        .env("KUSTOMIZE_PLUGIN_HOME", home.join("plugins"))
        // No cluster is asked.
        .env("KUBECONFIG", home.join("kubeconfig"))
        .env("GIT_TERMINAL_PROMPT", "0");
    if !network {
        // Port 9 discards what it gets; nobody answers there.
        for name in
            ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        {
            command.env(name, "http://127.0.0.1:9");
        }
        command
            .env_remove("no_proxy")
            .env_remove("NO_PROXY")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_SSH_COMMAND", "false");
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(unix)]
fn end_group(child: &Child) {
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
fn end_group(_: &Child) {}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "these tests are about time")]
mod tests {
    use super::*;
    use std::time::Instant;

    fn sh(script: &str, time: u64, output: u64) -> Result<String, Fault> {
        let home = tempfile::tempdir().unwrap();
        let bounds = Bounds { time: Duration::from_millis(time), output, network: false };
        run(Path::new("/bin/sh"), &["-c".into(), script.into()], home.path(), bounds)
    }

    #[test]
    fn a_renderer_that_hangs_ends_with_all_it_started() {
        let start = Instant::now();
        assert_eq!(
            sh("sleep 60 & sleep 60", 300, 100),
            Err(Fault::TooSlow(Duration::from_millis(300)))
        );
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_child_left_behind_does_not_hold_the_run_up() {
        let start = Instant::now();
        assert_eq!(sh("sleep 60 & echo done", 10_000, 100).as_deref(), Ok("done\n"));
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn output_has_a_bound() {
        assert_eq!(sh("yes", 20_000, 1000), Err(Fault::TooLong(1000)));
    }

    #[test]
    fn complaints_become_one_line() {
        assert_eq!(
            sh("echo 'WARNING: x' >&2; echo 'Error: a:' >&2; echo ' b' >&2; exit 3", 10_000, 100),
            Err(Fault::Failed("a: b".into()))
        );
        assert!(
            matches!(sh("exit 3", 10_000, 100), Err(Fault::Failed(text)) if text.contains('3'))
        );
    }

    #[test]
    fn what_is_not_there_is_not_started() {
        let home = tempfile::tempdir().unwrap();
        let bounds = Bounds { time: Duration::from_secs(1), output: 1, network: false };
        assert!(matches!(
            run(Path::new("/nonexistent/helm"), &[], home.path(), bounds),
            Err(Fault::NotStarted(_))
        ));
    }
}
