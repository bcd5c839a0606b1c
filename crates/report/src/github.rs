//! Workflow commands: lines that GitHub Actions turns into annotations on the changed files.

use std::io;

use sekisho_finding::{Finding, Problem, Severity};

use crate::format::origin_path;
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Report, words};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let findings: Vec<(usize, &Finding)> = report
        .outcome
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| {
            finding.is_open()
                && report.options.shows(finding)
                && finding.severity >= report.options.annotate_from
        })
        .collect();
    let spots: Vec<Spots> = match report.known_spots() {
        Some(known) => {
            findings.iter().filter_map(|(index, _)| known.get(*index).cloned()).collect()
        }
        None => locate(findings.iter().map(|(_, finding)| *finding), report.sources),
    };
    for problem in &report.outcome.problems {
        self::problem(problem, report, out)?;
    }
    for ((_, finding), spots) in findings.into_iter().zip(spots) {
        annotation(finding, &spots, report, out)?;
    }
    Ok(())
}

fn annotation(
    finding: &Finding,
    spots: &Spots,
    report: &Report<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = report.options.lang;
    let object = &finding.place.object;
    let source = object.document.as_ref().map(|document| document.source);
    let file = source.and_then(|source| report.sources.file(source));
    let template = object.origin.as_deref().and_then(origin_path);
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(file) = file {
        properties.push(("file", clean(file).into_owned()));
        if let Some(span) = spots.span() {
            properties.push(("line", span.line.to_string()));
            properties.push(("col", span.column.to_string()));
            properties.push(("endColumn", span.end_column.to_string()));
        }
    } else if let Some(template) = &template {
        properties.push(("file", clean(template).into_owned()));
    }
    let severity = words::severity(finding.severity, lang);
    let title = finding.check.title.get(lang);
    properties.push(("title", format!("{severity}: {title} ({})", finding.check.slug)));
    let mut message = clean(&finding.message.render(lang)).into_owned();
    if file.is_none() {
        message = format!("{}: {message}", clean(&object.label()));
    }
    message.push('\n');
    message.push_str(finding.check.fix.get(lang));
    command(command_of(finding.severity), &properties, &message, out)
}

fn problem(problem: &Problem, report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(path) = problem.path.as_deref().filter(|path| *path != "-") {
        properties.push(("file", clean(path).into_owned()));
        properties.extend(problem.line.map(|line| ("line", line.to_string())));
        properties.extend(problem.column.map(|column| ("col", column.to_string())));
    }
    properties.push(("title", words::problem(problem.kind, lang).to_owned()));
    let mut message = clean(&problem.message).into_owned();
    if let Some(help) = &problem.help {
        message.push('\n');
        message.push_str(&clean(help));
    }
    let name = if problem.kind.is_error() { "error" } else { "warning" };
    command(name, &properties, &message, out)
}

fn command_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn command(
    name: &str,
    properties: &[(&str, String)],
    message: &str,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(out, "::{name} ")?;
    for (nth, (key, value)) in properties.iter().enumerate() {
        let comma = if nth == 0 { "" } else { "," };
        write!(out, "{comma}{key}={}", property(value))?;
    }
    writeln!(out, "::{}", data(message))
}

/// A message as the runner reads it back: it ends with its line, and `%` begins an escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, in which colons and commas separate as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_can_begin_another_command() {
        let mut out = Vec::new();
        let file = "a,b:c%\n::error ::x".to_owned();
        command("error", &[("file", file)], "50%\r\n::set-output name=x::y", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error file=a%2Cb%3Ac%25%0A%3A%3Aerror %3A%3Ax::50%25%0D%0A::set-output name=x::y\n"
        );
    }
}
