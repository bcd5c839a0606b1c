//! The use case of a scan: judge every world, waive, compare with what is known, put in order.
//!
//! One function, [`scan`], is called by the command line, and will be by the admission webhook and
//! the background audit: what a pull request is told is what the cluster will say. It reads no
//! files and no clock; whatever it needs is in the [`Request`].

mod changes;
mod fingerprint;
mod harmless;
mod judge;
mod known;
mod look;
mod order;
mod pattern;
mod pod_security;
mod policy;
mod root;
mod select;
mod waive;

use sekisho_checks::Settings;
use sekisho_finding::{Counts, Finding, ObjectRef, Outcome, Problem, Sources};
use sekisho_inventory::Snapshot;

pub use fingerprint::stable_route;
pub use known::{Known, KnownFinding};
pub use look::{Look, looks};
pub use pattern::{BadPattern, Paths, Pattern};
pub use policy::{Override, Policy};
pub use root::Root;
pub use select::{Selection, UnknownCheck, all_checks, find_check};
pub use waive::{About, Scope, StandingWaiver};

/// What is asked of a scan.
#[derive(Debug, Default)]
pub struct Request {
    /// What the checks need to know beside the objects.
    pub settings: Settings,
    /// Which checks are asked.
    pub selection: Selection,
    /// How severe findings are where users said so.
    pub policy: Policy,
    /// Waivers from files; those in comments and annotations come with the objects.
    pub waivers: Vec<StandingWaiver>,
    /// Findings that were there before.
    pub known: Vec<Known>,
    /// The day on which waivers are looked at, `2026-11-22`; none lets every waiver hold.
    pub today: Option<String>,
    /// Where the project begins.
    pub root: Root,
    /// Whether the whole project is read, so that a waiver that covers nothing is useless everywhere.
    pub is_whole: bool,
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

/// Judges every world with the selected checks. `sources` names the texts that objects are in.
pub fn scan(request: &Request, input: Input, sources: &dyn Sources) -> Outcome {
    let mut outcome = judged(request, &input, sources);
    outcome.compared = known::compare(&mut outcome.findings, &input.snapshots, request);
    let Input { snapshots: _, problems, counts } = input;
    let notes = std::mem::replace(&mut outcome.problems, problems);
    outcome.problems.extend(notes);
    outcome.counts = counts;
    outcome
}

/// Everything but the comparison with what is known, and what was read.
fn judged(request: &Request, input: &Input, sources: &dyn Sources) -> Outcome {
    let mut judged = judge::judge(request, &input.snapshots);
    if let Some((findings, tally)) = changes::find(request, &input.snapshots) {
        judged.findings.extend(findings);
        judged.tallies.push(tally);
    }
    fingerprint::assign(&mut judged.findings, &input.snapshots, &request.root);
    let notes = waive::apply(&mut judged, &input.snapshots, request, sources);
    request.policy.weigh(&mut judged.findings, request, sources);
    order::sort(&mut judged.findings);
    Outcome {
        findings: judged.findings,
        problems: notes,
        tallies: judged.tallies,
        configured: request.policy.configured(request),
        ..Outcome::default()
    }
}

/// The path of an object's text as the user would write it: its file, or the template or resource file
/// that it was rendered from; none for an object that is in no text.
fn whereabouts(object: &ObjectRef, sources: &dyn Sources) -> Option<String> {
    let document = object.document.as_ref()?;
    if let Some(file) = sources.file(document.source) {
        return Some(file.to_owned());
    }
    let origin = object.origin.as_deref()?;
    match (&origin.chart, &origin.template, &origin.base) {
        (Some(chart), Some(template), _) => {
            Some(format!("{}/{template}", chart.trim_end_matches('/')))
        }
        (None, Some(only), _) | (Some(only), None, _) | (None, None, Some(only)) => {
            Some(only.clone())
        }
        (None, None, None) => None,
    }
}

/// The findings of some worlds, waived as in [`scan`]: what an edit of their objects made of them.
pub fn judge_again(
    request: &Request,
    snapshots: &[Snapshot],
    sources: &dyn Sources,
) -> Vec<Finding> {
    let mut judged = judge::judge(request, snapshots);
    fingerprint::assign(&mut judged.findings, snapshots, &request.root);
    waive::apply(&mut judged, snapshots, request, sources);
    request.policy.weigh(&mut judged.findings, request, sources);
    order::sort(&mut judged.findings);
    judged.findings
}
