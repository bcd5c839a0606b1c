//! `sekisho scan`.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use sekisho_checks::Settings;
use sekisho_collect::Texts;
use sekisho_finding::{Audience, Outcome};
use sekisho_report::{Format, Options, Report, Verbosity, render};
use sekisho_scan::{Input, Request, Selection, scan};

use super::{fix, input, live};
use crate::args::{CONFIDENCE, FAIL_ON, ReportTo, ScanArgs};
use crate::configuration::Configuration;
use crate::environment::{Environment, stdout};
use crate::written::write_whole;
use crate::{Exit, baseline, exceptions, since};

/// Reads, judges, reports.
pub(crate) fn run(args: &mut ScanArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let reports = reports(args)?;
    let configuration = Configuration::load(args.input.config.as_deref())?;
    configuration.fill(args);
    let args = &*args;
    let mut request = request(args, &configuration, environment)?;
    let before = args.since.as_deref().map(|it| since::checkout(it, &args.input)).transpose()?;
    let mut read = match live::read(&args.live, environment)? {
        None => input::read(&args.input, environment)?,
        Some(taken) => {
            // A cluster says which version it is; who asks for another one gets that.
            if args.input.kubernetes_version.is_none()
                && let Some(version) = taken.version.as_deref().and_then(live::version)
            {
                request.settings.version = version;
                request.settings.evaluator = input::evaluator(Some(version));
            }
            input::Read {
                counts: taken.counts(),
                snapshots: vec![taken.snapshot],
                sources: Texts::default(),
                problems: taken.problems,
            }
        }
    };
    if let Some(file) = &configuration.file {
        let source = read.sources.add_other(file.name.as_str(), file.text.as_str());
        request.waivers = configuration.waivers(source)?;
    }
    request.waivers.extend(exceptions::read(&args.waivers, &mut read)?);
    if let Some(before) = before {
        let known = since::judge(&before, &mut request, args, &mut read, environment)?;
        request.known.push(known);
    }
    if args.mend.asks() {
        return fix::run(args, environment, &request, read, &reports);
    }
    let input = Input { snapshots: read.snapshots, problems: read.problems, counts: read.counts };
    let outcome = scan(&request, input, &read.sources);
    let options = options(args, environment);
    let status = exit(args, &options, &outcome);
    if let Some(path) = &args.write_baseline {
        let earlier = args.baseline.is_some().then(|| request.known.first()).flatten();
        baseline::write(path, &outcome, earlier, &request.selection)?;
    }
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

fn request(
    args: &ScanArgs,
    configuration: &Configuration,
    environment: &Environment,
) -> anyhow::Result<Request> {
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
        evaluator: input::evaluator(args.input.kubernetes_version),
        parameters: configuration.parameters(),
    };
    Ok(Request {
        settings,
        selection,
        policy: configuration.policy()?,
        waivers: Vec::new(),
        known: args.baseline.as_deref().map(baseline::read).transpose()?.into_iter().collect(),
        today: Some(environment.today.clone()),
        root: configuration.root(&args.input),
        is_whole: !args.live.asks() && configuration.is_whole(&args.input.paths),
    })
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
    options.compared = args.baseline.is_some() || args.since.is_some();
    options.confidence = args.confidence.unwrap_or(CONFIDENCE);
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
            write_whole(path, |mut out| render(to.format, report, &mut out)).with_context(
                || format!("cannot write the {} report to `{}`", to.format, path.display()),
            )?;
        }
    }
    Ok(())
}

/// What nobody asked to hear of cannot fail the run.
pub(super) fn exit(args: &ScanArgs, options: &Options, outcome: &Outcome) -> Exit {
    let trouble = outcome
        .problems
        .iter()
        .any(|problem| problem.kind.is_error() || (args.strict && problem.kind.is_warning()));
    let failed = args.fail_on.map_or(Some(FAIL_ON), |it| it.0).is_some_and(|least| {
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
