use std::sync::Arc;

use sekisho_finding::{Counts, Problem, ProblemKind};
use sekisho_inventory::{Completeness, Coverage, Object, Snapshot, World, WorldKind};
use sekisho_value::Value;
use serde::{Deserialize, Serialize};

use crate::clean::origin;

/// What was read of a cluster.
#[derive(Debug)]
pub struct Taken {
    /// Its objects, with how complete they are.
    pub snapshot: Snapshot,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The version that the server says it has, `v1.36.3`.
    pub version: Option<String>,
    pub(crate) about: About,
}

/// What is known of a snapshot beside its objects; the first line of its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    /// What the cluster is called: the context.
    pub(crate) name: String,
    /// Which cluster it is.
    pub(crate) identity: String,
    /// The version of its API server.
    pub(crate) server_version: Option<String>,
    /// The only namespace that was read.
    pub(crate) namespace: Option<String>,
    /// Kinds of which everything is there, wherever it lies.
    pub(crate) complete: Vec<String>,
    /// Kinds of which everything in the namespace is there.
    pub(crate) complete_in_namespace: Vec<String>,
    /// What could not be read.
    pub(crate) gaps: Vec<Gap>,
}

/// Kinds that could not be read for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gap {
    pub(crate) kinds: Vec<String>,
    pub(crate) message: String,
    pub(crate) help: String,
    /// Nothing is wrong: who reads a namespace need not be allowed to read what belongs to all.
    pub(crate) expected: bool,
}

impl Taken {
    pub(crate) fn new(about: About, values: Vec<Value>) -> Self {
        let world: Arc<str> = Arc::from(about.name.as_str());
        let objects: Vec<Object> = values
            .into_iter()
            .map(|value| {
                let from = origin(&value).map(Arc::new);
                Object::new(value, Arc::clone(&world), None, from)
            })
            .collect();
        let problems = about.gaps.iter().map(|gap| gap.problem(&about.name)).collect();
        let snapshot = Snapshot::new(World { name: world, kind: WorldKind::Cluster }, objects)
            .with_coverage(about.coverage())
            .with_identity(about.identity.as_str());
        Self { snapshot, problems, version: about.server_version.clone(), about }
    }

    /// How much there is.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { worlds: vec![self.about.name.clone()], ..Counts::default() };
        for object in self.snapshot.objects() {
            counts.objects += 1;
            *counts
                .kinds
                .entry(format!("{} {}", object.api_version(), object.kind()))
                .or_default() += 1;
        }
        for gap in self.about.gaps.iter().filter(|gap| !gap.expected) {
            counts.unread += gap.kinds.len() as u64;
        }
        counts
    }
}

impl About {
    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::new(Completeness::Unknown).without_contents("Secret");
        for kind in &self.complete {
            coverage = coverage.kind(kind, Completeness::Closed);
        }
        if let Some(namespace) = &self.namespace {
            for kind in &self.complete_in_namespace {
                coverage = coverage.kind_in(kind, namespace, Completeness::Closed);
            }
        }
        // INVARIANT: last, because of two kinds with one name the one that was not read counts.
        for kind in self.gaps.iter().flat_map(|gap| &gap.kinds) {
            coverage = coverage.kind(kind, Completeness::Unknown);
            if let Some(namespace) = &self.namespace {
                coverage = coverage.kind_in(kind, namespace, Completeness::Unknown);
            }
        }
        coverage
    }
}

impl Gap {
    fn problem(&self, name: &str) -> Problem {
        let kind = if self.expected { ProblemKind::Note } else { ProblemKind::Unreadable };
        Problem::new(kind, name, self.message.as_str()).help(self.help.as_str())
    }
}
