//! `sekisho rbac can-i --queries`: one JSON question a line, one JSON answer a line, in order.
//!
//! Groups are taken as complete and RBAC alone is asked, so that answers compare with those of the
//! authorizer itself.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use sekisho_inventory::{Object, Snapshot};
use sekisho_rbac::{
    Attributes, Authorizer, Decision, GROUP, Grant, Identity, Request, Right, Rule, rules,
    uncovered,
};
use serde::{Deserialize, Serialize};

use super::told::{RuleJson, Teller, Via};
use super::world;
use crate::Exit;
use crate::args::CanIArgs;
use crate::environment::{Environment, stdout};

/// A question about a request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Query {
    user: String,
    groups: Vec<String>,
    verb: String,
    namespace: String,
    api_group: String,
    resource: String,
    subresource: String,
    name: String,
    #[serde(rename = "nonResourceURL")]
    non_resource_url: Option<String>,
}

/// A question about two roles: does whoever holds one hold the other?
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CoversQuery {
    covers: Roles,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    owner: RoleName,
    servant: RoleName,
}

/// A role by name: `edit`, `ClusterRole/edit`, `Role/shop/editor`; or its rules themselves.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RoleName {
    Name(String),
    Rules(serde_json::Map<String, serde_json::Value>),
}

#[derive(Debug, Serialize)]
struct Answered {
    decision: &'static str,
    allowed: bool,
    reason: String,
    via: Vec<Via>,
}

#[derive(Debug, Serialize)]
struct CoversAnswered {
    covers: bool,
    uncovered: Vec<RuleJson>,
}

/// The answer to what is no question.
#[derive(Debug, Serialize)]
struct Refused {
    decision: &'static str,
    allowed: bool,
    reason: String,
    via: [Via; 0],
    error: String,
}

/// A line, read.
enum Line {
    Query(Query),
    Covers(Roles),
    Bad(String),
}

/// An answer whose lines of source are not looked up yet.
enum Half {
    Answer { decision: Decision, reason: String, grants: Vec<Grant> },
    Covers(CoversAnswered),
    Bad(String),
}

/// Answers all lines; exit status 2 if one was no question or something could not be read.
pub(crate) fn run(file: &Path, args: &CanIArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let from_stdin = |path: &Path| path == Path::new("-");
    if from_stdin(file) && args.source.from.iter().any(|path| from_stdin(path)) {
        bail!("standard input cannot be both questions and objects; give one of them as a file");
    }
    let text = text(file)?;
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let halves: Vec<Half> = lines(&text)
        .map(|line| match line {
            Line::Query(query) => answer(&authorizer, &query),
            Line::Covers(roles) => covers(&cluster.snapshot, &roles),
            Line::Bad(error) => Half::Bad(error),
        })
        .collect();
    let grants = halves.iter().flat_map(|half| match half {
        Half::Answer { grants, .. } => grants.as_slice(),
        Half::Covers(_) | Half::Bad(_) => &[],
    });
    let teller = Teller::new(&cluster, &authorizer, grants.copied());
    let mut out = stdout();
    let mut bad = false;
    for half in halves {
        match half {
            Half::Answer { decision, reason, grants } => {
                let allowed = decision == Decision::Allow;
                let via = grants.iter().filter_map(|grant| teller.via(*grant)).collect();
                let answered = Answered { decision: decision.name(), allowed, reason, via };
                serde_json::to_writer(&mut out, &answered)?;
            }
            Half::Covers(covers) => serde_json::to_writer(&mut out, &covers)?,
            Half::Bad(error) => {
                bad = true;
                let refused = Refused {
                    decision: Decision::Unknown.name(),
                    allowed: false,
                    reason: error.clone(),
                    via: [],
                    error,
                };
                serde_json::to_writer(&mut out, &refused)?;
            }
        }
        writeln!(out)?;
    }
    out.flush()?;
    let trouble = cluster.complain(environment)?;
    Ok(if bad || trouble { Exit::Trouble } else { Exit::Clean })
}

fn text(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text).context("cannot read standard input")?;
        return Ok(text);
    }
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))
}

/// Every line, blank ones left out: what is no question is kept, with what is wrong with it.
fn lines(text: &[u8]) -> impl Iterator<Item = Line> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(index, line)| {
        read(line).unwrap_or_else(|error| Line::Bad(format!("line {}: {error}", index + 1)))
    })
}

fn read(line: &[u8]) -> Result<Line, String> {
    let value: serde_json::Value =
        serde_json::from_slice(line).map_err(|error| format!("this is no JSON: {error}"))?;
    let Some(object) = value.as_object() else {
        return Err("a question is a JSON object".to_owned());
    };
    if object.contains_key("covers") {
        let query: CoversQuery =
            serde_json::from_value(value).map_err(|error| error.to_string())?;
        return Ok(Line::Covers(query.covers));
    }
    let query: Query = serde_json::from_value(value).map_err(|error| error.to_string())?;
    if query.verb.is_empty() {
        return Err("`verb` is missing".to_owned());
    }
    if query.resource.is_empty() && query.non_resource_url.is_none() {
        return Err("neither `resource` nor `nonResourceURL` is given".to_owned());
    }
    if !query.resource.is_empty() && query.non_resource_url.is_some() {
        return Err("`resource` and `nonResourceURL` exclude each other".to_owned());
    }
    Ok(Line::Query(query))
}

fn answer(authorizer: &Authorizer<'_>, query: &Query) -> Half {
    let identity = Identity::as_recorded(query.user.as_str(), query.groups.iter().cloned());
    let attributes = match &query.non_resource_url {
        Some(path) => {
            Attributes { namespace: &query.namespace, ..Attributes::path(&query.verb, path) }
        }
        None => Attributes::resource(
            Request {
                verb: &query.verb,
                group: &query.api_group,
                resource: &query.resource,
                subresource: &query.subresource,
                name: &query.name,
            },
            &query.namespace,
        ),
    };
    let question = authorizer.question(&attributes);
    let answer = authorizer.answer(&identity, &attributes, &question);
    let grants = answer.grant.map(|_| authorizer.grants(&identity, &question)).unwrap_or_default();
    let reason = authorizer.reason(&identity, &attributes, &answer);
    Half::Answer { decision: answer.decision, reason, grants }
}

fn covers(snapshot: &Snapshot, roles: &Roles) -> Half {
    let held = |role: &RoleName| -> Result<Vec<sekisho_value::Value>, String> {
        match role {
            RoleName::Name(name) => {
                let role =
                    find(snapshot, name).ok_or_else(|| format!("there is no role `{name}`"))?;
                let held = rules(snapshot, role);
                Ok(held
                    .iter()
                    .filter_map(|held| written(held.written_in, held.rule.index))
                    .collect())
            }
            RoleName::Rules(role) => {
                let rules = role.get("rules").cloned().unwrap_or_default();
                let rules: sekisho_value::Value =
                    serde_json::from_value(rules).map_err(|error| error.to_string())?;
                Ok(rules.items().to_vec())
            }
        }
    };
    let (owner, servant) = match (held(&roles.owner), held(&roles.servant)) {
        (Ok(owner), Ok(servant)) => (owner, servant),
        (Err(error), _) | (_, Err(error)) => return Half::Bad(error),
    };
    let owner: Vec<Rule<'_>> = owner.iter().enumerate().map(|(i, v)| Rule::read(i, v)).collect();
    let servant: Vec<Rule<'_>> =
        servant.iter().enumerate().map(|(i, v)| Rule::read(i, v)).collect();
    let missing = uncovered(&owner, &servant);
    Half::Covers(CoversAnswered {
        covers: missing.is_empty(),
        uncovered: missing.into_iter().map(as_rule).collect(),
    })
}

fn written(role: &Object, index: usize) -> Option<sekisho_value::Value> {
    role.value.items_at(&["rules"]).get(index).cloned()
}

/// `edit` and `ClusterRole/edit` are ClusterRoles; `Role/shop/editor` and `shop/editor` are Roles. A
/// name without a namespace is a Role's only if there is one Role of that name and no ClusterRole.
fn find<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s Object> {
    let words: Vec<&str> = name.split('/').collect();
    match words.as_slice() {
        ["Role", namespace, name] | [namespace, name]
            if !matches!(*namespace, "ClusterRole" | "Role") =>
        {
            snapshot.find(GROUP, "Role", Some(namespace), name)
        }
        ["ClusterRole", name] => snapshot.find(GROUP, "ClusterRole", None, name),
        [name] => snapshot.find(GROUP, "ClusterRole", None, name).or_else(|| {
            let mut roles = snapshot.of_kind(GROUP, "Role").filter(|role| role.name() == *name);
            roles.next().filter(|_| roles.next().is_none())
        }),
        _ => None,
    }
}

/// A right as a rule of its own, as the server reports it.
fn as_rule(right: Right<'_>) -> RuleJson {
    let empty = RuleJson {
        verbs: Vec::new(),
        api_groups: Vec::new(),
        resources: Vec::new(),
        resource_names: Vec::new(),
        non_resource_urls: Vec::new(),
    };
    match right {
        Right::Resource { verb, group, resource, name } => RuleJson {
            verbs: vec![verb.to_owned()],
            api_groups: vec![group.to_owned()],
            resources: vec![resource.to_owned()],
            resource_names: name.into_iter().map(str::to_owned).collect(),
            ..empty
        },
        Right::Path { verb, path } => RuleJson {
            verbs: vec![verb.to_owned()],
            non_resource_urls: vec![path.to_owned()],
            ..empty
        },
    }
}
