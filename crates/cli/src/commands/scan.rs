//! `sekisho scan`.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sekisho_checks::Settings;
use sekisho_finding::{Audience, Outcome};
use sekisho_report::{Format, Options, Report, Verbosity, render};
use sekisho_scan::{Input, Request, Selection, scan};
use serde::Deserialize;

use super::{fix, input};
use crate::Exit;
use crate::args::{ReportTo, ScanArgs};
use crate::environment::{Environment, stdout};

/// Reads, judges, reports.
pub(crate) fn run(args: &ScanArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let reports = reports(args)?;
    let request = request(args, environment)?;
    let read = input::read(&args.input, environment)?;
    if args.mend.asks() {
        return fix::run(args, environment, &request, read, &reports);
    }
    let input = Input { snapshots: read.snapshots, problems: read.problems, counts: read.counts };
    let outcome = scan(&request, input, &read.sources);
    let options = options(args, environment);
    let status = exit(args, &options, &outcome);
    let report = Report::new(&outcome, &read.sources, options);
    for to in &reports {
        write(to, &report)?;
    }
    Ok(status)
}

/// What is written where. People see the terminal report unless another one goes there.
fn reports(args: &ScanArgs) -> anyhow::Result<Vec<ReportTo>> {
    let mut reports = args.report.clone();
    let to_stdout: Vec<Format> =
        reports.iter().filter(|to| to.file.is_none()).map(|to| to.format).collect();
    match to_stdout.as_slice() {
        [] => reports.insert(0, ReportTo { format: Format::Terminal, file: None }),
        [_] => {}
        [first, second, ..] => bail!(
            "the reports `{first}` and `{second}` would both go to standard output; \
             give one of them a file: `--report {second}=FILE`"
        ),
    }
    Ok(reports)
}

fn request(args: &ScanArgs, environment: &Environment) -> anyhow::Result<Request> {
    let selection = match Selection::new(&args.checks, &args.skip_checks) {
        Ok(selection) => selection,
        Err(unknown) => match unknown.nearest {
            Some(nearest) => bail!("{unknown}; did you mean `{nearest}`?"),
            None => bail!("{unknown}; `sekisho checks` lists them"),
        },
    };
    let settings = Settings {
        version: args.input.kubernetes_version.unwrap_or_default(),
        pod_security: args.admission_config.as_deref().map(input::admission_config).transpose()?,
        evaluator: input::evaluator(&args.input),
        ..Settings::default()
    };
    let baseline = args.baseline.as_deref().map(baseline).transpose()?.unwrap_or_default();
    let today = Some(environment.today.clone());
    Ok(Request { settings, selection, waivers: Vec::new(), baseline, today })
}

/// What is needed of an earlier JSON report.
#[derive(Debug, Deserialize)]
struct Baseline {
    findings: Vec<Known>,
}

#[derive(Debug, Deserialize)]
struct Known {
    fingerprint: String,
}

/// The fingerprints in an earlier JSON report.
fn baseline(path: &Path) -> anyhow::Result<HashSet<String>> {
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    let text = std::fs::read(path)
        .with_context(|| format!("cannot read the baseline `{}`", path.display()))?;
    let report: Baseline = serde_json::from_slice(&text).with_context(|| {
        format!("the baseline `{}` is no JSON report of a scan", path.display())
    })?;
    Ok(report.findings.into_iter().map(|finding| finding.fingerprint).collect())
}

pub(super) fn options(args: &ScanArgs, environment: &Environment) -> Options {
    let mut options = Options::new(env!("CARGO_PKG_VERSION"));
    options.lang = environment.lang;
    options.color = environment.color;
    options.width = environment.width;
    options.verbosity = match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    options.frameworks.clone_from(&args.frameworks);
    // OSCAL documents must say when they were made; other reports are the same for the same input.
    let dated = args.report.iter().any(|to| to.format == Format::Oscal);
    options.time = dated.then(|| environment.now.clone());
    options.compared = args.baseline.is_some();
    options.confidence = args.confidence;
    options.audiences = args.audience.iter().copied().chain([Audience::Security]).collect();
    options
}

pub(super) fn write(to: &ReportTo, report: &Report<'_>) -> anyhow::Result<()> {
    match &to.file {
        None => {
            let mut out = stdout();
            render(to.format, report, &mut out)?;
            out.flush()?;
        }
        Some(path) => {
            // A reader never sees half a report: it is complete before it gets its name.
            let part = part_of(path);
            let written =
                write_file(&part, to.format, report).and_then(|()| std::fs::rename(&part, path));
            if written.is_err() {
                let _ = std::fs::remove_file(&part);
            }
            written.with_context(|| {
                format!("cannot write the {} report to `{}`", to.format, path.display())
            })?;
        }
    }
    Ok(())
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

fn write_file(path: &Path, format: Format, report: &Report<'_>) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    render(format, report, &mut out)?;
    out.flush()
}

/// What nobody asked to hear of cannot fail the run.
pub(super) fn exit(args: &ScanArgs, options: &Options, outcome: &Outcome) -> Exit {
    let trouble = outcome.problems.iter().any(|problem| problem.kind.is_error() || args.strict);
    let failed = args.fail_on.0.is_some_and(|least| {
        outcome
            .findings
            .iter()
            .any(|finding| finding.is_open() && finding.severity >= least && options.shows(finding))
    });
    match (trouble, failed) {
        (true, _) => Exit::Trouble,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    }
}
