//! Rounds: choose fixes that do not meet, make them together, prove them, until nothing is left.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{Edit, Finding, MendState, Mending, Message, ObjectRef, SourceId};
use sekisho_inventory::Snapshot;
use sekisho_scan::judge_again;
use sekisho_source::{EditError, Editor};
use sekisho_value::{Route, Step};

use crate::refusal::Refusal;
use crate::world::{Place, Places, Seat, contradicts_itself, rebuilt, seat};
use crate::{Mended, MendedText, Plan, Reading, advice, risk};

/// How carefully a fix is tried: with all others first, and by itself once something went wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Care {
    #[default]
    Together,
    /// One fix for each object.
    OnePerObject,
    /// One fix for the whole world: what goes wrong now is its fault.
    Alone,
}

impl Care {
    fn more(self) -> Option<Self> {
        match self {
            Self::Together => Some(Self::OnePerObject),
            Self::OnePerObject => Some(Self::Alone),
            Self::Alone => None,
        }
    }
}

/// A world while it is mended.
struct World<'p> {
    plan: &'p Plan<'p>,
    snapshot: Snapshot,
    findings: Vec<Finding>,
    /// Texts that were needed: as read, and as they are now. None for one that cannot be had.
    texts: BTreeMap<SourceId, Option<(String, String)>>,
    care: HashMap<Place, Care>,
    /// Fixes that were refused, by finding: the next one may still be possible.
    refused: HashMap<Place, Vec<(usize, Refusal)>>,
    mended: Vec<Finding>,
}

/// A fix to be made.
#[derive(Clone, Debug)]
struct Choice {
    /// The finding, by its number.
    finding: usize,
    place: Place,
    seat: Seat,
    /// The fix, by its number.
    fix: usize,
}

/// A fix that may be at fault.
struct Suspect<'c> {
    choice: &'c Choice,
    refusal: Refusal,
    /// Whether no other one can be.
    is_sure: bool,
}

pub(crate) fn mend_world(plan: &Plan<'_>, snapshot: Snapshot) -> Mended {
    let findings = judge_again(plan.request, std::slice::from_ref(&snapshot), plan.texts);
    let mut world = World {
        plan,
        snapshot,
        findings,
        texts: BTreeMap::new(),
        care: HashMap::new(),
        refused: HashMap::new(),
        mended: Vec::new(),
    };
    // INVARIANT: it ends. A round that succeeds leaves fewer findings, because none may come; one that
    // fails makes a fix be tried more carefully or refused, and there are as many of these steps as
    // fixes times three.
    loop {
        let batch = world.batch();
        if batch.is_empty() {
            return world.finish();
        }
        world.attempt(&batch);
    }
}

impl World<'_> {
    /// The fixes for the next round: those that need the least care, and no two that meet.
    fn batch(&mut self) -> Vec<Choice> {
        let places = Places::new(&self.snapshot);
        let mut open: Vec<(Care, Choice)> = Vec::new();
        let mut refusals = Vec::new();
        for (number, finding) in self.findings.iter().enumerate() {
            if !finding.is_open() || !(self.plan.wanted)(finding) {
                continue;
            }
            let place = places.primary(finding);
            let Some(fix) = self.next_fix(finding, &place) else { continue };
            let seat = match editable(self.plan, &mut self.texts, finding) {
                Ok(seat) => seat,
                Err(None) => {
                    let advice = self.advice(finding);
                    refusals.push((place, fix, Refusal::Rendered { advice }));
                    continue;
                }
                Err(Some(refusal)) => {
                    refusals.push((place, fix, refusal));
                    continue;
                }
            };
            let care = self.care.get(&place).copied().unwrap_or_default();
            open.push((care, Choice { finding: number, place, seat, fix }));
        }
        let again = !refusals.is_empty() && open.is_empty();
        for (place, fix, refusal) in refusals {
            self.refused.entry(place).or_default().push((fix, refusal));
        }
        if again {
            return self.batch();
        }
        let Some(least) = open.iter().map(|(care, _)| *care).min() else {
            return Vec::new();
        };
        let mut taken: HashMap<(SourceId, u32), Vec<Edit>> = HashMap::new();
        let mut seats = HashSet::new();
        let mut batch = Vec::new();
        for (_, choice) in open.into_iter().filter(|(care, _)| *care == least) {
            let is_free = match least {
                Care::Together => true,
                Care::OnePerObject => !seats.contains(&choice.seat),
                Care::Alone => batch.is_empty(),
            };
            let edits = self.edits(&choice);
            let here = taken.entry((choice.seat.0, choice.seat.1)).or_default();
            if is_free && !edits.iter().any(|edit| here.iter().any(|other| meet(edit, other))) {
                here.extend(edits);
                seats.insert(choice.seat.clone());
                batch.push(choice);
            }
        }
        batch
    }

    /// What to do instead of editing a rendered object, for all of its findings at once.
    fn advice(&self, finding: &Finding) -> Message {
        let object = &finding.place.object;
        let value = self.snapshot.objects().iter().find(|known| Arc::ptr_eq(&known.id, object));
        let mut edits: Vec<Edit> = Vec::new();
        let of_object = self.findings.iter().filter(|other| {
            Arc::ptr_eq(&other.place.object, object) && other.is_open() && (self.plan.wanted)(other)
        });
        for other in of_object {
            let fix = self.plan.fixes(other).next().and_then(|fix| other.fixes.get(fix));
            let new = fix.map_or(&[][..], |fix| &fix.edits);
            if !new.iter().any(|edit| edits.iter().any(|known| meet(edit, known))) {
                edits.extend_from_slice(new);
            }
        }
        advice::advice(object, value.map(|object| &object.value), &edits, self.plan.reader)
    }

    /// The first fix of a finding that may be made and was not refused.
    fn next_fix(&self, finding: &Finding, place: &Place) -> Option<usize> {
        let refused = self.refused.get(place).map_or(&[][..], Vec::as_slice);
        let is_refused = |fix: &usize| refused.iter().any(|(known, _)| known == fix);
        self.plan.fixes(finding).find(|fix| !is_refused(fix))
    }

    fn edits(&self, choice: &Choice) -> Vec<Edit> {
        let fix = self.findings.get(choice.finding).and_then(|found| found.fixes.get(choice.fix));
        let edits = fix.map_or(&[][..], |fix| &fix.edits);
        edits.iter().map(|edit| edit.below(&choice.seat.2)).collect()
    }

    /// Makes the fixes, judges the world anew, and keeps them if they are proven.
    fn attempt(&mut self, batch: &[Choice]) {
        let mut editors: BTreeMap<SourceId, Editor<'_>> = BTreeMap::new();
        let mut made = Vec::new();
        let mut impossible = Vec::new();
        for choice in batch {
            let (source, document, _) = &choice.seat;
            let Some(Some((_, text))) = self.texts.get(source) else { continue };
            let editor = editors.entry(*source).or_insert_with(|| Editor::new(text));
            match editor.edit(*document, &self.edits(choice)) {
                Ok(()) => made.push(choice),
                Err(error) => impossible.push((choice, error)),
            }
        }
        let mut edited: BTreeMap<SourceId, String> = BTreeMap::new();
        let mut broken = HashSet::new();
        for (source, editor) in editors {
            match editor.finish() {
                Ok(text) => {
                    edited.insert(source, text);
                }
                Err(_) => {
                    broken.insert(source);
                }
            }
        }
        for (choice, error) in impossible {
            self.refuse(choice, Refusal::Edit(error));
        }
        let in_vain = |choice| Suspect {
            choice,
            refusal: Refusal::Edit(EditError::Unsafe { route: Route::root() }),
            is_sure: false,
        };
        if !broken.is_empty() {
            let of_broken = made.into_iter().filter(|choice| broken.contains(&choice.seat.0));
            return self.suspect(of_broken.map(in_vain).collect());
        }
        if made.is_empty() {
            return;
        }
        let readings: HashMap<SourceId, Vec<Reading>> =
            edited.iter().map(|(source, text)| (*source, self.plan.reader.objects(text))).collect();
        let Some(snapshot) = rebuilt(&self.snapshot, &readings) else {
            return self.suspect(made.into_iter().map(in_vain).collect());
        };
        let findings =
            judge_again(self.plan.request, std::slice::from_ref(&snapshot), self.plan.texts);
        let suspects = self.suspects(&made, &snapshot, &findings);
        if !suspects.is_empty() {
            return self.suspect(suspects);
        }
        for choice in &made {
            if let Some(finding) = self.findings.get(choice.finding) {
                let mut finding = finding.clone();
                finding.mending =
                    Some(Box::new(Mending { fix: choice.fix, state: MendState::Applied }));
                self.mended.push(finding);
            }
        }
        for (source, text) in edited {
            if let Some(Some((_, now))) = self.texts.get_mut(&source) {
                *now = text;
            }
        }
        self.snapshot = snapshot;
        self.findings = findings;
        // What was refused may have needed what was mended now, as `allowPrivilegeEscalation: false` does
        // that `privileged` goes away first.
        let mended: HashSet<&Seat> = made.iter().map(|choice| &choice.seat).collect();
        let care = &mut self.care;
        self.refused.retain(|place, refusals| {
            let is_lasting = !mended.contains(place.seat())
                || refusals.iter().any(|(_, refusal)| refusal.is_lasting());
            if !is_lasting {
                care.insert(place.clone(), Care::OnePerObject);
            }
            is_lasting
        });
    }

    /// The fixes that may be at fault if something is not as it should be, each with what.
    fn suspects<'c>(
        &self,
        made: &[&'c Choice],
        snapshot: &Snapshot,
        findings: &[Finding],
    ) -> Vec<Suspect<'c>> {
        let before = Places::new(&self.snapshot);
        let after = Places::new(snapshot);
        let known: HashSet<Place> =
            self.findings.iter().flat_map(|finding| before.all(finding)).collect();
        let mut left: HashSet<Place> = HashSet::new();
        let mut new: Vec<&Finding> = Vec::new();
        for finding in findings {
            if known.contains(&after.primary(finding)) {
                left.extend(after.all(finding));
            } else if (self.plan.wanted)(finding) {
                // Where a grave fault is mended, a check for auditors may have its say for the first
                // time; to who did not ask for it that is no reason to keep the fault.
                new.push(finding);
            }
        }
        let mut suspects = Vec::new();
        for choice in made {
            let Some(finding) = self.findings.get(choice.finding) else { continue };
            if before.all(finding).iter().any(|place| left.contains(place)) {
                suspects.push(Suspect { choice, refusal: Refusal::Remains, is_sure: true });
            }
        }
        for finding in new {
            let refusal = Refusal::Brings { check: finding.check.slug };
            let related = finding.related.iter().map(|related| &related.place.object);
            let near: HashSet<Seat> =
                std::iter::once(&finding.place.object).chain(related).filter_map(of).collect();
            blame(made, &near, &refusal, &mut suspects);
        }
        let contradicting = |snapshot: &Snapshot| -> HashSet<Seat> {
            let objects = snapshot.objects().iter().filter(|object| contradicts_itself(object));
            objects.filter_map(|object| seat(&object.id)).collect()
        };
        let wrong = contradicting(snapshot);
        if !wrong.is_empty() {
            let wrong: HashSet<Seat> =
                wrong.difference(&contradicting(&self.snapshot)).cloned().collect();
            if !wrong.is_empty() {
                blame(made, &wrong, &Refusal::Contradiction, &mut suspects);
            }
        }
        suspects
    }

    /// Tries fixes more carefully the next time; one whose fault is certain is refused, and so is one
    /// that was tried alone.
    fn suspect(&mut self, suspects: Vec<Suspect<'_>>) {
        let mut seen = HashSet::new();
        for Suspect { choice, refusal, is_sure } in suspects {
            if !seen.insert(choice.finding) {
                continue;
            }
            let care = self.care.get(&choice.place).copied().unwrap_or_default();
            match care.more() {
                // Together with other fixes of its object none is certain: they may need each other.
                Some(more) if !is_sure || care == Care::Together => {
                    self.care.insert(choice.place.clone(), more);
                }
                _ => {
                    self.care.remove(&choice.place);
                    self.refuse(choice, refusal);
                }
            }
        }
    }

    fn refuse(&mut self, choice: &Choice, refusal: Refusal) {
        self.refused.entry(choice.place.clone()).or_default().push((choice.fix, refusal));
    }

    fn finish(self) -> Mended {
        let places = Places::new(&self.snapshot);
        let mut refused = Vec::new();
        for finding in &self.findings {
            if !finding.is_open() || !(self.plan.wanted)(finding) || finding.fixes.is_empty() {
                continue;
            }
            let first = self.refused.get(&places.primary(finding)).and_then(|all| all.first());
            let (fix, state) = match first {
                Some((fix, refusal)) => (*fix, MendState::Refused(refusal.message())),
                None => {
                    let refusal = Refusal::NotAsked { risk: risk(finding.check) };
                    (0, MendState::NotAsked(refusal.message()))
                }
            };
            let mut finding = finding.clone();
            finding.mending = Some(Box::new(Mending { fix, state }));
            refused.push(finding);
        }
        let texts = self.texts.into_iter().filter_map(|(source, text)| {
            let (before, after) = text?;
            (before != after).then_some(MendedText { source, before, after })
        });
        Mended {
            texts: texts.collect(),
            mended: self.mended,
            refused,
            snapshots: vec![self.snapshot],
        }
    }
}

/// Suspects the fixes of some objects; where there are none, all.
fn blame<'c>(
    made: &[&'c Choice],
    seats: &HashSet<Seat>,
    refusal: &Refusal,
    suspects: &mut Vec<Suspect<'c>>,
) {
    let near: Vec<&Choice> =
        made.iter().filter(|choice| seats.contains(&choice.seat)).copied().collect();
    let near = if near.is_empty() { made } else { &near };
    let is_sure = near.len() == 1;
    suspects.extend(near.iter().map(|choice| Suspect {
        choice,
        refusal: refusal.clone(),
        is_sure,
    }));
}

fn of(object: &Arc<ObjectRef>) -> Option<Seat> {
    seat(object)
}

/// Where the object of a finding can be edited, or why it cannot; nothing if it is rendered.
fn editable(
    plan: &Plan<'_>,
    texts: &mut BTreeMap<SourceId, Option<(String, String)>>,
    finding: &Finding,
) -> Result<Seat, Option<Refusal>> {
    let object = &finding.place.object;
    let seat = seat(object).ok_or(Some(Refusal::NoText))?;
    let is_plain = plan.texts.file(seat.0).is_some() || plan.texts.name(seat.0) == "-";
    if object.origin.is_some() || !is_plain {
        return Err(None);
    }
    let text = texts.entry(seat.0).or_insert_with(|| {
        let text = plan.texts.text(seat.0)?.into_owned();
        Some((text.clone(), text))
    });
    if text.is_some() { Ok(seat) } else { Err(Some(Refusal::Changed)) }
}

/// Whether two edits touch the same place, or one moves what the other one names.
fn meet(one: &Edit, other: &Edit) -> bool {
    let (a, b) = (one.route(), other.route());
    if a.starts_with(b) || b.starts_with(a) {
        return true;
    }
    let renames = |edit: &Edit, route: &Route| match edit {
        Edit::Rename { route: old, to } => {
            old.parent().is_some_and(|map| route.starts_with(&map.then(to.as_str())))
        }
        _ => false,
    };
    if renames(one, b) || renames(other, a) {
        return true;
    }
    let moves = |edit: &Edit, route: &Route| match (edit, edit.route().last()) {
        (Edit::Remove { route: element }, Some(Step::Index(_))) => {
            element.parent().is_some_and(|list| route.starts_with(&list))
        }
        _ => false,
    };
    moves(one, b) || moves(other, a)
}
