//! The ten checks that take the longest over some files: `cargo run --release --example costs -- PATH…`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a command for people who work on checks: it prints what it measured"
)]

use std::time::{Duration, Instant};

use sekisho_checks::{CHECKS, Judge, Settings};
use sekisho_collect::{Request, Silent, collect};

/// Runs of each check; the shortest counts.
const RUNS: usize = 3;
/// Checks that are printed.
const SHOWN: usize = 10;

fn main() {
    let collected = collect(Request::new(std::env::args_os().skip(1)), &Silent);
    let settings = Settings::default();
    let time = |judge: &Judge<'_>| -> Duration {
        let once = || {
            let begun = Instant::now();
            let mut findings = 0;
            for snapshot in &collected.snapshots {
                findings += judge.objects(snapshot, snapshot.objects()).findings.len();
                findings += judge.world(snapshot).findings.len();
            }
            std::hint::black_box(findings);
            begun.elapsed()
        };
        (0..RUNS).map(|_| once()).min().unwrap_or_default()
    };
    // Taking pods and containers apart is done once for all checks.
    let walk = time(&Judge::new(&settings, |_| false));
    let all = time(&Judge::new(&settings, |_| true));
    let mut costs: Vec<(Duration, &str)> = CHECKS
        .iter()
        .map(|check| {
            let judge = Judge::new(&settings, |meta| meta.id == check.meta.id);
            (time(&judge).saturating_sub(walk), check.meta.slug)
        })
        .collect();
    costs.sort_by(|one, other| other.cmp(one));
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!("{:>9.2} ms  all {} checks in one thread", milliseconds(all), CHECKS.len());
    println!("{:>9.2} ms  of it: walking objects, pods and containers", milliseconds(walk));
    for (cost, slug) in costs.iter().take(SHOWN) {
        println!("{:>9.2} ms  {slug}", milliseconds(*cost));
    }
}
