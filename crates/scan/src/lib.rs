//! The use case of a scan: judge every world, waive, compare with a baseline, put in order.
//!
//! One function, [`scan`], is called by the command line, and will be by the admission webhook and
//! the background audit: what a pull request is told is what the cluster will say. It reads no
//! files and no clock; whatever it needs is in the [`Request`].

mod fingerprint;
mod harmless;
mod judge;
mod order;
mod pod_security;
mod select;
mod waive;

use std::collections::HashSet;

use sekisho_checks::Settings;
use sekisho_finding::{Counts, Finding, Outcome, Problem, Sources, Waiver};
use sekisho_inventory::Snapshot;

pub use fingerprint::stable_route;
pub use select::{Selection, UnknownCheck, all_checks, find_check};

/// What is asked of a scan.
#[derive(Debug)]
pub struct Request {
    /// What the checks need to know beside the objects.
    pub settings: Settings,
    /// Which checks are asked.
    pub selection: Selection,
    /// Waivers from a configuration file; those in comments and annotations come with the objects.
    pub waivers: Vec<Waiver>,
    /// Fingerprints of findings that were there before.
    pub baseline: HashSet<String>,
    /// The day on which waivers are looked at, `2026-11-22`; none lets every waiver hold.
    pub today: Option<String>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Input {
    /// The worlds.
    pub snapshots: Vec<Snapshot>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// How much was read.
    pub counts: Counts,
}

/// Judges every world with the selected checks. `sources` only names texts in problems.
pub fn scan(request: &Request, input: Input, sources: &dyn Sources) -> Outcome {
    let Input { snapshots, mut problems, counts } = input;
    let judged = judge::judge(request, &snapshots);
    let mut findings = judged.findings;
    fingerprint::assign(&mut findings, &snapshots);
    problems.extend(waive::apply(&mut findings, &snapshots, request, sources));
    order::sort(&mut findings);
    Outcome { findings, problems, tallies: judged.tallies, counts }
}

/// The findings of some worlds, waived as in [`scan`]: what an edit of their objects made of them.
pub fn judge_again(
    request: &Request,
    snapshots: &[Snapshot],
    sources: &dyn Sources,
) -> Vec<Finding> {
    let mut findings = judge::judge(request, snapshots).findings;
    fingerprint::assign(&mut findings, snapshots);
    waive::apply(&mut findings, snapshots, request, sources);
    order::sort(&mut findings);
    findings
}
