use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{CheckMeta, Confidence, Finding, ObjectRef, Sources, Status};

use crate::catalogue::Catalogue;
use crate::objects::{Objects, spots};
use crate::{
    Claim, Comparison, Difference, Judging, Missed, Outcome, Reason, Report, Row, Spot, Unjudged,
    Verdict,
};

/// That a check looked at an object.
#[derive(Clone, Debug)]
pub struct Look {
    /// The check.
    pub check: &'static CheckMeta,
    /// The object; none where it judges whole worlds.
    pub object: Option<Arc<ObjectRef>>,
    /// The world.
    pub world: Arc<str>,
    /// Whether it could give no verdict there.
    pub is_undecided: bool,
}

/// What Sekisho says of the files that the report is about.
#[expect(missing_debug_implementations, reason = "it holds a trait object, and lives for one call")]
pub struct Ours<'a> {
    /// Every check that was asked.
    pub checks: &'a [Judging],
    /// Every object that was read.
    pub objects: &'a [Arc<ObjectRef>],
    /// What was found, waived findings included.
    pub findings: &'a [Finding],
    /// Which checks looked where.
    pub looks: &'a [Look],
    /// The texts of the objects.
    pub sources: &'a dyn Sources,
}

/// Lays a report beside what was found here.
///
/// A claim and a finding meet where the finding, or its check, references the control (under any of its
/// names), at the object that the finding is at or rests on.
pub fn compare(report: &Report, ours: &Ours<'_>) -> Comparison {
    let catalogue = Catalogue::new(report.tool.name(), ours.checks, &report.spellings);
    let objects = Objects::new(ours.objects, ours.sources);
    let mut unplaced = Vec::new();
    let theirs = Theirs::new(report, &catalogue, &objects, &mut unplaced);
    let found = Found::new(report.tool.name(), ours, &catalogue);
    let mut comparison = Comparison {
        tool: report.tool,
        version: report.version.clone(),
        agreed: 0,
        both_good: 0,
        skipped: 0,
        rows: Vec::new(),
        unjudged: unjudged(&theirs, &catalogue, &objects),
        beyond: found.beyond.clone(),
        unplaced,
        unread: report.unread,
    };
    for ((control, at), said) in &theirs.said {
        let checks = catalogue.checks(control);
        let Some(object) = objects.get(*at) else { continue };
        if !said.is_judged(control, &catalogue) {
            continue;
        }
        let is_open = |object: &Arc<ObjectRef>| found.open(object, control).is_some();
        match said.verdict {
            Verdict::Skipped => comparison.skipped += 1,
            Verdict::Passed if found.open(object, control).is_none() => comparison.both_good += 1,
            // Told below, finding by finding.
            Verdict::Passed => {}
            Verdict::Failed if found.open(object, control).is_some() => comparison.agreed += 1,
            // What it says of objects of one name cannot be told apart: it is about one that has the
            // fault, and where none has, about the one whose file it names.
            Verdict::Failed
                if report.joins_names
                    && (!said.is_own || objects.namesakes(object).any(is_open)) => {}
            Verdict::Failed => {
                let reason = found.reason(
                    object,
                    said.differs(report.tool.name(), control),
                    control,
                    checks,
                );
                let outcome = match reason {
                    Reason::Good | Reason::Differs(_) => Outcome::RaisedFalsely,
                    _ => Outcome::HeldBack,
                };
                comparison.rows.push(Row {
                    outcome,
                    controls: vec![control.clone()],
                    title: said.title.clone(),
                    object: object.clone(),
                    spot: objects.spot(*at),
                    checks: checks.to_vec(),
                    ours: None,
                    theirs: said.message.clone(),
                    reason,
                });
            }
        }
    }
    missed(&mut comparison, &theirs, &found, ours);
    comparison.rows.sort_by(|a, b| {
        let key = |row: &Row| (row.outcome, row.controls.clone(), row.object.label());
        key(a).cmp(&key(b)).then_with(|| spot(a).cmp(&spot(b)))
    });
    comparison
}

fn spot(row: &Row) -> (Option<&str>, Option<u32>) {
    (row.spot.file.as_deref(), row.spot.line)
}

/// What the report says of a control and an object, all of its claims taken together.
struct Said {
    verdict: Verdict,
    title: String,
    message: String,
    rules: BTreeSet<String>,
    /// Whether the file that is told is that of this object, and not of a namesake.
    is_own: bool,
}

impl Said {
    /// Whether a check stands for the control, and for one of the rules that do not hold where the
    /// control has rules: a control may ask for more than the checks behind it. A control that is
    /// answered otherwise on purpose is judged as well.
    fn is_judged(&self, control: &str, catalogue: &Catalogue<'_>) -> bool {
        let judged = |rule: &String| !catalogue.checks(&catalogue.canonical(rule)).is_empty();
        self.differs(catalogue.framework, control).is_some()
            || !catalogue.checks(control).is_empty()
                && (self.rules.is_empty() || self.rules.iter().any(judged))
    }

    /// Why the control, or each of its rules that do not hold, is no fault.
    fn differs(&self, framework: &str, control: &str) -> Option<Difference> {
        let of = |control: &str| Difference::of(framework, control).filter(|it| it.ours == "pass");
        let of_rules = || self.rules.iter().map(|rule| of(rule)).collect::<Option<Vec<_>>>();
        of(control).or_else(|| of_rules()?.into_iter().next())
    }
}

/// A report by control and object.
struct Theirs {
    said: BTreeMap<(String, usize), Said>,
    /// By the object's address, the index of its claims.
    index: HashMap<*const ObjectRef, usize>,
    /// Controls of which the report says anything.
    asked: HashSet<String>,
}

impl Theirs {
    fn new(
        report: &Report,
        catalogue: &Catalogue<'_>,
        objects: &Objects<'_>,
        unplaced: &mut Vec<Claim>,
    ) -> Self {
        let mut said: BTreeMap<(String, usize), Said> = BTreeMap::new();
        let mut index = HashMap::new();
        let mut asked: HashSet<String> =
            report.asked.iter().map(|control| catalogue.canonical(control)).collect();
        for claim in &report.claims {
            let control = catalogue.canonical(&claim.control);
            asked.insert(control.clone());
            let places = objects.find(claim, report.joins_names);
            if places.is_empty() && claim.verdict == Verdict::Failed {
                unplaced.push(claim.clone());
            }
            let own = if report.joins_names { objects.find(claim, false) } else { Vec::new() };
            for at in places {
                if let Some(object) = objects.get(at) {
                    index.insert(Arc::as_ptr(object), at);
                }
                let entry = said.entry((control.clone(), at)).or_insert_with(|| Said {
                    verdict: claim.verdict,
                    title: claim.title.clone(),
                    message: claim.message.clone(),
                    rules: BTreeSet::new(),
                    is_own: false,
                });
                entry.is_own |= own.contains(&at);
                entry.rules.extend(claim.rules.iter().cloned());
                if claim.verdict > entry.verdict {
                    entry.verdict = claim.verdict;
                    entry.message.clone_from(&claim.message);
                }
            }
        }
        Self { said, index, asked }
    }

    fn verdict(&self, control: &str, object: &Arc<ObjectRef>) -> Option<Verdict> {
        let at = self.index.get(&Arc::as_ptr(object))?;
        self.said.get(&(control.to_owned(), *at)).map(|said| said.verdict)
    }
}

/// Findings by object and control, and where checks could not decide.
struct Found<'a> {
    /// Every finding that stands for a control of the scanner, with those controls.
    all: Vec<(&'a Finding, Vec<String>)>,
    /// By object and control: indices into `all`. Objects that a finding rests on count.
    at: HashMap<(*const ObjectRef, String), Vec<usize>>,
    /// By check and world: findings that may stand for other objects as well.
    causes: HashMap<(&'static str, &'a str), Vec<&'a Finding>>,
    /// By check and object: that it looked, and whether it could not decide.
    looks_at: HashMap<(&'static str, *const ObjectRef), bool>,
    /// The same by check and world.
    looks_in: HashMap<(&'static str, &'a str), bool>,
    beyond: Vec<(&'static CheckMeta, u64)>,
}

impl<'a> Found<'a> {
    fn new(framework: &'static str, ours: &Ours<'a>, catalogue: &Catalogue<'_>) -> Self {
        let mut found = Self {
            all: Vec::new(),
            at: HashMap::new(),
            causes: HashMap::new(),
            looks_at: HashMap::new(),
            looks_in: HashMap::new(),
            beyond: Vec::new(),
        };
        let mut beyond: BTreeMap<&str, (&'static CheckMeta, u64)> = BTreeMap::new();
        for finding in ours.findings {
            let controls: BTreeSet<String> = finding
                .all_references()
                .filter(|reference| reference.framework == framework)
                .map(|reference| catalogue.canonical(reference.control))
                .collect();
            let object = &finding.place.object;
            if controls.is_empty() {
                if finding.is_open() && finding.confidence > Confidence::Low {
                    beyond.entry(finding.check.id).or_insert((finding.check, 0)).1 += 1;
                }
                continue;
            }
            if finding.is_open() {
                let cause = (finding.check.id, &*finding.place.object.world);
                found.causes.entry(cause).or_default().push(finding);
            }
            let related = finding.related.iter().map(|related| &related.place.object);
            let places: HashSet<*const ObjectRef> =
                related.chain([object]).map(Arc::as_ptr).collect();
            for place in places {
                for control in &controls {
                    let here = found.at.entry((place, control.clone())).or_default();
                    here.push(found.all.len());
                }
            }
            found.all.push((finding, controls.into_iter().collect()));
        }
        for look in ours.looks {
            let Look { check, object, world, is_undecided } = look;
            match object {
                Some(object) => {
                    let entry = found.looks_at.entry((check.id, Arc::as_ptr(object)));
                    *entry.or_default() |= is_undecided;
                }
                None => *found.looks_in.entry((check.id, world)).or_default() |= is_undecided,
            }
        }
        found.beyond = beyond.into_values().collect();
        found.beyond.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }

    fn here(&self, object: &Arc<ObjectRef>, control: &str) -> impl Iterator<Item = &'a Finding> {
        let here = self.at.get(&(Arc::as_ptr(object), control.to_owned()));
        let found = here.into_iter().flatten().filter_map(|at| self.all.get(*at));
        found.map(|(finding, _)| *finding)
    }

    /// A finding that stands, and is more than a hint.
    fn open(&self, object: &Arc<ObjectRef>, control: &str) -> Option<&'a Finding> {
        let mut here = self.here(object, control);
        here.find(|finding| finding.is_open() && finding.confidence > Confidence::Low)
    }

    /// Why nothing stands here for a control that the scanner says does not hold.
    fn reason(
        &self,
        object: &Arc<ObjectRef>,
        differs: Option<Difference>,
        control: &str,
        checks: &[&'static CheckMeta],
    ) -> Reason {
        for finding in self.here(object, control) {
            match &finding.status {
                Status::Waived(waiver) => return Reason::Waived(waiver.reason.clone()),
                Status::Open | Status::Baseline => {}
            }
        }
        if let Some(hint) = self.here(object, control).next() {
            return Reason::Hint(hint.message.clone());
        }
        if let Some(difference) = differs {
            return Reason::Differs(difference);
        }
        for check in checks {
            let causes = self.causes.get(&(check.id, &*object.world));
            // A check of whole worlds may tell of a namespace once, at any object of it.
            let is_of_world = self.looks_in.contains_key(&(check.id, &*object.world));
            let is_cause = |it: &&&Finding| {
                let cause = &it.place.object;
                is_cause_of(cause, object) || is_of_world && cause.namespace == object.namespace
            };
            let cause = causes.into_iter().flatten().find(is_cause);
            if let Some(cause) = cause {
                return Reason::Elsewhere(cause.place.object.clone());
            }
        }
        let looks: Vec<bool> = checks
            .iter()
            .flat_map(|check| {
                let at = self.looks_at.get(&(check.id, Arc::as_ptr(object)));
                [at, self.looks_in.get(&(check.id, &*object.world))]
            })
            .flatten()
            .copied()
            .collect();
        if looks.is_empty() {
            return Reason::OutOfScope;
        }
        if looks.contains(&true) {
            return Reason::Undecided;
        }
        Reason::Good
    }
}

/// Whether a finding at an object of a kind that others take part of their setting from may be the cause of
/// what is said of another object.
fn is_cause_of(cause: &ObjectRef, object: &ObjectRef) -> bool {
    match cause.kind.as_str() {
        "Namespace" => object.namespace.as_deref() == Some(cause.name.as_str()),
        kind @ ("ServiceAccount" | "ConfigMap" | "Secret") => {
            kind != object.kind && cause.namespace == object.namespace
        }
        _ => false,
    }
}

/// The controls that no check stands for.
fn unjudged(theirs: &Theirs, catalogue: &Catalogue<'_>, objects: &Objects<'_>) -> Vec<Unjudged> {
    let mut controls: BTreeMap<&str, Unjudged> = BTreeMap::new();
    for ((control, at), said) in &theirs.said {
        if said.is_judged(control, catalogue) {
            continue;
        }
        let entry = controls.entry(control).or_insert_with(|| Unjudged {
            control: control.clone(),
            title: said.title.clone(),
            failed: Vec::new(),
            passed: 0,
        });
        match (said.verdict, objects.get(*at)) {
            (Verdict::Failed, Some(object)) => {
                entry.failed.push((object.clone(), objects.spot(*at)));
            }
            (Verdict::Passed, _) => entry.passed += 1,
            _ => {}
        }
    }
    controls.into_values().collect()
}

/// Findings of which the report says nothing, or the opposite.
fn missed(comparison: &mut Comparison, theirs: &Theirs, found: &Found<'_>, ours: &Ours<'_>) {
    let mut rows: Vec<(&Finding, Vec<String>, Missed)> = Vec::new();
    let mut told: HashSet<(*const ObjectRef, &str)> = HashSet::new();
    for (finding, controls) in &found.all {
        if !finding.is_open() || finding.confidence == Confidence::Low {
            continue;
        }
        let related = finding.related.iter().map(|related| &related.place.object);
        let places: Vec<&Arc<ObjectRef>> = related.chain([&finding.place.object]).collect();
        let verdicts: Vec<Verdict> = controls
            .iter()
            .flat_map(|control| places.iter().filter_map(|at| theirs.verdict(control, at)))
            .collect();
        // One control of several is enough to have seen it, and one that was to be left was left.
        if verdicts.iter().any(|verdict| *verdict != Verdict::Passed) {
            continue;
        }
        // A check may have a finding for each container; the comparison is by object.
        if !told.insert((Arc::as_ptr(&finding.place.object), finding.check.id)) {
            continue;
        }
        let asked = controls.iter().any(|control| theirs.asked.contains(control));
        let how = match (verdicts.is_empty(), asked) {
            (false, _) => Missed::Passed,
            (true, true) => Missed::Silent,
            (true, false) => Missed::NotAsked,
        };
        rows.push((finding, controls.clone(), how));
    }
    let places: Vec<_> = rows.iter().map(|(it, ..)| (&it.place, it.line)).collect();
    let spots: Vec<Spot> = spots(&places, ours.sources);
    for ((finding, controls, how), spot) in rows.into_iter().zip(spots) {
        comparison.rows.push(Row {
            outcome: Outcome::Missed,
            controls,
            title: String::new(),
            object: finding.place.object.clone(),
            spot,
            checks: vec![finding.check],
            ours: Some(finding.message.clone()),
            theirs: String::new(),
            reason: Reason::Missed(how),
        });
    }
}
