use std::collections::BTreeMap;

use crate::{CheckMeta, Finding, Problem, Severity};

/// How often a check was judged. Passed and not judged are different things.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The check.
    pub check: &'static CheckMeta,
    /// Subjects (containers, pods, objects or worlds, whatever the check looks at) that it gave a
    /// verdict on.
    pub judged: u64,
    /// Subjects among them with at least one finding, waived ones included.
    pub failed: u64,
    /// Subjects it could give no verdict on.
    pub unknown: u64,
}

/// What was read, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that were looked into, standard input included.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Documents in them.
    pub documents: u64,
    /// Documents with nothing in them.
    pub empty: u64,
    /// Documents that are YAML or JSON but not Kubernetes objects.
    pub other: u64,
    /// Elements of `List` kinds that are no Kubernetes objects.
    pub strays: u64,
    /// Kubernetes objects, those inside `List` kinds counted one by one.
    pub objects: u64,
    /// Objects by kind, `apps/v1 Deployment`.
    pub kinds: BTreeMap<String, u64>,
    /// Files and documents that were meant to be read and could not be.
    pub unread: u64,
    /// Charts and kustomizations that were rendered.
    pub rendered: u64,
    /// Charts and kustomizations that were not.
    pub unrendered: u64,
    /// Files that an ignore file or their ending left out.
    pub ignored: u64,
    /// The names of the worlds.
    pub worlds: Vec<String>,
}

/// What a configuration file or the command line changed in the checks, so that nothing is green in
/// silence.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    /// The configuration file, as the user would name it.
    pub file: Option<String>,
    /// Checks that were not asked, by id.
    pub disabled: Vec<&'static CheckMeta>,
    /// Checks whose findings have another severity, by id.
    pub severities: Vec<(&'static CheckMeta, Severity)>,
    /// How many overrides for paths there are.
    pub overrides: u64,
}

/// What findings were compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The file, or the revision, as the user named it.
    pub with: String,
    /// Findings that were known and still are there.
    pub known: u64,
    /// Findings that were known and are gone, as far as their checks were asked.
    pub gone: u64,
}

/// A whole run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was found, most severe first.
    pub findings: Vec<Finding>,
    /// What could not be read or rendered.
    pub problems: Vec<Problem>,
    /// Every check that was asked, by id.
    pub tallies: Vec<Tally>,
    /// What was read.
    pub counts: Counts,
    /// What was configured.
    pub configured: Configured,
    /// What findings were compared with: a baseline, an earlier revision, or both.
    pub compared: Vec<Compared>,
}
