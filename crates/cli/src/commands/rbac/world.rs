//! The one place where the commands get their cluster from.

use std::path::PathBuf;
use std::sync::Arc;

use sekisho_api::KubeVersion;
use sekisho_collect::Texts;
use sekisho_finding::{Problem, ProblemKind};
use sekisho_inventory::{Completeness, Coverage, Snapshot, World, WorldKind};

use crate::args::{InputArgs, RbacReading, RbacSource, TargetArgs};
use crate::commands::{input, live};
use crate::environment::Environment;

/// A cluster as far as it could be read.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) snapshot: Snapshot,
    /// The texts that its objects are from.
    pub(crate) sources: Texts,
    pub(crate) version: KubeVersion,
    problems: Vec<Problem>,
}

impl Cluster {
    /// Says on standard error what could not be read; true if something makes the run fail.
    pub(crate) fn complain(&self, environment: &Environment) -> anyhow::Result<bool> {
        input::complain(&self.problems, environment)
    }
}

/// Reads what the options name.
pub(crate) fn load(args: &RbacSource, environment: &Environment) -> anyhow::Result<Cluster> {
    let RbacSource { from, snapshot, cluster, context, kubeconfig, reading } = args;
    let taken = match snapshot {
        Some(file) => live::open(file)?,
        None if *cluster => {
            // Bindings of one namespace say little without those of all.
            let target = TargetArgs {
                context: context.clone(),
                namespace: None,
                kubeconfig: kubeconfig.clone(),
            };
            live::cluster(&target, environment)?
        }
        None => return read(from, reading, environment),
    };
    let said = taken.version.as_deref().and_then(live::version);
    Ok(Cluster {
        snapshot: taken.snapshot,
        sources: Texts::default(),
        version: reading.kubernetes_version.or(said).unwrap_or_default(),
        problems: taken.problems,
    })
}

/// Reads files and folders as one cluster.
///
/// A folder need not be all there is, yet a question about it is meant to be answered as if it were.
/// Only what was there and could not be read makes a no uncertain.
pub(crate) fn read(
    paths: &[PathBuf],
    args: &RbacReading,
    environment: &Environment,
) -> anyhow::Result<Cluster> {
    let options = InputArgs {
        paths: paths.to_vec(),
        kubernetes_version: args.kubernetes_version,
        no_render: args.no_render,
        render_timeout: None,
        helm_values: Vec::new(),
        one_world: true,
        worlds: Vec::new(),
        config: None,
    };
    let read = input::read(&options, environment)?;
    let mut snapshots = read.snapshots;
    let snapshot = if let [_] = snapshots.as_slice() { snapshots.pop() } else { None };
    let snapshot = snapshot.unwrap_or_else(|| {
        let objects = snapshots.iter().flat_map(Snapshot::objects).cloned().collect();
        Snapshot::new(World { name: Arc::from("."), kind: WorldKind::Files }, objects)
    });
    let unread = |problem: &Problem| {
        problem.kind.is_error() || matches!(problem.kind, ProblemKind::Unrendered)
    };
    let snapshot = if read.problems.iter().any(unread) {
        snapshot.with_coverage(Coverage::new(Completeness::Unknown))
    } else {
        snapshot
    };
    Ok(Cluster {
        snapshot,
        sources: read.sources,
        version: args.kubernetes_version.unwrap_or_default(),
        problems: read.problems,
    })
}
