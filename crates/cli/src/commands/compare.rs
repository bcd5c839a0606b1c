//! `sekisho compare`.

mod told;

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use sekisho_checks::Settings;
use sekisho_compare::{Judging, Look, Ours, Report, compare, contract, occasional};
use sekisho_finding::{CheckMeta, ObjectRef, Reference};
use sekisho_inventory::Snapshot;
use sekisho_pss::CONTROLS;
use sekisho_scan::{Input, Request, all_checks, looks, scan};

use super::input;
use crate::args::{CompareArgs, TextOrJson};
use crate::configuration::Configuration;
use crate::environment::{Environment, stdout};
use crate::{Exit, exceptions};

/// Reads the report and the files, judges these, and tells in what the two differ.
pub(crate) fn run(args: &CompareArgs, environment: &Environment) -> anyhow::Result<Exit> {
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    let text = std::fs::read(&args.report)
        .with_context(|| format!("cannot read the report `{}`", args.report.display()))?;
    let report = Report::read(&text).map_err(|error| {
        anyhow!("the report `{}` cannot be used: {error}", args.report.display())
    })?;
    let configuration = Configuration::load(args.input.config.as_deref())?;
    let mut read = input::read(&args.input, environment)?;
    let mut request = request(args, &configuration, environment)?;
    if let Some(file) = &configuration.file {
        let source = read.sources.add_other(file.name.as_str(), file.text.as_str());
        request.waivers = configuration.waivers(source)?;
    }
    request.waivers.extend(exceptions::read(&[], &mut read)?);
    let framework = report.tool.name();
    let checks: Vec<Judging> = all_checks().map(judging).collect();
    let standing: HashSet<&str> =
        checks.iter().filter(|it| stands_for(it, framework)).map(|it| it.check.id).collect();
    let worlds = read.snapshots.len();
    let objects: Vec<Arc<ObjectRef>> =
        read.snapshots.iter().flat_map(Snapshot::objects).map(|it| it.id.clone()).collect();
    let looks: Vec<Look> = looks(&request, &read.snapshots, |check| standing.contains(check.id))
        .into_iter()
        .map(|it| {
            let sekisho_scan::Look { check, object, world, is_undecided } = it;
            Look { check, object, world, is_undecided }
        })
        .collect();
    let input = Input { snapshots: read.snapshots, problems: read.problems, counts: read.counts };
    let outcome = scan(&request, input, &read.sources);
    let ours = Ours {
        checks: &checks,
        objects: &objects,
        findings: &outcome.findings,
        looks: &looks,
        sources: &read.sources,
    };
    let comparison = compare(&report, &ours);
    let mut out = stdout();
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut out, &contract(&comparison, environment.lang))?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let read = told::Read { objects: objects.len(), worlds };
            told::write(&mut out, &comparison, &read, args.verbose, environment)?;
        }
    }
    out.flush()?;
    let trouble = input::complain(&outcome.problems, environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}

/// Every check is asked, also those that a configuration file disables: what a team does not want to hear
/// is judged all the same.
fn request(
    args: &CompareArgs,
    configuration: &Configuration,
    environment: &Environment,
) -> anyhow::Result<Request> {
    Ok(Request {
        settings: Settings {
            version: args.input.kubernetes_version.unwrap_or_default(),
            evaluator: input::evaluator(args.input.kubernetes_version),
            parameters: configuration.parameters(),
            ..Settings::default()
        },
        policy: configuration.policy()?,
        today: Some(environment.today.clone()),
        root: configuration.root(&args.input),
        is_whole: configuration.is_whole(&args.input.paths),
        ..Request::default()
    })
}

/// A check with the controls that some of its findings stand for.
fn judging(check: &'static CheckMeta) -> Judging {
    let controls = CONTROLS.iter().filter(|control| control.meta.id == check.id);
    let narrower = controls.flat_map(|control| control.narrower).flat_map(|it| it.references);
    Judging { check, narrower: narrower.copied().collect() }
}

fn stands_for(judging: &Judging, framework: &str) -> bool {
    let is_of = |reference: &Reference| reference.framework == framework;
    judging.check.references.iter().chain(&judging.narrower).any(is_of)
        || occasional(judging.check.slug, framework).next().is_some()
}
