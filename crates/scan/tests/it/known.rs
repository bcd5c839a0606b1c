//! What was there before: baselines, earlier revisions, and fingerprints that meet again.

use std::collections::BTreeSet;

use sekisho_finding::{Outcome, Severity, Status};
use sekisho_scan::{
    Input, Known, KnownFinding, Override, Paths, Policy, Request, Root, Selection, find_check,
};

use crate::support::{NoTexts, request, scan_worlds, world};

const ROOT: &str = "
apiVersion: v1
kind: Pod
metadata: {name: root}
spec: {containers: [{name: c, image: 'a:1', securityContext: {privileged: true}}]}
";

fn earlier(worlds: &[(&str, &str)], request: &Request) -> Known {
    let snapshots = worlds.iter().map(|(name, text)| world(name, text.as_bytes())).collect();
    Known::of("main", request, &Input { snapshots, ..Input::default() }, &NoTexts)
}

fn since(before: &[(&str, &str)], now: &[(&str, &str)]) -> Outcome {
    let known = earlier(before, &request());
    let request = Request { known: vec![known], ..request() };
    scan_worlds(&request, now)
}

fn new(outcome: &Outcome) -> BTreeSet<String> {
    let open = outcome.findings.iter().filter(|finding| finding.is_open());
    open.map(|it| format!("{} {} {}", it.place.object.world, it.place.object.name, it.check.slug))
        .collect()
}

#[test]
fn only_what_a_change_brought_is_new() {
    let other = ROOT.replace("name: root", "name: other");
    let outcome = since(&[("w", ROOT)], &[("w", &format!("{ROOT}---{other}"))]);
    assert!(!new(&outcome).is_empty());
    assert!(new(&outcome).iter().all(|told| told.starts_with("w other ")), "{:?}", new(&outcome));
    let [compared] = &outcome.compared[..] else { panic!("{:?}", outcome.compared) };
    assert_eq!((compared.with.as_str(), compared.gone), ("main", 0));
    assert!(compared.known > 3);
}

#[test]
fn what_moved_to_another_world_is_not_new_but_a_copy_is() {
    assert_eq!(new(&since(&[("old", ROOT)], &[("new", ROOT)])), BTreeSet::new());
    let copied = since(&[("old", ROOT)], &[("old", ROOT), ("new", ROOT)]);
    assert!(new(&copied).iter().all(|told| told.starts_with("new ")));
    assert!(!new(&copied).is_empty());
    let both = since(&[("a", ROOT), ("b", ROOT)], &[("c", ROOT), ("b", ROOT), ("d", ROOT)]);
    let worlds: BTreeSet<String> =
        new(&both).iter().map(|told| told.chars().take(1).collect()).collect();
    assert_eq!(worlds.len(), 1, "one of the two is a copy: {:?}", new(&both));
}

#[test]
fn what_was_waived_before_is_new_without_its_waiver() {
    let waived = ROOT.replace(
        "name: root}",
        "name: root, annotations: {allow.sekisho.dev/privileged-container: why}}",
    );
    let told = new(&since(&[("w", &waived)], &[("w", ROOT)]));
    assert_eq!(told, BTreeSet::from(["w root privileged-container".to_owned()]));
}

#[test]
fn what_is_mended_is_counted_as_gone() {
    // A privileged pod has no user namespace to wish for; without the wish, only the fault goes.
    let mended = ROOT
        .replace("privileged: true", "privileged: false")
        .replace("spec: {", "spec: {hostUsers: false, ");
    let outcome = since(&[("w", ROOT)], &[("w", &mended)]);
    assert!(outcome.compared[0].gone >= 1);
    assert_eq!(new(&outcome), BTreeSet::new());
}

#[test]
fn what_a_check_would_find_that_is_not_asked_is_not_gone() {
    let known = |slug: &str| KnownFinding::recorded("0", Some(slug.to_owned()));
    let findings = vec![known("host-namespaces"), known("privileged-container")];
    let request = Request {
        known: vec![Known::recorded("b", findings)],
        selection: Selection::new(&["host-namespaces".to_owned()], &[]).unwrap(),
        ..request()
    };
    assert_eq!(scan_worlds(&request, &[("w", ROOT)]).compared[0].gone, 1);
}

/// Two folders of one name shared fingerprints: a fault that was mended in the one and brought in the
/// other passed for known.
#[test]
fn worlds_of_one_last_name_keep_their_findings_apart() {
    let root = |here: &str| Root {
        folder: Some("/home/u/p".to_owned()),
        here: here.to_owned(),
        ..Root::default()
    };
    let prints = |here: &str, worlds: &[&str]| -> BTreeSet<String> {
        let request = Request { root: root(here), ..request() };
        let worlds: Vec<_> = worlds.iter().map(|name| (*name, ROOT)).collect();
        let outcome = scan_worlds(&request, &worlds);
        outcome.findings.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    assert!(prints("", &["dev/app"]).is_disjoint(&prints("", &["prod/app"])));
    assert_eq!(prints("", &["dev/app"]), prints("dev", &["app"]));
    assert_eq!(prints("", &["dev/app"]), prints("dev/app", &["."]));
    assert_eq!(prints("", &["dev/app"]), prints("", &["/home/u/p/dev/app"]));
}

#[test]
fn severities_are_what_the_configuration_says() {
    let check = find_check("privileged-container").unwrap();
    let policy = Policy { severities: vec![(check, Severity::Low)], ..Policy::default() };
    let weighed = |policy: Policy| {
        let outcome = scan_worlds(&Request { policy, ..request() }, &[("w", ROOT)]);
        let found = outcome.findings.iter().find(|it| it.check.id == check.id).unwrap();
        (found.severity, outcome.configured.severities.len())
    };
    assert_eq!(weighed(policy.clone()), (Severity::Low, 1));
    let overrides = vec![Override {
        paths: Paths::new("", &["**"]).unwrap(),
        severities: vec![(check, Severity::Info)],
    }];
    // The texts of these tests have no path, so that no override can fit.
    assert_eq!(weighed(Policy { overrides, ..policy }).0, Severity::Low);
}

#[test]
fn disabled_checks_are_told() {
    let selection = Selection::new(&[], &["privileged-container".to_owned()]).unwrap();
    let outcome = scan_worlds(&Request { selection, ..request() }, &[("w", ROOT)]);
    let slugs: Vec<_> = outcome.configured.disabled.iter().map(|check| check.slug).collect();
    assert_eq!(slugs, ["privileged-container"]);
    assert!(outcome.findings.iter().all(|finding| finding.status != Status::Baseline));
}
