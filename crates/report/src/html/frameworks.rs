use sekisho_compliance::{Assessed, Assessment, State};
use sekisho_finding::Lang;

use crate::safe::clean;
use crate::{Report, words};

/// A framework with its score, and its controls where it was asked for.
pub(super) struct Framework {
    pub(super) title: String,
    pub(super) short: &'static str,
    pub(super) score: String,
    /// How much of the ring the score takes, in hundredths.
    pub(super) share: String,
    pub(super) tone: &'static str,
    pub(super) covered: String,
    /// The states that some control is in: class, name, number.
    pub(super) states: Vec<(&'static str, &'static str, String)>,
    /// The bar of states: class, start and width in hundredths.
    pub(super) parts: Vec<(&'static str, String, String)>,
    pub(super) note: Option<&'static str>,
    pub(super) controls: Vec<Control>,
    pub(super) worst: Vec<Worst>,
}

/// A control.
pub(super) struct Control {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) class: &'static str,
    pub(super) state: &'static str,
    pub(super) why: &'static str,
    pub(super) score: String,
    pub(super) share: String,
    pub(super) verdicts: String,
    pub(super) severity: Option<(&'static str, &'static str)>,
    pub(super) checks: String,
}

/// An object that fails controls.
pub(super) struct Worst {
    pub(super) label: String,
    pub(super) place: String,
    pub(super) severity: (&'static str, &'static str),
    pub(super) controls: String,
}

pub(super) fn frameworks(report: &Report<'_>) -> Vec<Framework> {
    let assessments = report.assessments();
    let asked = assessments.asked().len();
    let all = assessments.all();
    if asked == 0 && all.iter().all(|it| it.scored() == 0) {
        return Vec::new();
    }
    all.iter().enumerate().map(|(nth, it)| framework(it, nth < asked, report)).collect()
}

fn framework(assessment: &Assessment, whole: bool, report: &Report<'_>) -> Framework {
    let lang = report.options.lang;
    let framework = assessment.framework;
    let all = assessment.controls.len().max(1) as f64;
    let mut start = 0.0;
    let mut states = Vec::new();
    let mut parts = Vec::new();
    for state in [
        State::Passed,
        State::Failed,
        State::Unknown,
        State::Waived,
        State::NotApplicable,
        State::NotJudged(sekisho_compliance::Gap::NotAsked),
    ] {
        let count = assessment.count(state);
        if count == 0 {
            continue;
        }
        let width = count as f64 / all * 100.0;
        states.push((class(state), words::state(state, lang), count.to_string()));
        parts.push((class(state), format!("{start:.2}"), format!("{width:.2}")));
        start += width;
    }
    let percent = assessment.score().map_or(0.0, sekisho_compliance::Score::percent);
    let controls = assessment.controls.iter().filter(|_| whole);
    let worst = assessment.worst.iter().filter(|_| whole);
    Framework {
        title: format!("{} {}", framework.title.get(lang), framework.version),
        short: framework.short.get(lang),
        score: words::score(assessment.score()),
        share: format!("{percent:.1}"),
        tone: match percent {
            90.0.. => "good",
            60.0.. => "medium",
            _ => "high",
        },
        covered: words::covered(assessment, lang),
        states,
        parts,
        note: framework.evidence_only.then(|| words::EVIDENCE.get(lang)),
        controls: controls.map(|assessed| control(assessed, lang)).collect(),
        worst: worst
            .map(|it| Worst {
                label: clean(&it.object.label()).trim_end().to_owned(),
                place: report.whereabouts(&it.object),
                severity: (it.severity.name(), words::severity(it.severity, lang)),
                controls: words::counted(it.controls as u64, "control", "controls", "項目", lang),
            })
            .collect(),
    }
}

fn control(assessed: &Assessed, lang: Lang) -> Control {
    let of = &assessed.verdicts;
    let mut verdicts = match of.passed + of.failed {
        0 => String::new(),
        judged => format!("{} / {judged}", of.passed),
    };
    for (count, word) in [(of.unknown, words::UNKNOWN_SHORT), (of.waived, words::WAIVED)] {
        if count > 0 {
            verdicts = format!("{verdicts} +{count} {}", word.get(lang));
        }
    }
    let why = match assessed.state {
        State::NotJudged(gap) => gap.needs(lang),
        _ => assessed.control.gap.map_or("", |gap| gap.needs(lang)),
    };
    let checks: Vec<&str> = assessed.checks.iter().map(|check| check.slug).collect();
    Control {
        id: assessed.control.id,
        title: assessed.control.title.get(lang),
        class: class(assessed.state),
        state: words::state(assessed.state, lang),
        why,
        score: assessed.score().map_or(String::new(), |score| score.to_string()),
        share: assessed.score().map_or(String::new(), |score| format!("{:.1}", score.percent())),
        verdicts: verdicts.trim().to_owned(),
        severity: assessed.severity.map(|it| (it.name(), words::severity(it, lang))),
        checks: checks.join(", "),
    }
}

fn class(state: State) -> &'static str {
    match state {
        State::Failed => "fail",
        State::Unknown => "unknown",
        State::Waived => "waived",
        State::Passed => "pass",
        State::NotApplicable => "nothing",
        State::NotJudged(_) => "unjudged",
    }
}
