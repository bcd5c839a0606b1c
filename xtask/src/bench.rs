//! Times whole scans: what a user waits for, and what it takes.

mod live;
mod peers;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use wait4::Wait4 as _;

use crate::context::Context;

/// One run of a program.
#[derive(Clone, Copy, Debug)]
struct Measured {
    wall: f64,
    /// User and system time of all threads, in seconds.
    cpu: f64,
    /// The most memory that was resident at a time, in bytes.
    peak: u64,
}

/// Scans the paths several times and prints medians, then the checks that cost the most. Nothing is
/// rendered: Helm would be timed. With `--peers` other scanners read the same paths; with `--cluster` a
/// real API server is scanned.
pub(crate) fn run(cx: &Context, args: &[&str]) -> Result<()> {
    let mut runs = 5;
    let mut with_peers = false;
    let mut of_cluster = false;
    let mut paths = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match *word {
            "--runs" => {
                let number = words.next().context("`--runs` needs a number")?;
                runs = number.parse().context("`--runs`")?;
            }
            "--peers" => with_peers = true,
            "--cluster" => of_cluster = true,
            path => paths.push(path),
        }
    }
    ensure!(
        paths.is_empty() == of_cluster && runs > 0,
        "usage: cargo xtask bench [--peers] PATH… [--runs N], or cargo xtask bench --cluster [--runs N]"
    );
    let built = cx.cargo().args(["build", "--release", "--package", "sekisho-cli"]).status()?;
    ensure!(built.success(), "the release build failed");
    let program = program(cx)?;
    if of_cluster {
        return live::run(cx, &program, runs);
    }

    let summary = summary(cx, &program, &paths)?;
    let mut measured = Vec::new();
    for _ in 0..runs {
        measured.push(once(cx, &program, &paths)?);
    }
    let wall = median(measured.iter().map(|run| run.wall));
    let cpu = median(measured.iter().map(|run| run.cpu));
    let peak = measured.iter().map(|run| run.peak).max().unwrap_or(0);

    let count = |name: &str| summary["summary"][name].as_u64();
    let bytes = count("bytes").context("the report counts the bytes that were read")?;
    let megabytes = bytes as f64 / 1e6;
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!("input    {megabytes:>9.2} MB read under {}", paths.join(" "));
    for name in ["files", "documents", "objects"] {
        if let Some(count) = count(name) {
            println!("{name:<9}{count:>9}");
        }
    }
    println!("wall     {wall:>9.3} s   median of {runs} runs");
    println!("cpu      {cpu:>9.3} s   both cores together; {:.2} of them used", cpu / wall);
    println!("speed    {:>9.1} MB per CPU-second", megabytes / cpu);
    println!("         {:>9.1} MB per second", megabytes / wall);
    if let Some(objects) = count("objects") {
        println!("         {:>9.0} objects per second", objects as f64 / wall);
    }
    println!("memory   {:>9.1} MiB at the peak; the input is {:.1} MiB", mib(peak), mib(bytes));
    if with_peers {
        return peers::run(cx, &paths, cpu);
    }
    costs(cx, &paths)
}

/// The checks that take the longest, each timed alone in one thread.
fn costs(cx: &Context, paths: &[&str]) -> Result<()> {
    println!();
    let example =
        ["run", "--quiet", "--release", "--package", "sekisho-scan", "--example", "costs"];
    let done = cx.cargo().args(example).arg("--").args(paths).status()?;
    ensure!(done.success(), "timing single checks failed");
    Ok(())
}

/// Runs a program with its output thrown away and prints what it took, as JSON. This is a process of
/// its own, because the kernel counts the memory of whoever starts a program into its peak until the
/// program has replaced it: this process is small.
pub(crate) fn measure(program: &str, args: &[&str]) -> Result<()> {
    let begun = Instant::now();
    let child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("running `{program}`"))?;
    let used = child.wait4()?;
    let cpu: Duration = used.rusage.utime + used.rusage.stime;
    let measured = json!({
        "wall": begun.elapsed().as_secs_f64(),
        "cpu": cpu.as_secs_f64(),
        "peak": used.rusage.maxrss,
        "status": used.status.code(),
    });
    println!("{measured}");
    Ok(())
}

fn once(cx: &Context, program: &str, paths: &[&str]) -> Result<Measured> {
    let words = [&["scan", "--no-render", "--fail-on", "never"], paths].concat();
    let (measured, status) = taken(cx, program, &words)?;
    if !matches!(status, Some(0 | 2)) {
        bail!("a scan ended with {status:?}");
    }
    Ok(measured)
}

/// What one run of a program took, and its status.
fn taken(cx: &Context, program: &str, args: &[&str]) -> Result<(Measured, Option<i64>)> {
    let this = std::env::current_exe()?;
    let output = cx
        .command(&this.display().to_string())
        .args(["measure", program])
        .args(args)
        .stderr(Stdio::inherit())
        .output()?;
    let measured: Value = serde_json::from_slice(&output.stdout).context("one measured run")?;
    let status = measured["status"].as_i64();
    let measured = Measured {
        wall: measured["wall"].as_f64().unwrap_or_default(),
        cpu: measured["cpu"].as_f64().unwrap_or_default(),
        peak: measured["peak"].as_u64().unwrap_or_default(),
    };
    Ok((measured, status))
}

/// The program's JSON report of the same scan, for its counts.
fn summary(cx: &Context, program: &str, paths: &[&str]) -> Result<Value> {
    let output = cx
        .command(program)
        .args(["scan", "--no-render", "--fail-on", "never", "--report", "json"])
        .args(paths)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    serde_json::from_slice(&output.stdout).context("the JSON report of the scan")
}

/// The path of the release build.
fn program(cx: &Context) -> Result<String> {
    let metadata = cx
        .cargo()
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()?;
    let metadata: Value = serde_json::from_slice(&metadata.stdout)?;
    let target = metadata["target_directory"].as_str().context("a target folder")?;
    Ok(format!("{target}/release/sekisho"))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
