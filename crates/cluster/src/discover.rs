//! Which of the kinds that are read a server has, and in which version.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use tokio::task::JoinSet;

use crate::ask::{Asker, JSON, Refusal};
use crate::kinds::{READ, ReadKind};

/// A kind that the server has.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) read: ReadKind,
    /// `apps/v1`.
    pub(crate) api_version: String,
    pub(crate) namespaced: bool,
}

/// What discovery came to.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    pub(crate) served: Vec<Served>,
    /// Kinds of groups that could not be asked, and why.
    pub(crate) unknown: Vec<(ReadKind, Refusal)>,
}

#[derive(Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    group_version: String,
}

#[derive(Deserialize)]
struct Resources {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    kind: String,
    namespaced: bool,
    #[serde(default)]
    verbs: Vec<String>,
}

/// Asks for the groups, then for the resources of those groups that hold a kind that is read. Versions are
/// tried in the server's own order, the preferred one first.
pub(crate) async fn discover(asker: &Arc<Asker>) -> Result<Discovered, Refusal> {
    let groups: Groups = decoded(&asker.get("/apis", JSON).await?)?;
    let mut versions: HashMap<String, Vec<String>> = groups
        .groups
        .into_iter()
        .map(|group| {
            let versions = group.versions.into_iter().map(|version| version.group_version);
            (group.name, versions.collect())
        })
        .collect();
    versions.insert(String::new(), vec!["v1".to_owned()]);
    let mut tasks = JoinSet::new();
    for kinds in READ.chunk_by(|one, other| one.group == other.group) {
        let Some(group) = kinds.first().map(|kind| kind.group) else { continue };
        if let Some(versions) = versions.remove(group) {
            let asker = Arc::clone(asker);
            tasks.spawn(async move { of_group(&asker, kinds, versions).await });
        }
    }
    let mut found = Discovered::default();
    while let Some(Ok(of_group)) = tasks.join_next().await {
        found.served.extend(of_group.served);
        found.unknown.extend(of_group.unknown);
    }
    found.served.sort_by_key(|served| (served.read.group, served.read.resource));
    found.unknown.sort_by_key(|(kind, _)| (kind.group, kind.resource));
    Ok(found)
}

async fn of_group(asker: &Asker, kinds: &[ReadKind], versions: Vec<String>) -> Discovered {
    let mut found = Discovered::default();
    let mut open: Vec<ReadKind> = kinds.to_vec();
    let mut failure = None;
    for version in versions {
        if open.is_empty() {
            break;
        }
        let root = if version.contains('/') { "apis" } else { "api" };
        let answer = asker.get(&format!("/{root}/{version}"), JSON).await;
        match answer.and_then(|body| decoded::<Resources>(&body)) {
            Ok(resources) => open.retain(|kind| {
                let served = resources.resources.iter().find(|resource| {
                    resource.name == kind.resource
                        && resource.kind == kind.kind
                        && resource.verbs.iter().any(|verb| verb == "list")
                });
                if let Some(resource) = served {
                    found.served.push(Served {
                        read: *kind,
                        api_version: version.clone(),
                        namespaced: resource.namespaced,
                    });
                }
                served.is_none()
            }),
            Err(Refusal::NotFound) => {}
            Err(refusal) => failure = Some(refusal),
        }
    }
    // What no version has is not there; where a version did not answer, nobody knows.
    if let Some(refusal) = failure {
        found.unknown.extend(open.into_iter().map(|kind| (kind, refusal.clone())));
    }
    found
}

fn decoded<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::Unreachable(format!("its answer makes no sense: {error}")))
}
