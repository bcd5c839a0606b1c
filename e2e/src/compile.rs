//! Compiles the programs of a cluster from published Go modules, and keeps them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::{Program, Unavailable, Version};

/// The Go modules of this repository.
const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/go");

/// The paths of programs in the cache, in which those that were not there have been put.
pub(crate) fn compile(
    kubernetes: Version,
    programs: &[Program],
) -> Result<Vec<(Program, PathBuf)>> {
    let mut paths = Vec::new();
    for program in programs {
        let folder = folder(*program, kubernetes)?;
        let path = folder.join(program.name());
        if !path.is_file() {
            fs::create_dir_all(&folder)
                .with_context(|| format!("creating `{}`", folder.display()))?;
            // Of several processes that miss it, one compiles and the others wait for it.
            let lock = File::create(folder.join(".lock"))?;
            lock.lock()?;
            if !path.is_file() {
                build(*program, kubernetes, &folder)?;
            }
        }
        paths.push((*program, path));
    }
    Ok(paths)
}

/// The folder of the cache in which a program is kept.
fn folder(program: Program, kubernetes: Version) -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .context("neither `XDG_CACHE_HOME` nor `HOME` says where the compiled programs are kept")?;
    let name = if program == Program::Etcd { "etcd" } else { "kubernetes" };
    Ok(cache.join("sekisho").join(name).join(program.version(kubernetes).to_string()))
}

fn build(program: Program, kubernetes: Version, folder: &Path) -> Result<()> {
    let version = program.version(kubernetes);
    let go = go().ok_or_else(|| {
        Unavailable(format!(
            "`{0}` {version} is neither in the folder that KUBEBUILDER_ASSETS names nor on PATH, and there is no Go to \
             compile it; install Go or `{0}`",
            program.name()
        ))
    })?;
    let (module, package) = match program {
        Program::Etcd => {
            (PathBuf::from(MODULES).join("etcd"), "go.etcd.io/etcd/server/v3".to_owned())
        }
        _ => {
            let module = if version == Version::KUBERNETES {
                PathBuf::from(MODULES).join("kubernetes")
            } else {
                module_of(&go, version, folder)?
            };
            (module, format!("k8s.io/kubernetes/cmd/{}", program.name()))
        }
    };
    let begun = Instant::now();
    eprintln!("compiling {} {version}, once; this takes minutes", program.name());
    // A version that is not linked in is v0.0.0 to the program, which then behaves as an unreleased one.
    let label = "-X k8s.io/component-base/version";
    let linked = match program {
        Program::Etcd => "-s -w".to_owned(),
        _ => format!(
            "-s -w {label}.gitVersion={version} {label}.gitMajor={} {label}.gitMinor={}",
            version.major, version.minor
        ),
    };
    let unfinished = folder.join(format!("{}.unfinished", program.name()));
    let mut command = Command::new(&go);
    command
        .args(["build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", &linked, "-o"])
        .arg(&unfinished)
        .arg(&package)
        .current_dir(&module)
        .env("CGO_ENABLED", "0");
    run(&mut command).with_context(|| format!("compiling {} {version}", program.name()))?;
    fs::rename(&unfinished, folder.join(program.name()))?;
    eprintln!("compiled {} {version} in {} s", program.name(), begun.elapsed().as_secs());
    Ok(())
}

/// The Go command, where there is one.
fn go() -> Option<PathBuf> {
    ["go", "/usr/local/go/bin/go"].into_iter().map(PathBuf::from).find(|go| {
        let mut command = Command::new(go);
        command.arg("version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// Makes a module, like the one of the repository, for another version of Kubernetes.
fn module_of(go: &Path, version: Version, folder: &Path) -> Result<PathBuf> {
    let module = folder.join("module");
    let kept = module.join("go.sum");
    match fs::metadata(&kept) {
        Ok(_) => return Ok(module),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(&module)?,
        Err(error) => return Err(error.into()),
    }
    let output = Command::new(go)
        .args(["mod", "download", "-json", &format!("k8s.io/kubernetes@{version}")])
        .current_dir(&module)
        .stdin(Stdio::null())
        .output()?;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("asking Go for k8s.io/kubernetes@{version}"))?;
    if let Some(error) = answer.get("Error").and_then(|error| error.as_str()) {
        bail!("Go cannot get k8s.io/kubernetes@{version}: {error}");
    }
    let upstream =
        answer.get("GoMod").and_then(|path| path.as_str()).context("Go names no go.mod")?;
    fs::write(module.join("go.mod"), requirements(&fs::read_to_string(upstream)?, version))?;
    run(Command::new(go).args(["mod", "tidy"]).current_dir(&module))
        .with_context(|| format!("resolving the modules of Kubernetes {version}"))?;
    Ok(module)
}

/// The `go.mod` that compiles a version, made from the one of that version: what it takes from its own source tree is
/// taken from the module that was published of it.
fn requirements(upstream: &str, version: Version) -> String {
    let published = format!("v0.{}.{}", version.minor, version.patch);
    let mut text = "module sekisho/e2e/kubernetes\n\n".to_owned();
    for line in
        upstream.lines().filter(|line| line.starts_with("go ") || line.starts_with("godebug "))
    {
        text.extend([line, "\n"]);
    }
    text += "\ntool (\n";
    for program in Program::ALL.iter().filter(|program| **program != Program::Etcd) {
        text.extend(["\tk8s.io/kubernetes/cmd/", program.name(), "\n"]);
    }
    let _ = write!(text, ")\n\nrequire k8s.io/kubernetes {version}\n\nreplace (\n");
    for line in upstream.lines() {
        if let Some((name, target)) = line.trim().split_once(" => ")
            && target.starts_with("./staging/")
        {
            let name = name.trim_start_matches("replace ");
            text.extend(["\t", name, " => ", name, " ", &published, "\n"]);
        }
    }
    text + ")\n"
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { bail!("`go` ended with {status}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staging_modules_are_taken_as_published() {
        let upstream = "module k8s.io/kubernetes\n\ngo 1.25.0\n\ngodebug default=go1.25\n\nrequire x v1.0.0\n\n\
                        replace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n\ty => z v1.0.0\n)\n";
        let made = requirements(upstream, Version { major: 1, minor: 35, patch: 2 });
        assert!(made.contains("\ngo 1.25.0\ngodebug default=go1.25\n"), "{made}");
        assert!(made.contains("require k8s.io/kubernetes v1.35.2\n"), "{made}");
        assert!(made.ends_with("replace (\n\tk8s.io/api => k8s.io/api v0.35.2\n)\n"), "{made}");
    }

    #[test]
    fn the_module_of_the_repository_is_of_the_version_that_is_stated() {
        let module = |name: &str| fs::read_to_string(format!("{MODULES}/{name}/go.mod")).unwrap();
        assert!(
            module("kubernetes").contains(&format!("k8s.io/kubernetes {} ", Version::KUBERNETES))
        );
        assert!(module("etcd").contains(&format!("go.etcd.io/etcd/server/v3 {} ", Version::ETCD)));
    }
}
