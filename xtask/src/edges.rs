//! Which crate may depend on which: arrows point down only, so that no folder can grow a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::context::Context;

/// A crate's place in the picture.
#[derive(Debug)]
pub(crate) struct Room {
    /// Folder under `crates/`, or beside it; the package is `sekisho-` and this.
    pub(crate) name: &'static str,
    pub(crate) layer: Layer,
    /// What it holds, in a phrase.
    pub(crate) holds: &'static str,
    /// What it may use. What these may use, it may use too: their types pass through them.
    pub(crate) may_use: &'static [&'static str],
}

/// Layers, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    Vocabulary,
    /// Facts about a world, no findings.
    Analyses,
    Engines,
    Knowledge,
    Application,
    /// From here on the outside world may be touched: files, processes, the clock, the environment.
    Ports,
    Adapters,
    /// For tests and for the repository itself; nothing that ships depends on it.
    Beside,
}

impl Layer {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Vocabulary => "vocabulary",
            Self::Analyses => "analyses",
            Self::Engines => "engines",
            Self::Knowledge => "knowledge",
            Self::Application => "application",
            Self::Ports => "ports",
            Self::Adapters => "adapters",
            Self::Beside => "beside",
        }
    }
}

/// Every crate that there is, lowest first.
pub(crate) const ROOMS: &[Room] = &[
    Room {
        name: "value",
        layer: Layer::Vocabulary,
        holds: "the value tree, and routes to places in it",
        may_use: &[],
    },
    Room {
        name: "finding",
        layer: Layer::Vocabulary,
        holds: "findings and everything they consist of",
        may_use: &["value"],
    },
    Room {
        name: "source",
        layer: Layer::Vocabulary,
        holds: "text to value tree, route to span, edits that keep formatting",
        may_use: &["value", "finding"],
    },
    Room {
        name: "api",
        layer: Layer::Vocabulary,
        holds: "what each Kubernetes version knows",
        may_use: &["value"],
    },
    Room {
        name: "inventory",
        layer: Layer::Vocabulary,
        holds: "objects, worlds, the one view of a pod",
        may_use: &["value", "finding", "api"],
    },
    Room {
        name: "component",
        layer: Layer::Vocabulary,
        holds: "configuration of control plane and kubelet as one model",
        may_use: &["value", "api"],
    },
    Room {
        name: "event",
        layer: Layer::Vocabulary,
        holds: "events of audit logs, typed",
        may_use: &["value"],
    },
    Room {
        name: "rbac",
        layer: Layer::Analyses,
        holds: "the authorizer, its inverse (who can), what changes and what is used of rights",
        may_use: &["value", "api", "inventory", "event"],
    },
    Room {
        name: "pss",
        layer: Layer::Engines,
        holds: "Pod Security Standards and their admission",
        may_use: &["finding", "api", "inventory"],
    },
    Room {
        name: "checks",
        layer: Layer::Knowledge,
        holds: "built-in checks, one file each",
        may_use: &["finding", "source", "inventory", "component", "rbac", "pss"],
    },
    Room {
        name: "compliance",
        layer: Layer::Knowledge,
        holds: "framework catalogues; findings rolled up to controls and scores",
        may_use: &["finding"],
    },
    Room {
        name: "scan",
        layer: Layer::Application,
        holds: "select, evaluate, waive, compare",
        may_use: &["checks", "pss", "inventory", "component"],
    },
    Room {
        name: "mend",
        layer: Layer::Application,
        holds: "fixes to edited texts, each proven before anything is written",
        may_use: &["scan", "source"],
    },
    Room {
        name: "compare",
        layer: Layer::Application,
        holds: "reports of other scanners beside what was found here",
        may_use: &["finding", "source"],
    },
    Room {
        name: "report",
        layer: Layer::Application,
        holds: "every format a run is told in",
        may_use: &["finding", "source", "compliance"],
    },
    Room {
        name: "collect",
        layer: Layer::Ports,
        holds: "files, standard input, Helm and Kustomize to worlds",
        may_use: &["source", "inventory"],
    },
    Room {
        name: "cluster",
        layer: Layer::Ports,
        holds: "Kubernetes API servers, and snapshots of them, to worlds",
        may_use: &["source", "inventory"],
    },
    Room {
        name: "cli",
        layer: Layer::Adapters,
        holds: "the program `sekisho`",
        may_use: &["scan", "mend", "compare", "rbac", "report", "collect", "cluster", "compliance"],
    },
    Room {
        name: "testkit",
        layer: Layer::Beside,
        holds: "what tests share",
        may_use: &["value", "finding"],
    },
    Room {
        name: "e2e",
        layer: Layer::Beside,
        holds: "a real cluster for tests: control planes, and a node with pods",
        may_use: &["api"],
    },
    Room {
        name: "xtask",
        layer: Layer::Beside,
        holds: "the repository's own commands",
        may_use: &["api", "scan", "cluster", "e2e"],
    },
];

/// Libraries that reach outside the program; only ports, adapters and what stands beside use them.
const REACHING_OUT: &[&str] = &[
    "anstream",
    "clap",
    "ignore",
    "indicatif",
    "kube",
    "rustix",
    "rustls",
    "tempfile",
    "tokio",
    "ureq",
    "wait-timeout",
    "wait4",
];

/// A dependency as `cargo metadata` tells it.
#[derive(Debug)]
struct Edge {
    from: String,
    to: String,
    dev: bool,
}

/// Complains about every edge that the table does not allow, and about a table that is not true.
pub(crate) fn run(cx: &Context) -> Result<Vec<String>> {
    let output = cx
        .cargo()
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()
        .context("running cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let (packages, edges) = read(&metadata);
    let complaints = judge(&packages, &edges);
    println!("  {} crates, {} edges between them and libraries", packages.len(), edges.len());
    Ok(complaints)
}

/// The table as Markdown, for `docs/architecture.md`.
pub(crate) fn table() -> String {
    let mut table = "| layer | crate | holds | may use |\n| --- | --- | --- | --- |\n".to_owned();
    let mut last = None;
    for room in ROOMS {
        let layer = if last == Some(room.layer) { "" } else { room.layer.name() };
        last = Some(room.layer);
        let used: Vec<String> = room.may_use.iter().map(|used| format!("`{used}`")).collect();
        let used = if used.is_empty() { "–".to_owned() } else { used.join(", ") };
        let _ = writeln!(table, "| {layer} | `{}` | {} | {used} |", room.name, room.holds);
    }
    table
}

/// What a room may use, and what that may use.
fn closure(room: &Room) -> BTreeSet<&'static str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&'static str> = room.may_use.to_vec();
    while let Some(name) = open.pop() {
        if reached.insert(name)
            && let Some(next) = ROOMS.iter().find(|room| room.name == name)
        {
            open.extend(next.may_use);
        }
    }
    reached
}

fn read(metadata: &Value) -> (BTreeSet<String>, Vec<Edge>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let room =
        |package: String| package.strip_prefix("sekisho-").map(str::to_owned).unwrap_or(package);
    let mut packages = BTreeSet::new();
    let mut edges = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let from = room(text(&package["name"]));
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            edges.push(Edge {
                from: from.clone(),
                to: room(text(&dependency["name"])),
                dev: dependency["kind"] == "dev",
            });
        }
        packages.insert(from);
    }
    (packages, edges)
}

fn judge(packages: &BTreeSet<String>, edges: &[Edge]) -> Vec<String> {
    let rooms: BTreeMap<&str, &Room> = ROOMS.iter().map(|room| (room.name, room)).collect();
    let mut complaints = Vec::new();
    for package in packages {
        if !rooms.contains_key(package.as_str()) {
            complaints.push(format!(
                "crate `{package}` has no row in the table of xtask/src/edges.rs; add one"
            ));
        }
    }
    for (index, room) in ROOMS.iter().enumerate() {
        if !packages.contains(room.name) {
            complaints.push(format!("the table's row `{}` has no crate; remove it", room.name));
        }
        for used in room.may_use {
            // INVARIANT: the table is ordered, so that it cannot hold a circle.
            if !ROOMS.iter().take(index).any(|lower| lower.name == *used) {
                complaints.push(format!(
                    "the table lets `{}` use `{used}`, which does not stand below it",
                    room.name
                ));
            }
        }
    }
    for edge in edges.iter().filter(|edge| !edge.dev) {
        let Some(from) = rooms.get(edge.from.as_str()) else {
            continue;
        };
        if rooms.contains_key(edge.to.as_str()) {
            if !closure(from).contains(edge.to.as_str()) {
                complaints.push(format!(
                    "`{}` depends on `{}`, which the table does not allow; it may use: {}",
                    edge.from,
                    edge.to,
                    closure(from).into_iter().collect::<Vec<_>>().join(", ")
                ));
            }
        } else if from.layer < Layer::Ports && REACHING_OUT.contains(&edge.to.as_str()) {
            complaints.push(format!(
                "`{}` depends on `{}`, which reaches outside the program; only ports and adapters may",
                edge.from, edge.to
            ));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> BTreeSet<String> {
        ROOMS.iter().map(|room| room.name.to_owned()).collect()
    }

    fn edge(from: &str, to: &str, dev: bool) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), dev }
    }

    #[test]
    fn the_table_holds_no_circle() {
        assert_eq!(judge(&all(), &[]), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_points_up_is_named() {
        let complaints = judge(&all(), &[edge("value", "finding", false)]);
        assert_eq!(
            complaints,
            ["`value` depends on `finding`, which the table does not allow; it may use: "]
        );
    }

    #[test]
    fn what_a_used_crate_may_use_is_allowed() {
        assert!(judge(&all(), &[edge("pss", "value", false)]).is_empty());
    }

    #[test]
    fn tests_may_use_any_crate() {
        assert!(
            judge(&all(), &[edge("pss", "source", true), edge("pss", "testkit", true)]).is_empty()
        );
    }

    #[test]
    fn nothing_that_ships_may_use_the_test_kit() {
        assert_eq!(judge(&all(), &[edge("scan", "testkit", false)]).len(), 1);
    }

    #[test]
    fn the_core_may_not_reach_out() {
        assert_eq!(judge(&all(), &[edge("scan", "tempfile", false)]).len(), 1);
        assert!(judge(&all(), &[edge("collect", "ignore", false)]).is_empty());
    }

    #[test]
    fn a_new_crate_needs_a_row() {
        let mut packages = all();
        packages.insert("unheard-of".to_owned());
        assert_eq!(judge(&packages, &[]).len(), 1);
    }
}
