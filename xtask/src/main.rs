//! The repository's own commands: `cargo xtask test` and its parts.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a command for people: it prints, reads the tree, runs programs and takes times"
)]
#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value answers null where an index leads nowhere; nothing else is indexed"
)]

mod api;
mod bench;
#[cfg(target_os = "linux")]
mod cluster;
mod context;
mod dist;
mod edges;
mod generate;
mod rows;
mod setup;
mod steps;
mod tidy;
mod transcript;

use std::process::ExitCode;

use anyhow::Result;
use context::Context;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [OPTION…] [STEP…]  sets up what is missing, then runs every step, or those named
                          --fast: no set-up, no corpora, no cluster, no tools beyond those of the toolchain
                          --no-cluster: without the tests that need a real cluster
  setup                   installs what the steps need, or says what to install
  generate [--check]      writes generated files; with --check says which are out of date
  edges                   compares the dependencies between crates with the allowed ones
  tidy                    house rules that no other tool knows
  transcript [--write]    compares the README's transcripts with what the program prints
  bench PATH… [--runs N]  times whole scans with a release build
  bench --peers PATH…     the same beside checkov and kube-score, whichever is installed
  cluster COMMAND         a real cluster: up, down, status, exec; alone it tells how they are called
  dist                    builds what a release hands out, into target/dist

steps of test:";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command; `false` if it found something to complain about.
fn run(args: &[String]) -> Result<bool> {
    let mut cx = Context::new()?;
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test", rest @ ..] => {
            cx.fast = rest.contains(&"--fast");
            cx.cluster = !cx.fast && !rest.contains(&"--no-cluster");
            let is_option = |word: &&str| matches!(*word, "--fast" | "--no-cluster");
            let named: Vec<&str> = rest.iter().copied().filter(|word| !is_option(word)).collect();
            steps::run(&cx, &named)
        }
        ["setup"] => Ok(complain(&setup::run(&cx)?)),
        ["generate"] => Ok(complain(&generate::run(&cx, false)?)),
        ["generate", "--check"] => Ok(complain(&generate::run(&cx, true)?)),
        ["edges"] => Ok(complain(&edges::run(&cx)?)),
        ["tidy"] => Ok(complain(&tidy::run(&cx)?)),
        ["transcript"] => Ok(complain(&transcript::run(&cx, false)?)),
        ["transcript", "--write"] => Ok(complain(&transcript::run(&cx, true)?)),
        ["bench", rest @ ..] => bench::run(&cx, rest).map(|()| true),
        #[cfg(target_os = "linux")]
        ["cluster", rest @ ..] => cluster::run(rest),
        ["dist"] => dist::run(&cx).map(|()| true),
        // How `bench` measures one run: in a process that has no other children.
        ["measure", program, rest @ ..] => bench::measure(program, rest).map(|()| true),
        _ => {
            println!("{USAGE}");
            for step in steps::STEPS {
                println!("  {:<12} {}", step.name, step.what);
            }
            Ok(words.is_empty() || matches!(words.as_slice(), ["help" | "--help" | "-h"]))
        }
    }
}

/// Prints complaints; `true` if there are none.
fn complain(complaints: &[String]) -> bool {
    for complaint in complaints {
        println!("{complaint}");
    }
    complaints.is_empty()
}
