//! The types of `sekisho.report/v1`. Fields may be added within a version; none changes its meaning
//! or goes away.

mod frameworks;

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::frameworks::{
    Consequences, Control, ControlCounts, ControlState, Framework, FrameworkGlance,
    FrameworkResult, Gap, Worst,
};

/// The version of the contract.
pub const SCHEMA: &str = "sekisho.report/v1";

/// A report. Lists are in a fixed order; a field without a value is left out.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "sekisho.report/v1", rename = "Report")]
#[serde(rename_all = "camelCase")]
pub struct Report<'a, F> {
    /// The version of this contract, `sekisho.report/v1`.
    #[schemars(extend("const" = "sekisho.report/v1"))]
    pub schema: &'static str,
    /// What made the report.
    pub tool: Tool<'a>,
    /// When the run took place, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<&'a str>,
    /// The language of titles and messages.
    pub lang: Lang,
    /// What was found, waived findings and those of the baseline included.
    #[schemars(with = "Vec<Finding<'static>>")]
    pub findings: F,
    /// Findings that are gone because their fix was made, as they were, without lines of the text; there
    /// if fixes were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mended: Option<Vec<Finding<'a>>>,
    /// Every check that was asked.
    pub checks: Vec<Check<'a>>,
    /// The frameworks that were asked for.
    pub frameworks: Vec<Framework<'a>>,
    /// What was meant to be read or rendered and was not.
    pub errors: Vec<Error<'a>>,
    /// What was configured, so that nothing is green in silence.
    pub configuration: Configuration<'a>,
    /// What findings were compared with: a baseline, an earlier revision, or both.
    pub compared: Vec<Compared<'a>>,
    /// What was read, and how much was found.
    pub summary: Summary<'a>,
}

/// What a configuration file or the command line changed in the checks.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Configuration<'a> {
    /// The configuration file; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The slugs of checks that were not asked, by id.
    pub disabled: Vec<&'a str>,
    /// Severities that were set, by slug.
    pub severities: BTreeMap<&'a str, Severity>,
    /// How many overrides for paths there are.
    pub overrides: u64,
}

/// What findings were compared with.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compared<'a> {
    /// The file, or the revision, as the user named it.
    pub with: &'a str,
    /// Findings that were known and still are there.
    pub known: u64,
    /// Findings that were known and are gone, as far as their checks were asked.
    pub gone: u64,
}

/// What made a report.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tool<'a> {
    /// `sekisho`.
    pub name: &'static str,
    /// Its version.
    pub version: &'a str,
}

/// A language.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Lang {
    /// English.
    En,
    /// Japanese.
    Ja,
}

/// One fault at one place.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding<'a> {
    /// The slug of the check.
    pub check: &'a str,
    /// The permanent id of the check.
    pub id: &'a str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the check is.
    pub confidence: Confidence,
    /// Who wants to hear it.
    pub audience: Audience,
    /// The fault in a phrase, in the language of the report.
    pub title: &'a str,
    /// What is wrong here, in the language of the report.
    pub message: String,
    /// What became of it.
    pub status: Status,
    /// Why it is waived; there if `status` is `waived`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver<'a>>,
    /// The same for the same fault in another run, also if its lines moved, in any language.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub fingerprint: &'a str,
    /// The world that the object belongs to.
    pub world: &'a str,
    /// The object.
    pub object: Object<'a>,
    /// The place within the object as a JSON pointer, whether or not there is a file.
    pub pointer: String,
    /// Where it stands in a file; left out where there is none (a live object, a rendered one).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location<'a>>,
    /// What the object was rendered from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin<'a>>,
    /// Further fields of the object that the same fault is at.
    pub also: Vec<Also<'a>>,
    /// Other places that the finding rests on.
    pub related: Vec<Related<'a>>,
    /// Controls of frameworks and of other scanners that it stands for, each in every spelling.
    pub references: Vec<Reference<'a>>,
    /// Changes that mend it.
    pub fixes: Vec<Fix<'a>>,
}

/// How bad a finding is if it is true.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Hardening that one would like to have.
    Low,
    /// A missing layer of defence.
    Medium,
    /// One step away from harm.
    High,
    /// Harm as it stands.
    Critical,
}

/// How sure a check is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// A hint that a person should look.
    Low,
    /// True in most cases.
    Medium,
    /// Follows from the object alone.
    High,
}

/// Who wants to hear a finding.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Audience {
    /// Everybody who is responsible for security.
    Security,
    /// Whoever keeps the workload running.
    Reliability,
    /// Auditors.
    Audit,
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It stands.
    Open,
    /// Somebody decided that it is fine.
    Waived,
    /// It was there before.
    Baseline,
}

/// Somebody's decision that a finding is fine.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Waiver<'a> {
    /// Why it is fine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// The last day on which it holds, `2027-03-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<&'a str>,
    /// Where it was written.
    pub source: WaiverSource,
    /// The line of the comment, or of the entry in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The file; there if `source` is `config` or `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The key of the annotation; there if `source` is `annotation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation: Option<&'a str>,
    /// What it names, as it was written; `*` stands for every check.
    pub names: &'a str,
    /// The other scanner whose form it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scanner: Option<&'static str>,
}

/// Where a waiver was written.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum WaiverSource {
    /// A comment in the file.
    Comment,
    /// An annotation of the object.
    Annotation,
    /// The configuration file.
    Config,
    /// A file of exceptions in the form of another scanner.
    File,
}

/// A Kubernetes object, and the container in it that a finding is about.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Object<'a> {
    /// As written, `apps/v1`.
    pub api_version: &'a str,
    /// `Deployment`.
    pub kind: &'a str,
    /// As written; left out where the manifest names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<&'a str>,
    /// `metadata.name`, or `metadata.generateName` with a star behind it.
    pub name: &'a str,
    /// The container by name, where the finding is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<&'a str>,
    /// The controller that made the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner<'a>>,
    /// The uid of a live object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<&'a str>,
}

/// The controller that made an object.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Owner<'a> {
    /// `apps/v1`.
    pub api_version: &'a str,
    /// `ReplicaSet`.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// A place in a file. Lines and columns count from 1, columns in Unicode characters; they are left
/// out if the file changed while it was scanned.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Location<'a> {
    /// The path with forward slashes, as the user named it; `-` for standard input.
    pub file: &'a str,
    /// The document within the file, counted from 1.
    pub document: u32,
    /// The line of the first character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column of the first character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The line of the character behind the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// The column behind the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// The place within the object as a JSON pointer, also for an object inside a `List`.
    pub pointer: String,
}

/// What an object was rendered from or, in a cluster, what brought it there.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Origin<'a> {
    /// The folder of the Helm chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<&'a str>,
    /// The template within the chart, or the resource file of a kustomization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<&'a str>,
    /// The folder of the kustomization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<&'a str>,
    /// The Helm release that a live object belongs to, with its namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<&'a str>,
    /// The client that applied a live object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<&'a str>,
}

/// A further field that a fault is at.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Also<'a> {
    /// The field within the object as a JSON pointer.
    pub pointer: String,
    /// Where it stands in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location<'a>>,
}

/// Another place that a finding rests on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Related<'a> {
    /// What it has to do with the finding, in the language of the report.
    pub message: String,
    /// The object.
    pub object: Object<'a>,
    /// The place within the object as a JSON pointer.
    pub pointer: String,
    /// Where it stands in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location<'a>>,
}

/// A control of a framework, or a check of another scanner.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reference<'a> {
    /// The framework, with its version where it has one.
    pub framework: &'a str,
    /// The control's id in it.
    pub control: &'a str,
}

/// A change that mends a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fix<'a> {
    /// What it does, in the language of the report.
    pub title: &'a str,
    /// Whether it may be applied without looking.
    pub safety: Safety,
    /// The edits, to be applied together.
    pub edits: Vec<Edit<'a>>,
    /// What became of it; there if fixes were asked for and this one was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mending: Option<Mending>,
}

/// What became of a fix.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mending {
    /// Whether it was made.
    pub state: MendState,
    /// Why it was not, in the language of the report; left out if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a fix was made.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MendState {
    /// It was made (with `--diff` alone: it can be), and proven to remove its finding and to change
    /// nothing else.
    Applied,
    /// It may break the workload, and only safe fixes were asked for.
    NotAsked,
    /// It could not be made or not be proven.
    Refused,
}

/// Whether a fix may be applied without looking.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Safety {
    /// The workload behaves as before, or could not have run.
    Safe,
    /// The workload may need something that the fix takes away.
    Unsafe,
}

/// One edit of the object.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "op", rename_all = "camelCase")]
pub enum Edit<'a> {
    /// Sets the field; missing maps on the way are made.
    Set {
        /// The field as a JSON pointer.
        pointer: String,
        /// Its new value.
        #[schemars(with = "serde_json::Value")]
        value: &'a sekisho_value::Value,
    },
    /// Takes the field or element out.
    Remove {
        /// The field or element as a JSON pointer.
        pointer: String,
    },
    /// Takes out every entry for the key but the last one, which is the one that counts.
    KeepLast {
        /// The field that is written more than once, as a JSON pointer.
        pointer: String,
    },
    /// Gives a field another name, where no field has that yet.
    Rename {
        /// The field as a JSON pointer.
        pointer: String,
        /// The new name.
        to: &'a str,
    },
}

/// How often a check was judged: passed is `judged - failed`, and not the same as `unknown`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check<'a> {
    /// The permanent id.
    pub id: &'a str,
    /// The slug.
    pub slug: &'a str,
    /// Subjects that it gave a verdict on.
    pub judged: u64,
    /// Subjects among them with at least one finding, waived ones included.
    pub failed: u64,
    /// Subjects that it could give no verdict on.
    pub unknown: u64,
}

/// Something that was meant to be read or rendered and was not.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Error<'a> {
    /// What kind of gap.
    pub kind: ErrorKind,
    /// The file or folder, as the user named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The document, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<u32>,
    /// The line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What is wrong.
    pub message: &'a str,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
}

/// The kind of a gap.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ErrorKind {
    /// The file could not be opened or read.
    Unreadable,
    /// The text is no YAML or JSON.
    Broken,
    /// A bound on size, depth, aliases or documents was passed.
    Limit,
    /// A chart or kustomization was not rendered.
    Unrendered,
    /// A configuration that was named could not be used.
    Configuration,
    /// A comment that looks like a waiver cannot be read as one, or covers no object.
    Waiver,
    /// Nothing is wrong, but somebody may want to know.
    Note,
}

/// What was read, and how much was found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary<'a> {
    /// Files that were looked into, standard input included.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Documents in them.
    pub documents: u64,
    /// Documents with nothing in them.
    pub empty: u64,
    /// Documents that are no Kubernetes objects.
    pub other: u64,
    /// Elements of `List` kinds that are no Kubernetes objects.
    pub strays: u64,
    /// Kubernetes objects, those inside `List` kinds counted one by one.
    pub objects: u64,
    /// Objects by kind, `apps/v1 Deployment`.
    pub kinds: &'a BTreeMap<String, u64>,
    /// Files and documents that were meant to be read and could not be.
    pub unread: u64,
    /// Charts and kustomizations that were rendered.
    pub rendered: u64,
    /// Charts and kustomizations that were not.
    pub unrendered: u64,
    /// Files that an ignore file or their ending left out.
    pub ignored: u64,
    /// The names of the worlds.
    pub worlds: Vec<Cow<'a, str>>,
    /// Checks that were not asked.
    pub disabled_checks: u64,
    /// Findings by status and severity.
    pub findings: FindingCounts,
    /// Frameworks at a glance: those that were asked for, then those that every summary shows.
    pub frameworks: Vec<FrameworkGlance>,
    /// Open findings by what they lead to.
    pub consequences: Consequences,
}

/// Findings by status and severity.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingCounts {
    /// Those that stand.
    pub open: SeverityCounts,
    /// Those that somebody decided are fine.
    pub waived: SeverityCounts,
    /// Those that were there before.
    pub baseline: SeverityCounts,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeverityCounts {
    /// Harm as it stands.
    pub critical: u64,
    /// One step away from harm.
    pub high: u64,
    /// A missing layer of defence.
    pub medium: u64,
    /// Hardening that one would like to have.
    pub low: u64,
    /// Worth knowing.
    pub info: u64,
}
