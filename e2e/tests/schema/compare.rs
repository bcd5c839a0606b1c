//! A server's answer beside ours.

use std::collections::BTreeSet;

use sekisho_api::{
    Cause, KubeVersion, UNASSIGNED_TIME, UNASSIGNED_UID, Violation, default_object, validate_object,
};
use sekisho_e2e::Answer;
use sekisho_value::{Route, Step, Value};

use crate::manifests::Manifest;

/// What comes of comparing.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Same,
    Differs(String),
    /// The server refuses for a reason that has nothing to do with the object's schema.
    NotSaid(String),
}

pub(crate) fn judge(manifest: &Manifest, answer: &Answer) -> Verdict {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return Verdict::NotSaid(format!("{} without JSON", answer.status));
    };
    let ours = validate_object(&manifest.object, KubeVersion::NEWEST).unwrap_or_default();
    let message = body.str_at(&["message"]).unwrap_or_default();
    let differences = match answer.status {
        201 if !ours.is_empty() => vec![format!("the server takes it, we say {}", show(&ours))],
        201 => stored(manifest, &body),
        400 if message.contains("strict decoding error: ") => strict(manifest, message, &ours),
        400 => wrong_type(message, &ours),
        422 => causes(&body, &ours),
        status => return Verdict::NotSaid(format!("{status} {message}")),
    };
    if differences.is_empty() { Verdict::Same } else { Verdict::Differs(differences.join("; ")) }
}

/// Unknown fields and duplicate keys are the same.
fn strict(manifest: &Manifest, message: &str, ours: &[Violation]) -> Vec<String> {
    let told = message.split_once("strict decoding error: ").map_or("", |(_, told)| told);
    let quoted = |marker: &'static str| {
        told.split(marker).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
    };
    let theirs: BTreeSet<String> = quoted("unknown field \"").collect();
    let unknown = ours.iter().filter(|violation| matches!(violation.cause, Cause::Unknown(_)));
    let known: BTreeSet<String> = unknown.map(|violation| decoder_path(&violation.route)).collect();
    let mut differences = Vec::new();
    if known != theirs {
        differences.push(format!("unknown fields: server {theirs:?}, we {known:?}"));
    }
    // The server names the line of the value and we that of the key, so the keys alone are compared.
    let theirs: Vec<String> = told
        .lines()
        .filter(|line| line.contains("already set in map"))
        .filter_map(|line| Some(line.split_once("key \"")?.1.split_once('"')?.0.to_owned()))
        .collect();
    let known: Vec<String> = manifest.duplicates.iter().map(|it| last_key(&it.route)).collect();
    if known != theirs {
        differences.push(format!("duplicate keys: server {theirs:?}, we {known:?}"));
    }
    let wrong = ours.iter().any(|violation| matches!(violation.cause, Cause::WrongType { .. }));
    if wrong {
        differences.push(format!("the server decodes it, we say {}", show(ours)));
    }
    differences
}

/// What cannot be decoded is told by us too. The decoder stops at the first place, and its words are compared by the
/// tests of crate `api`.
fn wrong_type(message: &str, ours: &[Violation]) -> Vec<String> {
    let is_told = ours.iter().any(|violation| matches!(violation.cause, Cause::WrongType { .. }));
    if is_told { Vec::new() } else { vec![format!("server: {message}; we: {}", show(ours))] }
}

/// Every cause that the server tells is told by us, at the same place and under the same name, and no other one.
fn causes(body: &Value, ours: &[Violation]) -> Vec<String> {
    let theirs: Vec<(&str, String, &str)> = body
        .items_at(&["details", "causes"])
        .iter()
        .map(|cause| {
            let text = |key| cause.str_at(&[key]).unwrap_or_default();
            (text("reason"), plain(text("field")), text("message"))
        })
        .collect();
    let is_it = |violation: &Violation, reason: &str, field: &str| {
        let path = plain(&violation.route.field_path());
        violation.cause.name() == reason
            && (path == field || path.starts_with(&format!("{field}.")))
    };
    let untold = theirs
        .iter()
        .filter(|(reason, field, _)| !ours.iter().any(|it| is_it(it, reason, field)))
        .map(|(reason, field, message)| format!("only the server: {reason} {field} {message}"));
    let more = ours
        .iter()
        .filter(|it| !theirs.iter().any(|(reason, field, _)| is_it(it, reason, field)))
        .map(|it| format!("only we: {it}"));
    untold.chain(more).collect()
}

fn last_key(route: &Route) -> String {
    match route.steps().last() {
        Some(Step::Key(key)) => key.to_string(),
        _ => String::new(),
    }
}

/// The path as the decoder prints it: keys as they are, with dots between.
fn decoder_path(route: &Route) -> String {
    let mut path = String::new();
    for step in route.steps() {
        match step {
            Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
            Step::Key(key) if path.is_empty() => path += key,
            Step::Key(key) => path.extend([".", key]),
        }
    }
    path
}

/// A path with dots and brackets alike: `a[b][0].c` and `a.b[0].c` are the same.
fn plain(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

fn show(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The object that the server would store is the one that we make.
fn stored(manifest: &Manifest, stored: &Value) -> Vec<String> {
    let mut object = manifest.object.clone();
    if !default_object(&mut object, KubeVersion::NEWEST) {
        return vec!["its kind is not known to us".to_owned()];
    }
    let mut differences = Vec::new();
    compare(&Route::root(), Some(stored), Some(&object), &mut differences);
    differences
}

fn compare(route: &Route, stored: Option<&Value>, ours: Option<&Value>, found: &mut Vec<String>) {
    if is_assigned(route, stored, ours) {
        return;
    }
    match (stored, ours) {
        (Some(Value::Map(stored)), Some(Value::Map(ours))) => {
            for (key, value) in stored.iter() {
                compare(&route.then(key), Some(value), ours.get(key), found);
            }
            for (key, value) in ours.iter().filter(|(key, _)| !stored.contains_key(key)) {
                compare(&route.then(key), None, Some(value), found);
            }
        }
        (Some(Value::Seq(stored)), Some(Value::Seq(ours))) if stored.len() == ours.len() => {
            for (index, (stored, ours)) in stored.iter().zip(ours).enumerate() {
                compare(&route.then(index), Some(stored), Some(ours), found);
            }
        }
        (stored, ours) if stored == ours => {}
        (stored, ours) => {
            let [stored, ours] = [stored, ours].map(json);
            found.push(format!("{}: server {stored}, we {ours}", route.field_path()));
        }
    }
}

/// What the server assigns and nobody can foretell.
fn is_assigned(route: &Route, stored: Option<&Value>, ours: Option<&Value>) -> bool {
    let path = route.field_path();
    let ours = ours.and_then(Value::as_str);
    match path.as_str() {
        "metadata.uid"
        | "metadata.creationTimestamp"
        | "metadata.managedFields"
        | "metadata.generation" => true,
        "spec.clusterIP" | "spec.clusterIPs" | "spec.healthCheckNodePort" => ours.is_none(),
        _ if path.starts_with("spec.ports") && path.ends_with(".nodePort") => ours.is_none(),
        _ => match (stored.and_then(Value::as_str), ours) {
            // The label and selector of a job, and the time of a condition.
            (Some(_), Some(UNASSIGNED_UID | UNASSIGNED_TIME)) => true,
            // The name made from `generateName`, on the labels of a job too.
            (Some(_), None | Some("")) => {
                path == "metadata.name" || path.ends_with("job-name") || path.ends_with("job-name]")
            }
            _ => false,
        },
    }
}

fn json(value: Option<&Value>) -> String {
    value.map_or("nothing".to_owned(), |value| serde_json::to_string(value).unwrap_or_default())
}
