//! What a real API server refused, and why, is what we refuse; what it took, we take.
//!
//! The corpus `openapi/validation-live` holds answers of a server of v1.36.3 to dry-run creates with
//! strict field validation.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the corpus is a file that the environment names, and a test may fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use sekisho_api::{Cause, KubeVersion, SchemaKind, Violation, validate_object};
use sekisho_value::{Route, Step, Value};

fn cases() -> Option<Vec<Value>> {
    let folder = sekisho_testkit::folder("openapi")?;
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("validation") && name.ends_with(".jsonl.gz")
        })
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let mut text = String::new();
        let file = std::fs::File::open(file).unwrap();
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        cases.extend(lines.map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    Some(cases)
}

fn id(case: &Value) -> &str {
    case.str_at(&["id"]).unwrap_or("?")
}

fn code(case: &Value) -> i64 {
    case.i64_at(&["answer", "code"]).unwrap_or(0)
}

fn ours(case: &Value) -> Vec<Violation> {
    let object = case.get("object").unwrap();
    validate_object(object, KubeVersion::NEWEST).unwrap_or_default()
}

fn show(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
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

#[test]
fn objects_that_the_server_took_are_not_complained_about() {
    let Some(cases) = cases() else { return };
    let mut corpus = sekisho_testkit::Corpus::new("openapi/validation-live, taken");
    for case in cases.iter().filter(|case| code(case) == 201) {
        let ours = ours(case);
        corpus.case(id(case), if ours.is_empty() { Ok(()) } else { Err(show(&ours)) });
    }
    corpus.finish();
}

#[test]
fn unknown_fields_are_those_that_the_server_tells() {
    let Some(cases) = cases() else { return };
    let mut corpus = sekisho_testkit::Corpus::new("openapi/validation-live, unknown fields");
    for case in &cases {
        let message = case.str_at(&["answer", "message"]).unwrap_or("");
        let Some((_, told)) = message.split_once("strict decoding error: ") else { continue };
        let mut theirs = BTreeSet::new();
        for part in told.split(", ") {
            let path =
                part.trim_start_matches("unknown field ").trim_start_matches("duplicate field ");
            theirs.insert(path.trim_matches('"').to_owned());
        }
        let found = ours(case);
        let unknown = found.iter().filter(|v| matches!(v.cause, Cause::Unknown(_)));
        let ours: BTreeSet<String> = unknown.map(|v| decoder_path(&v.route)).collect();
        let has_wrong = found.iter().any(|v| matches!(v.cause, Cause::WrongType { .. }));
        corpus.case(
            id(case),
            if ours == theirs && !has_wrong {
                Ok(())
            } else {
                Err(format!("server {theirs:?}, we {ours:?} ({})", show(&found)))
            },
        );
    }
    corpus.finish();
}

/// Whether a type of ours is what Go calls by a name.
fn is_go_type(kind: SchemaKind, name: &str) -> bool {
    match kind {
        SchemaKind::String => name == "string" || name.contains('.'),
        SchemaKind::Integer => name.starts_with("int") || name == "uint8",
        SchemaKind::Number => name.starts_with("float"),
        SchemaKind::Boolean => name == "bool",
        SchemaKind::List => name.starts_with("[]"),
        SchemaKind::Map => name.starts_with("map[") || name.ends_with("List"),
        SchemaKind::Object => name.contains('.') && !name.starts_with("[]"),
        SchemaKind::Bytes => name == "[]uint8",
        _ => true,
    }
}

/// Whether a route leads to the field that the decoder names: without indices and without keys of
/// maps, but with the names of embedded structs.
fn is_at(route: &Route, field: &str) -> bool {
    let mut parts =
        field.split('.').skip(1).filter(|part| !part.starts_with(|c: char| c.is_ascii_uppercase()));
    let mut next = parts.next();
    for step in route.steps() {
        match (step, next) {
            (Step::Key(key), Some(part)) if *key == part => next = parts.next(),
            _ => {}
        }
    }
    next.is_none()
}

#[test]
fn wrong_types_are_those_that_the_server_tells() {
    let Some(cases) = cases() else { return };
    let mut corpus = sekisho_testkit::Corpus::new("openapi/validation-live, wrong types");
    for case in cases.iter().filter(|case| code(case) == 400) {
        let message = case.str_at(&["answer", "message"]).unwrap_or("");
        if message.contains("strict decoding error: ") {
            continue;
        }
        let found = ours(case);
        let wrong: Vec<_> = found
            .iter()
            .filter_map(|v| match v.cause {
                Cause::WrongType { expected, .. } => Some((&v.route, expected)),
                _ => None,
            })
            .collect();
        let is_told = match message.split_once("Go struct field ") {
            Some((_, rest)) => {
                let (field, name) = rest.split_once(" of type ").unwrap();
                // The decoder stops at the first one.
                wrong
                    .first()
                    .is_some_and(|(route, kind)| is_at(route, field) && is_go_type(*kind, name))
            }
            // Amounts, times and bytes are decoded by code of their own, which names no place.
            None => wrong.len() == 1,
        };
        corpus.case(
            id(case),
            if is_told { Ok(()) } else { Err(format!("server {message}, we {}", show(&found))) },
        );
    }
    corpus.finish();
}

/// Causes that rest on how the recording server was set up.
fn rests_on_the_cluster(message: &str) -> bool {
    ["failed to allocate IP", "not configured on this cluster", "not configured for dual-stack"]
        .iter()
        .any(|part| message.contains(part))
}

/// Where the server's path is another than that of the field that was written.
fn server_path(case: &Value, field: &str) -> String {
    if field == "spec.clusterIPs[0]" && case.at(&["object", "spec", "clusterIPs"]).is_none() {
        return "spec.clusterIP".to_owned();
    }
    field.replace("resources[storage]", "resources.requests[storage]")
}

/// A service without a name is told by the server as one without a namespace.
fn is_told_elsewhere(violation: &Violation) -> bool {
    violation.route.field_path().ends_with("clientConfig.service.name")
}

/// A path with `.` and brackets alike: `a[b][0].c` and `a.b[0].c` are the same.
fn plain(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

#[test]
fn refusals_have_the_causes_that_the_server_tells() {
    const LEAST: f64 = 0.9;
    let Some(cases) = cases() else { return };
    let mut untold: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let (mut told, mut all, mut causes_told, mut causes_all) = (0, 0, 0, 0);
    let mut more: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for case in cases.iter().filter(|case| code(case) == 422) {
        let found = ours(case);
        let causes: Vec<(&str, String, &str)> = case
            .items_at(&["answer", "causes"])
            .iter()
            .map(|cause| {
                let text = |key| cause.str_at(&[key]).unwrap_or("");
                (text("reason"), server_path(case, text("field")), text("message"))
            })
            .filter(|(_, _, message)| !rests_on_the_cluster(message))
            .collect();
        if causes.is_empty() {
            continue;
        }
        all += 1;
        let is_it = |violation: &Violation, reason: &str, field: &str| {
            let path = plain(&violation.route.field_path());
            let field = plain(field);
            violation.cause.name() == reason
                && (path == field || path.starts_with(&format!("{field}.")))
        };
        let mut is_told = true;
        for (reason, field, message) in &causes {
            causes_all += 1;
            if found.iter().any(|violation| is_it(violation, reason, field)) {
                causes_told += 1;
            } else {
                is_told = false;
                let short: String = message.chars().take(90).collect();
                untold.entry(format!("{reason} {field}: {short}")).or_default().push(id(case));
            }
        }
        for violation in &found {
            let is_theirs = causes.iter().any(|(reason, field, _)| is_it(violation, reason, field));
            if !is_theirs && !is_told_elsewhere(violation) {
                more.entry(violation.to_string()).or_default().push(id(case));
            }
        }
        told += usize::from(is_told);
    }
    for (cause, ids) in &untold {
        println!("not told: {cause} ({}, {})", ids.len(), ids.first().unwrap_or(&""));
    }
    for (cause, ids) in &more {
        println!("told by us alone: {cause} ({}, {})", ids.len(), ids.first().unwrap_or(&""));
    }
    println!("{causes_told} of {causes_all} causes told");
    println!(
        "corpus openapi/validation-live, refused: {told} passed, {} failed, 0 skipped",
        all - told
    );
    assert!(f64::from(told as u32) >= LEAST * f64::from(all as u32), "{told} of {all}");
    assert!(more.is_empty(), "{} causes that the server does not tell", more.len());
}
