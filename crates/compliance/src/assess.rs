use std::collections::{BTreeSet, HashMap};

use sekisho_finding::{CheckMeta, Confidence, Finding, Outcome, Severity, Status};

use crate::index::{At, Index};
use crate::{Control, Framework, Gap, Score, Section, Worst, worst};

/// What a run says about a framework.
#[derive(Debug)]
pub struct Assessment {
    /// The framework.
    pub framework: &'static Framework,
    /// Its controls, in the order of the framework.
    pub controls: Vec<Assessed>,
    /// The objects that fail its controls, the worst first.
    pub worst: Vec<Worst>,
}

/// What a run says about a control.
#[derive(Debug)]
pub struct Assessed {
    /// The control.
    pub control: &'static Control,
    /// The chapter that it stands in.
    pub section: &'static Section,
    /// What became of it.
    pub state: State,
    /// The verdicts that it rests on.
    pub verdicts: Verdicts,
    /// The checks that judged it, by id.
    pub checks: Vec<&'static CheckMeta>,
    /// The findings that fail it, by position in the outcome.
    pub findings: Vec<usize>,
    /// How grave the gravest of them is.
    pub severity: Option<Severity>,
}

/// What became of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Something fails it.
    Failed,
    /// Nothing fails it as far as can be seen, but not all can be seen.
    Unknown,
    /// Everything that it speaks of was judged and nothing fails it; what is waived stands aside.
    Passed,
    /// All that was judged fails it and is waived: an accepted risk, which is no pass.
    Waived,
    /// Its checks were asked and there was nothing for them to judge.
    NotApplicable,
    /// Nothing judges it.
    NotJudged(Gap),
}

/// Verdicts of checks on their subjects, summed over the checks of a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Subjects without a finding.
    pub passed: u64,
    /// Subjects with a finding that stands and is more than a hint, those of the baseline included.
    pub failed: u64,
    /// Subjects that could not be judged, or with nothing worse than a hint.
    pub unknown: u64,
    /// Subjects whose findings are all waived.
    pub waived: u64,
}

/// What became of a check's subject, by its findings; the later the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Waived,
    Hint,
    Failed,
}

/// Rolls up the outcome of a run to the controls of frameworks.
pub fn assess(frameworks: &[&'static Framework], outcome: &Outcome) -> Vec<Assessment> {
    let index = Index::new(frameworks);
    let mut assessments: Vec<Assessment> =
        frameworks.iter().map(|framework| Assessment::empty(framework)).collect();
    let mut of_checks: HashMap<&str, Vec<At>> = HashMap::new();
    let asked = outcome.tallies.iter().map(|tally| tally.check);
    for check in asked.chain(outcome.findings.iter().map(|finding| finding.check)) {
        of_checks.entry(check.id).or_insert_with(|| index.of_check(check));
    }

    // Subjects by check, and those that single findings carry to further controls.
    let mut subjects: HashMap<&str, HashMap<u64, Fate>> = HashMap::new();
    let mut further: HashMap<At, HashMap<(&str, u64), Fate>> = HashMap::new();
    for (nth, finding) in outcome.findings.iter().enumerate() {
        let id = finding.check.id;
        let subject = subject(finding, nth);
        let fate = fate(finding);
        worsen(subjects.entry(id).or_default().entry(subject).or_insert(fate), fate);
        let of_check = of_checks.get(id).map(Vec::as_slice).unwrap_or_default();
        let own = index.of_finding(&finding.references, of_check);
        for at in &own {
            let subjects = further.entry(*at).or_default();
            worsen(subjects.entry((id, subject)).or_insert(fate), fate);
        }
        for at in of_check.iter().chain(&own) {
            if let Some(assessed) = control(&mut assessments, *at) {
                assessed.take(finding, nth, fate);
            }
        }
    }

    for tally in &outcome.tallies {
        let verdicts = Verdicts::of_check(tally.judged, tally.failed, tally.unknown, || {
            subjects.get(tally.check.id).into_iter().flat_map(HashMap::values).copied()
        });
        for at in of_checks.get(tally.check.id).into_iter().flatten() {
            if let Some(assessed) = control(&mut assessments, *at) {
                assessed.verdicts.add(verdicts);
                assessed.checks.push(tally.check);
            }
        }
    }
    // A check that gave findings without being counted still fails what it stands for.
    let counted: BTreeSet<&str> = outcome.tallies.iter().map(|tally| tally.check.id).collect();
    for (id, fates) in subjects.iter().filter(|(id, _)| !counted.contains(*id)) {
        for at in of_checks.get(id).into_iter().flatten() {
            if let Some(assessed) = control(&mut assessments, *at) {
                assessed.verdicts.add(Verdicts::of_fates(fates.values().copied()));
            }
        }
    }
    for (at, fates) in &further {
        if let Some(assessed) = control(&mut assessments, *at) {
            assessed.verdicts.add(Verdicts::of_fates(fates.values().copied()));
        }
    }

    for assessment in &mut assessments {
        for assessed in &mut assessment.controls {
            assessed.checks.sort_by_key(|check| check.id);
            assessed.checks.dedup_by_key(|check| check.id);
            assessed.state = assessed.verdicts.state(assessed.control, &assessed.checks);
        }
        assessment.worst = worst::worst(&assessment.controls, outcome);
    }
    assessments
}

/// A finding that was not counted by a judge is a subject of its own; those numbers cannot meet.
fn subject(finding: &Finding, nth: usize) -> u64 {
    if finding.subject == 0 { u64::MAX - nth as u64 } else { finding.subject }
}

fn fate(finding: &Finding) -> Fate {
    match (&finding.status, finding.confidence) {
        (Status::Waived(_), _) => Fate::Waived,
        // The baseline says that a fault is known, not that it is fine.
        (Status::Open | Status::Baseline, Confidence::Low) => Fate::Hint,
        (Status::Open | Status::Baseline, Confidence::Medium | Confidence::High) => Fate::Failed,
    }
}

fn worsen(known: &mut Fate, fate: Fate) {
    *known = (*known).max(fate);
}

fn control(assessments: &mut [Assessment], (framework, place): At) -> Option<&mut Assessed> {
    assessments.get_mut(framework)?.controls.get_mut(place)
}

impl Assessment {
    fn empty(framework: &'static Framework) -> Self {
        let sections = framework.sections.iter();
        let controls = sections.flat_map(|section| {
            section.controls.iter().map(move |control| Assessed {
                control,
                section,
                state: State::NotApplicable,
                verdicts: Verdicts::default(),
                checks: Vec::new(),
                findings: Vec::new(),
                severity: None,
            })
        });
        Self { framework, controls: controls.collect(), worst: Vec::new() }
    }

    /// The mean over the controls that have a score: those that passed or failed.
    pub fn score(&self) -> Option<Score> {
        Score::mean(self.controls.iter().filter_map(Assessed::score))
    }

    /// The controls that have a score among all: how much the score speaks of.
    pub fn coverage(&self) -> Option<Score> {
        Score::of(self.scored() as u64, self.controls.len() as u64)
    }

    /// How many controls have a score.
    pub fn scored(&self) -> usize {
        self.controls.iter().filter(|control| control.score().is_some()).count()
    }

    /// How many controls are in a state; those that are not judged count together, whatever the reason.
    pub fn count(&self, state: State) -> usize {
        self.controls.iter().filter(|control| control.state.name() == state.name()).count()
    }
}

impl Assessed {
    fn take(&mut self, finding: &Finding, nth: usize, fate: Fate) {
        if fate == Fate::Failed {
            self.findings.push(nth);
            self.severity = self.severity.max(Some(finding.severity));
        }
    }

    /// The share of judged subjects that pass; none unless the control passed or failed.
    pub fn score(&self) -> Option<Score> {
        match self.state {
            State::Passed | State::Failed => {
                Score::of(self.verdicts.passed, self.verdicts.passed + self.verdicts.failed)
            }
            State::Unknown | State::Waived | State::NotApplicable | State::NotJudged(_) => None,
        }
    }
}

impl State {
    /// The states of controls in the order in which reports list them.
    pub const ALL: &'static [Self] = &[
        Self::Failed,
        Self::Unknown,
        Self::Waived,
        Self::Passed,
        Self::NotApplicable,
        Self::NotJudged(Gap::NotAsked),
    ];

    /// The name as it stands in reports for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Passed => "passed",
            Self::Waived => "waived",
            Self::NotApplicable => "notApplicable",
            Self::NotJudged(_) => "notJudged",
        }
    }
}

impl Verdicts {
    /// The verdicts of one check: what it counted, and what its findings make of its failures.
    fn of_check<F: Iterator<Item = Fate>>(
        judged: u64,
        failed: u64,
        unknown: u64,
        fates: impl FnOnce() -> F,
    ) -> Self {
        let mut verdicts = Self::of_fates(fates());
        let told = verdicts.failed + verdicts.unknown + verdicts.waived;
        // INVARIANT: a subject that the check counted as failed passes nowhere, even if no finding
        // tells of it any more.
        verdicts.failed += failed.saturating_sub(told);
        verdicts.passed = judged.saturating_sub(failed.max(told));
        verdicts.unknown += unknown;
        verdicts
    }

    fn of_fates(fates: impl Iterator<Item = Fate>) -> Self {
        let mut verdicts = Self::default();
        for fate in fates {
            match fate {
                Fate::Waived => verdicts.waived += 1,
                Fate::Hint => verdicts.unknown += 1,
                Fate::Failed => verdicts.failed += 1,
            }
        }
        verdicts
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.waived += other.waived;
    }

    fn state(self, control: &Control, checks: &[&CheckMeta]) -> State {
        match self {
            Self { failed: 1.., .. } => State::Failed,
            Self { unknown: 1.., .. } => State::Unknown,
            Self { passed: 1.., .. } => State::Passed,
            Self { waived: 1.., .. } => State::Waived,
            Self { .. } if !checks.is_empty() => State::NotApplicable,
            Self { .. } => State::NotJudged(control.gap.unwrap_or(Gap::NotAsked)),
        }
    }
}
