//! The contract for programs, and that it keeps to its own schema.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Texts, options, outcome, rendered};
use sekisho_finding::{Finding, Message, Outcome};
use sekisho_report::{Format, json};
use serde_json::Value;

fn report() -> Value {
    let text = rendered(Format::Json, &outcome(), &Texts::shop(), options());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_report_in_full() {
    let text = rendered(Format::Json, &outcome(), &Texts::shop(), options());
    insta::assert_snapshot!(text);
}

#[test]
fn the_schema_in_full() {
    insta::assert_snapshot!(json::schema());
}

#[test]
fn a_report_is_valid_by_its_own_schema() {
    let schema: Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for report in [report(), empty()] {
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = report();
    wrong["findings"][0]["severity"] = "terrible".into();
    assert!(!validator.is_valid(&wrong));
    let mut newer = report();
    newer["schema"] = "sekisho.report/v2".into();
    assert!(!validator.is_valid(&newer));
}

fn empty() -> Value {
    let text = rendered(Format::Json, &Outcome::default(), &Texts::default(), options());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn locations_count_characters_and_pointers_stay_within_the_object() {
    let report = report();
    let listed = &report["findings"][1];
    assert_eq!(listed["pointer"], "/spec/containers/0/securityContext/privileged");
    assert_eq!(
        listed["location"],
        serde_json::json!({
            "file": "shop/list.yaml",
            "document": 1,
            "line": 13,
            "column": 29,
            "endLine": 13,
            "endColumn": 45,
            "pointer": "/spec/containers/0/securityContext/privileged",
        })
    );
}

#[test]
fn what_is_in_no_file_has_no_location() {
    let report = report();
    for nth in [2, 3] {
        assert_eq!(report["findings"][nth].get("location"), None);
    }
    assert_eq!(report["findings"][2]["origin"]["template"], "templates/pod.yaml");
    assert_eq!(report["findings"][3]["object"]["owner"]["kind"], "ReplicaSet");
}

#[test]
fn standard_input_is_a_dash() {
    let mut texts = Texts::default();
    texts.add("-", false, common::WEB);
    let mut outcome = outcome();
    outcome.findings.truncate(1);
    outcome.findings[0].related.clear();
    let text = rendered(Format::Json, &outcome, &texts, options());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["findings"][0]["location"]["file"], "-");
    assert_eq!(report["findings"][0]["location"]["line"], 18);
}

#[test]
fn a_text_that_is_gone_leaves_the_file_and_no_lines() {
    let mut texts = Texts::shop();
    texts.texts[0].2 = "a: 1".into();
    let outcome = outcome();
    let text = rendered(Format::Json, &outcome, &texts, options());
    let report: Value = serde_json::from_str(&text).unwrap();
    let related = &report["findings"][0]["related"][0]["location"];
    assert_eq!(related["file"], "shop/web.yaml");
    assert_eq!(related.get("line"), None);
}

#[test]
fn nothing_of_a_secret_is_in_any_format() {
    for format in Format::ALL {
        let text = rendered(*format, &outcome(), &Texts::shop(), options());
        assert!(!text.contains("hunter2"), "{format}");
    }
}

#[test]
fn the_further_fields_of_a_finding_have_their_lines() {
    let mut outcome = outcome();
    let place = outcome.findings[0].place.clone();
    let image = common::at(&place.object, "/spec/template/spec/containers/0/image").route;
    outcome.findings =
        vec![Finding::new(&common::LATEST, place, Message::verbatim("two")).also(image)];
    let text = rendered(Format::Json, &outcome, &Texts::shop(), options());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["findings"][0]["also"][0]["location"]["line"], 13);
}
