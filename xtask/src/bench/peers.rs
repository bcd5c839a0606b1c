//! Other scanners over the same files: what they take, as a multiple of what ours takes.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Measured, taken};
use crate::context::Context;

/// A scanner that people install by themselves.
#[derive(Debug)]
struct Peer {
    name: &'static str,
    /// How to install it.
    from: &'static str,
    /// What makes it say its version.
    version: &'static [&'static str],
    /// Its words before the files.
    words: &'static [&'static str],
    /// How it is told what to read.
    reads: Reads,
}

#[derive(Clone, Copy, Debug)]
enum Reads {
    /// A folder, each with this option before it.
    Folders(&'static str),
    /// Every file by name; a file that it cannot read ends its run, so those are left out first.
    Files,
}

const PEERS: [Peer; 2] = [
    Peer {
        name: "checkov",
        from: "pip install checkov",
        version: &["--version"],
        words: &[
            "--framework",
            "kubernetes",
            "--quiet",
            "--compact",
            "--skip-download",
            "--output",
            "json",
        ],
        reads: Reads::Folders("--directory"),
    },
    Peer {
        name: "kube-score",
        from: "go install github.com/zegl/kube-score/cmd/kube-score@latest",
        version: &["version"],
        words: &["score", "--output-format", "ci"],
        reads: Reads::Files,
    },
];

/// Files that a peer takes at once; a command line has an end.
const BATCH: usize = 500;

/// Runs whichever peers are there once over the paths and prints ratios in CPU time.
pub(super) fn run(cx: &Context, paths: &[&str], ours: f64) -> Result<()> {
    println!("\nsekisho     {ours:>9.2} CPU-s");
    for peer in &PEERS {
        let Some(version) = cx.says(peer.name, peer.version) else {
            println!("{:<12}is not on the PATH; {}", peer.name, peer.from);
            continue;
        };
        let version = version.lines().next().unwrap_or_default().trim().to_owned();
        let (cpu, peak, note) = match peer.reads {
            Reads::Folders(option) => {
                let mut words = peer.words.to_vec();
                words.extend(paths.iter().flat_map(|path| [option, path]));
                let (took, _) = taken(cx, peer.name, &words)?;
                (took.cpu, took.peak, String::new())
            }
            Reads::Files => of_files(cx, peer, paths)?,
        };
        println!(
            "{:<12}{cpu:>9.2} CPU-s  {:>7.1} times ours  {:>8.1} MiB  {version}{note}",
            peer.name,
            cpu / ours,
            peak as f64 / f64::from(1 << 20),
        );
    }
    Ok(())
}

/// Over files by name: those that the peer cannot read are found first, one batch after the other being
/// halved, and neither counted nor timed.
fn of_files(cx: &Context, peer: &Peer, paths: &[&str]) -> Result<(f64, u64, String)> {
    let mut files = Vec::new();
    for path in paths {
        manifests(Path::new(path), &mut files).with_context(|| format!("reading `{path}`"))?;
    }
    files.sort();
    let named: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut readable = Vec::new();
    for batch in named.chunks(BATCH) {
        sift(cx, peer, batch, &mut readable)?;
    }
    let (mut cpu, mut peak) = (0.0, 0);
    for batch in readable.chunks(BATCH) {
        let took = once(cx, peer, batch)?.0;
        cpu += took.cpu;
        peak = peak.max(took.peak);
    }
    let left = named.len() - readable.len();
    Ok((cpu, peak, format!("; {left} of {} files left out, which it cannot read", named.len())))
}

fn sift(cx: &Context, peer: &Peer, files: &[String], readable: &mut Vec<String>) -> Result<()> {
    // Findings end it with 1, and so does a file that it cannot read; only then it prints nothing.
    let output = cx.command(peer.name).args(peer.words).args(files).output()?;
    if !output.stdout.is_empty() || output.status.success() {
        readable.extend_from_slice(files);
    } else if let [_, _, ..] = files {
        let (one, other) = files.split_at(files.len() / 2);
        sift(cx, peer, one, readable)?;
        sift(cx, peer, other, readable)?;
    }
    Ok(())
}

fn once(cx: &Context, peer: &Peer, files: &[String]) -> Result<(Measured, Option<i64>)> {
    let words: Vec<&str> =
        peer.words.iter().copied().chain(files.iter().map(String::as_str)).collect();
    taken(cx, peer.name, &words)
}

fn manifests(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        let is_manifest = entry.extension().is_some_and(|it| it == "yaml" || it == "yml");
        if entry.is_dir() || is_manifest {
            manifests(&entry, files)?;
        }
    }
    Ok(())
}
