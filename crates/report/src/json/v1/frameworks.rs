use schemars::JsonSchema;
use serde::Serialize;

use super::{Object, Severity};

/// What the run says about a framework that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Framework<'a> {
    /// Its name on the command line, `cis-1.12`.
    pub name: &'static str,
    /// What it is called, in the language of the report.
    pub title: &'static str,
    /// The edition that the controls are those of.
    pub version: &'static str,
    /// Whether a passed control is evidence only and never shows that the requirement is met.
    pub evidence_only: bool,
    /// Score and coverage.
    #[serde(flatten)]
    pub result: FrameworkResult,
    /// Every control, in the order of the framework.
    pub controls: Vec<Control<'a>>,
    /// The objects that fail controls, the worst first; ten at most.
    pub worst: Vec<Worst<'a>>,
}

/// A framework at a glance.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkGlance {
    /// Its name on the command line.
    pub name: &'static str,
    /// The edition.
    pub version: &'static str,
    /// Score and coverage.
    #[serde(flatten)]
    pub result: FrameworkResult,
}

/// A score, and how much it speaks of.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkResult {
    /// The mean over the controls that passed or failed, from 0 to 100, rounded down to one decimal;
    /// left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The share of controls that passed or failed among all, from 0 to 100.
    pub coverage: f64,
    /// Controls by state.
    pub counts: ControlCounts,
}

/// Controls by state. What is unknown, waived, not applicable or not judged counts neither as passed
/// nor as failed.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlCounts {
    /// Something fails them.
    pub failed: u64,
    /// Nothing fails them as far as can be seen, but not all can be seen.
    pub unknown: u64,
    /// All that was judged is waived.
    pub waived: u64,
    /// All was judged and nothing fails them.
    pub passed: u64,
    /// There was nothing to judge.
    pub not_applicable: u64,
    /// Nothing judges them.
    pub not_judged: u64,
}

/// What the run says about a control.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control<'a> {
    /// Its id in the framework.
    pub id: &'static str,
    /// The chapter that it stands in.
    pub section: &'static str,
    /// What it asks for, in the language of the report.
    pub title: &'static str,
    /// What became of it.
    pub state: ControlState,
    /// Why it, or a part of it, is not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// Whether the publisher has it assessed by hand; left out where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    /// The share of judged subjects that pass, from 0 to 100; left out unless it passed or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// How grave the gravest finding is that fails it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Subjects that pass.
    pub passed: u64,
    /// Subjects that fail.
    pub failed: u64,
    /// Subjects without a verdict, or with a hint only.
    pub unknown: u64,
    /// Subjects whose findings are all waived.
    pub waived: u64,
    /// The slugs of the checks that judged it.
    pub checks: Vec<&'static str>,
    /// The fingerprints of the findings that fail it.
    pub findings: Vec<&'a str>,
}

/// What became of a control.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ControlState {
    /// Something fails it.
    Failed,
    /// Nothing fails it as far as can be seen, but not all can be seen.
    Unknown,
    /// All that was judged is waived.
    Waived,
    /// All was judged and nothing fails it.
    Passed,
    /// There was nothing to judge.
    NotApplicable,
    /// Nothing judges it; `gap` says why.
    NotJudged,
}

/// What would be needed to judge a control.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Gap {
    /// Files and processes of the node.
    Host,
    /// An authorizer over all roles and bindings.
    Authorizer,
    /// The running cluster.
    Cluster,
    /// Settings of a cloud account.
    Cloud,
    /// The contents of images.
    Image,
    /// Watching workloads run.
    Runtime,
    /// The application's own code and data.
    Application,
    /// People, contracts and procedures.
    Organisation,
    /// Checks that were not asked in this run.
    NotAsked,
}

/// An object that fails controls of a framework.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Worst<'a> {
    /// The object.
    pub object: Object<'a>,
    /// The world that it belongs to.
    pub world: &'a str,
    /// How grave the gravest finding is.
    pub severity: Severity,
    /// How many controls it fails.
    pub controls: usize,
    /// How many findings on it fail a control.
    pub findings: usize,
}

/// Open findings by what they lead to, each in one class: the gravest that it opens the way to.
/// Findings that lead to none of them are not counted.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Consequences {
    /// Nodes or the whole cluster are taken over.
    pub takeover: u64,
    /// Code runs that nobody ordered.
    pub unauthorised_code: u64,
    /// Credentials or data leak.
    pub data_leak: u64,
    /// An intruder moves on to other workloads.
    pub spread: u64,
    /// Workloads stop or starve.
    pub outage: u64,
    /// What happened cannot be told afterwards.
    pub lost_traces: u64,
}
