//! The use case of mending: fixes of findings to edited texts.
//!
//! [`mend`] makes the fixes that are allowed in memory, one world at a time, and gives back the texts
//! as they would be. A fix counts only if it is proven: the edited text reads as the edits say and
//! every other document as before, the finding is gone when the world is judged again, and no other
//! finding of interest has come. What cannot be proven is left out, with the reason. Nothing is written here.

mod advice;
mod diff;
mod refusal;
mod round;
mod world;

use rayon::prelude::*;
use sekisho_finding::{
    CheckMeta, Finding, Mending, Outcome, Safety, SourceId, Sources, Text, Waiver,
};
use sekisho_inventory::Snapshot;
use sekisho_scan::Request;
use sekisho_value::{Route, Value};

pub use diff::{Hunk, Line, hunks};
pub use refusal::Refusal;

use crate::world::Place;

/// Which fixes are made, and what is needed for it.
pub struct Plan<'a> {
    /// What is asked of the scan that proves each fix.
    pub request: &'a Request,
    /// The texts that objects were read from.
    pub texts: &'a dyn Sources,
    /// Reads objects anew from an edited text.
    pub reader: &'a dyn Reader,
    /// Whether fixes that may break a workload are made as well.
    pub unsafe_too: bool,
    /// The findings that are of interest: these are mended, and no other one of these may come. Those
    /// that are waived or in the baseline never are mended.
    pub wanted: &'a (dyn Fn(&Finding) -> bool + Sync),
}

impl std::fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("unsafe_too", &self.unsafe_too).finish_non_exhaustive()
    }
}

impl Plan<'_> {
    /// The fixes of a finding that may be made, by number.
    fn fixes(&self, finding: &Finding) -> impl Iterator<Item = usize> {
        let fixes = finding.fixes.iter().enumerate();
        fixes
            .filter(|(_, fix)| self.unsafe_too || fix.safety == Safety::Safe)
            .map(|(number, _)| number)
    }
}

/// Reads texts as the scan did. Whoever collects objects is one.
pub trait Reader: Sync {
    /// The objects of a text, those inside `List` kinds one by one.
    fn objects(&self, text: &str) -> Vec<Reading>;

    /// The text of a file that objects are rendered from, by its path as findings name it; none if it
    /// cannot be read.
    fn template(&self, path: &str) -> Option<String>;
}

/// An object as it was read anew.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document, counted from 1.
    pub document: u32,
    /// The object within the document.
    pub base: Route,
    /// Everything in it.
    pub value: Value,
    /// Keys that stand more than once.
    pub duplicate_keys: Vec<Route>,
    /// Waivers in comments, each with the part of the object that it covers.
    pub waivers: Vec<(Route, Waiver)>,
}

/// A text before and after.
#[derive(Clone, Debug)]
pub struct MendedText {
    /// Which text.
    pub source: SourceId,
    /// As it was read.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// What mending came to.
#[derive(Debug, Default)]
pub struct Mended {
    /// The worlds with their objects as the edited texts have them.
    pub snapshots: Vec<Snapshot>,
    /// The texts that change, in the order of their sources.
    pub texts: Vec<MendedText>,
    /// The findings that go away, as they were when their turn came.
    pub mended: Vec<Finding>,
    /// The findings that have a fix which was not made, with the reason.
    pub refused: Vec<Finding>,
}

/// Makes the fixes that are allowed, in memory, to a fixed point.
///
/// Fixes that touch the same place are made one after the other: after each round everything is judged
/// and located anew. Worlds are mended side by side, because no finding reaches from one into another.
pub fn mend(plan: &Plan<'_>, snapshots: Vec<Snapshot>) -> Mended {
    let worlds: Vec<Mended> =
        snapshots.into_par_iter().map(|snapshot| round::mend_world(plan, snapshot)).collect();
    let mut all = Mended::default();
    for world in worlds {
        all.snapshots.extend(world.snapshots);
        all.texts.extend(world.texts);
        all.mended.extend(world.mended);
        all.refused.extend(world.refused);
    }
    all.texts.sort_by_key(|text| text.source);
    all
}

/// When the fixes of a check break a workload. A check says when its finding is fine, which is when the
/// workload needs what a fix takes away; a few fixes have a risk of their own.
pub fn risk(check: &CheckMeta) -> Text {
    let control = sekisho_pss::CONTROLS.iter().find(|control| control.meta.id == check.id);
    control.map_or(check.fine, sekisho_pss::Control::risk)
}

impl Mended {
    /// Notes in the findings of an outcome what became of their fixes.
    pub fn annotate(&self, outcome: &mut Outcome) {
        let notes: std::collections::HashMap<Place, &Mending> = self
            .mended
            .iter()
            .chain(&self.refused)
            .filter_map(|finding| Some((Place::of(finding)?, finding.mending.as_deref()?)))
            .collect();
        for finding in &mut outcome.findings {
            let note = Place::of(finding).and_then(|place| notes.get(&place));
            finding.mending = note.map(|note| Box::new((*note).clone()));
        }
    }
}
