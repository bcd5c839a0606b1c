//! The steps of `cargo xtask test`: each can be run alone, all are run even where one fails.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::context::Context;
use crate::{edges, generate, setup, tidy, transcript};

/// A step of `cargo xtask test`.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// What it looks at.
    pub(crate) what: &'static str,
    /// Whether `--fast` runs it too.
    fast: bool,
    run: Run,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    /// A Cargo command.
    Cargo(&'static [&'static str]),
    /// A function of ours that gives its complaints.
    Own(fn(&Context) -> Result<Vec<String>>),
    /// The tests, whose results are counted.
    Tests,
}

/// In the order in which they run: what is quick to fail comes first.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "setup",
        what: "what the other steps need is installed, or named",
        fast: false,
        run: Run::Own(setup::run),
    },
    Step {
        name: "format",
        what: "cargo fmt finds nothing to change",
        fast: true,
        run: Run::Cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "edges",
        what: "crates depend on each other only as the table allows",
        fast: true,
        run: Run::Own(edges::run),
    },
    Step {
        name: "tidy",
        what: "house rules that no other tool knows",
        fast: true,
        run: Run::Own(tidy::run),
    },
    Step {
        name: "generated",
        what: "generated files are what the generators write",
        fast: true,
        run: Run::Own(|cx| generate::run(cx, true)),
    },
    Step {
        name: "licences",
        what: "licences, duplicates and sources of all dependencies are allowed",
        fast: false,
        // Advisories are left out: they need today's database from the network, and would let
        // yesterday's commit fail today. `cargo deny check advisories` asks for them.
        run: Run::Cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"]),
    },
    Step {
        name: "unused",
        what: "no crate names a dependency that it does not use",
        fast: false,
        run: Run::Cargo(&["machete", "--with-metadata"]),
    },
    Step {
        name: "lint",
        what: "clippy has nothing to say, about tests and benches either",
        fast: true,
        run: Run::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-Dwarnings",
        ]),
    },
    Step {
        name: "cluster",
        what: "the programs of the test cluster are there, or are compiled",
        fast: false,
        run: Run::Own(programs),
    },
    Step {
        name: "tests",
        what: "all tests, with the recorded cases that SEKISHO_CORPORA names",
        fast: true,
        run: Run::Tests,
    },
    Step {
        name: "transcript",
        what: "the READMEs show what the program prints",
        fast: true,
        run: Run::Own(|cx| transcript::run(cx, false)),
    },
];

/// The environment variable that switches off the tests on a real cluster.
const CLUSTER_SWITCH: &str = "SEKISHO_CLUSTER";

// `cargo test` rather than nextest: the recorded cases fill both cores from within a few long tests,
// so running tests in processes of their own would save less than building nextest takes.
// `--show-output` lets the counts of the recorded cases through.
const TESTS: &[&str] =
    &["test", "--workspace", "--locked", "--no-fail-fast", "--", "--show-output"];

/// Compiles the programs of the test cluster before a test waits for them. Without a Go to compile them, the tests say
/// that they skip.
fn programs(cx: &Context) -> Result<Vec<String>> {
    if !cx.cluster {
        println!("  left out, as asked");
        return Ok(Vec::new());
    }
    // In a process of its own, which searches the path that the tests will search.
    let this = std::env::current_exe()?;
    let mut command = cx.command(&this.display().to_string());
    let found = command.args(["cluster", "programs"]).stdin(Stdio::null()).status()?.success();
    Ok(if found { Vec::new() } else { vec!["a program could not be compiled".to_owned()] })
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Passed,
    Failed,
}

/// Runs the steps, all or those named; `false` if one failed.
pub(crate) fn run(cx: &Context, named: &[&str]) -> Result<bool> {
    if let Some(unknown) = named.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("`{unknown}` is no step; one of: {}", names.join(", "));
    }
    let chosen: Vec<&Step> =
        STEPS
            .iter()
            .filter(|step| {
                if named.is_empty() { step.fast || !cx.fast } else { named.contains(&step.name) }
            })
            .collect();
    let begun = Instant::now();
    let mut endings = Vec::new();
    for (index, step) in chosen.iter().enumerate() {
        println!("\n== {}/{} {}: {}", index + 1, chosen.len(), step.name, step.what);
        if let Run::Cargo(words) = step.run {
            println!("   cargo {}", words.join(" "));
        }
        let begun = Instant::now();
        let mut counts = Counts::default();
        let ending = match perform(cx, step.run, &mut counts) {
            Ok(ending) => ending,
            Err(error) => {
                println!("{error:#}");
                Ending::Failed
            }
        };
        endings.push((*step, ending, begun.elapsed(), counts));
    }
    summarise(&endings, begun.elapsed());
    Ok(endings.iter().all(|(_, ending, ..)| *ending == Ending::Passed))
}

fn perform(cx: &Context, run: Run, counts: &mut Counts) -> Result<Ending> {
    let passed = match run {
        Run::Cargo(words) => {
            cx.cargo().args(words).stdin(Stdio::null()).status().context("running cargo")?.success()
        }
        Run::Own(run) => {
            let complaints = run(cx)?;
            for complaint in &complaints {
                println!("{complaint}");
            }
            complaints.is_empty()
        }
        Run::Tests => {
            let mut command = cx.cargo();
            command.args(TESTS);
            if cx.fast {
                command.env_remove("SEKISHO_CORPORA");
            }
            if !cx.cluster {
                command.env(CLUSTER_SWITCH, "none");
            }
            count(&mut command, counts)?
        }
    };
    Ok(if passed { Ending::Passed } else { Ending::Failed })
}

/// What the lines of the test runner add up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
    ignored: usize,
    corpora: Vec<String>,
}

impl Counts {
    fn line(&mut self, line: &str) {
        if line.starts_with("corpus ") {
            self.corpora.push(line.to_owned());
        }
        let Some(results) = line.strip_prefix("test result: ") else {
            return;
        };
        let mut words = results.split([' ', ';', '.']).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            let (Ok(count), Some(kind)) = (word.parse::<usize>(), words.peek()) else {
                continue;
            };
            match *kind {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

/// Runs a command whose output is passed on and counted.
fn count(command: &mut Command, counts: &mut Counts) -> Result<bool> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().context("running cargo")?;
    let output = child.stdout.take().context("the output of cargo is piped")?;
    // A test may print bytes that are no text; they are passed on as well as they can be.
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        counts.line(&line);
    }
    Ok(child.wait()?.success())
}

fn summarise(endings: &[(&Step, Ending, Duration, Counts)], total: Duration) {
    println!("\n== summary");
    for (_, _, _, counts) in endings {
        for corpus in &counts.corpora {
            println!("   {corpus}");
        }
    }
    for (step, ending, took, counts) in endings {
        let word = match ending {
            Ending::Passed => "passed",
            Ending::Failed => "FAILED",
        };
        let mut note = String::new();
        if *counts != Counts::default() {
            let Counts { passed, failed, ignored, .. } = counts;
            note = format!("   {passed} passed, {failed} failed, {ignored} ignored");
        }
        println!("   {:<12} {word} {:>8.1} s{note}", step.name, took.as_secs_f64());
    }
    println!("   {:<12}        {:>8.1} s", "together", total.as_secs_f64());
    for (step, ..) in endings.iter().filter(|(_, ending, ..)| *ending == Ending::Failed) {
        println!("   {} failed; alone: cargo xtask test {}", step.name, step.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_test_binaries_add_up() {
        let mut counts = Counts::default();
        counts.line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        counts.line("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s");
        counts.line("corpus psa: 5 passed, 0 failed, 0 skipped");
        assert_eq!((counts.passed, counts.failed, counts.ignored), (15, 2, 1));
        assert_eq!(counts.corpora.len(), 1);
    }

    #[test]
    fn step_names_are_unique() {
        let mut names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }
}
