//! Frameworks in the reports for people and for programs.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Texts, options, outcome, rendered};
use sekisho_compliance::find;
use sekisho_finding::{Lang, Reference, Tally};
use sekisho_report::{Format, Options, Verbosity, json};
use serde_json::Value;

/// Pods of the shop by the Pod Security Standards: a control that fails, one that passes with a waiver,
/// one that is unknown, one without anything to judge.
fn shop() -> sekisho_finding::Outcome {
    let mut outcome = outcome();
    let known = outcome.tallies.clone();
    let reference = |control| Reference { framework: "pss", control };
    for (nth, (controls, judged, failed, unknown)) in [
        (vec![reference("baseline:privileged"), reference("baseline:hostPorts")], 5, 4, 0),
        (vec![reference("baseline:hostNamespaces")], 3, 0, 0),
        (vec![reference("baseline:sysctls")], 2, 0, 1),
        (vec![reference("baseline:procMount")], 0, 0, 0),
    ]
    .into_iter()
    .enumerate()
    {
        let mut check = *known[nth].check;
        check.references = Vec::leak(controls);
        let check = Box::leak(Box::new(check));
        for finding in outcome.findings.iter_mut().filter(|it| it.check.id == check.id) {
            finding.check = check;
        }
        outcome.tallies[nth] = Tally { check, judged, failed, unknown };
    }
    outcome.findings.retain(|finding| finding.check.id == "SK-1001");
    for (nth, finding) in outcome.findings.iter_mut().enumerate() {
        finding.subject = nth as u64 + 1;
    }
    outcome.problems.clear();
    outcome
}

fn asked() -> Options {
    Options { frameworks: vec![find("pss-baseline").unwrap()], ..options() }
}

fn section(text: &str) -> &str {
    let start = text.find("Pod Security Standards: baseline").unwrap();
    text.get(start..).unwrap()
}

#[test]
fn the_terminal_shows_score_coverage_and_what_failed() {
    let text = rendered(Format::Terminal, &shop(), &Texts::shop(), asked());
    insta::assert_snapshot!(section(&text));
}

#[test]
fn the_terminal_shows_every_control_on_request_in_japanese() {
    let options = Options { verbosity: Verbosity::Verbose, lang: Lang::Ja, ..asked() };
    let text = rendered(Format::Terminal, &shop(), &Texts::shop(), options);
    insta::assert_snapshot!(section(&text));
}

#[test]
fn a_narrow_terminal_breaks_titles() {
    let text =
        rendered(Format::Terminal, &shop(), &Texts::shop(), Options { width: 60, ..asked() });
    let controls = section(&text).split("Summary").next().unwrap();
    for line in controls.lines() {
        // Names of objects and places are not broken, so that they can be copied.
        let names = line.contains(".yaml") || line.contains("shop/");
        assert!(names || unicode_width::UnicodeWidthStr::width(line) <= 66, "{line}");
    }
}

#[test]
fn the_json_has_every_control_and_keeps_to_its_schema() {
    let text = rendered(Format::Json, &shop(), &Texts::shop(), asked());
    let report: Value = serde_json::from_str(&text).unwrap();
    let schema: Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&report));
    insta::assert_snapshot!(serde_json::to_string_pretty(&report["frameworks"]).unwrap());
    let glance = &report["summary"]["frameworks"];
    assert_eq!(glance[0]["name"], "pss-baseline");
    assert_eq!(glance[0]["score"], report["frameworks"][0]["score"]);
    assert_eq!(glance.as_array().unwrap().len(), 5);
}

#[test]
fn the_markdown_has_a_table_and_the_failed_controls() {
    let text = rendered(Format::Markdown, &shop(), &Texts::shop(), asked());
    let start = text.find("### Frameworks").unwrap();
    insta::assert_snapshot!(text.get(start..).unwrap());
}

#[test]
fn sarif_rules_are_tagged_with_their_controls() {
    let text = rendered(Format::Sarif, &shop(), &Texts::shop(), asked());
    let log: Value = serde_json::from_str(&text).unwrap();
    let tags = &log["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["tags"];
    let tags: Vec<&str> = tags.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(tags.contains(&"pss-baseline/privileged"), "{tags:?}");
}

#[test]
fn the_page_shows_frameworks_only_where_they_say_something() {
    let page = rendered(Format::Html, &shop(), &Texts::shop(), asked());
    assert!(page.contains(r#"<section class="panel frameworks">"#));
    assert!(page.contains("<code>privileged</code>"));
    let empty = sekisho_finding::Outcome::default();
    let page = rendered(Format::Html, &empty, &Texts::default(), options());
    assert!(!page.contains(r#"<section class="panel frameworks">"#));
}

#[test]
fn frameworks_filter_nothing_else() {
    let with = rendered(Format::Json, &shop(), &Texts::shop(), asked());
    let without = rendered(Format::Json, &shop(), &Texts::shop(), options());
    let [with, without]: [Value; 2] =
        [with, without].map(|text| serde_json::from_str(&text).unwrap());
    assert_eq!(with["findings"], without["findings"]);
    assert_eq!(without["frameworks"], serde_json::json!([]));
}
