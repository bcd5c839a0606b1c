use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Where the repository is and how its commands are run.
#[derive(Debug)]
pub(crate) struct Context {
    /// The root of the repository.
    pub(crate) root: PathBuf,
    /// Whether only what is quick is asked for.
    pub(crate) fast: bool,
    /// Whether the tests that need a real cluster are asked for.
    pub(crate) cluster: bool,
    /// `PATH`, and after it the folders into which Cargo and Go install.
    path: OsString,
}

impl Context {
    pub(crate) fn new() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask stands in the root of the repository")?
            .to_path_buf();
        Ok(Self { root, fast: false, cluster: true, path: search_path()? })
    }

    /// A program, run in the root of the repository.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        // What Cargo says about this program is not true of the programs that it runs, and some
        // take it for their own.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name.as_ref());
            }
        }
        command
    }

    /// Cargo, the one that runs this.
    pub(crate) fn cargo(&self) -> Command {
        self.command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
    }

    /// What a program prints; `None` if it is not there or fails.
    pub(crate) fn says(&self, program: &str, args: &[&str]) -> Option<String> {
        let output = self.command(program).args(args).stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A file of the repository.
    pub(crate) fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.root.join(path)).with_context(|| format!("reading `{path}`"))
    }

    /// The files that Git tracks or would track, by their path in the repository, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let list =
            ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let Some(listed) = self.says("git", &list) else {
            bail!("git cannot list the files of `{}`", self.root.display());
        };
        let mut files: Vec<String> = listed
            .split_terminator('\0')
            .filter(|path| self.root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        Ok(files)
    }
}

fn search_path() -> Result<OsString> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let folder = |variable: &str, otherwise: &str| {
        std::env::var_os(variable).map_or_else(|| home.join(otherwise), PathBuf::from)
    };
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    folders.push(folder("CARGO_HOME", ".cargo").join("bin"));
    folders.push(folder("GOBIN", "go/bin"));
    folders.push(folder("GOPATH", "go").join("bin"));
    folders.push(PathBuf::from("/usr/local/go/bin"));
    Ok(std::env::join_paths(folders)?)
}
