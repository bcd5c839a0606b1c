//! `sekisho rbac subjects` and `sekisho rbac roles`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use sekisho_finding::Lang;
use sekisho_rbac::{Authorizer, Principal};
use serde::Serialize;

use super::told::{self, RuleJson, SubjectJson, clean, objects_of, table};
use super::world;
use crate::Exit;
use crate::args::{RbacListArgs, RbacRolesArgs, TextOrJson};
use crate::environment::{Environment, stdout};

#[derive(Debug, Default)]
struct Bound<'s> {
    bindings: usize,
    cluster: bool,
    namespaces: BTreeSet<&'s str>,
    roles: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubjectLine {
    #[serde(flatten)]
    subject: SubjectJson,
    bindings: usize,
    cluster_wide: bool,
    namespaces: Vec<String>,
    roles: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleLine {
    kind: String,
    namespace: Option<String>,
    name: String,
    bindings: usize,
    rules: Vec<HeldLine>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct HeldLine {
    #[serde(flatten)]
    rule: RuleJson,
    /// The role that it is written in, where it is aggregated.
    #[serde(skip_serializing_if = "Option::is_none")]
    written_in: Option<String>,
}

/// Lists everybody that bindings name.
pub(crate) fn subjects(args: &RbacListArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let mut subjects: BTreeMap<Principal<'_>, Bound<'_>> = BTreeMap::new();
    for (binding, namespace, principals) in authorizer.bindings() {
        let role = binding.role_ref().map(|role| format!("{} {}", role.kind, role.name));
        for principal in principals {
            let bound = subjects.entry(principal).or_default();
            bound.bindings += 1;
            bound.cluster |= namespace.is_none();
            bound.namespaces.extend(namespace);
            bound.roles.extend(role.clone());
        }
    }
    let texts = |set: &BTreeSet<&str>| set.iter().map(|text| (*text).to_owned()).collect();
    let lines: Vec<SubjectLine> = subjects
        .iter()
        .map(|(principal, bound)| SubjectLine {
            subject: (*principal).into(),
            bindings: bound.bindings,
            cluster_wide: bound.cluster,
            namespaces: texts(&bound.namespaces),
            roles: bound.roles.iter().cloned().collect(),
        })
        .collect();
    let mut out = stdout();
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer(&mut out, &lines)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let head = match environment.lang {
                Lang::En => ["SUBJECT", "BINDINGS", "WHERE", "ROLES"],
                Lang::Ja => ["サブジェクト", "バインディング数", "範囲", "ロール"],
            };
            let mut rows = table(&head, environment);
            for (principal, line) in subjects.keys().zip(&lines) {
                let everywhere = line.cluster_wide.then_some("*");
                let places =
                    everywhere.into_iter().chain(line.namespaces.iter().map(String::as_str));
                rows.add_row([
                    clean(&principal.to_string()),
                    line.bindings.to_string(),
                    clean(&places.collect::<Vec<_>>().join(", ")),
                    clean(&line.roles.join(", ")),
                ]);
            }
            told::print(&mut out, &rows)?;
        }
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}

/// Lists roles with the rules that they hold.
pub(crate) fn roles(args: &RbacRolesArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let cluster = world::load(&args.list.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let mut bindings: BTreeMap<(&str, Option<&str>, &str), usize> = BTreeMap::new();
    for (binding, ..) in authorizer.bindings() {
        if let Some(role) = binding.role_ref() {
            *bindings.entry((role.kind, role.namespace, role.name)).or_default() += 1;
        }
    }
    let mut roles: Vec<_> = authorizer
        .roles()
        .filter(|(role, _)| args.name.as_deref().is_none_or(|name| role.name() == name))
        .collect();
    roles.sort_by_key(|(role, _)| (role.kind(), role.namespace(), role.name()));
    let count = |role: &sekisho_inventory::Object| {
        bindings.get(&(role.kind(), role.namespace(), role.name())).copied().unwrap_or(0)
    };
    let mut out = stdout();
    match args.list.format {
        TextOrJson::Json => {
            let lines: Vec<RoleLine> = roles
                .iter()
                .map(|(role, held)| RoleLine {
                    kind: role.kind().to_owned(),
                    namespace: role.namespace().map(str::to_owned),
                    name: role.name().to_owned(),
                    bindings: count(role),
                    rules: held
                        .iter()
                        .map(|held| HeldLine {
                            rule: (&held.rule).into(),
                            written_in: (!std::ptr::eq(held.written_in, *role))
                                .then(|| held.written_in.id.label()),
                        })
                        .collect(),
                })
                .collect();
            serde_json::to_writer(&mut out, &lines)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let head = match environment.lang {
                Lang::En => ["ROLE", "BINDINGS", "VERBS", "ON", "WRITTEN IN"],
                Lang::Ja => ["ロール", "バインディング数", "動詞", "対象", "記述元"],
            };
            let mut rows = table(&head, environment);
            for (role, held) in &roles {
                let (mut label, mut bound) = (clean(&role.id.label()), count(role).to_string());
                if held.is_empty() {
                    rows.add_row([
                        label.clone(),
                        bound.clone(),
                        String::new(),
                        "-".to_owned(),
                        String::new(),
                    ]);
                }
                for held in held {
                    let elsewhere = !std::ptr::eq(held.written_in, *role);
                    rows.add_row([
                        std::mem::take(&mut label),
                        std::mem::take(&mut bound),
                        clean(&held.rule.verbs.join(", ")),
                        clean(&objects_of(&held.rule)),
                        if elsewhere { clean(&held.written_in.id.label()) } else { String::new() },
                    ]);
                }
            }
            told::print(&mut out, &rows)?;
        }
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}
