use std::io;

use sekisho_compliance::{Assessment, State};

use super::{cell, code, escape, sign};
use crate::assessed::in_state;
use crate::{Report, words};

/// How many failed controls of a framework are listed.
const FAILED: usize = 20;

/// A table of the frameworks, and for those that were asked for their failed controls.
pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let assessments = report.assessments();
    if assessments.all().iter().all(|it| it.scored() == 0) && assessments.asked().is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", words::FRAMEWORKS.get(lang))?;
    let head = [words::FRAMEWORKS, words::SCORE, words::COVERED].map(|text| text.get(lang));
    let states = State::ALL.iter().map(|state| words::state(*state, lang));
    let head: Vec<&str> = head.into_iter().chain(states).collect();
    writeln!(out, "| {} |\n| --- |{}", head.join(" | "), " ---: |".repeat(head.len() - 1))?;
    for assessment in assessments.all() {
        let name = assessment.framework.short.get(lang);
        let counts = State::ALL.iter().map(|state| assessment.count(*state).to_string());
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            escape(name),
            words::score(assessment.score()),
            words::covered(assessment, lang),
            counts.collect::<Vec<_>>().join(" | "),
        )?;
    }
    writeln!(out)?;
    for assessment in assessments.asked() {
        failed(assessment, report, out)?;
    }
    Ok(())
}

fn failed(assessment: &Assessment, report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let framework = assessment.framework;
    let failed = in_state(assessment, State::Failed);
    let title = format!("{} {}", framework.title.get(lang), framework.version);
    writeln!(out, "<details>\n<summary>{}</summary>\n", escape(&title))?;
    if framework.evidence_only {
        writeln!(out, "{}\n", escape(words::EVIDENCE.get(lang)))?;
    }
    writeln!(
        out,
        "| {} | {} | {} |\n| --- | ---: | --- |",
        words::CONTROL.get(lang),
        words::SCORE.get(lang),
        words::SEVERITY.get(lang),
    )?;
    let rows: Vec<_> = failed.collect();
    for assessed in rows.iter().take(FAILED) {
        let severity = assessed.severity.map_or(String::new(), |severity| {
            format!("{} {}", sign(severity), words::severity(severity, lang))
        });
        writeln!(
            out,
            "| {} {} | {} | {severity} |",
            code(assessed.control.id),
            cell(assessed.control.title.get(lang)),
            words::score(assessed.score()),
        )?;
    }
    let rest = rows.len().saturating_sub(FAILED);
    if rest > 0 {
        writeln!(out, "\n… {rest}")?;
    }
    writeln!(out, "\n</details>\n")
}
