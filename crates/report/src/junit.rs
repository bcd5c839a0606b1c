//! JUnit XML: a suite per world, a class per check. An open finding is a failure, what was not
//! judged is skipped, and what could not be read is an error.

use std::collections::BTreeMap;
use std::io;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};
use sekisho_finding::{Finding, Problem, Status, Tally};

use crate::resolve::Spots;
use crate::{Report, words};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut junit = quick_junit::Report::new("sekisho");
    let mut worlds: BTreeMap<&str, TestSuite> = report
        .outcome
        .counts
        .worlds
        .iter()
        .map(|world| (world.as_str(), TestSuite::new(world)))
        .collect();
    for (finding, spots) in report.outcome.findings.iter().zip(report.spots()) {
        // A failing test fails the build, so only those who asked are told.
        if !report.options.shows(finding) {
            continue;
        }
        let world: &str = &finding.place.object.world;
        worlds
            .entry(world)
            .or_insert_with(|| TestSuite::new(world))
            .add_test_case(of_finding(finding, spots, report));
    }
    junit.add_test_suites(worlds.into_values());
    junit.add_test_suite(of_checks(report));
    if !report.outcome.problems.is_empty() {
        let mut suite = TestSuite::new(words::PROBLEMS.get(report.options.lang));
        suite.add_test_cases(report.outcome.problems.iter().map(of_problem));
        junit.add_test_suite(suite);
    }
    junit.serialize(&mut *out).map_err(io::Error::other)?;
    out.write_all(b"\n")
}

fn of_finding(finding: &Finding, spots: &Spots, report: &Report<'_>) -> TestCase {
    let lang = report.options.lang;
    let message = finding.message.render(lang);
    let object = &finding.place.object;
    let mut status = match &finding.status {
        Status::Open => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Waived(_) | Status::Baseline => TestCaseStatus::skipped(),
    };
    match &finding.status {
        Status::Open => {
            status.set_type(finding.severity.name());
            status.set_message(message.as_str());
        }
        Status::Waived(waiver) => {
            let reason = waiver.reason.as_deref().unwrap_or(&message);
            status.set_message(format!("{}: {reason}", words::WAIVED.get(lang)));
        }
        Status::Baseline => {
            status.set_message(format!("{}: {message}", words::BASELINE.get(lang)));
        }
    }
    let label = object.label();
    let span = spots.span();
    let position = span.map_or(String::new(), |span| format!(":{}:{}", span.line, span.column));
    let place = format!("{}{position}", report.whereabouts(object));
    let help = words::HELP.get(lang);
    let fix = finding.check.fix.get(lang);
    status.set_description(format!("{place}\n{help}: {fix}"));
    let field = finding.place.route.field_path();
    let name = if place == label {
        format!("{label} {field}")
    } else {
        format!("{label} {field} ({place})")
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(finding.check.slug);
    // Test viewers link these two attributes to the file.
    let source = object.document.as_ref().map(|document| document.source);
    if let Some(file) = source.and_then(|source| report.sources.file(source)) {
        case.extra.insert("file".into(), file.into());
        if let Some(span) = span {
            case.extra.insert("line".into(), span.line.to_string().into());
        }
    }
    case
}

/// One case per check: how often it was judged, so that a run without findings is not empty.
fn of_checks(report: &Report<'_>) -> TestSuite {
    let lang = report.options.lang;
    let mut suite = TestSuite::new(words::VERDICTS.get(lang));
    for Tally { check, judged, failed, unknown } in &report.outcome.tallies {
        if *failed > 0 && *unknown == 0 {
            continue;
        }
        let mut status = if *unknown > 0 || *judged == 0 {
            TestCaseStatus::skipped()
        } else {
            TestCaseStatus::success()
        };
        if *unknown > 0 {
            status.set_message(words::not_judged(*unknown, 1, lang));
        }
        let mut case = TestCase::new(check.title.get(lang), status);
        case.set_classname(check.slug);
        case.add_property(Property::new("judged", judged.to_string()));
        case.add_property(Property::new("unknown", unknown.to_string()));
        suite.add_test_case(case);
    }
    suite
}

fn of_problem(problem: &Problem) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    if !problem.kind.is_error() {
        status = TestCaseStatus::skipped();
    }
    status.set_message(problem.message.as_str());
    if problem.kind.is_error() {
        status.set_type(problem.kind.name());
    }
    if let Some(help) = &problem.help {
        status.set_description(help.as_str());
    }
    let path = problem.path.as_deref().unwrap_or("-");
    let name = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        _ => path.to_owned(),
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(problem.kind.name());
    case
}
