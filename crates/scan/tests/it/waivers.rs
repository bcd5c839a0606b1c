//! Waivers from annotations and files: what they cover, and what is said of those that do not work.

use std::sync::Arc;

use sekisho_finding::{
    Finding, Lang, ObjectRef, Outcome, ProblemKind, Scanner, Status, Waiver, WaiverSource,
};
use sekisho_scan::{About, Paths, Pattern, Request, Root, Scope, Selection, StandingWaiver};

use crate::support::{request, scan_worlds};

const PRIVILEGED: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: root, namespace: shop, annotations: {ANNOTATION}}
spec:
  template:
    metadata: {annotations: {TEMPLATE}}
    spec: {containers: [{name: c, image: a, securityContext: {privileged: true}}, {name: d, image: b}]}
";

fn annotated(annotation: &str) -> Outcome {
    let pod = PRIVILEGED.replace("TEMPLATE", "").replace("ANNOTATION", annotation);
    scan_worlds(&request(), &[("w", &pod)])
}

fn of<'a>(outcome: &'a Outcome, slug: &str) -> Vec<&'a Finding> {
    outcome.findings.iter().filter(|finding| finding.check.slug == slug).collect()
}

fn is_waived(outcome: &Outcome, slug: &str) -> bool {
    let found = of(outcome, slug);
    assert!(!found.is_empty(), "{slug} is not found at all");
    found.iter().all(|finding| matches!(finding.status, Status::Waived(_)))
}

/// What the checks of waivers say, in English.
fn faults(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let ours = outcome.findings.iter().filter(|finding| finding.check.id.starts_with("SK-21"));
    let told = |finding: &Finding| (finding.check.slug, finding.message.render(Lang::En));
    ours.map(told).collect()
}

#[test]
fn ids_of_other_scanners_waive_what_stands_for_them() {
    for annotation in [
        "ignore-check.kube-linter.io/privileged-container: why",
        "kube-linter.io/ignore-all: why",
        "checkov.io/skip1: CKV_K8S_16=why",
        "polaris.fairwinds.com/runAsPrivileged-exempt: 'true'",
        "polaris.fairwinds.com/exempt: 'true'",
    ] {
        let outcome = annotated(annotation);
        assert!(is_waived(&outcome, "privileged-container"), "{annotation}");
        assert_eq!(faults(&outcome), [], "{annotation}");
        assert_eq!(outcome.problems, [], "{annotation}");
    }
    let other = annotated("ignore-check.kube-linter.io/host-network: why");
    assert!(!is_waived(&other, "privileged-container"));
    assert_eq!(faults(&other), [], "another scanner may still need it");
}

#[test]
fn ignoring_everything_waives_every_finding_of_the_object() {
    let outcome = annotated("kube-linter.io/ignore-all: why");
    assert!(outcome.findings.len() > 5);
    assert!(outcome.findings.iter().all(|finding| matches!(finding.status, Status::Waived(_))));
}

#[test]
fn an_annotation_of_the_template_covers_its_pod() {
    let template = "allow.sekisho.dev/privileged-container: formats disks";
    let pod = PRIVILEGED.replace("ANNOTATION", "").replace("TEMPLATE", template);
    let outcome = scan_worlds(&request(), &[("w", &pod)]);
    assert!(is_waived(&outcome, "privileged-container"));
    assert_eq!(faults(&outcome), []);
}

#[test]
fn an_id_that_no_check_stands_for_is_noted_once() {
    let outcome = annotated("checkov.io/skip1: CKV_K8S_9999, checkov.io/skip2: CKV_K8S_9999");
    let [note] = &outcome.problems[..] else { panic!("{:?}", outcome.problems) };
    assert_eq!(note.kind, ProblemKind::Note);
    assert!(note.message.contains("`CKV_K8S_9999` of checkov"), "{}", note.message);
    assert!(!note.kind.is_error() && !note.kind.is_warning());
}

#[test]
fn waivers_that_do_not_work_are_findings_at_their_annotation() {
    let fault = |annotation: &str| {
        let outcome = annotated(&format!("allow.sekisho.dev/{annotation}"));
        let [(slug, message)] = &faults(&outcome)[..] else { panic!("{:?}", faults(&outcome)) };
        let finding = of(&outcome, slug)[0];
        let route = finding.place.route.to_string();
        assert!(route.starts_with("/metadata/annotations/allow.sekisho.dev~1"), "{route}");
        assert!(!finding.fingerprint.is_empty());
        (*slug, message.clone())
    };
    let (slug, message) = fault("privileged-container: why until=2026-11-21");
    assert_eq!(slug, "expired-waiver");
    assert!(message.contains("2026-11-21"), "{message}");
    assert_eq!(fault("privileged-container: why until=2026-13-01").0, "invalid-waiver-end");
    assert_eq!(fault("host-namespaces: why").0, "useless-waiver");
    assert_eq!(fault("privileged-container: ''").0, "waiver-without-reason");
    let (slug, message) = fault("priviledged-container: why");
    assert_eq!(slug, "unknown-waived-check");
    assert!(message.contains("did you mean `privileged-container`?"), "{message}");
}

#[test]
fn a_check_that_is_not_asked_makes_no_waiver_useless() {
    let mut request = request();
    request.selection = Selection::new(&[], &["host-namespaces".to_owned()]).unwrap();
    let pod = PRIVILEGED
        .replace("TEMPLATE", "")
        .replace("ANNOTATION", "allow.sekisho.dev/host-namespaces: why");
    assert_eq!(faults(&scan_worlds(&request, &[("w", &pod)])), []);
    request.selection = Selection::new(&[], &["useless-waiver".to_owned()]).unwrap();
    assert_eq!(faults(&scan_worlds(&request, &[("w", &pod)])), []);
}

fn standing(check: &str, scanner: Option<Scanner>, scope: Scope) -> StandingWaiver {
    let object = ObjectRef {
        api_version: String::new(),
        kind: "Configuration".to_owned(),
        namespace: None,
        name: "sekisho.toml".to_owned(),
        uid: None,
        owner: None,
        world: "sekisho.toml".into(),
        document: None,
        origin: None,
    };
    StandingWaiver {
        waiver: Waiver {
            check: check.to_owned(),
            scanner,
            reason: Some("why".to_owned()),
            until: None,
            source: WaiverSource::Config { file: "sekisho.toml".to_owned(), line: 7 },
        },
        about: About::Named,
        scope,
        file: Arc::new(object),
        is_decision: true,
    }
}

fn with(waiver: StandingWaiver) -> (Request, Outcome) {
    let mut request = request();
    request.waivers.push(waiver);
    let pod = PRIVILEGED.replace("TEMPLATE", "").replace("ANNOTATION", "team: ops");
    let outcome = scan_worlds(&request, &[("w", &pod)]);
    (request, outcome)
}

#[test]
fn a_waiver_in_a_file_is_narrowed_down_by_object_and_container() {
    let globs = |globs: &[&str]| Some(Pattern::globs(globs).unwrap());
    let scoped = |scope: Scope| {
        is_waived(&with(standing("privileged-container", None, scope)).1, "privileged-container")
    };
    assert!(scoped(Scope::default()));
    let fits = Scope {
        kind: globs(&["Deploy*"]),
        namespace: globs(&["shop"]),
        name: globs(&["ro?t"]),
        container: globs(&["c"]),
        ..Scope::default()
    };
    assert!(scoped(fits.clone()));
    assert!(!scoped(Scope { kind: globs(&["Pod"]), ..fits.clone() }));
    assert!(!scoped(Scope { namespace: globs(&["other"]), ..fits.clone() }));
    assert!(!scoped(Scope { container: globs(&["d"]), ..fits.clone() }));
    let labels = vec![("team".to_owned(), Pattern::regex("o.s", false).unwrap())];
    assert!(scoped(Scope { labels, ..fits }));
}

#[test]
fn a_waiver_in_a_file_is_useless_only_where_its_objects_were_read() {
    let elsewhere =
        || Scope { name: Some(Pattern::globs(&["elsewhere"]).unwrap()), ..Scope::default() };
    let (mut request, outcome) = with(standing("privileged-container", None, elsewhere()));
    assert_eq!(faults(&outcome), []);
    request.is_whole = true;
    let outcome = scan_worlds(&request, &[("w", "{apiVersion: v1, kind: ConfigMap}")]);
    assert_eq!(faults(&outcome)[0].0, "useless-waiver");
    let (_, outcome) = with(standing("host-namespaces", None, Scope::default()));
    let found = of(&outcome, "useless-waiver")[0];
    assert_eq!((found.line, &*found.place.object.world), (Some(7), "sekisho.toml"));
}

#[test]
fn paths_of_a_waiver_start_at_the_project() {
    let root = Root { folder: Some("/p".to_owned()), ..Root::default() };
    let paths = |glob: &str| Paths::new("", &[glob]).unwrap();
    assert!(paths("a/**").matches("a/b.yaml", &root));
    // The texts of these tests have no file, so that no path can match.
    let scope = Scope { paths: Some(paths("**")), ..Scope::default() };
    let (_, outcome) = with(standing("privileged-container", None, scope));
    assert!(!is_waived(&outcome, "privileged-container"));
}

#[test]
fn patterns_of_controls_waive_what_stands_for_them() {
    let waive = |control: Option<&str>, rule: Option<&str>, framework| {
        let pattern = |text: &str| Pattern::regex(text, true).unwrap();
        let about =
            About::Controls { control: control.map(pattern), rule: rule.map(pattern), framework };
        let waiver = standing("C-0057", Some(Scanner::Kubescape), Scope::default());
        is_waived(&with(StandingWaiver { about, ..waiver }).1, "privileged-container")
    };
    assert!(waive(Some("c-0057"), None, None));
    assert!(waive(Some("C-00.*"), None, Some("pss")));
    assert!(!waive(Some("C-00"), None, None));
    assert!(!waive(Some("C-0057"), Some("no-such-rule"), None));
    assert!(waive(None, None, None));
}
