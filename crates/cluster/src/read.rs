//! A whole cluster, or one namespace of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sekisho_value::Value;
use serde_json::Value as Json;
use tokio::task::JoinSet;

use crate::Progress;
use crate::ask::{Asker, JSON, Refusal};
use crate::connect::{Target, connect, unusable};
use crate::discover::{Served, discover};
use crate::error::ConnectError;
use crate::kinds::{READ, ReadKind};
use crate::list::list;
use crate::taken::{About, Gap, Taken};

/// What is read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Of which cluster.
    pub target: Target,
    /// One namespace, and what belongs to none; all namespaces if none is named.
    pub namespace: Option<String>,
}

/// Reads a cluster. It fails only where nothing can be read at all; else what could not be read is among the
/// problems, and its kind is unknown.
pub fn read(request: &Request, progress: Arc<dyn Progress>) -> Result<Taken, ConnectError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
            ConnectError::new(
                format!("the client cannot be started: {error}"),
                "are there too many processes or open files?",
            )
        })?;
    runtime.block_on(cluster(request, progress))
}

async fn cluster(request: &Request, progress: Arc<dyn Progress>) -> Result<Taken, ConnectError> {
    let connection = connect(&request.target).await?;
    let address = connection.address;
    let asker = Arc::new(Asker::new(connection.client));
    let first = asker.first("/version").await.map_err(|error| unusable(&error, &address))?;
    let version = match first {
        Ok(body) => serde_json::from_slice::<Json>(&body)
            .ok()
            .and_then(|version| version.get("gitVersion")?.as_str().map(str::to_owned)),
        // A cluster may hide its version from those who are not known to it.
        Err(Refusal::Forbidden(_) | Refusal::NotFound) => None,
        Err(refusal) => return Err(closed(&refusal, &address)),
    };
    let discovered = discover(&asker).await.map_err(|refusal| closed(&refusal, &address))?;
    let identity = match identity(&asker).await {
        Some(uid) => uid,
        // Who may not see the namespace gets the next best name that two clusters do not share.
        None => address.clone(),
    };

    let mut results = listed(&asker, discovered.served, request, &progress).await;
    results.extend(discovered.unknown.into_iter().map(|(read, refusal)| {
        (Served { read, api_version: String::new(), namespaced: true }, Err(refusal))
    }));
    results.sort_by_key(|(served, _)| (served.read.group, served.read.resource));
    if let Some(namespace) = &request.namespace {
        check_namespace(namespace, &results)?;
    }
    let mut about = About {
        name: connection.name,
        identity,
        server_version: version,
        namespace: request.namespace.clone(),
        complete: Vec::new(),
        complete_in_namespace: Vec::new(),
        gaps: Vec::new(),
    };
    let mut objects = Vec::new();
    let mut gaps = Gaps::default();
    let served: Vec<ReadKind> = results.iter().map(|(served, _)| served.read).collect();
    for kind in READ.iter().filter(|kind| !served.contains(kind)) {
        about.complete.push(kind.kind.to_owned());
    }
    for (served, result) in results {
        let kind = served.read.kind;
        match result {
            Ok(values) => {
                objects.extend(values);
                match &about.namespace {
                    None => about.complete.push(kind.to_owned()),
                    // Only that one was asked for.
                    Some(_) if kind == "Namespace" && served.read.group.is_empty() => {}
                    Some(_) if served.namespaced => {
                        about.complete_in_namespace.push(kind.to_owned());
                    }
                    Some(_) => about.complete.push(kind.to_owned()),
                }
            }
            Err(refusal) => {
                let expected = about.namespace.is_some() && !served.namespaced;
                gaps.add(kind, &refusal, expected);
            }
        }
    }
    about.gaps = gaps.finish(about.namespace.is_some());
    Ok(Taken::new(about, objects))
}

type Listed = (Served, Result<Vec<Value>, Refusal>);

/// Lists all kinds, several at once.
async fn listed(
    asker: &Arc<Asker>,
    served: Vec<Served>,
    request: &Request,
    progress: &Arc<dyn Progress>,
) -> Vec<Listed> {
    progress.kinds(served.len() as u64);
    let gone = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for served in served {
        let (asker, progress, gone) = (Arc::clone(asker), Arc::clone(progress), Arc::clone(&gone));
        let namespace = request.namespace.clone();
        tasks.spawn(async move {
            let served = Arc::new(served);
            // A server that has stopped answering is not waited for once for every kind.
            let result = if gone.load(Ordering::Relaxed) {
                Err(Refusal::Unreachable("it had stopped before".to_owned()))
            } else {
                list(&asker, &served, namespace.as_deref(), &*progress).await
            };
            if matches!(result, Err(Refusal::Unreachable(_))) {
                gone.store(true, Ordering::Relaxed);
            }
            progress.listed(served.read.kind);
            (Arc::unwrap_or_clone(served), result)
        });
    }
    let mut results = Vec::new();
    while let Some(result) = tasks.join_next().await {
        results.extend(result);
    }
    results
}

/// A namespace that is not there is a slip of the pen, not a clean one.
fn check_namespace(namespace: &str, results: &[Listed]) -> Result<(), ConnectError> {
    let namespaces = results
        .iter()
        .find(|(served, _)| served.read.group.is_empty() && served.read.resource == "namespaces");
    match namespaces {
        Some((_, Ok(found))) if found.is_empty() => Err(ConnectError::new(
            format!("the cluster has no namespace `{namespace}`"),
            "`kubectl get namespaces` lists them",
        )),
        _ => Ok(()),
    }
}

/// The uid of the namespace `kube-system`, which every cluster has and no two share. Asked for as a list, so
/// that no other right is needed than for the rest.
async fn identity(asker: &Asker) -> Option<String> {
    let path = "/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-system";
    let body = asker.get(path, JSON).await.ok()?;
    let list: Json = serde_json::from_slice(&body).ok()?;
    list.pointer("/items/0/metadata/uid")?.as_str().map(str::to_owned)
}

/// Why a server that answers gives nothing.
fn closed(refusal: &Refusal, address: &str) -> ConnectError {
    let help = match refusal {
        Refusal::Unauthorized => {
            "log in again: a token or client certificate in the kubeconfig has expired or belongs to another \
             cluster"
        }
        Refusal::Forbidden(_) => {
            "discovery is open to whoever is in `system:authenticated`; ask for the ClusterRole \
             `system:discovery`"
        }
        Refusal::NotFound => "is this the address of an API server?",
        _ => "try again later",
    };
    ConnectError::new(format!("`{address}`: {}", refusal.message()), help)
}

/// What could not be listed, by reason.
#[derive(Default)]
struct Gaps {
    forbidden: BTreeMap<bool, (String, Vec<String>)>,
    unreachable: Option<(String, Vec<String>)>,
    others: Vec<Gap>,
}

impl Gaps {
    fn add(&mut self, kind: &str, refusal: &Refusal, expected: bool) {
        let (_, kinds) = match refusal {
            Refusal::Forbidden(said) => {
                self.forbidden.entry(expected).or_insert_with(|| (said.clone(), Vec::new()))
            }
            Refusal::Unreachable(_) => {
                self.unreachable.get_or_insert_with(|| (refusal.message(), Vec::new()))
            }
            _ => {
                let help = match refusal {
                    Refusal::Status(status, _) if status.is_server_error() => {
                        "if it has a conversion webhook, see that the webhook runs: no client can list \
                         the kind until then"
                    }
                    Refusal::Busy(_) => "try again when the server has less to do",
                    Refusal::TooLong => "such an object can hardly be meant; look at what made it",
                    _ => "try again",
                };
                self.others.push(Gap {
                    kinds: vec![kind.to_owned()],
                    message: format!("{kind} could not be listed: {}", refusal.message()),
                    help: help.to_owned(),
                    expected: false,
                });
                return;
            }
        };
        kinds.push(kind.to_owned());
    }

    fn finish(self, in_namespace: bool) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for (expected, (said, kinds)) in self.forbidden {
            let help = if expected {
                "verdicts that rest on them are unknown"
            } else if in_namespace {
                "verdicts that rest on them are unknown; bind the ClusterRole `sekisho-scan` of \
                 deploy/rbac in the namespace"
            } else {
                "verdicts that rest on them are unknown; bind the ClusterRole `sekisho-scan` of \
                 deploy/rbac, or scan one namespace with --namespace"
            };
            let what = if kinds.len() == 1 { "one kind" } else { "kinds" };
            gaps.push(Gap {
                message: format!(
                    "{what} that you may not list: {}; the server said: {said}",
                    kinds.join(", ")
                ),
                kinds,
                help: help.to_owned(),
                expected,
            });
        }
        if let Some((message, kinds)) = self.unreachable {
            gaps.push(Gap {
                message: format!("{message}; not read: {}", kinds.join(", ")),
                kinds,
                help: "verdicts that rest on them are unknown; try again".to_owned(),
                expected: false,
            });
        }
        gaps.extend(self.others);
        gaps
    }
}
