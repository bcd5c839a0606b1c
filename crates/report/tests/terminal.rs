//! What people see, in both languages.

mod common;

use common::{Texts, options, outcome, rendered};
use sekisho_finding::{Audience, Finding, Lang};
use sekisho_report::{Format, Options, Verbosity};

fn terminal(options: Options) -> String {
    rendered(Format::Terminal, &outcome(), &Texts::shop(), options)
}

#[test]
fn the_first_screen_says_what_to_do_first() {
    insta::assert_snapshot!(terminal(options()));
}

#[test]
fn the_first_screen_in_japanese() {
    insta::assert_snapshot!(terminal(Options { lang: Lang::Ja, ..options() }));
}

#[test]
fn verbose_shows_every_place_and_what_was_set_aside() {
    insta::assert_snapshot!(terminal(Options {
        verbosity: Verbosity::Verbose,
        audiences: Audience::ALL.to_vec(),
        ..options()
    }));
}

#[test]
fn quiet_is_one_line_each() {
    for lang in [Lang::En, Lang::Ja] {
        insta::assert_snapshot!(terminal(Options {
            verbosity: Verbosity::Quiet,
            lang,
            ..options()
        }));
    }
}

#[test]
fn a_narrow_terminal_puts_the_text_below() {
    insta::assert_snapshot!(terminal(Options { width: 60, ..options() }));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for lang in [Lang::En, Lang::Ja] {
        for width in [80, 120] {
            let text = terminal(Options { lang, width, ..options() });
            for line in text.lines() {
                let columns = unicode_width::UnicodeWidthStr::width(line);
                // A heading is not broken, nor is a path, so that it can be opened with a click.
                assert!(
                    columns <= width || line.contains("-->") || line.contains('['),
                    "{columns}: {line}"
                );
            }
        }
    }
}

#[test]
fn colours_come_only_when_asked_for() {
    assert!(!terminal(options()).contains('\u{1b}'));
    let coloured = terminal(Options { color: true, ..options() });
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), terminal(options()));
}

#[test]
fn the_first_screen_has_twenty_groups_at_most() {
    let mut outcome = outcome();
    let first = outcome.findings[5].clone();
    outcome.findings = (0..57)
        .map(|nth| {
            let mut finding = first.clone();
            let slug = Box::leak(format!("check-{nth:02}").into_boxed_str());
            finding.check =
                Box::leak(Box::new(sekisho_finding::CheckMeta { slug, ..*first.check }));
            finding
        })
        .collect();
    let shown = |verbosity| {
        let options = Options { verbosity, ..options() };
        rendered(Format::Terminal, &outcome, &Texts::shop(), options)
    };
    let normal = shown(Verbosity::Normal);
    assert_eq!(normal.matches("high[check-").count(), 20);
    assert!(normal.contains("… and 37 findings in 37 more checks (--verbose shows all)"));
    assert_eq!(shown(Verbosity::Verbose).matches("high[check-").count(), 57);
}

#[test]
fn a_place_far_out_in_a_line_is_shown_with_its_true_column() {
    let mut texts = Texts::default();
    let env = r#"{"name":"A","value":"hunter2"},"#.repeat(200);
    let pod = format!(
        r#"{{"apiVersion":"v1","kind":"Pod","spec":{{"containers":[{{"env":[{env}{{}}],"securityContext":{{"privileged":true}}}}]}}}}"#
    );
    texts.add("pod.json", true, &pod);
    let column = pod.find("\"privileged").unwrap() + 1;
    let pod = std::sync::Arc::new(common::object(0, 1, sekisho_value::Route::root(), "Pod", "db"));
    let place = common::at(&pod, "/spec/containers/0/securityContext/privileged");
    let message = sekisho_finding::Message::verbatim("container is privileged");
    let mut outcome = outcome();
    outcome.findings = vec![Finding::new(&common::PRIVILEGED, place, message)];
    let text = rendered(Format::Terminal, &outcome, &texts, options());
    assert!(text.contains(&format!("pod.json:1:{column}\n")), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn marks_on_lines_that_follow_each_other_share_a_snippet() {
    let mut texts = Texts::default();
    let text = "spec:\n  hostNetwork: true\n  hostPID: true\n  x: 1\n  hostIPC: true\n  y: 1\n";
    texts.add("pod.yaml", true, text);
    let pod = common::object(0, 1, sekisho_value::Route::root(), "Pod", "db");
    let pod = std::sync::Arc::new(pod);
    let mut outcome = outcome();
    let message = sekisho_finding::Message::verbatim("shares namespaces");
    let mut finding =
        Finding::new(&common::HOST_NETWORK, common::at(&pod, "/spec/hostPID"), message);
    for field in ["hostNetwork", "hostIPC", "x", "y"] {
        finding = finding.also(common::at(&pod, &format!("/spec/{field}")).route);
    }
    outcome.findings = vec![finding];
    let text = rendered(Format::Terminal, &outcome, &texts, options());
    let (snippets, _) = text.split_once("Problems").unwrap();
    insta::assert_snapshot!(snippets);
}
