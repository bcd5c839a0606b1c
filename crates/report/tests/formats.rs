//! JUnit, Markdown, GitHub and the page: what they look like, and that names cannot break them.

mod common;

use std::sync::Arc;

use common::{Texts, options, outcome, rendered};
use sekisho_finding::{Finding, Lang, Message, ObjectRef, Outcome, Severity};
use sekisho_report::{Format, Options};
use sekisho_value::Route;

fn shop(format: Format, lang: Lang) -> String {
    let options = Options { lang, ..options() };
    rendered(format, &outcome(), &Texts::shop(), options)
}

#[test]
fn markdown_for_a_comment() {
    insta::assert_snapshot!(shop(Format::Markdown, Lang::En));
}

#[test]
fn markdown_in_japanese() {
    insta::assert_snapshot!(shop(Format::Markdown, Lang::Ja));
}

#[test]
fn github_annotations() {
    insta::assert_snapshot!(shop(Format::Github, Lang::En));
}

#[test]
fn junit_for_ci() {
    insta::assert_snapshot!(shop(Format::Junit, Lang::En));
}

#[test]
fn github_annotates_from_the_chosen_severity() {
    let options = Options { annotate_from: Severity::Critical, ..options() };
    let text = rendered(Format::Github, &outcome(), &Texts::shop(), options);
    let findings = text.lines().filter(|line| line.contains("title=critical"));
    assert_eq!(findings.count(), 4);
    assert!(!text.contains("title=high"));
}

/// Names that would break each of the formats if they were put in as they are.
const HOSTILE: &str =
    "<script>alert(1)</script>\u{1b}[31m\n::error file=x::pwned\n]]>--><!-- `|` \u{202e}";

fn hostile() -> (Outcome, Texts) {
    let mut texts = Texts::default();
    let text = format!("metadata:\n  name: \"{}\"\n", HOSTILE.replace('\n', " "));
    texts.add(HOSTILE, true, &text);
    let object = Arc::new(ObjectRef {
        world: HOSTILE.into(),
        namespace: Some(HOSTILE.into()),
        ..common::object(0, 1, Route::root(), HOSTILE, HOSTILE)
    });
    let mut outcome = outcome();
    let finding = |message| {
        let mut finding =
            Finding::new(&common::PRIVILEGED, common::at(&object, "/metadata/name"), message)
                .container(HOSTILE);
        finding.fingerprint = "f".into();
        finding
    };
    outcome.findings = vec![
        finding(Message::verbatim(HOSTILE)),
        finding(Message::verbatim("plain"))
            .related(common::at(&object, "/metadata"), Message::verbatim(HOSTILE)),
    ];
    for problem in &mut outcome.problems {
        problem.path = Some(HOSTILE.into());
        problem.message = HOSTILE.into();
        problem.help = Some(HOSTILE.into());
    }
    outcome.counts.kinds = [(HOSTILE.to_owned(), 1)].into();
    outcome.counts.worlds = vec![HOSTILE.into()];
    (outcome, texts)
}

#[test]
fn no_name_reaches_the_terminal_as_a_command() {
    let (outcome, texts) = hostile();
    for format in [Format::Terminal, Format::Markdown, Format::Html] {
        let text = rendered(format, &outcome, &texts, options());
        for c in ['\u{1b}', '\u{202e}', '\r'] {
            assert!(!text.contains(c), "{format} contains {c:?}");
        }
    }
}

#[test]
fn no_name_begins_a_workflow_command() {
    let (outcome, texts) = hostile();
    let text = rendered(Format::Github, &outcome, &texts, options());
    assert_eq!(text.lines().count(), 4);
    for line in text.lines() {
        assert!(
            line.starts_with("::error file=%3C")
                || line.starts_with("::warning file=")
                || line.starts_with("::error file=<"),
            "{line}"
        );
        assert!(!line.contains('\u{1b}'));
    }
    let terminal = rendered(Format::Terminal, &outcome, &texts, options());
    assert!(!terminal.lines().any(|line| line.starts_with("::")), "{terminal}");
}

#[test]
fn no_name_ends_an_element_of_the_page() {
    let (outcome, texts) = hostile();
    let page = rendered(Format::Html, &outcome, &texts, options());
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("alert(1)</"));
    assert!(!page.contains("<!-- "));
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = shop(Format::Html, Lang::Ja);
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("<html lang=\"ja\">"));
    for reference in ["src=\"", "href=", "url(", "@import", "fetch(", "innerHTML", "style=\""] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn the_page_carries_the_findings_as_json() {
    let page = shop(Format::Html, Lang::En);
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["findings"].as_array().unwrap().len(), 9);
    assert_eq!(data["findings"][0]["q"]["t"][1], "privileged: true");
    assert_eq!(data["findings"][4]["q"]["t"][1], "value: ••••••••");
}

#[test]
fn junit_stays_well_formed() {
    let (outcome, texts) = hostile();
    let xml = rendered(Format::Junit, &outcome, &texts, options());
    let report = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    let cases: usize = report.test_suites.iter().map(|suite| suite.test_cases.len()).sum();
    assert_eq!(cases, 6);
    assert!(!xml.contains('\u{1b}'));
}

#[test]
fn every_format_is_the_same_twice_and_writes_an_empty_outcome() {
    for format in Format::ALL {
        for lang in [Lang::En, Lang::Ja] {
            assert_eq!(shop(*format, lang), shop(*format, lang), "{format}");
            let options = Options { lang, ..options() };
            rendered(*format, &Outcome::default(), &Texts::default(), options);
        }
    }
}

#[test]
fn the_data_of_a_secret_is_masked_whatever_the_finding_is_about() {
    let text = "\
kind: Secret
metadata: {name: db}
stringData: {password: hunter2}
type: Opaque
";
    let mut texts = Texts::default();
    texts.add("secret.yaml", true, text);
    texts.add("bare.yaml", true, "kind: Secret\nmetadata: {name: bare}\n");
    let mut outcome = outcome();
    let secret = Arc::new(common::object(0, 1, Route::root(), "Secret", "db"));
    let bare = Arc::new(common::object(1, 1, Route::root(), "Secret", "bare"));
    let finding = |object, pointer| {
        let message = Message::verbatim("is a Secret");
        Finding::new(&common::PASSWORD, common::at(object, pointer), message)
    };
    outcome.findings = vec![
        finding(&secret, "/stringData"),
        finding(&secret, "/type"),
        finding(&bare, "/metadata"),
    ];
    for format in Format::ALL {
        let page = rendered(*format, &outcome, &texts, options());
        assert!(!page.contains("hunter2"), "{format}");
    }
    let terminal = rendered(Format::Terminal, &outcome, &texts, options());
    assert!(terminal.contains("stringData: ••••••••"), "{terminal}");
    assert!(terminal.contains("metadata: {name: bare}"), "{terminal}");
}

#[test]
fn odd_texts_are_quoted_without_a_panic() {
    let odd = [
        "",
        "\u{feff}a: 1",
        "a:\r\n  - \r\n  -\tb: \u{202e}x\r\n",
        "a:",
        "a: [,]",
        "- - -\n",
        "a: |\n\n\n",
        "a: \"日本\\\n  語\"\nb: *x\n",
        "a: &x {b: 👩‍👩‍👧, c: \u{200b}}\nd: *x\n",
        "{\"a\":[null,",
        "a: 1\n---\n---\na: 2\n...\n",
    ];
    for text in odd {
        let mut texts = Texts::default();
        texts.add("odd.yaml", true, text);
        let mut outcome = outcome();
        outcome.findings.clear();
        for document in 0..4 {
            let object = common::object(0, document, Route::root(), "Pod", "odd");
            let object = Arc::new(object);
            for pointer in ["", "/a", "/a/0", "/a/1/b", "/a/b", "/d", "/d/b", "/0/0"] {
                let place = common::at(&object, pointer);
                let message = Message::verbatim("odd");
                let mut finding = Finding::new(&common::LATEST, place, message);
                finding.sensitive = document == 3;
                outcome.findings.push(finding);
            }
        }
        for format in Format::ALL {
            for width in [0, 1, 20, 100] {
                let options =
                    Options { width, verbosity: sekisho_report::Verbosity::Verbose, ..options() };
                rendered(*format, &outcome, &texts, options);
            }
        }
    }
}
