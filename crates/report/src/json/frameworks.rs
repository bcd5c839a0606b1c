//! What a run says about frameworks, from the model to the contract.

use sekisho_compliance::{Assessed, Assessment, Consequence, Gap, Score, State, Verdicts, Worst};
use sekisho_finding::{Finding, Outcome};

use super::convert::{object, severity};
use super::v1;
use crate::Report;

pub(super) fn frameworks<'a>(report: &'a Report<'_>) -> Vec<v1::Framework<'a>> {
    let lang = report.options.lang;
    let framework = |assessment: &'a Assessment| {
        let Assessment { framework, controls, worst: objects } = assessment;
        v1::Framework {
            name: framework.name,
            title: framework.title.get(lang),
            version: framework.version,
            evidence_only: framework.evidence_only,
            result: result(assessment),
            controls: controls.iter().map(|assessed| control(assessed, report)).collect(),
            worst: objects.iter().map(worst).collect(),
        }
    };
    report.assessments().asked().iter().map(framework).collect()
}

pub(super) fn glance(report: &Report<'_>) -> Vec<v1::FrameworkGlance> {
    let glance = |assessment: &Assessment| v1::FrameworkGlance {
        name: assessment.framework.name,
        version: assessment.framework.version,
        result: result(assessment),
    };
    report.assessments().all().iter().map(glance).collect()
}

pub(super) fn consequences(outcome: &Outcome) -> v1::Consequences {
    let mut counts = v1::Consequences::default();
    for (consequence, count) in Consequence::count(outcome, Finding::is_open) {
        *match consequence {
            Consequence::Takeover => &mut counts.takeover,
            Consequence::UnauthorisedCode => &mut counts.unauthorised_code,
            Consequence::DataLeak => &mut counts.data_leak,
            Consequence::Spread => &mut counts.spread,
            Consequence::Outage => &mut counts.outage,
            Consequence::LostTraces => &mut counts.lost_traces,
        } = count;
    }
    counts
}

fn result(assessment: &Assessment) -> v1::FrameworkResult {
    let mut counts = v1::ControlCounts::default();
    for assessed in &assessment.controls {
        *match assessed.state {
            State::Failed => &mut counts.failed,
            State::Unknown => &mut counts.unknown,
            State::Waived => &mut counts.waived,
            State::Passed => &mut counts.passed,
            State::NotApplicable => &mut counts.not_applicable,
            State::NotJudged(_) => &mut counts.not_judged,
        } += 1;
    }
    v1::FrameworkResult {
        score: assessment.score().map(Score::percent),
        coverage: assessment.coverage().map_or(0.0, Score::percent),
        counts,
    }
}

fn control<'a>(assessed: &Assessed, report: &'a Report<'_>) -> v1::Control<'a> {
    let Assessed { control, section, state: became, verdicts, checks, findings, severity: worst } =
        assessed;
    let Verdicts { passed, failed, unknown, waived } = *verdicts;
    let why = match became {
        State::NotJudged(gap) => Some(*gap),
        _ => control.gap,
    };
    let known = findings.iter().filter_map(|nth| report.outcome.findings.get(*nth));
    v1::Control {
        id: control.id,
        section: section.id,
        title: control.title.get(report.options.lang),
        state: state(*became),
        gap: why.map(gap),
        manual: control.manual,
        score: assessed.score().map(Score::percent),
        severity: worst.map(severity),
        passed,
        failed,
        unknown,
        waived,
        checks: checks.iter().map(|check| check.slug).collect(),
        findings: known.map(|finding| finding.fingerprint.as_str()).collect(),
    }
}

fn worst(worst: &Worst) -> v1::Worst<'_> {
    let Worst { object: on, severity: grave, controls, findings } = worst;
    v1::Worst {
        object: object(on, None),
        world: &on.world,
        severity: severity(*grave),
        controls: *controls,
        findings: *findings,
    }
}

fn state(state: State) -> v1::ControlState {
    match state {
        State::Failed => v1::ControlState::Failed,
        State::Unknown => v1::ControlState::Unknown,
        State::Waived => v1::ControlState::Waived,
        State::Passed => v1::ControlState::Passed,
        State::NotApplicable => v1::ControlState::NotApplicable,
        State::NotJudged(_) => v1::ControlState::NotJudged,
    }
}

fn gap(gap: Gap) -> v1::Gap {
    match gap {
        Gap::Host => v1::Gap::Host,
        Gap::Authorizer => v1::Gap::Authorizer,
        Gap::Cluster => v1::Gap::Cluster,
        Gap::Cloud => v1::Gap::Cloud,
        Gap::Image => v1::Gap::Image,
        Gap::Runtime => v1::Gap::Runtime,
        Gap::Application => v1::Gap::Application,
        Gap::Organisation => v1::Gap::Organisation,
        Gap::NotAsked => v1::Gap::NotAsked,
    }
}
