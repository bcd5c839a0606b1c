use std::io;

use sekisho_finding::{Finding, Status};

use super::paint::Paint;
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Report, words};

/// One line per open finding: `path:line:column: severity[check]: message`.
pub(super) fn open(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let shown: Vec<usize> =
        indices(report, |finding| finding.is_open() && report.options.shows(finding));
    each(report, &shown, paint, out, |_| String::new())
}

/// One line per finding that does not count, with the reason.
pub(super) fn set_aside(
    report: &Report<'_>,
    paint: Paint,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let shown = indices(report, |finding| !finding.is_open());
    if shown.is_empty() {
        return Ok(());
    }
    let heading = format!("{} / {}", words::WAIVED.get(lang), words::BASELINE.get(lang));
    writeln!(out, "{}\n", paint.heading(&heading))?;
    each(report, &shown, paint, out, |finding| match &finding.status {
        Status::Open => String::new(),
        Status::Baseline => format!(" ({})", words::BASELINE.get(lang)),
        Status::Waived(waiver) => {
            let reason = waiver.reason.as_deref().unwrap_or_default();
            let until = waiver.until.as_deref();
            let until = until.map_or(String::new(), |day| format!(" ≤ {day}"));
            let colon = if reason.is_empty() { "" } else { ": " };
            let waived = words::WAIVED.get(lang);
            format!(" ({waived}{colon}{}{})", clean(reason), clean(&until))
        }
    })?;
    writeln!(out)
}

fn indices(report: &Report<'_>, shown: impl Fn(&Finding) -> bool) -> Vec<usize> {
    let findings = report.outcome.findings.iter().enumerate();
    findings.filter(|(_, finding)| shown(finding)).map(|(index, _)| index).collect()
}

fn each(
    report: &Report<'_>,
    indices: &[usize],
    paint: Paint,
    out: &mut dyn io::Write,
    behind: impl Fn(&Finding) -> String,
) -> io::Result<()> {
    let lang = report.options.lang;
    let findings = || indices.iter().filter_map(|i| report.outcome.findings.get(*i));
    let spots: Vec<Spots> = match report.known_spots() {
        Some(known) => indices.iter().filter_map(|i| known.get(*i).cloned()).collect(),
        None => locate(findings(), report.sources),
    };
    for (finding, spots) in findings().zip(spots) {
        let span = spots.span();
        let position = span.map_or(String::new(), |span| format!(":{}:{}", span.line, span.column));
        writeln!(
            out,
            "{}{position}: {}[{}]: {}{}",
            report.whereabouts(&finding.place.object),
            paint.severity(finding.severity, words::severity(finding.severity, lang)),
            finding.check.slug,
            clean(&finding.message.render(lang)),
            behind(finding),
        )?;
    }
    Ok(())
}
