//! `sekisho rbac who-can`.

use std::collections::BTreeMap;
use std::io::Write as _;

use sekisho_finding::Lang;
use sekisho_rbac::{Attributes, Authorizer, Grant, Principal, Request};
use serde::Serialize;

use super::resource::{Named, Target, resolve};
use super::told::{self, SubjectJson, Teller, Via, clean, table};
use super::{say, world};
use crate::Exit;
use crate::args::{TextOrJson, WhoCanArgs};
use crate::environment::{Environment, stdout};

/// Kinds whose controllers make pods.
const CONTROLLERS: [(&str, &str); 7] = [
    ("apps", "deployments"),
    ("apps", "daemonsets"),
    ("apps", "statefulsets"),
    ("apps", "replicasets"),
    ("", "replicationcontrollers"),
    ("batch", "jobs"),
    ("batch", "cronjobs"),
];

/// A right by itself, or another one that comes to the same.
struct Part<'q> {
    /// None for what was asked.
    instead: Option<String>,
    attributes: Attributes<'q>,
}

/// Somebody who may, where and by what.
#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    subject: SubjectJson,
    /// None for the whole cluster.
    scope: Option<String>,
    /// The only objects for which it holds; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
    /// The other right that comes to the same, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    via: Option<Via>,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    verb: &'a str,
    target: &'a str,
    name: Option<&'a str>,
    namespace: Option<&'a str>,
    subjects: Vec<Entry>,
    notes: Vec<String>,
}

/// Lists; the exit status is 0 whoever may, 2 if something could not be read.
pub(crate) fn run(args: &WhoCanArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let (target, mut notes) = resolve(&args.resource, cluster.version, &cluster.snapshot, lang);
    notes.push(
        say(
            lang,
            "members of system:masters may do everything; bindings do not show who they are",
            "system:masters のメンバーはすべて実行できます（誰がメンバーかはバインディングに現れません）",
        )
        .to_owned(),
    );
    let name = args.name.as_deref().unwrap_or_default();
    let label = match &target {
        Target::Path(path) => path.clone(),
        Target::Resource(named) => named.label(),
    };
    let parts = parts(args, &target, name);
    // One entry for each right, subject and scope; what holds for all objects goes before what holds
    // for some.
    let mut found: BTreeMap<(usize, Principal<'_>, Option<&str>), Grant> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        let mut question = authorizer.question(&part.attributes);
        if name.is_empty() && names_count(&part.attributes) {
            question = question.of_some_object();
        }
        for grant in authorizer.grants_anywhere(&question) {
            let scope = authorizer.scope(grant);
            let outside = match args.namespace.as_deref() {
                Some(wanted) => scope.is_some_and(|scope| scope != wanted),
                // A path is asked for in no namespace.
                None => scope.is_some() && matches!(target, Target::Path(_)),
            };
            let cluster_only = matches!(&target, Target::Resource(named) if only_in_cluster(named));
            let Some(principal) = authorizer.principal(grant) else { continue };
            if outside || cluster_only && scope.is_some() {
                continue;
            }
            let key = (number, principal, scope);
            let widens = |known: &Grant| !names(&authorizer, *known).is_empty();
            if found.get(&key).is_none_or(widens) {
                found.insert(key, grant);
            }
        }
    }
    let teller = Teller::new(&cluster, &authorizer, found.values().copied());
    let subjects: Vec<Entry> = found
        .iter()
        .map(|((part, principal, scope), grant)| Entry {
            subject: (*principal).into(),
            scope: scope.map(str::to_owned),
            names: names(&authorizer, *grant),
            by: parts.get(*part).and_then(|part| part.instead.clone()),
            via: teller.via(*grant),
        })
        .collect();
    let listed = Listed {
        verb: &args.verb,
        target: &label,
        name: args.name.as_deref(),
        namespace: args.namespace.as_deref(),
        subjects,
        notes,
    };
    let mut out = stdout();
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer(&mut out, &listed)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            told::notes(&listed.notes, environment)?;
            print(&mut out, &listed, environment)?;
        }
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}

/// What is asked, and other rights that come to the same: whoever makes a controller makes its pods, and
/// whoever lists or watches Secrets reads them.
fn parts<'q>(args: &'q WhoCanArgs, target: &'q Target, name: &'q str) -> Vec<Part<'q>> {
    let namespace = args.namespace.as_deref().unwrap_or_default();
    let named = match target {
        Target::Path(path) => {
            let attributes = Attributes::path(&args.verb, path);
            return vec![Part { instead: None, attributes }];
        }
        Target::Resource(named) => named,
    };
    let asked = Request {
        verb: &args.verb,
        group: &named.group,
        resource: &named.resource,
        subresource: &named.subresource,
        name,
    };
    let mut parts =
        vec![Part { instead: None, attributes: Attributes::resource(asked, namespace) }];
    let is_core = named.group.is_empty() && named.subresource.is_empty();
    if is_core && named.resource == "pods" && args.verb == "create" {
        parts.extend(CONTROLLERS.iter().map(|(group, resource)| {
            let request = Request { group, resource, name: "", ..asked };
            let dot = if group.is_empty() { "" } else { "." };
            Part {
                instead: Some(format!("create {resource}{dot}{group}")),
                attributes: Attributes::resource(request, namespace),
            }
        }));
    }
    if is_core && named.resource == "secrets" && args.verb == "get" {
        parts.extend(["list", "watch"].iter().map(|verb| Part {
            instead: Some(format!("{verb} secrets")),
            attributes: Attributes::resource(Request { verb, ..asked }, namespace),
        }));
    }
    parts
}

/// Whether rules for certain objects can allow the request at all: what makes an object, or is about all of
/// them, has no name to compare.
fn names_count(attributes: &Attributes<'_>) -> bool {
    match attributes.action {
        sekisho_rbac::Action::Resource(request) => {
            !request.subresource.is_empty()
                || !matches!(request.verb, "create" | "deletecollection")
        }
        sekisho_rbac::Action::Path { .. } => false,
    }
}

/// Whether rights on it come from ClusterRoleBindings only. A Namespace counts as being inside itself.
fn only_in_cluster(named: &Named) -> bool {
    named.namespaced == Some(false) && !(named.group.is_empty() && named.resource == "namespaces")
}

fn names(authorizer: &Authorizer<'_>, grant: Grant) -> Vec<String> {
    let told = authorizer.tell(grant);
    told.map(|told| told.held.rule.names.iter().map(|name| (*name).to_owned()).collect())
        .unwrap_or_default()
}

fn print(
    out: &mut impl std::io::Write,
    listed: &Listed<'_>,
    environment: &Environment,
) -> std::io::Result<()> {
    let lang = environment.lang;
    let name = listed.name.map(|name| format!(" {name}")).unwrap_or_default();
    let asked = clean(&format!("{} {}{name}", listed.verb, listed.target));
    if listed.subjects.is_empty() {
        return match lang {
            Lang::En => writeln!(out, "nobody that bindings name may {asked}"),
            Lang::Ja => {
                writeln!(out, "{asked} を許可されたサブジェクトはバインディングにありません")
            }
        };
    }
    let head = match lang {
        Lang::En => ["SUBJECT", "WHERE", "ONLY", "VIA"],
        Lang::Ja => ["サブジェクト", "範囲", "対象の限定", "根拠"],
    };
    let mut by_part: Vec<(Option<&str>, Vec<&Entry>)> = Vec::new();
    for entry in &listed.subjects {
        let by = entry.by.as_deref();
        match by_part.iter_mut().find(|(part, _)| *part == by) {
            Some((_, entries)) => entries.push(entry),
            None => by_part.push((by, vec![entry])),
        }
    }
    let bold = environment.style(anstyle::Style::new().bold());
    for (number, (by, entries)) in by_part.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        match (by, lang) {
            (None, Lang::En) => writeln!(out, "{bold}may {asked}{bold:#}")?,
            (None, Lang::Ja) => writeln!(out, "{bold}{asked} が可能{bold:#}")?,
            (Some(by), Lang::En) => writeln!(out, "{bold}comes to the same: {by}{bold:#}")?,
            (Some(by), Lang::Ja) => writeln!(out, "{bold}実質的に同じ権限: {by}{bold:#}")?,
        }
        let mut rows = table(&head, environment);
        for entry in entries {
            rows.add_row([
                clean(&subject(&entry.subject)),
                entry.scope.as_deref().map_or_else(|| "*".to_owned(), clean),
                clean(&entry.names.join(", ")),
                entry.via.as_ref().map(|via| clean(&via.line())).unwrap_or_default(),
            ]);
        }
        told::print(out, &rows)?;
    }
    Ok(())
}

/// `User bob`, `ServiceAccount shop/web`.
pub(crate) fn subject(subject: &SubjectJson) -> String {
    let SubjectJson { kind, namespace, name } = subject;
    match namespace {
        Some(namespace) => format!("{kind} {namespace}/{name}"),
        None => format!("{kind} {name}"),
    }
}
