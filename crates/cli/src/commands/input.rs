//! What every command that reads manifests has in common.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use sekisho_api::KubeVersion;
use sekisho_collect::{RenderMode, Texts, WorldRule, collect};
use sekisho_finding::{Counts, Problem};
use sekisho_inventory::{Object, Snapshot};
use sekisho_pss::Evaluator;
use sekisho_pss::admission::Configuration;

use crate::args::{InputArgs, RENDER_TIMEOUT};
use crate::environment::Environment;
use crate::progress::Bar;

/// What was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) snapshots: Vec<Snapshot>,
    pub(crate) sources: Texts,
    pub(crate) problems: Vec<Problem>,
    pub(crate) counts: Counts,
}

impl Read {
    /// All objects in the order in which they stand in the input.
    pub(crate) fn objects_in_order(&self) -> Vec<&Object> {
        let mut objects: Vec<&Object> = self.snapshots.iter().flat_map(Snapshot::objects).collect();
        objects.sort_by_key(|object| {
            object
                .id
                .document
                .as_ref()
                .map(|document| (document.source, document.index, &document.base))
        });
        objects
    }
}

/// Reads what the options name.
pub(crate) fn read(args: &InputArgs, environment: &Environment) -> anyhow::Result<Read> {
    read_from(args, environment, Box::new(std::io::stdin()))
}

/// The same with something else for standard input.
pub(crate) fn read_from(
    args: &InputArgs,
    environment: &Environment,
    stdin: Box<dyn std::io::Read + Send>,
) -> anyhow::Result<Read> {
    read_paths(args, &args.paths, None, environment, stdin)
}

/// Reads other paths as the options say; what is there is called as if the user stood in `here`.
pub(crate) fn read_paths(
    args: &InputArgs,
    paths: &[PathBuf],
    here: Option<&Path>,
    environment: &Environment,
    stdin: Box<dyn std::io::Read + Send>,
) -> anyhow::Result<Read> {
    for file in &args.helm_values {
        std::fs::metadata(file)
            .with_context(|| format!("cannot read the values file `{}`", file.display()))?;
    }
    let mut request = sekisho_collect::Request::new(paths.iter().cloned());
    request.here = here.map(Path::to_path_buf);
    request.stdin = stdin;
    request.render.values.clone_from(&args.helm_values);
    request.render.time_limit = Duration::from_secs(args.render_timeout.unwrap_or(RENDER_TIMEOUT));
    let version = args.kubernetes_version.unwrap_or_default();
    request.render.kubernetes_version = Some(format!("1.{}", version.minor()));
    if args.no_render {
        request.render.mode = RenderMode::Off;
    }
    request.worlds = worlds(args);
    let bar = Bar::new(environment.lang);
    let collected = collect(request, &bar);
    bar.finish();
    Ok(Read {
        snapshots: collected.snapshots,
        sources: collected.sources,
        problems: collected.problems,
        counts: collected.counts,
    })
}

/// Worlds as they are named, else by folder.
fn worlds(args: &InputArgs) -> WorldRule {
    match args.worlds.as_slice() {
        _ if args.one_world => WorldRule::One,
        [] => WorldRule::Auto,
        worlds => WorldRule::Named(worlds.to_vec()),
    }
}

/// Judges as the API server of the version asked for; without one, `latest` is the newest policy
/// version there is.
pub(crate) fn evaluator(version: Option<KubeVersion>) -> Evaluator {
    version.map_or_else(Evaluator::default, |version| {
        Evaluator::for_kubernetes(version.minor().into())
    })
}

/// Reads a `PodSecurityConfiguration`, also inside an `AdmissionConfiguration`.
pub(crate) fn admission_config(path: &Path) -> anyhow::Result<Configuration> {
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    let text = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut values = Vec::new();
    let mut keys = sekisho_value::Keys::new();
    let limits = sekisho_source::Limits::default();
    let faults =
        sekisho_source::read(&text, &limits, &mut keys, |document| values.push(document.value));
    if let Some(fault) = faults.first() {
        bail!("`{}` cannot be read: {}", path.display(), fault.message);
    }
    let values: Vec<_> = values.into_iter().filter(|value| !value.is_null()).collect();
    match values.as_slice() {
        [value] => Configuration::from_value(value).map_err(|errors| {
            let errors: Vec<String> = errors
                .iter()
                .map(|error| match error.help {
                    Some(help) => format!("{error} ({help})"),
                    None => error.to_string(),
                })
                .collect();
            anyhow::anyhow!("`{}` cannot be used: {}", path.display(), errors.join("; "))
        }),
        [] => bail!("`{}` is empty; give a PodSecurityConfiguration", path.display()),
        _ => bail!("`{}` holds {} documents; give one", path.display(), values.len()),
    }
}

/// Says on standard error what could not be read; true if something makes the run fail.
pub(crate) fn complain(problems: &[Problem], environment: &Environment) -> anyhow::Result<bool> {
    let mut err = std::io::stderr().lock();
    for problem in problems {
        let place = [
            problem.path.clone(),
            problem.line.map(|line| line.to_string()),
            problem.column.map(|column| column.to_string()),
        ];
        let place: Vec<String> = place.into_iter().flatten().collect();
        writeln!(
            err,
            "{}: {}: {}",
            place.join(":"),
            environment.problem_word(problem),
            problem.message
        )?;
        if let Some(help) = &problem.help {
            writeln!(err, "  = {help}")?;
        }
    }
    Ok(problems.iter().any(|problem| problem.kind.is_error()))
}
