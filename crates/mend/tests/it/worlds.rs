//! What is mended, in which order, and what is left with a reason.

use crate::support::mend_text;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web  # the shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.2.3
      # to do
      securityContext:
";

#[test]
fn fixes_that_touch_the_same_place_are_made_one_after_the_other() {
    let checks = ["privilege-escalation", "undropped-capabilities", "writable-root-filesystem"];
    let (after, refused) = mend_text(POD, &checks, true);
    assert_eq!(
        after,
        format!(
            "{POD}        allowPrivilegeEscalation: false\n        capabilities:\n          drop:\n            - ALL\n        readOnlyRootFilesystem: true\n"
        )
    );
    assert_eq!(refused, [""; 0]);
}

#[test]
fn what_may_break_a_workload_is_not_made_unasked() {
    let (after, refused) = mend_text(POD, &["writable-root-filesystem"], false);
    assert_eq!(after, POD);
    assert!(
        refused[0].starts_with(
            "writable-root-filesystem: it may break the workload, so `--fix-unsafe` must ask for it."
        ),
        "{refused:?}"
    );
}

#[test]
fn what_the_server_would_refuse_is_not_made() {
    let text = format!("{POD}        privileged: true\n");
    let (after, refused) = mend_text(&text, &["privilege-escalation"], true);
    assert_eq!(after, text);
    assert!(refused[0].contains("the API server refuses"), "{refused:?}");
    // Together they can be.
    let (after, refused) =
        mend_text(&text, &["privilege-escalation", "privileged-container"], true);
    assert!(after.contains("allowPrivilegeEscalation: false"), "{after}");
    assert!(!after.contains("privileged:"), "{after}");
    assert_eq!(refused, [""; 0]);
}

#[test]
fn a_shared_anchor_is_left_and_the_rest_is_mended() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: a
      image: x
      securityContext: &context
        runAsNonRoot: true
    - name: b
      image: x
      securityContext: *context
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: a, image: x}]}
";
    let (after, refused) = mend_text(text, &["writable-root-filesystem"], true);
    assert!(
        after.ends_with(
            "spec: {containers: [{name: a, image: x, securityContext: {readOnlyRootFilesystem: true}}]}\n"
        ),
        "{after}"
    );
    assert_eq!(refused.len(), 2);
    assert!(
        refused.iter().all(|reason| reason.contains("shared through an anchor")),
        "{refused:?}"
    );
}

#[test]
fn objects_inside_a_list_are_mended_where_they_stand() {
    let text = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n  {\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"},\n   \"spec\": {\"shareProcessNamespace\": true, \"containers\": [{\"name\": \"a\", \"image\": \"x\"}]}}\n]}\n";
    let (after, _) = mend_text(text, &["shared-process-namespace"], true);
    assert_eq!(after, text.replace("\"shareProcessNamespace\": true, ", ""));
}

#[test]
fn a_key_that_stands_twice_is_kept_once() {
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels: {a: b}\n  labels: {a: c} # this\nspec:\n  ports: [{port: 80}]\n";
    let (after, _) = mend_text(text, &["duplicate-key"], false);
    assert_eq!(after, text.replace("  labels: {a: b}\n", ""));
}

#[test]
fn a_waived_finding_is_not_mended() {
    let text = POD.replace(
        "  containers:\n",
        "  shareProcessNamespace: true  # sekisho: allow shared-process-namespace debugging\n  containers:\n",
    );
    let (after, refused) = mend_text(&text, &["shared-process-namespace"], true);
    assert_eq!(after, text);
    assert_eq!(refused, [""; 0]);
}

#[test]
fn a_fix_that_changes_nothing_for_the_workload_is_safe() {
    let text = format!("{POD}        runAsUser: 1000\n");
    let (after, refused) = mend_text(&text, &["run-as-root"], false);
    assert_eq!(after, format!("{text}  securityContext:\n    runAsNonRoot: true\n"));
    assert_eq!(refused, [""; 0]);
    // One container whose user the image chooses, and it may be root.
    let text = format!("{text}    - name: other\n      image: x\n");
    let (after, _) = mend_text(&text, &["run-as-root"], false);
    assert_eq!(after, text);
}

/// What is taken from a pod without asking, by the fields of its container that show a need or none.
#[test]
fn what_programs_do_without_is_taken_unless_the_manifest_shows_a_need() {
    let pod = |spec: &str, container: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n{spec}  containers:\n    - name: web\n      image: registry.example/shop/web:1.4\n{container}"
        )
    };
    let privileges = "privilege-escalation";
    let filter = "missing-seccomp-profile";
    let drops = "undropped-capabilities";
    let confined = "      securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}\n";
    for (check, spec, container, is_safe) in [
        (privileges, "", "", true),
        (privileges, "", "      args: [--workers=4]\n", true),
        (privileges, "", "      command: [sh, -c, \"sudo -u web serve\"]\n", false),
        (privileges, "", "      readinessProbe: {exec: {command: [ping, -c1, db]}}\n", false),
        (privileges, "", "      securityContext: {capabilities: {add: [NET_RAW]}}\n", false),
        (privileges, "", "      securityContext: {allowPrivilegeEscalation: true}\n", false),
        (filter, "", "", true),
        (filter, "  hostPID: true\n", "", false),
        (filter, "  volumes: [{name: x, hostPath: {path: /sys/kernel/debug}}]\n", "", false),
        (filter, "  volumes: [{name: x, hostPath: {path: /srv/sys}}]\n", "", true),
        (filter, "", "      command: [strace, serve]\n", false),
        (filter, "", "      securityContext: {seccompProfile: {type: Unconfined}}\n", false),
        (drops, "", "", false),
        (drops, "", "      securityContext: {runAsUser: 1000}\n", false),
        (drops, "", confined, true),
        (drops, "", &format!("{confined}      ports: [{{containerPort: 80}}]\n"), false),
        (drops, "  initContainers: [{name: own, image: x}]\n", confined, false),
    ] {
        let text = pod(spec, container);
        let (after, _) = mend_text(&text, &[check], false);
        assert_eq!(after != text, is_safe, "{check}:\n{text}");
    }
}

#[test]
fn a_token_that_nobody_uses_is_taken() {
    let deployment = |namespace: &str, spec: &str, container: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: {namespace}\nspec:\n  template:\n    spec:\n{spec}      containers:\n        - name: web\n          image: registry.example/shop/web:1.4\n{container}"
        )
    };
    let env = "          env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]\n";
    for (namespace, spec, container, is_safe) in [
        ("shop", "", "", true),
        ("kube-system", "", "", false),
        ("shop", "      automountServiceAccountToken: true\n", "", false),
        ("shop", "", env, false),
        ("shop", "", "          args: [--leader-elect]\n", false),
    ] {
        let text = deployment(namespace, spec, container);
        let (after, _) = mend_text(&text, &["automounted-service-account-token"], false);
        assert_eq!(after != text, is_safe, "{text}");
    }
}

#[test]
fn what_is_only_read_is_mounted_for_reading() {
    let mount = |path: &str, privileged: bool| {
        format!(
            "{POD}        privileged: {privileged}\n      volumeMounts: [{{name: host, mountPath: /host}}]\n  volumes: [{{name: host, hostPath: {{path: {path}}}}}]\n"
        )
    };
    for (path, privileged, is_safe) in [
        ("/etc/localtime", false, true),
        ("/etc/ssl/certs/", false, true),
        ("/etc/localtimes", false, false),
        ("/var/log", false, false),
        ("/lib/modules", true, false),
    ] {
        let text = mount(path, privileged);
        let (after, _) = mend_text(&text, &["writable-host-path"], false);
        assert_eq!(after != text, is_safe, "{path} {privileged}");
    }
}

#[test]
fn broken_documents_beside_a_mended_one_stay() {
    let text = format!("a: [1\n---\n{POD}---\n# nothing\n---\nb: }}\n");
    let (after, _) = mend_text(&text, &["writable-root-filesystem"], true);
    let line = "      securityContext:\n";
    assert_eq!(after, text.replace(line, &format!("{line}        readOnlyRootFilesystem: true\n")));
}
