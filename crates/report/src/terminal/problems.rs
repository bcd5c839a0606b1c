use std::io;

use sekisho_finding::Problem;

use super::layout::{left, width, wrap};
use super::paint::{Paint, weight};
use crate::safe::clean;
use crate::{Report, Verbosity, words};

/// How many problems are printed unless all are asked for.
const PROBLEMS: usize = 20;

/// What could not be read, each with its position and the next step.
pub(super) fn write(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let options = &report.options;
    let lang = options.lang;
    let problems = &report.outcome.problems;
    if problems.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n", paint.heading(words::PROBLEMS.get(lang)))?;
    let shown = match options.verbosity {
        Verbosity::Verbose => problems.len(),
        Verbosity::Quiet | Verbosity::Normal => PROBLEMS,
    };
    for problem in problems.iter().take(shown) {
        writeln!(out, "  {}", line(problem, report, paint))?;
        let help = words::HELP.get(lang);
        let indent = width(help) + 6;
        let columns = options.width.saturating_sub(indent).max(24);
        let text = problem.help.as_deref().map(clean).unwrap_or_default();
        if !text.is_empty() {
            let mut lead = format!("    {}", left(&format!("{help}:"), indent - 4));
            for line in wrap(&text, columns) {
                writeln!(out, "{}", paint.faint(&format!("{lead}{line}")))?;
                lead = " ".repeat(indent);
            }
        }
    }
    let rest = problems.len().saturating_sub(shown);
    if rest > 0 {
        writeln!(out, "  {}", words::more_problems(rest, lang))?;
    }
    writeln!(out)
}

/// The same, one line each.
pub(super) fn short(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    for problem in &report.outcome.problems {
        writeln!(out, "{}", line(problem, report, paint))?;
    }
    Ok(())
}

fn line(problem: &Problem, report: &Report<'_>, paint: Paint) -> String {
    let kind = words::problem(problem.kind, report.options.lang);
    let kind = paint.severity(weight(problem.kind), kind);
    let message = clean(&problem.message);
    match &problem.path {
        Some(path) => {
            let position = position(problem);
            format!("{}{position}: {kind}: {message}", clean(path))
        }
        None => format!("{kind}: {message}"),
    }
}

fn position(problem: &Problem) -> String {
    match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        (Some(line), None) => format!(":{line}"),
        (None, _) => String::new(),
    }
}
