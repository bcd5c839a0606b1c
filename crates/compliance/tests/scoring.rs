//! Roll-up and scores: over tallies made by hand, and compared with a second, naive implementation on
//! random runs.

#![expect(
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its figures are exact in binary"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use sekisho_compliance::{
    Assessed, Assessment, By, Framework, Gap, State, assess, find, frameworks,
};
use sekisho_finding::{
    Audience, CheckMeta, Confidence, Finding, Message, ObjectRef, Outcome, Place, Reference,
    Severity, Status, Tally, Text, Waiver, WaiverSource,
};
use sekisho_value::Route;

const NO_TEXT: Text = Text { en: "", ja: "" };

const fn check(
    id: &'static str,
    slug: &'static str,
    references: &'static [Reference],
) -> CheckMeta {
    CheckMeta {
        id,
        slug,
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: NO_TEXT,
        what: NO_TEXT,
        why: NO_TEXT,
        fix: NO_TEXT,
        fine: NO_TEXT,
        references,
    }
}

const fn pss(control: &'static str) -> Reference {
    Reference { framework: "pss", control }
}

static PRIVILEGED: CheckMeta = check("SK-9001", "one", &[pss("baseline:privileged")]);
static HOST: CheckMeta =
    check("SK-9002", "two", &[pss("baseline:hostNamespaces"), pss("baseline:hostPathVolumes")]);
static ALSO_PRIVILEGED: CheckMeta = check("SK-9003", "three", &[pss("baseline:privileged")]);
static ELSEWHERE: CheckMeta = check("SK-9004", "four", &[]);
static CHECKS: [&CheckMeta; 4] = [&PRIVILEGED, &HOST, &ALSO_PRIVILEGED, &ELSEWHERE];

fn object(name: &str) -> Arc<ObjectRef> {
    Arc::new(ObjectRef {
        api_version: "v1".into(),
        kind: "Pod".into(),
        namespace: None,
        name: name.into(),
        uid: None,
        owner: None,
        world: "w".into(),
        document: None,
        origin: None,
    })
}

fn finding(check: &'static CheckMeta, subject: u64) -> Finding {
    let place = Place { object: object(&format!("pod-{subject}")), route: Route::root() };
    Finding { subject, ..Finding::new(check, place, Message::verbatim("x")) }
}

fn waived(finding: Finding) -> Finding {
    let waiver = Waiver {
        check: "one".into(),
        scanner: None,
        reason: None,
        until: None,
        source: WaiverSource::Annotation { key: "allow.sekisho.dev/one".into() },
    };
    Finding { status: Status::Waived(Box::new(waiver)), ..finding }
}

fn tally(check: &'static CheckMeta, judged: u64, failed: u64, unknown: u64) -> Tally {
    Tally { check, judged, failed, unknown }
}

fn run(findings: Vec<Finding>, tallies: Vec<Tally>) -> Assessment {
    let outcome = Outcome { findings, tallies, ..Outcome::default() };
    assess(&[find("pss-baseline").unwrap()], &outcome).pop().unwrap()
}

fn control<'a>(assessment: &'a Assessment, id: &str) -> &'a Assessed {
    assessment.controls.iter().find(|assessed| assessed.control.id == id).unwrap()
}

fn percent(assessed: &Assessed) -> Option<f64> {
    assessed.score().map(sekisho_compliance::Score::percent)
}

#[test]
fn a_control_is_the_share_of_judged_subjects_that_pass() {
    let run = run(vec![finding(&PRIVILEGED, 3)], vec![tally(&PRIVILEGED, 4, 1, 0)]);
    let privileged = control(&run, "privileged");
    assert_eq!(privileged.state, State::Failed);
    assert_eq!(percent(privileged), Some(75.0));
    assert_eq!(privileged.severity, Some(Severity::High));
    assert_eq!(run.score().unwrap().percent(), 75.0);
    assert_eq!((run.scored(), run.controls.len()), (1, 12));
    assert_eq!(control(&run, "sysctls").state, State::NotJudged(Gap::NotAsked));
}

#[test]
fn a_control_with_two_checks_pools_their_subjects() {
    let run = run(
        vec![finding(&PRIVILEGED, 1)],
        vec![tally(&PRIVILEGED, 1, 1, 0), tally(&ALSO_PRIVILEGED, 3, 0, 0)],
    );
    assert_eq!(percent(control(&run, "privileged")), Some(75.0));
}

#[test]
fn two_findings_on_one_subject_are_one_failure() {
    let findings = vec![finding(&PRIVILEGED, 1), finding(&PRIVILEGED, 1)];
    let run = run(findings, vec![tally(&PRIVILEGED, 2, 1, 0)]);
    assert_eq!(percent(control(&run, "privileged")), Some(50.0));
}

#[test]
fn what_is_waived_leaves_the_score_and_is_no_pass() {
    let only = run(vec![waived(finding(&PRIVILEGED, 1))], vec![tally(&PRIVILEGED, 1, 1, 0)]);
    assert_eq!(control(&only, "privileged").state, State::Waived);
    assert_eq!(only.score(), None);
    let beside = run(vec![waived(finding(&PRIVILEGED, 1))], vec![tally(&PRIVILEGED, 3, 1, 0)]);
    let privileged = control(&beside, "privileged");
    assert_eq!((privileged.state, privileged.verdicts.waived), (State::Passed, 1));
    assert_eq!(privileged.verdicts.passed, 2);
    // A second finding on the subject that is not waived fails it.
    let findings = vec![waived(finding(&PRIVILEGED, 1)), finding(&PRIVILEGED, 1)];
    let both = run(findings, vec![tally(&PRIVILEGED, 1, 1, 0)]);
    assert_eq!(control(&both, "privileged").state, State::Failed);
}

#[test]
fn a_hint_is_unknown_and_has_no_score() {
    let hint = finding(&PRIVILEGED, 1).confidence(Confidence::Low);
    let run = run(vec![hint], vec![tally(&PRIVILEGED, 9, 1, 0)]);
    let privileged = control(&run, "privileged");
    assert_eq!(privileged.state, State::Unknown);
    assert_eq!((privileged.verdicts.unknown, percent(privileged)), (1, None));
    assert_eq!((run.score(), run.scored()), (None, 0));
}

#[test]
fn one_unknown_subject_makes_a_control_unknown() {
    let run = run(vec![], vec![tally(&PRIVILEGED, 9, 0, 1)]);
    assert_eq!(control(&run, "privileged").state, State::Unknown);
}

#[test]
fn what_the_baseline_knows_still_fails() {
    let known = Finding { status: Status::Baseline, ..finding(&PRIVILEGED, 1) };
    let run = run(vec![known], vec![tally(&PRIVILEGED, 1, 1, 0)]);
    assert_eq!(control(&run, "privileged").state, State::Failed);
}

#[test]
fn nothing_to_judge_is_not_a_pass() {
    let run = run(vec![], vec![tally(&PRIVILEGED, 0, 0, 0)]);
    assert_eq!(control(&run, "privileged").state, State::NotApplicable);
    assert_eq!(run.score(), None);
}

#[test]
fn a_failure_without_a_finding_passes_nowhere() {
    let run = run(vec![], vec![tally(&PRIVILEGED, 4, 3, 0)]);
    assert_eq!(percent(control(&run, "privileged")), Some(25.0));
}

#[test]
fn a_finding_may_stand_for_a_control_that_its_check_does_not() {
    let own = finding(&ELSEWHERE, 1).reference("pss", "baseline:sysctls");
    let run = run(vec![own, finding(&ELSEWHERE, 2)], vec![tally(&ELSEWHERE, 9, 2, 0)]);
    let sysctls = control(&run, "sysctls");
    assert_eq!((sysctls.state, sysctls.verdicts.failed), (State::Failed, 1));
    assert_eq!(percent(sysctls), Some(0.0));
}

#[test]
fn a_control_that_fails_twice_on_an_object_counts_once_for_it() {
    let mut second = finding(&HOST, 2);
    second.place.object = object("pod-1");
    second.severity = Severity::Critical;
    let run = run(vec![finding(&HOST, 1), second], vec![tally(&HOST, 2, 2, 0)]);
    assert_eq!(run.worst.len(), 1);
    let worst = &run.worst[0];
    assert_eq!((worst.controls, worst.findings, worst.severity), (2, 2, Severity::Critical));
}

#[test]
fn an_empty_run_judges_nothing_anywhere() {
    let all: Vec<&Framework> = frameworks().iter().collect();
    for assessment in assess(&all, &Outcome::default()) {
        assert_eq!(assessment.score(), None, "{}", assessment.framework.name);
        let judged = assessment.controls.iter().find(|it| !matches!(it.state, State::NotJudged(_)));
        assert!(judged.is_none(), "{judged:?}");
    }
}

/// A finding of a random run: check, subject, how it stands, which control it names of its own.
type Draw = (usize, u64, u8, usize);

const OWN: [Option<Reference>; 3] =
    [None, Some(pss("baseline:sysctls")), Some(pss("baseline:privileged"))];

fn outcome(draws: &[Draw], passes: &[(u64, u64)]) -> Outcome {
    let mut outcome = Outcome::default();
    for (check, subject, standing, own) in draws {
        let mut finding = finding(CHECKS[*check], *subject);
        match standing {
            0 => finding = waived(finding),
            1 => finding.confidence = Confidence::Low,
            2 => finding.status = Status::Baseline,
            _ => {}
        }
        finding.references.extend(OWN[*own]);
        outcome.findings.push(finding);
    }
    for (nth, (passed, unknown)) in passes.iter().enumerate() {
        let failed: BTreeSet<u64> =
            draws.iter().filter(|draw| draw.0 == nth).map(|draw| draw.1).collect();
        let failed = failed.len() as u64;
        outcome.tallies.push(tally(CHECKS[nth], passed + failed, failed, *unknown));
    }
    outcome
}

/// The definition read aloud: list every subject of every check of a control, and look at each.
fn naive(draws: &[Draw], passes: &[(u64, u64)], by: &[By]) -> (&'static str, Option<(u64, u64)>) {
    let (mut passed, mut failed, mut unknown, mut aside, mut asked) = (0, 0, 0, 0, false);
    for (nth, check) in CHECKS.iter().enumerate() {
        let whole = check.references.iter().any(|it| by.contains(&By::Reference(*it)));
        if whole {
            asked = true;
            passed += passes[nth].0;
            unknown += passes[nth].1;
        }
        for subject in 1..=4 {
            let mine: Vec<u8> = draws
                .iter()
                .filter(|draw| draw.0 == nth && draw.1 == subject)
                .filter(|draw| {
                    whole || OWN[draw.3].is_some_and(|own| by.contains(&By::Reference(own)))
                })
                .map(|draw| draw.2)
                .collect();
            if mine.iter().any(|standing| *standing >= 2) {
                failed += 1;
            } else if mine.contains(&1) {
                unknown += 1;
            } else if mine.contains(&0) {
                aside += 1;
            }
        }
    }
    let score = Some((passed, passed + failed));
    match () {
        () if failed > 0 => ("failed", score),
        () if unknown > 0 => ("unknown", None),
        () if passed > 0 => ("passed", score),
        () if aside > 0 => ("waived", None),
        () if asked => ("notApplicable", None),
        () => ("notJudged", None),
    }
}

proptest! {
    #[test]
    fn the_roll_up_equals_its_definition(
        draws in proptest::collection::vec((0..4_usize, 1..=4_u64, 0..5_u8, 0..3_usize), 0..14),
        passes in proptest::collection::vec((0..4_u64, 0..2_u64), 4),
    ) {
        let outcome = outcome(&draws, &passes);
        let framework = find("pss-restricted").unwrap();
        let assessment = assess(&[framework], &outcome).pop().unwrap();
        let mut scores = Vec::new();
        for assessed in &assessment.controls {
            let (state, score) = naive(&draws, &passes, &assessed.control.by);
            prop_assert_eq!(assessed.state.name(), state, "{}", assessed.control.id);
            let of = &assessed.verdicts;
            let given = assessed.score().map(|_| (of.passed, of.passed + of.failed));
            prop_assert_eq!(given, score);
            scores.extend(score.map(|(part, whole)| part as f64 / whole as f64));
        }
        let mean = (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64);
        match (assessment.score(), mean) {
            (Some(score), Some(mean)) => prop_assert!((score.share() - mean).abs() < 1e-9),
            (score, mean) => prop_assert!(score.is_none() && mean.is_none()),
        }
        prop_assert_eq!(assessment.scored(), scores.len());
    }
}
