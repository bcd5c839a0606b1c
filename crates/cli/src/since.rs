//! `--since REVISION`: what an earlier tree of the repository has as well is known.
//!
//! The tree is read through git into a folder of its own and judged as the user's files are; findings are
//! compared, not lines. The working tree stays as it is, and what is not committed counts.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use sekisho_finding::{Problem, ProblemKind};
use sekisho_scan::{Input, Known, Request};
use wait_timeout::ChildExt as _;

use crate::args::{InputArgs, ScanArgs};
use crate::commands::input::{self, Read};
use crate::configuration::slashes;
use crate::environment::Environment;

/// How long one call of git may take.
const TIME_LIMIT: Duration = Duration::from_mins(1);
/// How many bytes of files are asked for at once.
const BATCH: u64 = 32 << 20;

/// An earlier tree, on disk for as long as this lives.
#[derive(Debug)]
pub(crate) struct Before {
    revision: String,
    repository: PathBuf,
    folder: tempfile::TempDir,
    /// The paths that were asked for, as far as the tree has them.
    paths: Vec<PathBuf>,
    /// Where the user would stand in it.
    here: PathBuf,
}

/// A file in a tree of git.
#[derive(Debug)]
struct Blob {
    id: String,
    size: u64,
    is_link: bool,
    path: PathBuf,
}

/// Puts the tree of a revision on disk, as far as the paths need it.
pub(crate) fn checkout(revision: &str, args: &InputArgs) -> anyhow::Result<Before> {
    let asked = asked(args)?;
    let first = asked.first().context("`--since` wants a path")?;
    let inside = if first.is_dir() { first.as_path() } else { first.parent().unwrap_or(first) };
    let repository = git(inside, &["rev-parse", "--show-toplevel"], b"").map_err(|error| {
        anyhow!(
            "`{}` is in no git repository, which `--since` compares within: {error}",
            first.display()
        )
    })?;
    let repository = PathBuf::from(String::from_utf8_lossy(&repository).trim_end().to_owned());
    let repository = repository.canonicalize().unwrap_or(repository);
    let mut within = Vec::new();
    for path in &asked {
        let Ok(path) = path.strip_prefix(&repository) else {
            bail!(
                "`{}` is not in the repository `{}`; `--since` compares within one repository, so scan \
                 the others by themselves",
                path.display(),
                repository.display()
            )
        };
        within.push(path.to_owned());
    }
    let commit = commit(&repository, revision)?;
    let blobs = needed(blobs(&repository, &commit)?, &within);
    let folder = tempfile::tempdir().context("cannot make a folder for the earlier tree")?;
    let root = folder.path().canonicalize().unwrap_or_else(|_| folder.path().to_owned());
    // Ignore files hold up to the root of a repository, and folders are grouped by it.
    std::fs::create_dir_all(root.join(".git"))?;
    lay_out(&repository, &root, &blobs)?;
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let here = here.ok().and_then(|it| it.strip_prefix(&repository).map(Path::to_owned).ok());
    let here = root.join(here.unwrap_or_default());
    std::fs::create_dir_all(&here)?;
    let there = within.iter().map(|path| root.join(path)).filter(|path| path.exists());
    let paths = there.collect();
    Ok(Before { revision: revision.to_owned(), repository, folder, paths, here })
}

/// What was asked for, absolute.
fn asked(args: &InputArgs) -> anyhow::Result<Vec<PathBuf>> {
    args.paths
        .iter()
        .map(|path| {
            if path == Path::new("-") {
                bail!(
                    "`--since` cannot be used with standard input, which has no earlier revision"
                );
            }
            path.canonicalize().with_context(|| format!("cannot read `{}`", path.display()))
        })
        .collect()
}

const SHALLOW: &str = "this clone is shallow: fetch the history first, with `git fetch --unshallow` \
                       (`fetch-depth: 0` in actions/checkout, `GIT_DEPTH: 0` in GitLab)";

/// The commit to compare with: the common ancestor, so that what others did since does not count.
fn commit(repository: &Path, revision: &str) -> anyhow::Result<String> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
    let is_shallow = || {
        git(repository, &["rev-parse", "--is-shallow-repository"], b"")
            .is_ok_and(|answer| text(answer) == "true")
    };
    let wanted = format!("{revision}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
    let Ok(commit) = git(repository, &verify, b"").map(text) else {
        if is_shallow() {
            bail!("git knows no revision `{revision}`; {SHALLOW}");
        }
        bail!(
            "git knows no revision `{revision}`; give a branch, tag or commit that `git log` shows, and \
             `git fetch` those of others first"
        );
    };
    match git(repository, &["merge-base", &commit, "HEAD"], b"").map(text) {
        Ok(ancestor) => Ok(ancestor),
        Err(_) if is_shallow() => {
            bail!("`{revision}` and what is checked out have no common ancestor here; {SHALLOW}")
        }
        Err(_) => Ok(commit),
    }
}

/// The files of a tree.
fn blobs(repository: &Path, commit: &str) -> anyhow::Result<Vec<Blob>> {
    let listed = git(repository, &["ls-tree", "-r", "-l", "-z", "--full-tree", commit], b"")
        .map_err(|error| anyhow!("git cannot list the tree of `{commit}`: {error}"))?;
    let entries = listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    Ok(entries.filter_map(blob).collect())
}

/// `100644 blob 1a2b…      123<tab>path`; a submodule is none.
fn blob(entry: &[u8]) -> Option<Blob> {
    let entry = String::from_utf8_lossy(entry);
    let (facts, path) = entry.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let (mode, sort, id) = (facts.next()?, facts.next()?, facts.next()?);
    let size = facts.next()?.parse().ok()?;
    let path = PathBuf::from(path);
    let is_plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git")));
    let is_link = mode == "120000";
    (sort == "blob" && is_plain).then(|| Blob { id: id.to_owned(), size, is_link, path })
}

/// The files below the paths, and what decides about them from above; everything where a kustomization is
/// among them, because it may name any folder of the repository.
fn needed(blobs: Vec<Blob>, within: &[PathBuf]) -> Vec<Blob> {
    let is_asked = |blob: &Blob| within.iter().any(|path| blob.path.starts_with(path));
    let is_kustomization = |blob: &Blob| {
        let name = blob.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
    };
    if blobs.iter().any(|blob| is_asked(blob) && is_kustomization(blob)) {
        return blobs;
    }
    let decides = |blob: &Blob| {
        let name = blob.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let folder = blob.path.parent().unwrap_or(Path::new(""));
        matches!(name, ".gitignore" | ".ignore" | ".sekishoignore")
            && within.iter().any(|path| path.starts_with(folder))
    };
    blobs.into_iter().filter(|blob| is_asked(blob) || decides(blob)).collect()
}

/// Writes the files of a tree into a folder.
fn lay_out(repository: &Path, root: &Path, blobs: &[Blob]) -> anyhow::Result<()> {
    let folders: BTreeSet<&Path> = blobs.iter().filter_map(|blob| blob.path.parent()).collect();
    for folder in folders {
        std::fs::create_dir_all(root.join(folder))?;
    }
    let mut rest = blobs;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |blob: &&Blob| {
            bytes += blob.size;
            bytes <= BATCH
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (some, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = others;
        let mut ids = String::new();
        for blob in some {
            let _ = writeln!(ids, "{}", blob.id);
        }
        let output = git(repository, &["cat-file", "--batch"], ids.as_bytes())
            .map_err(|error| anyhow!("git cannot read the files of the earlier tree: {error}"))?;
        let mut output = output.as_slice();
        for blob in some {
            let content = content(&mut output, blob)
                .with_context(|| format!("git has no content for `{}`", blob.path.display()))?;
            put(&root.join(&blob.path), content, blob.is_link)
                .with_context(|| format!("cannot lay out `{}`", blob.path.display()))?;
        }
    }
    Ok(())
}

/// The next content: `<id> blob <size>`, a line end, the bytes, a line end.
fn content<'o>(output: &mut &'o [u8], blob: &Blob) -> Option<&'o [u8]> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = output.split_at_checked(end)?;
    let head = String::from_utf8_lossy(head);
    let size: usize = head.strip_prefix(&blob.id)?.strip_prefix(" blob ")?.parse().ok()?;
    let (content, rest) = rest.get(1..)?.split_at_checked(size)?;
    *output = rest.get(1..)?;
    Some(content)
}

fn put(path: &Path, content: &[u8], is_link: bool) -> std::io::Result<()> {
    #[cfg(unix)]
    if is_link {
        let target = String::from_utf8_lossy(content).into_owned();
        return std::os::unix::fs::symlink(target, path);
    }
    // Git itself writes links as files where the system has none.
    let _ = is_link;
    #[expect(
        clippy::disallowed_methods,
        reason = "the earlier tree is laid out in a folder of its own"
    )]
    std::fs::write(path, content)
}

/// Runs git in a folder with a time limit; what it complains is the error.
fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    // A hook of git has these set, for another folder than the one that is asked here.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            "`git` is not installed; install it, or compare with `--baseline`".to_owned()
        }
        _ => format!("`git` cannot be started: {error}"),
    })?;
    let (pipe, mut out, mut err) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let drain = |pipe: Option<&mut dyn std::io::Read>| {
        let mut bytes = Vec::new();
        // A pipe that breaks shows in how the program ended.
        let _ = pipe.map(|pipe| pipe.read_to_end(&mut bytes));
        bytes
    };
    let (ended, output, complaints) = std::thread::scope(|scope| {
        scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(input)));
        let output = scope.spawn(|| drain(out.as_mut().map(|pipe| pipe as &mut dyn std::io::Read)));
        let complaints =
            scope.spawn(|| drain(err.as_mut().map(|pipe| pipe as &mut dyn std::io::Read)));
        let ended = child.wait_timeout(TIME_LIMIT);
        if !matches!(ended, Ok(Some(_))) {
            let _ = child.kill();
            let _ = child.wait();
        }
        (ended, output.join().unwrap_or_default(), complaints.join().unwrap_or_default())
    });
    match ended {
        Ok(Some(status)) if status.success() => Ok(output),
        Ok(Some(status)) => {
            let said = String::from_utf8_lossy(&complaints);
            let said = said.lines().map(str::trim).collect::<Vec<_>>().join(" ");
            let said = said.strip_prefix("fatal: ").unwrap_or(&said).to_owned();
            Err(if said.is_empty() { format!("git ended with {status}") } else { said })
        }
        Ok(None) => Err(format!("git took longer than {} seconds", TIME_LIMIT.as_secs())),
        Err(error) => Err(error.to_string()),
    }
}

/// Judges the earlier tree as the request says.
pub(crate) fn judge(
    before: &Before,
    request: &mut Request,
    args: &ScanArgs,
    read: &mut Read,
    environment: &Environment,
) -> anyhow::Result<Known> {
    let revision = before.revision.as_str();
    if before.paths.is_empty() {
        return Ok(Known::recorded(revision, Vec::new()));
    }
    let there = input::read_paths(
        &args.input,
        &before.paths,
        Some(&before.here),
        environment,
        Box::new(std::io::empty()),
    )?;
    let gaps =
        there.problems.iter().filter(|it| it.kind.is_error() || it.kind.is_warning()).count();
    if gaps > 0 {
        let message = format!(
            "{gaps} things in the tree of `{revision}` could not be read or rendered; what is found in \
             them now counts as new"
        );
        let note = Problem::new(ProblemKind::Note, String::new(), message);
        read.problems.push(Problem { path: None, ..note });
    }
    // The project begins elsewhere in the earlier tree.
    let own = request.root.folder.clone();
    if own.as_deref() == Some(&*slashes(&before.repository)) {
        let folder = before.folder.path();
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        request.root.folder = Some(slashes(&folder));
    }
    let input =
        Input { snapshots: there.snapshots, problems: there.problems, counts: there.counts };
    let known = Known::of(revision, request, &input, &there.sources);
    request.root.folder = own;
    Ok(known)
}
