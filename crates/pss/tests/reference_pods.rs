//! Pods that well-known guides show, with the verdicts that must never change.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use sekisho_pss::{Evaluator, Level, LevelVersion, Version};
use sekisho_source::{Limits, read};
use sekisho_value::{Keys, Value};

fn object(text: &str) -> Value {
    let mut value = Value::Null;
    let problems = read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| {
        value = document.value;
    });
    assert!(problems.is_empty(), "{problems:?}");
    value
}

/// The policy versions in which a pod passes a level, of all that are known.
fn passes(pod: &Value, level: Level) -> Vec<u64> {
    let evaluator = Evaluator::default();
    let mut spec = pod.at(&["spec"]).unwrap().clone();
    sekisho_api::default_pod_spec(&mut spec, sekisho_api::KubeVersion::NEWEST);
    let metadata = pod.at(&["metadata"]).cloned().unwrap_or_default();
    (0..=evaluator.newest())
        .filter(|minor| {
            let policy = LevelVersion::new(level, Version::Minor(*minor));
            evaluator.evaluate(policy, &metadata, &spec).allowed()
        })
        .collect()
}

const NONE: [u64; 0] = [];

fn all() -> Vec<u64> {
    (0..=Evaluator::default().newest()).collect()
}

/// The model of a restricted pod: both levels of the security context, one capability for low ports.
#[test]
fn the_secure_pod_passes_restricted_in_every_version() {
    let pod = object(
        "
metadata: {name: secure-app, namespace: production-apps}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: app
    image: myapp:latest
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      runAsNonRoot: true
      runAsUser: 1000
      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
      seccompProfile: {type: RuntimeDefault}
    volumeMounts: [{name: tmp, mountPath: /tmp}, {name: data, mountPath: /app/data, readOnly: true}]
  volumes: [{name: tmp, emptyDir: {}}, {name: data, configMap: {name: app-config}}]
",
    );
    assert_eq!(passes(&pod, Level::Restricted), all());
}

/// A user namespace alone makes no restricted pod, also where it relaxes some controls.
#[test]
fn a_user_namespace_passes_baseline_and_fails_restricted() {
    let pod = object(
        "
metadata: {name: user-namespace-pod}
spec:
  hostUsers: false
  containers: [{name: app, image: busybox, command: [sleep, infinity]}]
",
    );
    assert_eq!(passes(&pod, Level::Baseline), all());
    // Before v1.8 the level asked for nothing but runAsNonRoot beyond baseline.
    assert_eq!(passes(&pod, Level::Restricted), NONE);
}

#[test]
fn a_pod_that_mounts_secrets_passes_baseline_and_fails_restricted() {
    let pod = object(
        "
metadata: {name: app-with-secrets}
spec:
  containers:
  - name: app
    image: myapp:latest
    env: [{name: USERNAME, valueFrom: {secretKeyRef: {name: app-secrets, key: username}}}]
    volumeMounts: [{name: certificate, mountPath: /etc/certificate, readOnly: true}]
  volumes: [{name: certificate, secret: {secretName: app-secrets, defaultMode: 0400}}]
",
    );
    assert_eq!(passes(&pod, Level::Baseline), all());
    assert_eq!(passes(&pod, Level::Restricted), NONE);
}

#[test]
fn a_privileged_sensor_on_the_hosts_network_fails_baseline() {
    let pod = object(
        "
metadata: {labels: {app: falco}}
spec:
  serviceAccount: falco
  hostNetwork: true
  hostPID: true
  containers:
  - name: falco
    image: falcosecurity/falco:latest
    securityContext: {privileged: true}
    volumeMounts: [{name: dev, mountPath: /host/dev}]
  volumes: [{name: dev, hostPath: {path: /dev}}]
",
    );
    assert_eq!(passes(&pod, Level::Baseline), NONE);
}

/// Its own namespace, which enforces restricted, rejects it: it lacks a seccomp profile, which the
/// level asks for since v1.19.
#[test]
fn the_forensic_pod_fails_restricted_since_seccomp_is_asked_for() {
    let pod = object(
        "
metadata: {name: forensic-toolkit}
spec:
  hostNetwork: false
  hostPID: false
  securityContext: {runAsNonRoot: true, runAsUser: 1000}
  containers:
  - name: toolkit
    image: forensic-toolkit:latest
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
    volumeMounts: [{name: evidence, mountPath: /evidence}]
  volumes: [{name: evidence, emptyDir: {}}]
",
    );
    assert_eq!(passes(&pod, Level::Baseline), all());
    assert_eq!(passes(&pod, Level::Restricted), (0..19).collect::<Vec<u64>>());
}
