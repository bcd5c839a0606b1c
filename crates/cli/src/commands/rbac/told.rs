//! What the commands print in common: grants with their places, rules in words, tables.

use std::collections::HashMap;
use std::io::Write;

use comfy_table::{ContentArrangement, Table, TableStyle};
use sekisho_finding::{Place, Sources as _};
use sekisho_inventory::Object;
use sekisho_rbac::{Authorizer, Grant, Principal, Rule, Told};
use sekisho_value::Route;
use serde::Serialize;

use super::world::Cluster;
use crate::environment::Environment;

/// What gives a right, as JSON has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Via {
    /// `ClusterRoleBinding ops`, `RoleBinding shop/deployers`.
    pub(crate) binding: String,
    /// The role that it refers to.
    pub(crate) role: String,
    /// The rule's place in the role that it is written in, counted from 0.
    pub(crate) rule: usize,
    /// File and line of the rule; none for what is in no text.
    pub(crate) source: Option<String>,
    /// The role that the rule is written in, where it is aggregated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) written_in: Option<String>,
}

impl Via {
    /// In one line.
    pub(crate) fn line(&self) -> String {
        let Self { binding, role, rule, source, written_in } = self;
        let mut line = format!("{binding} → {role}");
        if let Some(written_in) = written_in {
            line.push_str(" ← ");
            line.push_str(written_in);
        }
        line.push_str(&format!(" rules[{rule}]"));
        if let Some(source) = source {
            line.push_str("  ");
            line.push_str(source);
        }
        line
    }
}

/// Tells grants, and knows the lines of their rules.
#[derive(Debug)]
pub(crate) struct Teller<'c, 's> {
    authorizer: &'c Authorizer<'s>,
    lines: HashMap<(*const Object, usize), String>,
}

impl<'c, 's> Teller<'c, 's> {
    /// Looks the lines of all these grants up, each text once.
    pub(crate) fn new(
        cluster: &Cluster,
        authorizer: &'c Authorizer<'s>,
        grants: impl IntoIterator<Item = Grant>,
    ) -> Self {
        let mut wanted: Vec<((*const Object, usize), Place)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for told in grants.into_iter().filter_map(|grant| authorizer.tell(grant)) {
            let key = key(&told);
            if seen.insert(key) {
                let route = Route::keys(["rules"]).then(told.held.rule.index);
                wanted.push((key, told.held.written_in.place(route)));
            }
        }
        let lines = sekisho_report::lines(wanted.iter().map(|(_, place)| place), &cluster.sources);
        let named = wanted.into_iter().zip(lines).filter_map(|((key, place), line)| {
            let source = match line {
                Some(line) => {
                    format!("{}:{}", cluster.sources.name(line.source), line.line)
                }
                None => {
                    let document = place.object.document.as_ref()?;
                    cluster.sources.name(document.source).to_owned()
                }
            };
            Some((key, source))
        });
        Self { authorizer, lines: named.collect() }
    }

    /// What gives a right.
    pub(crate) fn via(&self, grant: Grant) -> Option<Via> {
        let told = self.authorizer.tell(grant)?;
        let written_in = told.held.written_in;
        let elsewhere = !std::ptr::eq(written_in, told.role);
        Some(Via {
            binding: told.binding.object.id.label(),
            role: told.role.id.label(),
            rule: told.held.rule.index,
            source: self.lines.get(&key(&told)).cloned(),
            written_in: elsewhere.then(|| written_in.id.label()),
        })
    }
}

fn key(told: &Told<'_>) -> (*const Object, usize) {
    (std::ptr::from_ref(told.held.written_in), told.held.rule.index)
}

/// A rule as JSON has it: as roles write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleJson {
    pub(crate) verbs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) api_groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs", skip_serializing_if = "Vec::is_empty")]
    pub(crate) non_resource_urls: Vec<String>,
}

impl From<&Rule<'_>> for RuleJson {
    fn from(rule: &Rule<'_>) -> Self {
        let Rule { index: _, verbs, groups, resources, names, urls } = rule;
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Self {
            verbs: texts(verbs),
            api_groups: texts(groups),
            resources: texts(resources),
            resource_names: texts(names),
            non_resource_urls: texts(urls),
        }
    }
}

/// What a rule is about: `pods, pods/log`, `deployments.apps`, `/healthz`.
pub(crate) fn objects_of(rule: &Rule<'_>) -> String {
    let mut words: Vec<String> = Vec::new();
    for resource in &rule.resources {
        for group in &rule.groups {
            words.push(match (*group, resource.split_once('/')) {
                ("", _) => (*resource).to_owned(),
                ("*", _) if *resource == "*" => "*.*".to_owned(),
                (group, Some((of, part))) => format!("{of}.{group}/{part}"),
                (group, None) => format!("{resource}.{group}"),
            });
        }
    }
    words.extend(rule.urls.iter().map(|url| (*url).to_owned()));
    let mut text = words.join(", ");
    if !rule.names.is_empty() {
        text.push_str(&format!(" [{}]", rule.names.join(", ")));
    }
    text
}

/// A subject as JSON has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SubjectJson {
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
}

impl From<Principal<'_>> for SubjectJson {
    fn from(principal: Principal<'_>) -> Self {
        let (namespace, name) = match principal {
            Principal::User(name) | Principal::Group(name) => (None, name),
            Principal::ServiceAccount { namespace, name } => (Some(namespace.to_owned()), name),
        };
        Self { kind: principal.kind(), namespace, name: name.to_owned() }
    }
}

/// A table as wide as the terminal, without lines.
pub(crate) fn table(head: &[&str], environment: &Environment) -> Table {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(environment.width.try_into().unwrap_or(u16::MAX))
        .set_header(head.iter().map(|word| (*word).to_owned()));
    table
}

/// Prints a table without what comes from manifests reaching the terminal as a control character.
pub(crate) fn print(out: &mut impl Write, table: &Table) -> std::io::Result<()> {
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A text from a manifest, safe for a terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// What is said beside an answer, on standard error for programs' sake.
pub(crate) fn notes(notes: &[String], environment: &Environment) -> std::io::Result<()> {
    let word = super::say(environment.lang, "note", "注記");
    let mut err = std::io::stderr().lock();
    for note in notes {
        writeln!(err, "{word}: {}", clean(note))?;
    }
    Ok(())
}
