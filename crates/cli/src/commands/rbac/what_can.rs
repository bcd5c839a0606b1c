//! `sekisho rbac what-can`.

use std::io::Write as _;

use anyhow::bail;
use sekisho_finding::Lang;
use sekisho_rbac::{Authorizer, Grant, Identity, Principal, Rule};
use serde::Serialize;

use super::told::{self, RuleJson, SubjectJson, Teller, Via, clean, objects_of, table};
use super::{say, world};
use crate::Exit;
use crate::args::{TextOrJson, WhatCanArgs};
use crate::environment::{Environment, stdout};

/// A right and where it holds.
#[derive(Debug, Serialize)]
struct Entry {
    /// None for the whole cluster.
    scope: Option<String>,
    rule: RuleJson,
    /// The subject of the binding: the one asked about, or a group that it is in.
    through: Option<SubjectJson>,
    via: Option<Via>,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    subject: String,
    groups: &'a [String],
    rights: Vec<Entry>,
    notes: Vec<String>,
}

/// Reads `Kind/…/name`, or the bare name of a user.
pub(crate) fn principal(text: &str) -> anyhow::Result<Principal<'_>> {
    let words: Vec<&str> = text.splitn(3, '/').collect();
    Ok(match words.as_slice() {
        ["User", ..] => Principal::of_user(text.strip_prefix("User/").unwrap_or(text)),
        ["Group", ..] => Principal::Group(text.strip_prefix("Group/").unwrap_or(text)),
        ["ServiceAccount", namespace, name] if !namespace.is_empty() && !name.is_empty() => {
            Principal::ServiceAccount { namespace, name }
        }
        ["ServiceAccount", ..] => {
            bail!("`{text}` names no service account; write ServiceAccount/NAMESPACE/NAME")
        }
        _ => Principal::of_user(text),
    })
}

/// Lists; the exit status is 0, or 2 if something could not be read.
pub(crate) fn run(args: &WhatCanArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let principal = principal(&args.subject)?;
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let of_subject = principal.identity();
    let mut groups = of_subject.groups().to_vec();
    groups.extend(args.groups.iter().cloned());
    let identity = Identity::as_recorded(of_subject.name(), groups);
    let mut notes = Vec::new();
    if identity.skips_rbac() {
        notes.push(
            say(
                lang,
                "members of system:masters may do everything, whatever bindings say",
                "system:masters のメンバーはバインディングに関係なくすべて実行できます",
            )
            .to_owned(),
        );
    }
    let mut rights: Vec<(Option<&str>, Grant, Rule<'_>)> = Vec::new();
    let namespaces = authorizer.namespaces_of(&identity);
    for namespace in std::iter::once("").chain(namespaces) {
        for (grant, held) in authorizer.rules_with_grants(&identity, namespace) {
            let scope = authorizer.scope(grant);
            // What holds everywhere is listed once, with the whole cluster.
            if scope.unwrap_or_default() == namespace {
                rights.push((scope, grant, held.rule));
            }
        }
    }
    let teller = Teller::new(&cluster, &authorizer, rights.iter().map(|(_, grant, _)| *grant));
    if args.format == TextOrJson::Json {
        let entries = rights.iter().map(|(scope, grant, rule)| Entry {
            scope: scope.map(str::to_owned),
            rule: rule.into(),
            through: authorizer.principal(*grant).map(Into::into),
            via: teller.via(*grant),
        });
        let listed = Listed {
            subject: principal.to_string(),
            groups: identity.groups(),
            rights: entries.collect(),
            notes,
        };
        let mut out = stdout();
        serde_json::to_writer(&mut out, &listed)?;
        writeln!(out)?;
        out.flush()?;
    } else {
        told::notes(&notes, environment)?;
        let mut out = stdout();
        let who = clean(&principal.to_string());
        if rights.is_empty() {
            match lang {
                Lang::En => writeln!(out, "no binding gives {who} anything")?,
                Lang::Ja => writeln!(out, "{who} に権限を与えるバインディングはありません")?,
            }
        } else {
            let head = match lang {
                Lang::En => ["WHERE", "VERBS", "ON", "THROUGH", "VIA"],
                Lang::Ja => ["範囲", "動詞", "対象", "経由", "根拠"],
            };
            let mut rows = table(&head, environment);
            for (scope, grant, rule) in &rights {
                let through = authorizer.principal(*grant).filter(|through| *through != principal);
                rows.add_row([
                    scope.map_or_else(|| "*".to_owned(), clean),
                    clean(&rule.verbs.join(", ")),
                    clean(&objects_of(rule)),
                    through.map(|through| clean(&through.to_string())).unwrap_or_default(),
                    teller.via(*grant).map(|via| clean(&via.line())).unwrap_or_default(),
                ]);
            }
            told::print(&mut out, &rows)?;
        }
        out.flush()?;
    }
    let trouble = cluster.complain(environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}
