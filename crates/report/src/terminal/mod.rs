//! The report that people read in a terminal: what to do first, the gravest causes with their
//! lines, what could not be read, and a summary.

mod frameworks;
mod layout;
mod lines;
mod marks;
mod paint;
mod problems;
mod snippets;
mod summary;

use std::io;

use self::layout::{left, right, width, wrap};
use self::paint::Paint;
use crate::group::{Group, groups};
use crate::{Report, Verbosity, words};

/// How many groups the first screen holds.
const GROUPS: usize = 20;

/// How many causes head the report.
const FIRST: usize = 5;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let options = &report.options;
    let paint = Paint::new(options.color);
    let all =
        groups(&report.outcome.findings, |finding| finding.is_open() && options.shows(finding));
    match options.verbosity {
        Verbosity::Quiet => {
            lines::open(report, paint, out)?;
            problems::short(report, paint, out)?;
            return summary::short(report, paint, out);
        }
        Verbosity::Normal => {
            first(&all, report, paint, out)?;
            let (shown, rest) = all.split_at_checked(GROUPS).unwrap_or((&all, &[]));
            draw(shown, report, out)?;
            if !rest.is_empty() {
                let findings = rest.iter().map(|group| group.findings.len()).sum();
                let line = words::more_groups(rest.len(), findings, options.lang);
                writeln!(out, "{}\n", paint.strong(&line))?;
            }
        }
        Verbosity::Verbose => {
            first(&all, report, paint, out)?;
            draw(&all, report, out)?;
            lines::set_aside(report, paint, out)?;
        }
    }
    frameworks::write(report, paint, out)?;
    problems::write(report, paint, out)?;
    summary::write(report, paint, out)
}

/// What to do first: the causes with most weight, one line each.
fn first(
    groups: &[Group],
    report: &Report<'_>,
    paint: Paint,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let groups = groups.get(..FIRST).unwrap_or(groups);
    if groups.len() < 2 {
        return Ok(());
    }
    let heading = words::fix_first(groups.len(), lang);
    writeln!(out, "{}\n", paint.heading(&heading))?;
    let severities = groups.iter().map(|g| words::severity(g.severity, lang));
    let slugs = groups.iter().map(|group| group.check.slug);
    let places: Vec<String> =
        groups.iter().map(|group| words::places(group.findings.len(), lang)).collect();
    let severity_width = severities.map(width).max().unwrap_or(0);
    let slug_width = slugs.map(width).max().unwrap_or(0);
    let places_width = places.iter().map(|text| width(text)).max().unwrap_or(0);
    let indent = 5 + severity_width + 2 + slug_width + 2 + places_width + 2;
    let columns = report.options.width.saturating_sub(indent);
    for (nth, (group, places)) in groups.iter().zip(&places).enumerate() {
        let severity = words::severity(group.severity, lang);
        let head = format!(
            "  {}  {}  {}  {}",
            nth + 1,
            paint.severity(group.severity, &left(severity, severity_width)),
            paint.strong(&left(group.check.slug, slug_width)),
            right(places, places_width),
        );
        let what = words::first_sentence(group.check.fix.get(lang));
        // A narrow terminal has no room for a fourth column: it goes below.
        let (indent, columns, mut lead) = if columns >= 28 {
            (indent, columns, format!("{head}  "))
        } else {
            writeln!(out, "{head}")?;
            (5, report.options.width.saturating_sub(5).max(20), "     ".to_owned())
        };
        for line in wrap(what, columns) {
            writeln!(out, "{lead}{line}")?;
            lead = " ".repeat(indent);
        }
    }
    writeln!(out)
}

/// The groups with their places. They are drawn a few at a time, so that the quotes of a big report
/// never stand in memory together.
fn draw(groups: &[Group], report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let per_group = match report.options.verbosity {
        Verbosity::Verbose => usize::MAX,
        _ if groups.len() <= 6 => 3,
        _ if groups.len() <= 12 => 2,
        _ => 1,
    };
    for some in groups.chunks(GROUPS) {
        let indices: Vec<usize> =
            some.iter().flat_map(|group| group.findings.iter().take(per_group).copied()).collect();
        let quoted = snippets::quoted(report, &indices);
        let mut rest = quoted.as_slice();
        for group in some {
            let count = group.findings.len().min(per_group);
            let (shown, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            writeln!(out, "{}", snippets::draw(group, shown, report))?;
        }
    }
    Ok(())
}
