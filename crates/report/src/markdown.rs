//! Markdown for a comment on a pull request: short tables, and the rest folded away.

mod frameworks;

use std::io;

use sekisho_finding::{Finding, Lang, Severity, Status};

use crate::group::{Group, groups};
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Report, words};

/// How many places of a group are listed.
const PLACES: usize = 10;

/// How many groups and problems are listed.
const GROUPS: usize = 30;

/// How many bytes the lists of places may take: a comment on GitHub holds 65,536 characters.
const ROOM: usize = 40_000;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let groups = groups(&report.outcome.findings, |finding| {
        finding.is_open() && report.options.shows(finding)
    });
    writeln!(out, "## {}\n", words::REPORT.get(lang))?;
    counts(report, out)?;
    if groups.is_empty() {
        writeln!(out, "{}\n", words::NOTHING_FOUND.get(lang))?;
    } else {
        overview(&groups, lang, out)?;
        let mut written = 0;
        let mut room = ROOM;
        for group in groups.iter().take(GROUPS) {
            let mut text = Vec::new();
            details(group, report, &mut text)?;
            let Some(left) = room.checked_sub(text.len()) else {
                break;
            };
            out.write_all(&text)?;
            room = left;
            written += 1;
        }
        let rest = groups.get(written..).unwrap_or_default();
        if !rest.is_empty() {
            let findings: usize = rest.iter().map(|group| group.findings.len()).sum();
            let text = match lang {
                Lang::En => format!("… {} more checks: {findings} findings", rest.len()),
                Lang::Ja => format!("… ほか{}種類のチェックで{findings}件", rest.len()),
            };
            writeln!(out, "{text}\n")?;
        }
    }
    frameworks::write(report, out)?;
    problems(report, out)?;
    read(report, out)
}

fn counts(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let of = |shown: &dyn Fn(&Finding) -> bool| {
        let findings = report.outcome.findings.iter();
        let heard = findings.filter(|finding| report.options.shows(finding));
        heard.filter(|finding| shown(finding)).count() as u64
    };
    let mut head = String::from("|");
    let mut rule = String::from("|");
    let mut row = String::from("|");
    let mut column = |name: &str, count: u64| {
        head.extend([" ", name, " |"]);
        rule.push_str(" ---: |");
        row.extend([" ", &words::grouped(count), " |"]);
    };
    for severity in Severity::ALL.iter().rev() {
        let count = of(&|finding| finding.is_open() && finding.severity == *severity);
        let name = format!("{} {}", sign(*severity), words::severity(*severity, lang));
        column(&name, count);
    }
    let waived = of(&|finding| matches!(finding.status, Status::Waived(_)));
    column(words::WAIVED.get(lang), waived);
    let baseline = of(&|finding| finding.status == Status::Baseline);
    column(words::BASELINE.get(lang), baseline);
    writeln!(out, "{head}\n{rule}\n{row}\n")
}

fn overview(groups: &[Group], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "| {} | {} | {} | {} |\n| --- | --- | ---: | --- |",
        words::SEVERITY.get(lang),
        words::CHECK.get(lang),
        words::PLACES.get(lang),
        words::FIX.get(lang),
    )?;
    for group in groups.iter().take(GROUPS) {
        writeln!(
            out,
            "| {} {} | {} | {} | {} |",
            sign(group.severity),
            words::severity(group.severity, lang),
            code(group.check.slug),
            group.findings.len(),
            cell(words::first_sentence(group.check.fix.get(lang))),
        )?;
    }
    writeln!(out)
}

fn details(group: &Group, report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let check = group.check;
    let places = words::places_in_files(group.findings.len(), group.files, lang);
    writeln!(
        out,
        "<details>\n<summary>{} <code>{}</code> {} ({places})</summary>\n",
        sign(group.severity),
        escape(check.slug),
        escape(check.title.get(lang)),
    )?;
    writeln!(out, "**{}**: {}\n", words::WHY.get(lang), check.why.get(lang))?;
    writeln!(out, "**{}**: {}\n", words::FIX.get(lang), check.fix.get(lang))?;
    writeln!(
        out,
        "| {} | {} | {} |\n| --- | --- | --- |",
        words::PLACE.get(lang),
        words::OBJECT.get(lang),
        words::MESSAGE.get(lang),
    )?;
    let shown: Vec<usize> = group.findings.iter().take(PLACES).copied().collect();
    let findings = || shown.iter().filter_map(|i| report.outcome.findings.get(*i));
    let spots: Vec<Spots> = match report.known_spots() {
        Some(known) => shown.iter().filter_map(|i| known.get(*i).cloned()).collect(),
        None => locate(findings(), report.sources),
    };
    for (finding, spots) in findings().zip(spots) {
        let object = &finding.place.object;
        let span = spots.span();
        let line = span.map_or(String::new(), |span| format!(":{}", span.line));
        writeln!(
            out,
            "| {} | {} | {} |",
            code(&format!("{}{line}", report.whereabouts(object))),
            code(&object.label()),
            cell(&finding.message.render(lang)),
        )?;
    }
    let rest = group.findings.len().saturating_sub(shown.len());
    if rest > 0 {
        let text = match lang {
            Lang::En => format!("… and {rest} more"),
            Lang::Ja => format!("… ほか{rest}か所"),
        };
        writeln!(out, "\n{text}")?;
    }
    writeln!(out, "\n</details>\n")
}

fn problems(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    if report.outcome.problems.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", words::PROBLEMS.get(lang))?;
    for problem in report.outcome.problems.iter().take(GROUPS) {
        let path = problem.path.as_deref().unwrap_or("-");
        let place = match (problem.line, problem.column) {
            (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
            _ => path.to_owned(),
        };
        let kind = words::problem(problem.kind, lang);
        write!(out, "- {} {kind}: {}", code(&place), cell(&problem.message))?;
        match &problem.help {
            Some(help) => writeln!(out, " ({})", cell(help))?,
            None => writeln!(out)?,
        }
    }
    let rest = report.outcome.problems.len().saturating_sub(GROUPS);
    if rest > 0 {
        writeln!(out, "- … {rest}")?;
    }
    writeln!(out)
}

fn read(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let counts = &report.outcome.counts;
    writeln!(out, "<details>\n<summary>{}</summary>\n", words::COVERAGE.get(lang))?;
    let unknown = report.outcome.tallies.iter().map(|tally| tally.unknown).sum();
    for (text, count) in [
        (words::FILES, counts.files),
        (words::DOCUMENTS, counts.documents),
        (words::OBJECTS, counts.objects),
        (words::KINDS, counts.kinds.len() as u64),
        (words::WORLDS, counts.worlds.len() as u64),
        (words::EMPTY, counts.empty),
        (words::OTHER, counts.other),
        (words::STRAYS, counts.strays),
        (words::IGNORED, counts.ignored),
        (words::RENDERED, counts.rendered),
        (words::UNRENDERED, counts.unrendered),
        (words::UNREAD, counts.unread),
        (words::UNKNOWN, unknown),
    ] {
        writeln!(out, "- {}: {}", text.get(lang), words::grouped(count))?;
    }
    writeln!(out, "\n</details>")
}

fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "🟥",
        Severity::High => "🟧",
        Severity::Medium => "🟨",
        Severity::Low => "🟦",
        Severity::Info => "⬜",
    }
}

/// Text of the user as code, which no Markdown in it can leave: runs of backticks inside are
/// shorter than those around it.
fn code(text: &str) -> String {
    let text = clean(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A sentence in a cell. Its code stays code; outside of it nothing of the user's is Markdown,
/// HTML or a mention.
fn cell(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + 8);
    let parts: Vec<&str> = text.split('`').collect();
    // Backticks that do not pair are plain characters.
    let paired = parts.len() % 2 == 1;
    for (nth, part) in parts.iter().enumerate() {
        if nth % 2 == 1 && paired {
            out.push_str(&code(part));
        } else {
            if nth > 0 && !paired {
                out.push_str("\\`");
            }
            out.push_str(&escape(part));
        }
    }
    out
}

/// Text without any Markdown or HTML in it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A zero-width space keeps a name from calling somebody.
            '@' => out.push_str("@\u{200b}"),
            '\\' | '|' | '*' | '_' | '[' | ']' | '~' | '#' | '!' | '`' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_cell() {
        assert_eq!(code("a|b`c"), "``a\\|b`c``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(
            cell("container `<b>|` is <script>@all [x](y)"),
            "container `<b>\\|` is &lt;script&gt;@\u{200b}all \\[x\\](y)"
        );
        assert_eq!(cell("a ` b"), "a \\` b");
    }
}
