//! Recorded cases of other catalogues, where they are about something that a check here is about.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod harness;

use std::path::Path;

use sekisho_checks::{Judge, Settings};
use sekisho_inventory::{Snapshot, World, WorldKind};
use sekisho_testkit::Corpus;

/// Controls of KALM, and the checks of which one must speak up.
const KALM: [(&str, &[&str]); 15] = [
    ("CM-001", &["credential-in-config-map"]),
    ("NS-001", &["default-namespace"]),
    ("NP-001", &["namespace-without-network-policy"]),
    ("NP-002", &["network-policy-in-one-direction"]),
    ("NP-003", &["metadata-service-reachable"]),
    ("NP-004", &["node-ports-reachable"]),
    ("NP-005", &["network-policy-selects-nothing"]),
    ("POD-003", &["automounted-service-account-token"]),
    ("POD-025", &["credential-in-env", "secret-as-env"]),
    ("POD-033", &["writable-root-filesystem"]),
    ("POD-034", &["near-root-capability"]),
    ("POD-044", &["runtime-socket-mounted"]),
    ("POD-046", &["shared-process-namespace"]),
    ("RES-002", &["missing-memory-limit"]),
    ("SC-002", &["mutable-image-tag"]),
];

/// What a probe expects, in its words.
const PROBES: [(&str, &str); 6] = [
    ("allow all", "network-policy-allows-everything"),
    ("capabilities SYS_ADMIN", "near-root-capability"),
    ("runtime socket", "runtime-socket-mounted"),
    ("latest tag", "mutable-image-tag"),
    ("sa token", "automounted-service-account-token"),
    ("secret as env", "secret-as-env"),
];

/// What a faulty example must be told, by the row of the control catalogue.
const SEEDS: [(&str, &[&str]); 15] = [
    ("R33", &["dangling-role-reference"]),
    ("M01", &["istio-plain-text-allowed"]),
    (
        "M02",
        &[
            "istio-authorization-split",
            "istio-open-authorization",
            "istio-route-without-destination",
        ],
    ),
    ("M03", &["alert-on-unknown-metric", "unmounted-falco-rules", "unread-receiver-setting"]),
    ("M05", &["broken-constraint-template", "unused-constraint-parameter"]),
    ("N03", &["network-policy-selects-nothing"]),
    ("N05", &["network-policy-egress-to-anywhere", "network-policy-broad-range"]),
    ("N06", &["incomplete-metadata-exception"]),
    ("N13", &["service-monitor-selects-nothing"]),
    ("A03", &["outdated-pod-security-version", "unpinned-pod-security-version"]),
    ("A12", &["removed-api-version"]),
    ("I01", &["mutable-image-tag"]),
    ("I02", &["image-without-digest"]),
    ("S02", &["secret-as-env"]),
    ("S05", &["missing-secret-key"]),
];

#[test]
fn kalm() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("checks/kalm");
    for row in rows(&folder.join("kalm.tsv")) {
        let [id, file, expected, ..] = row.as_slice() else { continue };
        let Some((_, slugs)) = KALM.iter().find(|(control, _)| id.starts_with(control)) else {
            continue;
        };
        let found = judge(&folder.join("kalm").join(file));
        let alerts = slugs.iter().any(|slug| found.contains(slug));
        let verdict = match (expected.as_str(), alerts) {
            ("alert", false) => Err(format!("none of {slugs:?} in {found:?}")),
            ("pass", true) => Err(format!("one of {slugs:?}")),
            _ => Ok(()),
        };
        corpus.case(file, verdict);
    }
    corpus.finish();
}

#[test]
fn probes() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("checks/probes");
    for row in rows(&folder.join("probes.tsv")) {
        let [file, expected, ..] = row.as_slice() else { continue };
        let Some((_, slug)) = PROBES.iter().find(|(words, _)| expected.contains(words)) else {
            continue;
        };
        let found = judge(&folder.join(file));
        let is_found = found.contains(slug);
        corpus.case(file, is_found.then_some(()).ok_or(format!("no {slug} in {found:?}")));
    }
    corpus.finish();
}

#[test]
fn seeds() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("checks/seeds");
    for row in rows(&folder.join("seeds.tsv")) {
        let [file, _, expected, ..] = row.as_slice() else { continue };
        let found = judge(&folder.join(file));
        for (control, slugs) in SEEDS {
            if expected.split([' ', '/', ';', ',']).any(|word| word == control) {
                let is_found = slugs.iter().any(|slug| found.contains(slug));
                let verdict = is_found.then_some(()).ok_or(format!("no {slugs:?} in {found:?}"));
                corpus.case(&format!("{file} {control}"), verdict);
            }
        }
    }
    corpus.finish();
}

#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
fn rows(table: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(table).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The slugs of the checks that speak up, the file being a world of its own.
#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
fn judge(file: &Path) -> Vec<&'static str> {
    let (objects, _) = harness::read_objects(&std::fs::read(file).unwrap());
    let world = World { name: "case".into(), kind: WorldKind::Files };
    let snapshot = Snapshot::new(world, objects);
    let settings = Settings::default();
    let judge = Judge::new(&settings, |_| true);
    let mut judged = judge.objects(&snapshot, snapshot.objects());
    judged.merge(judge.world(&snapshot));
    judged.findings.iter().map(|finding| finding.check.slug).collect()
}
