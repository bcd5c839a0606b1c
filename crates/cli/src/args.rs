//! The one definition of the options: parser, help, man pages and completions come from here.

mod rbac;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sekisho_api::{KubeVersion, NotAVersion};
use sekisho_collect::NamedWorld;
use sekisho_compliance::Framework;
use sekisho_finding::{Audience, Confidence, Lang, Severity};
use sekisho_pss::{Level, Version, newest_minor};
use sekisho_report::{Format, UnknownFormat};

pub(crate) use rbac::*;

/// One program that guards every gate a Kubernetes workload passes.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, max_term_width = 100)]
#[command(after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings, \
    2 bad usage, or something that was meant to be read could not be read.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Language of messages: en or ja [default: from the locale]
    #[arg(long, global = true, value_name = "LANG", value_parser = parse_lang)]
    pub(crate) lang: Option<Lang>,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge manifests, charts and kustomizations, a cluster, or a snapshot of one
    #[command(mut_arg("paths", |paths| {
        paths.required(false).required_unless_present_any(["cluster", "snapshot"])
    }))]
    Scan(Box<ScanArgs>),
    /// Write what a scan reads of a cluster into a file, without values of Secrets
    Snapshot(SnapshotArgs),
    /// Pod Security Standards: verdicts, admission answers, a plan to raise levels
    #[command(subcommand)]
    Pss(PssCommand),
    /// Access rights: who may do what, and why
    #[command(subcommand)]
    Rbac(RbacCommand),
    /// List the checks
    Checks(ChecksArgs),
    /// List compliance frameworks, or the controls of one and what judges each of them
    #[command(after_help = crate::commands::frameworks::SCORES)]
    Frameworks(FrameworksArgs),
    /// Lay the JSON report of another scanner over the same files beside what is found here
    Compare(Box<CompareArgs>),
    /// Print the configuration in force and where each setting comes from
    Config(Box<ConfigArgs>),
    /// Explain a check: what it finds, why it matters, how to fix it, when it is fine
    Explain(ExplainArgs),
    /// Print the JSON Schema of the JSON report
    Schema,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command into a folder
    Man {
        /// The folder; standard output gets the main page where none is given
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) live: LiveArgs,

    #[command(flatten)]
    pub(crate) mend: MendArgs,

    /// Lowest severity that makes the exit status 1; `never` for none [default: high]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,

    /// Let warnings fail as well: charts and kustomizations that were not rendered, broken waivers
    #[arg(long)]
    pub(crate) strict: bool,

    /// Report on these frameworks control by control (`sekisho frameworks` lists them); several with
    /// commas; filters nothing else
    #[arg(long = "framework", value_name = "NAME", value_delimiter = ',', value_parser = parse_framework)]
    pub(crate) frameworks: Vec<&'static Framework>,

    /// Write a report: terminal, json, sarif, junit, html, markdown, oscal or github; may be given again
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = ReportTo::from_str)]
    pub(crate) report: Vec<ReportTo>,

    /// Ask only these checks (slugs or ids)
    #[arg(long = "check", value_name = "CHECK", value_delimiter = ',')]
    pub(crate) checks: Vec<String>,

    /// Leave these checks out (slugs or ids)
    #[arg(long = "skip-check", value_name = "CHECK", value_delimiter = ',')]
    pub(crate) skip_checks: Vec<String>,

    /// Show findings for this audience as well: reliability, audit; may be given again
    #[arg(long, value_name = "AUDIENCE", value_delimiter = ',')]
    pub(crate) audience: Vec<Audience>,

    /// Lowest confidence that is shown and may fail the run: high, medium or low; low are hints, such
    /// as what is missing from files that need not be all there is [default: medium]
    #[arg(long, value_name = "CONFIDENCE")]
    pub(crate) confidence: Option<Confidence>,

    /// Pod Security defaults and exemptions: a file with a PodSecurityConfiguration, also inside an
    /// AdmissionConfiguration
    #[arg(long, value_name = "FILE")]
    pub(crate) admission_config: Option<PathBuf>,

    /// Known findings: a file of `--write-baseline`, or an earlier JSON report
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write what is found and not waived as a baseline; entries of `--baseline` that are gone go
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Only what the change brought since a revision of git: what its tree has as well counts as known.
    /// Of a branch that went on since, the common ancestor counts
    #[arg(long, value_name = "REVISION")]
    pub(crate) since: Option<String>,

    /// Waivers in a file of another scanner: Trivy's .trivyignore (or .yaml) or Kubescape's exceptions
    /// (JSON) [default: `.trivyignore` and `.trivyignore.yaml` in the current folder, if there]
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,

    /// Say less: one line per finding and the totals
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more: every group and every place
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// A cluster, or a snapshot of one, in the place of files.
#[derive(Debug, Args)]
pub(crate) struct LiveArgs {
    /// Read a cluster instead of files
    #[arg(
        long,
        help_heading = "Cluster",
        conflicts_with_all = ["paths", "snapshot", "diff", "fix", "fix_unsafe", "since"]
    )]
    pub(crate) cluster: bool,

    /// Read a file of `sekisho snapshot` instead of files
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Cluster",
        conflicts_with_all = ["paths", "context", "namespace", "kubeconfig", "diff", "fix", "fix_unsafe", "since"]
    )]
    pub(crate) snapshot: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

impl LiveArgs {
    /// Whether anything but files is to be read.
    pub(crate) fn asks(&self) -> bool {
        self.cluster || self.snapshot.is_some()
    }
}

/// Which cluster, and how much of it.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The context of the kubeconfig [default: the current one]
    #[arg(long, value_name = "CONTEXT", help_heading = "Cluster")]
    pub(crate) context: Option<String>,

    /// Only this namespace, and what belongs to none as far as you may list it
    #[arg(short, long, value_name = "NAMESPACE", help_heading = "Cluster")]
    pub(crate) namespace: Option<String>,

    /// The kubeconfig [default: KUBECONFIG, then ~/.kube/config, then the service account of the pod]
    #[arg(long, value_name = "FILE", help_heading = "Cluster")]
    pub(crate) kubeconfig: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    /// The file that is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

/// What is mended.
#[derive(Debug, Args)]
pub(crate) struct MendArgs {
    /// Show what fixes would change, as a diff that `git apply` takes, and write nothing: safe fixes, with
    /// --fix-unsafe all. The exit status is that of the findings as they are
    #[arg(long, help_heading = "Mending")]
    pub(crate) diff: bool,

    /// Write safe fixes into the files; what standard input held goes to standard output. What is left
    /// is reported and makes the exit status, which is 2 if a file could not be written
    #[arg(long, help_heading = "Mending")]
    pub(crate) fix: bool,

    /// Like --fix, and write fixes too that may break a workload
    #[arg(long, help_heading = "Mending")]
    pub(crate) fix_unsafe: bool,
}

impl MendArgs {
    /// Whether anything is to be mended or shown.
    pub(crate) fn asks(&self) -> bool {
        self.diff || self.fix || self.fix_unsafe
    }

    /// Whether files are written.
    pub(crate) fn writes(&self) -> bool {
        self.asks() && !self.diff
    }
}

/// What is read, and how.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The Kubernetes version that objects are meant for [default: the newest known]
    #[arg(long, value_name = "VERSION", value_parser = parse_kubernetes_version)]
    pub(crate) kubernetes_version: Option<KubeVersion>,

    /// Do not render Helm charts and kustomizations
    #[arg(long)]
    pub(crate) no_render: bool,

    /// Seconds that rendering one chart or kustomization may take [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) render_timeout: Option<u64>,

    /// Values files for every Helm chart
    #[arg(long, value_name = "FILE")]
    pub(crate) helm_values: Vec<PathBuf>,

    /// Join everything that is read, instead of telling projects and environments apart
    #[arg(long, conflicts_with = "worlds")]
    pub(crate) one_world: bool,

    /// Files that match the globs are one world; may be given again, the first that fits counts
    #[arg(long = "world", value_name = "NAME=GLOB[,GLOB]", value_parser = parse_world)]
    pub(crate) worlds: Vec<NamedWorld>,

    /// The configuration file [default: the nearest `sekisho.toml` in the current folder and those
    /// around it]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PssCommand {
    /// Judge every pod-bearing object at a level, with the API server's own sentences
    Check(PssCheckArgs),
    /// Answer recorded admission requests as the Pod Security admission plugin does
    Admit {
        /// Cases, one JSON object a line; `-` is standard input
        #[arg(long, value_name = "FILE")]
        cases: PathBuf,
    },
    /// Per namespace: the strictest level that passes today, what stands in the way of the next
    /// one, and the commands of a staged roll-out
    Plan(PssPlanArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PssCheckArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// The level: baseline or restricted
    #[arg(long, value_parser = parse_level)]
    pub(crate) level: Level,

    /// The policy version: vX.Y or latest
    #[arg(long, default_value = "latest", value_parser = parse_policy_version)]
    pub(crate) version: Version,

    /// Take objects as given, without the defaults that the API server fills in first
    #[arg(long)]
    pub(crate) no_defaults: bool,

    /// How to print verdicts
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct PssPlanArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// The policy version that is aimed at: vX.Y or latest
    #[arg(long, default_value = "latest", value_parser = parse_policy_version)]
    pub(crate) version: Version,

    /// Pod Security defaults and exemptions, as for `scan`
    #[arg(long, value_name = "FILE")]
    pub(crate) admission_config: Option<PathBuf>,

    /// How to print the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// JSON report of trivy, kubescape, checkov, kube-linter, kube-score or polaris
    pub(crate) report: PathBuf,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// How to print the comparison
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,

    /// Show every object instead of examples
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ChecksArgs {
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct FrameworksArgs {
    /// The framework whose controls are listed [default: the frameworks themselves]
    #[arg(value_parser = parse_framework)]
    pub(crate) framework: Option<&'static Framework>,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
#[command(mut_arg("paths", |arg| arg.required(false)))]
pub(crate) struct ConfigArgs {
    /// Print a template with every key, commented out
    #[arg(long, conflicts_with = "schema")]
    pub(crate) example: bool,

    /// Print the JSON Schema of the file, for editors
    #[arg(long)]
    pub(crate) schema: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Slug or id of the check, or the id of another scanner's check that it stands for
    pub(crate) check: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where the output is a terminal and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The severity that fails a run unless something else is asked for.
pub(crate) const FAIL_ON: Severity = Severity::High;
/// The confidence that is shown unless something else is asked for.
pub(crate) const CONFIDENCE: Confidence = Confidence::Medium;
/// Seconds that one rendering may take unless something else is asked for.
pub(crate) const RENDER_TIMEOUT: u64 = 30;

/// The lowest severity that fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FailOn(pub(crate) Option<Severity>);

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self(None)),
            _ => match text.parse() {
                Ok(severity) => Ok(Self(Some(severity))),
                Err(error) => Err(format!("{error}, never")),
            },
        }
    }
}

/// A report and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportTo {
    pub(crate) format: Format,
    /// None, and `-`, is standard output.
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for ReportTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("`{text}` names no file after `=`")),
            Some((format, file)) => (format, Some(file)),
            None => (text, None),
        };
        Ok(Self {
            format: format.parse().map_err(|error: UnknownFormat| error.to_string())?,
            file: file.filter(|file| *file != "-").map(PathBuf::from),
        })
    }
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "en" => Ok(Lang::En),
        "ja" => Ok(Lang::Ja),
        _ => Err(format!("`{text}` is no language here; one of: en, ja")),
    }
}

fn parse_framework(name: &str) -> Result<&'static Framework, String> {
    sekisho_compliance::find(name).map_err(|unknown| match unknown.nearest {
        Some(nearest) => format!("{unknown}; did you mean `{nearest}`?"),
        None => format!("{unknown}; `sekisho frameworks` lists them"),
    })
}

fn parse_world(text: &str) -> Result<NamedWorld, String> {
    match text.split_once('=') {
        Some((name, globs)) if !name.is_empty() && !globs.is_empty() => Ok(NamedWorld {
            name: name.to_owned(),
            globs: globs.split(',').map(str::to_owned).collect(),
        }),
        _ => Err(format!("`{text}` is no world; write NAME=GLOB, as in prod=clusters/prod/**")),
    }
}

/// Versions up to the newest of the Pod Security Standards; whatever lies beyond is a typing error or
/// wants a newer Sekisho.
pub(crate) fn parse_kubernetes_version(text: &str) -> Result<KubeVersion, String> {
    let version: KubeVersion = text.parse().map_err(|error: NotAVersion| error.to_string())?;
    if u64::from(version.minor()) > newest_minor().max(KubeVersion::NEWEST.minor().into()) {
        return Err(format!("{version} is not known yet; the newest is {}", KubeVersion::NEWEST));
    }
    Ok(version)
}

fn parse_level(text: &str) -> Result<Level, String> {
    text.parse().map_err(|error| format!("`{text}` is no level: {error}"))
}

fn parse_policy_version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|error| format!("`{text}` is no policy version: {error}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_report_is_a_format_and_perhaps_a_file() {
        let to: ReportTo = "sarif=out/a=b.sarif".parse().unwrap();
        assert_eq!(to.file, Some(PathBuf::from("out/a=b.sarif")));
        assert_eq!("json=-".parse::<ReportTo>().unwrap().file, None);
        assert!("json=".parse::<ReportTo>().is_err());
        assert!("yaml".parse::<ReportTo>().is_err());
    }

    #[test]
    fn never_fails_on_nothing() {
        assert_eq!("never".parse(), Ok(FailOn(None)));
        assert_eq!("low".parse(), Ok(FailOn(Some(Severity::Low))));
    }
}
