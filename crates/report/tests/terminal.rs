//! What people see, in both languages.

mod common;

use common::{Texts, options, outcome, rendered};
use sekisho_finding::{Audience, Lang};
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
    outcome.findings = vec![sekisho_finding::Finding::new(&common::PRIVILEGED, place, message)];
    let text = rendered(Format::Terminal, &outcome, &texts, options());
    assert!(text.contains(&format!("pod.json:1:{column}\n")), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}
