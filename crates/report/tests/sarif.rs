//! SARIF, against the schema that OASIS publishes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Texts, options, outcome, rendered};
use sekisho_finding::{Lang, Outcome};
use sekisho_report::{Format, Options};
use serde_json::{Value, json};

fn sarif(outcome: &Outcome, options: Options) -> Value {
    let text = rendered(Format::Sarif, outcome, &Texts::shop(), options);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_log_is_valid_by_the_published_schema() {
    let schema: Value = serde_json::from_str(include_str!("data/sarif-schema-2.1.0.json")).unwrap();
    let validator =
        jsonschema::draft4::options().should_validate_formats(true).build(&schema).unwrap();
    let japanese =
        Options { lang: Lang::Ja, time: Some("2026-11-22T08:40:13Z".into()), ..options() };
    for log in [
        sarif(&outcome(), options()),
        sarif(&outcome(), japanese),
        sarif(&Outcome::default(), options()),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = sarif(&outcome(), options());
    wrong["runs"][0]["columnKind"] = "bytes".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_log_in_full() {
    let log = sarif(&outcome(), options());
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn results_point_to_their_rules_and_places() {
    let log = sarif(&outcome(), options());
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let physical = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "shop/web.yaml");
    assert_eq!(
        physical["region"],
        json!({"startLine": 18, "startColumn": 13, "endLine": 18, "endColumn": 29})
    );
}

#[test]
fn waived_and_known_results_are_marked() {
    let log = sarif(&outcome(), options());
    let results = &log["runs"][0]["results"];
    assert_eq!(
        results[6]["suppressions"],
        json!([{"kind": "inSource", "status": "accepted", "justification": "the registry pins it"}])
    );
    assert_eq!(results[7]["baselineState"], "unchanged");
    assert_eq!(results[0]["baselineState"], "new");
}

#[test]
fn only_rules_about_security_have_a_security_severity() {
    let log = sarif(&outcome(), options());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let severity = &rule["properties"]["security-severity"];
        assert_eq!(severity.is_string(), rule["name"] != "no-readiness-probe");
    }
}
