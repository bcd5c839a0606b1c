//! OSCAL assessment results, against the schema that NIST publishes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::{Texts, options, outcome, rendered};
use sekisho_compliance::frameworks;
use sekisho_finding::{Lang, Outcome};
use sekisho_report::{Format, Options};
use serde_json::Value;

fn oscal(outcome: &Outcome, options: Options) -> Value {
    let text = rendered(Format::Oscal, outcome, &Texts::shop(), options);
    serde_json::from_str(&text).unwrap()
}

fn all() -> Options {
    Options {
        frameworks: frameworks().iter().collect(),
        time: Some("2026-11-22T08:40:13Z".into()),
        ..options()
    }
}

#[test]
fn the_document_is_valid_by_the_published_schema() {
    let schema = include_str!("data/oscal-complete-schema-1.1.3.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator =
        jsonschema::draft7::options().should_validate_formats(true).build(&schema).unwrap();
    for document in [
        oscal(&outcome(), all()),
        oscal(&outcome(), Options { lang: Lang::Ja, ..all() }),
        oscal(&outcome(), options()),
        oscal(&Outcome::default(), all()),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = oscal(&outcome(), all());
    wrong["assessment-results"]["results"][0]["uuid"] = "one".into();
    assert!(!validator.is_valid(&wrong));
}

/// Every value of the field `key`, wherever it stands.
fn every<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == key {
                    found.extend(value.as_str());
                }
                every(value, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| every(item, key, found)),
        _ => {}
    }
}

#[test]
fn what_refers_to_something_finds_it_in_its_result() {
    let document = oscal(&outcome(), all());
    for result in document["assessment-results"]["results"].as_array().unwrap() {
        let mut own = Vec::new();
        every(result, "uuid", &mut own);
        let known: BTreeSet<&str> = own.iter().copied().collect();
        assert_eq!(known.len(), own.len(), "an identifier stands twice");
        for key in ["observation-uuid", "subject-uuid", "risk-uuid"] {
            let mut used = Vec::new();
            every(result, key, &mut used);
            assert!(used.iter().all(|uuid| known.contains(uuid)), "{key}");
        }
    }
}

#[test]
fn identifiers_are_the_same_in_the_next_run() {
    let later = Options { time: Some("2027-01-01T00:00:00Z".into()), ..all() };
    let [mut one, mut two] = [Vec::new(), Vec::new()];
    let (first, second) = (oscal(&outcome(), all()), oscal(&outcome(), later));
    every(&first, "uuid", &mut one);
    every(&second, "uuid", &mut two);
    assert!(one.len() > 20);
    assert_eq!(one, two);
}

#[test]
fn only_what_passed_is_satisfied() {
    let document = oscal(&outcome(), all());
    let results = document["assessment-results"]["results"].as_array().unwrap();
    let baseline = results
        .iter()
        .find(|result| result["title"].as_str().unwrap().contains("baseline"))
        .unwrap();
    let findings = baseline["findings"].as_array();
    assert!(findings.is_none_or(|findings| findings.iter().all(|finding| {
        finding["target"]["status"]["state"] != "satisfied"
            || finding["target"]["status"]["reason"] == "pass"
    })));
    let mut states = Vec::new();
    every(&document, "state", &mut states);
    assert!(states.contains(&"not-satisfied"));
}
