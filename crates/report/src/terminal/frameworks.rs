use std::io;

use sekisho_compliance::{Assessed, Assessment, Consequence, State};
use sekisho_finding::{Lang, Severity};

use super::layout::{left, right, width, wrap};
use super::paint::Paint;
use crate::assessed::in_state;
use crate::safe::clean;
use crate::{Report, Verbosity, words};

/// How many objects are named.
const WORST: usize = 5;

/// Cells of the bar of a score.
const BAR: u32 = 20;

/// The frameworks that were asked for: score, what it covers, the controls, the worst objects.
pub(super) fn write(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    for assessment in report.assessments().asked() {
        framework(assessment, report, paint, out)?;
    }
    Ok(())
}

/// The frameworks in a phrase each, for the summary.
pub(super) fn glance(report: &Report<'_>) -> Vec<String> {
    let lang = report.options.lang;
    let phrase = |assessment: &Assessment| {
        let name = assessment.framework.short.get(lang);
        let score = words::score(assessment.score());
        match lang {
            Lang::En => format!("{name} {score} of {}", counted(assessment)),
            Lang::Ja => format!("{name} {score}（{}項目）", counted(assessment)),
        }
    };
    let assessments = report.assessments().all();
    if assessments.iter().all(|assessment| assessment.scored() == 0) {
        return Vec::new();
    }
    vec![assessments.iter().map(phrase).collect::<Vec<_>>().join(" · ")]
}

fn counted(assessment: &Assessment) -> String {
    format!("{}/{}", assessment.scored(), assessment.controls.len())
}

/// What the open findings lead to, for the summary.
pub(super) fn consequences(report: &Report<'_>) -> Vec<String> {
    let lang = report.options.lang;
    let shown =
        |finding: &sekisho_finding::Finding| finding.is_open() && report.options.shows(finding);
    let counts = Consequence::count(report.outcome, shown);
    if counts.is_empty() {
        return Vec::new();
    }
    let phrase = |(consequence, count): (&Consequence, &u64)| match lang {
        Lang::En => format!("{} {}", consequence.label(lang), words::grouped(*count)),
        Lang::Ja => format!("{} {}件", consequence.label(lang), words::grouped(*count)),
    };
    vec![counts.iter().map(phrase).collect::<Vec<_>>().join(" · ")]
}

fn framework(
    assessment: &Assessment,
    report: &Report<'_>,
    paint: Paint,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let framework = assessment.framework;
    let title = format!("{} {}", framework.title.get(lang), framework.version);
    writeln!(out, "{}\n", paint.heading(&title))?;
    let score = words::score(assessment.score());
    writeln!(
        out,
        "  {} {}  {}  {}",
        words::SCORE.get(lang),
        paint.strong(&score),
        bar(assessment, paint),
        words::covered(assessment, lang),
    )?;
    let counts: Vec<String> = State::ALL
        .iter()
        .map(|state| (words::state(*state, lang), assessment.count(*state)))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| match lang {
            Lang::En => format!("{count} {name}"),
            Lang::Ja => format!("{name}{count}"),
        })
        .collect();
    let mut lines = wrap(&counts.join(" · "), report.options.width.saturating_sub(2).max(24));
    if framework.evidence_only {
        let columns = report.options.width.saturating_sub(2).max(24);
        lines.extend(wrap(words::EVIDENCE.get(lang), columns));
    }
    for line in lines {
        writeln!(out, "  {}", paint.faint(&line))?;
    }
    writeln!(out)?;
    controls(assessment, report, paint, out)?;
    worst(assessment, report, paint, out)
}

/// A bar for the score; cells are filled only by what is complete.
fn bar(assessment: &Assessment, paint: Paint) -> String {
    let share = assessment.score().map_or(0.0, sekisho_compliance::Score::percent);
    let full = (share / 100.0 * f64::from(BAR)) as usize;
    let empty = BAR as usize - full.min(BAR as usize);
    let tone = match share {
        90.0.. => Severity::Low,
        60.0.. => Severity::Medium,
        _ => Severity::High,
    };
    let full = "█".repeat(full);
    format!("{}{}", paint.severity(tone, &full), paint.faint(&"░".repeat(empty)))
}

/// The controls that failed or are unknown; all of them where the user wants to see more.
fn controls(
    assessment: &Assessment,
    report: &Report<'_>,
    paint: Paint,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let all = report.options.verbosity == Verbosity::Verbose;
    let shown: Vec<&Assessed> = if all {
        assessment.controls.iter().collect()
    } else {
        in_state(assessment, State::Failed).chain(in_state(assessment, State::Unknown)).collect()
    };
    if shown.is_empty() {
        return Ok(());
    }
    let ids = shown.iter().map(|it| width(it.control.id)).max().unwrap_or(0);
    let counts: Vec<String> = shown.iter().map(|it| verdicts(it)).collect();
    let count_width = counts.iter().map(|count| width(count)).max().unwrap_or(0);
    let severities = Severity::ALL.iter().map(|it| width(words::severity(*it, lang)));
    let severity_width = severities.max().unwrap_or(0);
    let behind = 2 + 6 + 2 + count_width + 2 + severity_width;
    let indent = 4 + ids + 2;
    let columns = report.options.width.saturating_sub(indent + behind).max(16);
    for (assessed, count) in shown.iter().zip(&counts) {
        let score = assessed.score().map_or(String::new(), |score| score.to_string());
        let severity = assessed.severity.map_or(String::new(), |severity| {
            let name = words::severity(severity, lang);
            paint.severity(severity, name)
        });
        let mut text = assessed.control.title.get(lang).to_owned();
        if let State::NotJudged(gap) = assessed.state {
            text = format!("{text} ({})", gap.needs(lang));
        }
        let mut lines = wrap(&text, columns).into_iter();
        let first = lines.next().unwrap_or_default();
        let line = format!(
            "  {} {}  {}  {}  {}  {severity}",
            mark(assessed, paint),
            left(assessed.control.id, ids),
            left(&first, columns),
            right(&score, 6),
            right(count, count_width),
        );
        writeln!(out, "{}", line.trim_end())?;
        for line in lines {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
        }
    }
    let rest = assessment.controls.len() - shown.len();
    if rest > 0 {
        writeln!(out, "  {}", paint.faint(&words::more_controls(rest, lang)))?;
    }
    writeln!(out)
}

fn mark(assessed: &Assessed, paint: Paint) -> String {
    match assessed.state {
        State::Failed => paint.severity(assessed.severity.unwrap_or(Severity::High), "✗"),
        State::Unknown => paint.severity(Severity::Medium, "?"),
        State::Waived => paint.faint("~"),
        State::Passed => paint.severity(Severity::Low, "✓"),
        State::NotApplicable => paint.faint("–"),
        State::NotJudged(_) => paint.faint("·"),
    }
}

/// `3/4`, and what stands beside: `3/4 ?2 ~1`.
fn verdicts(assessed: &Assessed) -> String {
    let of = &assessed.verdicts;
    let mut text = match of.passed + of.failed {
        0 => String::new(),
        judged => format!("{}/{judged}", of.passed),
    };
    for (count, sign) in [(of.unknown, '?'), (of.waived, '~')] {
        if count > 0 {
            let space = if text.is_empty() { "" } else { " " };
            text = format!("{text}{space}{sign}{count}");
        }
    }
    text
}

fn worst(
    assessment: &Assessment,
    report: &Report<'_>,
    paint: Paint,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let shown = assessment.worst.get(..WORST).unwrap_or(&assessment.worst);
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", paint.strong(words::WORST.get(lang)))?;
    for it in shown {
        let severity = paint.severity(it.severity, words::severity(it.severity, lang));
        let controls = it.controls as u64;
        let controls = words::counted(controls, "control", "controls", "項目", lang);
        let label = clean(&it.object.label()).trim_end().to_owned();
        let place = report.whereabouts(&it.object);
        let place = if place == label { String::new() } else { format!("  {place}") };
        writeln!(out, "    {label}  {severity}  {controls}{}", paint.faint(&place))?;
    }
    writeln!(out)
}
