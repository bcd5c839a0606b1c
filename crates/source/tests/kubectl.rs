//! Scalars and documents mean what they mean to `kubectl`, where there is one.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic and print")]

use std::io::Write;
use std::process::{Command, Stdio};

use sekisho_source::{Limits, read};
use sekisho_value::{Keys, Value};

/// Values as they stand behind `key: `, one per line.
const SCALARS: &str = include_str!("scalars.txt");

/// Whole bodies that are more than a scalar; a line `===` stands between them.
const BODIES: &str = include_str!("bodies.txt");

/// Bodies that we refuse, and say so, and `kubectl` takes: it follows YAML 1.1 as libyaml has it.
const STRICTER: &str = include_str!("bodies-stricter.txt");

/// Bodies that we take, by YAML 1.2, and `kubectl` refuses.
const LAXER: &str = include_str!("bodies-laxer.txt");

fn ours(text: &str) -> Option<Value> {
    let mut documents = Vec::new();
    let problems = read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| {
        documents.push(document.value);
    });
    if problems.is_empty() { documents.into_iter().next() } else { None }
}

/// What `kubectl` makes of an object, without a server: it reads, annotates and prints it.
fn theirs(text: &str) -> Option<Value> {
    all_theirs(text)?.pop()
}

fn all_theirs(text: &str) -> Option<Vec<Value>> {
    let mut child = Command::new("kubectl")
        .args(["annotate", "--local", "-o", "json", "-f", "-", "sekisho-test=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    if !output.status.success() {
        return None;
    }
    let values = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let mut values: Vec<Value> = values.collect::<Result<_, _>>().ok()?;
    for value in &mut values {
        value.get_mut("metadata").unwrap().as_map_mut().unwrap().remove("annotations");
    }
    Some(values)
}

fn object(body: &str) -> String {
    format!("apiVersion: test.sekisho.dev/v1\nkind: Test\nmetadata:\n  name: test\n{body}")
}

/// Equal, where an integer that Go holds as a float may be exact here.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Seq(a), Value::Seq(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::UInt(a), b) => b.as_f64() == Some(*a as f64),
        (a, b) => a == b,
    }
}

fn has_kubectl() -> bool {
    let found = Command::new("kubectl").args(["version", "--client"]).output().is_ok();
    if !found {
        println!("skipped: there is no `kubectl` here");
    }
    found
}

#[test]
fn scalars_are_what_kubectl_makes_of_them() {
    if !has_kubectl() {
        return;
    }
    let mut together = String::from("spec:\n");
    let mut alone = Vec::new();
    for (number, scalar) in SCALARS.lines().enumerate() {
        let line = format!("  s{number}: {scalar}\n");
        // What one of the two refuses is asked for by itself, so that the rest still compares.
        if ours(&object(&format!("spec:\n{line}"))).is_some() {
            together.push_str(&line);
        } else {
            alone.push(scalar);
        }
    }
    let text = object(&together);
    let Some(theirs_all) = theirs(&text) else {
        let refused: Vec<&str> = together
            .lines()
            .skip(1)
            .filter(|line| theirs(&object(&format!("spec:\n{line}\n"))).is_none())
            .collect();
        panic!("kubectl refuses what we take:\n{}", refused.join("\n"));
    };
    let ours_all = ours(&text).unwrap();
    let (ours_spec, theirs_spec) = (ours_all.get("spec").unwrap(), theirs_all.get("spec").unwrap());
    let mut wrong = Vec::new();
    for (key, value) in ours_spec.entries() {
        let expected = theirs_spec.get(key);
        if !expected.is_some_and(|expected| same(value, expected)) {
            let number: usize = key.trim_start_matches('s').parse().unwrap();
            wrong.push(format!(
                "{}: {value:?}, kubectl {expected:?}",
                SCALARS.lines().nth(number).unwrap()
            ));
        }
    }
    for scalar in alone {
        if let Some(value) = theirs(&object(&format!("spec:\n  s: {scalar}\n"))) {
            wrong.push(format!("{scalar}: refused, kubectl {value:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_are_what_kubectl_makes_of_them() {
    if !has_kubectl() {
        return;
    }
    let (taken, refused): (Vec<&str>, Vec<&str>) =
        BODIES.split("===\n").partition(|body| ours(&object(body)).is_some());
    let mut wrong = Vec::new();
    // What is taken goes to `kubectl` in one stream; where it refuses any of it, one by one.
    let stream: Vec<String> = taken.iter().map(|body| object(body)).collect();
    let together = all_theirs(&stream.join("---\n"));
    let theirs_taken = match together {
        Some(values) if values.len() == taken.len() => values.into_iter().map(Some).collect(),
        _ => stream.iter().map(|text| theirs(text)).collect::<Vec<_>>(),
    };
    for (text, theirs) in stream.iter().zip(theirs_taken) {
        let ours = ours(text).unwrap();
        if !theirs.as_ref().is_some_and(|theirs| same(&ours, theirs)) {
            wrong.push(format!("{text}\n  ours    {ours:?}\n  kubectl {theirs:?}"));
        }
    }
    for body in refused {
        if let Some(theirs) = theirs(&object(body)) {
            wrong.push(format!("{body}\n  refused\n  kubectl {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_differs_from_kubectl_is_known() {
    if !has_kubectl() {
        return;
    }
    for body in STRICTER.split("===\n").map(object) {
        assert_eq!(ours(&body), None, "{body}");
        assert!(theirs(&body).is_some(), "{body}");
    }
    for body in LAXER.split("===\n").map(object) {
        assert!(ours(&body).is_some(), "{body}");
        assert_eq!(theirs(&body), None, "{body}");
    }
}
