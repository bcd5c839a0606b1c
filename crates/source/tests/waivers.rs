//! Waivers in comments.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use sekisho_source::{InlineWaiver, Limits, read};
use sekisho_value::Keys;

fn waivers(text: &str) -> (Vec<InlineWaiver>, Vec<String>) {
    let mut all = Vec::new();
    let problems = read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| {
        all.extend(document.waivers);
    });
    (
        all,
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.line.unwrap(), problem.message))
            .collect(),
    )
}

fn routes(text: &str) -> Vec<String> {
    let (all, problems) = waivers(text);
    assert_eq!(problems, [""; 0]);
    all.into_iter().map(|waiver| format!("{} {}", waiver.line, waiver.route)).collect()
}

#[test]
fn a_waiver_is_about_the_node_it_stands_at() {
    let text = "\
apiVersion: v1  # sekisho: allow a
spec:
  # sekisho: allow b
  containers:
  # sekisho: allow c, d until=2027-01-01 because
  - name: web  # sekisho: allow e
    securityContext:  # sekisho: allow f
      privileged: true  # sekisho: allow g
    args: [
      x,
    ]  # sekisho: allow h
    # sekisho: allow i
    image: y
";
    assert_eq!(
        routes(text),
        [
            "1 /apiVersion",
            "3 /spec/containers",
            "5 /spec/containers/0",
            "6 /spec/containers/0",
            "7 /spec/containers/0/securityContext",
            "8 /spec/containers/0/securityContext/privileged",
            "11 /spec/containers/0/args",
            "12 /spec/containers/0/image",
        ]
    );
}

#[test]
fn at_the_top_it_is_about_the_document() {
    let text = "# sekisho: allow a\n---\n# sekisho: allow b\nkind: A\n--- # sekisho: allow c\n# other\nkind: B\n";
    assert_eq!(routes(text), ["1 ", "3 ", "5 "]);
    let text = "%YAML 1.1\n---\n# sekisho: allow a\nkind: A\n---\n# sekisho: allow b\nkind: B\nx: 1 # sekisho: allow c\n";
    assert_eq!(routes(text), ["3 ", "6 ", "8 /x"]);
}

#[test]
fn texts_are_no_comments() {
    let text = "a: |\n  # sekisho: allow x\n  y\nb: \"\n  # sekisho: allow x\"\nc: 'x # sekisho: allow x'\nd: x#sekisho:y\n";
    assert_eq!(routes(text), [""; 0]);
    assert_eq!(routes("{\"a\": \"# sekisho: allow x\"}"), [""; 0]);
    assert_eq!(routes("# about sekisho: nothing\na: 1\n"), [""; 0]);
}

#[test]
fn what_cannot_be_followed_is_a_problem() {
    let text = "# sekisho: ignore x\na: 1\n# sekisho: allow x\n---\nb: 1 # sekisho: allow\n";
    let (all, problems) = waivers(text);
    assert_eq!(all.len(), 0);
    assert_eq!(
        problems,
        [
            "1: `ignore` is nothing that a comment can ask for",
            "3: no field follows this waiver in its document",
            "5: this waiver names no check",
        ]
    );
}

#[test]
fn comments_of_other_scanners_are_about_what_they_are_about_there() {
    let text = "\
# trivy:ignore:KSV-0001
apiVersion: v1
spec:
  containers:
  # trivy:ignore:KSV-0017
  - name: web
    privileged: true # trivy:ignore:KSV-0014
    note: 'x # trivy:ignore:KSV-0012' # no # trivy:ignore:KSV-0020
    # checkov:skip=CKV_K8S_8:because
    image: y
";
    let (all, problems) = waivers(text);
    assert_eq!(problems, [""; 0]);
    let told: Vec<String> = all
        .iter()
        .map(|waiver| {
            format!("{} {} {} {}", waiver.line, waiver.checks[0], waiver.route, waiver.whole_object)
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 KSV-0001  false",
            "5 KSV-0017 /spec/containers/0 false",
            "7 KSV-0014 /spec/containers/0/privileged false",
            "8 KSV-0020 /spec/containers/0/note false",
            "9 CKV_K8S_8 /spec/containers/0/image true",
        ]
    );
}
