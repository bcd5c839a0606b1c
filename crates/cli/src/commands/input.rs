//! What every command that reads manifests has in common.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use sekisho_collect::{NamedWorld, RenderMode, Texts, WorldRule, collect};
use sekisho_finding::{Counts, Problem};
use sekisho_inventory::{Object, Snapshot};
use sekisho_pss::Evaluator;
use sekisho_pss::admission::Configuration;
use serde::Deserialize;

use crate::args::InputArgs;
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
    for file in &args.helm_values {
        std::fs::metadata(file)
            .with_context(|| format!("cannot read the values file `{}`", file.display()))?;
    }
    let mut request = sekisho_collect::Request::new(args.paths.iter().cloned());
    request.stdin = stdin;
    request.render.values.clone_from(&args.helm_values);
    request.render.time_limit = Duration::from_secs(args.render_timeout);
    let version = args.kubernetes_version.unwrap_or_default();
    request.render.kubernetes_version = Some(format!("1.{}", version.minor()));
    if args.no_render {
        request.render.mode = RenderMode::Off;
    }
    request.worlds = worlds(args)?;
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

/// What `sekisho.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Globs by the name of the world, in the order of the file.
    #[serde(default)]
    worlds: toml::Table,
}

/// Worlds as the command line names them, else as the configuration file does, else by folder.
fn worlds(args: &InputArgs) -> anyhow::Result<WorldRule> {
    if args.one_world {
        return Ok(WorldRule::One);
    }
    let mut worlds = args.worlds.clone();
    if worlds.is_empty() {
        for (name, globs) in config(args.config.as_deref())?.worlds {
            let globs = Vec::<String>::deserialize(globs).with_context(|| {
                format!("world `{name}` of the configuration file wants a list of globs")
            })?;
            worlds.push(NamedWorld { name, globs });
        }
    }
    Ok(if worlds.is_empty() { WorldRule::Auto } else { WorldRule::Named(worlds) })
}

/// The configuration file; one that nobody named may be absent.
fn config(named: Option<&Path>) -> anyhow::Result<Config> {
    let path = named.unwrap_or(Path::new("sekisho.toml"));
    #[expect(clippy::disallowed_methods, reason = "the command line reads its configuration")]
    let text = match std::fs::read_to_string(path) {
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Config::default());
        }
        text => text.with_context(|| format!("cannot read `{}`", path.display()))?,
    };
    toml::from_str(&text).with_context(|| format!("`{}` cannot be used", path.display()))
}

/// Judges as the API server of the version asked for; without one, `latest` is the newest policy
/// version there is.
pub(crate) fn evaluator(args: &InputArgs) -> Evaluator {
    args.kubernetes_version.map_or_else(Evaluator::default, |version| {
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
