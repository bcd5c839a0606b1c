//! What a scan says of whole worlds: joins that must not happen, verdicts that must stay.

use crate::support::{request, scan_worlds, slugs};
use sekisho_finding::{Confidence, Finding, Severity, Status, Waiver, WaiverSource};
use sekisho_inventory::Snapshot;
use sekisho_scan::{Input, Known, KnownFinding, scan};
use sekisho_value::Route;

/// A pod that meets `restricted` in every version, with nothing left to wish for in its spec.
const HARDENED: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  automountServiceAccountToken: false
  serviceAccountName: web
  securityContext: {runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: web
    image: registry.example.com/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
";

const RESTRICTED: &str = "
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: v1.36}
";

const PRIVILEGED: &str = "
apiVersion: v1
kind: Pod
metadata: {name: root, namespace: shop}
spec: {containers: [{name: c, image: a, securityContext: {privileged: true}}]}
";

#[test]
fn two_environments_side_by_side_are_never_joined() {
    let apart = scan_worlds(&request(), &[("prod", RESTRICTED), ("dev", PRIVILEGED)]);
    assert!(!slugs(&apart).contains(&"pod-rejected-by-namespace"));
    let together = format!("{RESTRICTED}---{PRIVILEGED}");
    let joined = scan_worlds(&request(), &[("prod", &together)]);
    assert!(slugs(&joined).contains(&"pod-rejected-by-namespace"));
}

#[test]
fn a_privileged_pod_stays_critical_where_its_namespace_allows_it() {
    let world = format!("{}---{PRIVILEGED}", RESTRICTED.replace(": restricted", ": privileged"));
    let outcome = scan_worlds(&request(), &[("w", &world)]);
    let finding = outcome.findings.iter().find(|f| f.check.slug == "privileged-container").unwrap();
    assert_eq!(finding.severity, Severity::Critical);
    assert!(!slugs(&outcome).contains(&"pod-rejected-by-namespace"));
}

#[test]
fn a_hardened_pod_raises_nothing() {
    let world = format!("{RESTRICTED}---{HARDENED}");
    let outcome = scan_worlds(&request(), &[("w", &world)]);
    let shown: Vec<_> = outcome
        .findings
        .iter()
        .filter(|f| f.audience() == sekisho_finding::Audience::Security)
        // What need not stand in the same folder, such as a NetworkPolicy, is a hint only.
        .filter(|f| f.confidence > Confidence::Low)
        .map(|f| f.check.slug)
        .collect();
    assert_eq!(shown, Vec::<&str>::new());
}

#[test]
fn fingerprints_survive_moved_lines_and_reordered_lists() {
    let two = "
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: a, image: 'x:1', securityContext: {privileged: true}}
  - {name: b, image: 'y:1'}
";
    let moved = "# a comment\n\n
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: b, image: 'y:1'}
  - {name: a, image: 'x:1', securityContext: {privileged: true}}
";
    let prints = |text: &str| {
        let outcome = scan_worlds(&request(), &[("w", text)]);
        let mut prints: Vec<_> = outcome
            .findings
            .iter()
            .filter(|f| f.check.slug == "privileged-container")
            .map(|f| f.fingerprint.clone())
            .collect();
        prints.sort();
        prints
    };
    assert_eq!(prints(two).len(), 1);
    assert_eq!(prints(two), prints(moved));
}

#[test]
fn a_baseline_marks_what_was_there_before() {
    let first = scan_worlds(&request(), &[("w", PRIVILEGED)]);
    let mut again = request();
    let known = |f: &Finding| KnownFinding::recorded(f.fingerprint.clone(), None);
    let findings = first.findings.iter().map(known).collect();
    again.known = vec![Known::recorded("b", findings)];
    let second = scan_worlds(&again, &[("w", PRIVILEGED)]);
    assert!(!second.findings.is_empty());
    assert!(second.findings.iter().all(|f| f.status == Status::Baseline));
}

#[test]
fn annotations_waive_until_their_last_day() {
    let pod = |until: &str| {
        PRIVILEGED.replace(
            "namespace: shop}",
            &format!("namespace: shop, annotations: {{allow.sekisho.dev/privileged-container: 'reads disks until={until}'}}}}"),
        )
    };
    let status = |until: &str| {
        let outcome = scan_worlds(&request(), &[("w", &pod(until))]);
        let found = outcome.findings.into_iter().find(|f| f.check.slug == "privileged-container");
        found.unwrap().status
    };
    let Status::Waived(waiver) = status("2026-11-22") else { panic!("not waived") };
    assert_eq!(waiver.reason.as_deref(), Some("reads disks"));
    assert_eq!(status("2026-11-21"), Status::Open);
}

/// A comment on one container waived all containers of the pod that failed the same control.
#[test]
fn a_waiver_on_one_container_does_not_cover_the_others() {
    let two = "
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: a, image: 'x:1', securityContext: {privileged: true}}
  - {name: b, image: 'y:1', securityContext: {privileged: true}}
";
    let status = |containers: &[usize]| {
        let mut world = crate::support::world("w", two.as_bytes());
        let mut object = world.objects()[0].clone();
        for container in containers {
            let scope = Route::keys(["spec", "containers"]).then(*container);
            let source = WaiverSource::Comment { line: 7 };
            let check = "privileged-container".to_owned();
            object
                .waivers
                .push((scope, Waiver { check, scanner: None, reason: None, until: None, source }));
        }
        world = Snapshot::new(world.world.clone(), vec![object]);
        let input = Input { snapshots: vec![world], ..Input::default() };
        let outcome = scan(&request(), input, &crate::support::NoTexts);
        let found = outcome.findings.into_iter().find(|f| f.check.slug == "privileged-container");
        found.unwrap().status
    };
    assert_eq!(status(&[0]), Status::Open);
    assert_eq!(status(&[1]), Status::Open);
    assert!(matches!(status(&[0, 1]), Status::Waived(_)));
}

#[test]
fn a_partial_pod_is_not_blamed_for_what_an_operator_fills_in() {
    let prometheus = "
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: p}
spec:
  containers:
  - name: prometheus
    securityContext: {privileged: true}
";
    let outcome = scan_worlds(&request(), &[("w", prometheus)]);
    let slugs = slugs(&outcome);
    assert!(slugs.contains(&"privileged-container"), "{slugs:?}");
    assert!(!slugs.contains(&"run-as-root"), "{slugs:?}");
    let unknown: u64 = outcome.tallies.iter().map(|t| t.unknown).sum();
    assert!(unknown > 0);
}

/// What a controller makes is told once; what it did not make is told where it is.
#[test]
fn a_container_that_was_attached_to_a_pod_is_judged_by_itself() {
    let world = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a, securityContext: {privileged: true}}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-1
  namespace: shop
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a, securityContext: {privileged: true}}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: web-1-a
  namespace: shop
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, controller: true}]
spec:
  containers: [{name: web, image: a, securityContext: {privileged: true}}]
  ephemeralContainers: [{name: shell, image: b, securityContext: {privileged: true}}]
";
    let outcome = scan_worlds(&request(), &[("w", world)]);
    let of = |slug: &str| -> Vec<(String, Option<String>)> {
        let found = outcome.findings.iter().filter(|finding| finding.check.slug == slug);
        let mut found: Vec<_> = found
            .map(|it| (it.place.object.kind.clone(), it.container.as_deref().map(str::to_owned)))
            .collect();
        found.sort();
        found
    };
    let some = |kind: &str, name: &str| (kind.to_owned(), Some(name.to_owned()));
    let expected = [some("Deployment", "web"), some("Pod", "shell")];
    assert_eq!(of("privileged-container"), expected);
    assert_eq!(of("writable-root-filesystem"), expected);
}
