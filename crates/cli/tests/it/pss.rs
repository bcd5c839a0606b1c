//! `sekisho pss`: verdicts, admission answers and plans as programs and people read them.

use crate::lab::Lab;
use serde_json::Value;

const HOST_PID: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      hostPID: true
      containers: [{name: c, image: 'x:1', ports: [{containerPort: 80}]}]
";

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn check_prints_one_line_per_object_with_pods() {
    let lab = Lab::with(&[("a.yaml", HOST_PID)]);
    let ran = lab.run(&["pss", "check", "--level", "baseline", "--format", "json", "a.yaml"]);
    assert_eq!(ran.status, 1);
    let [line] = &lines(&ran.out)[..] else { panic!("{ran:?}") };
    let expected = serde_json::json!({
        "file": "a.yaml", "document": 2, "kind": "Deployment", "namespace": "shop", "name": "web",
        "level": "baseline", "version": "latest", "allowed": false,
        "message": "host namespaces (hostPID=true)",
        "failed": [{"id": "hostNamespaces", "reason": "host namespaces", "detail": "hostPID=true"}],
    });
    assert_eq!(line, &expected);
}

#[test]
fn defaults_come_first_unless_told_otherwise() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostNetwork: true, containers: [{name: c, ports: [{containerPort: 80}]}]}\n";
    let lab = Lab::with(&[("a.yaml", pod)]);
    let ids = |args: &[&str]| -> Vec<String> {
        let ran = lab.run(
            &[&["pss", "check", "--level=baseline", "--format=json", "a.yaml"], args].concat(),
        );
        let failed = lines(&ran.out)[0]["failed"].clone();
        failed.as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]), ["hostNamespaces", "hostPorts"]);
    assert_eq!(ids(&["--no-defaults"]), ["hostNamespaces"]);
}

#[test]
fn latest_follows_the_kubernetes_version_where_given() {
    let probe = HOST_PID.replace("hostPID: true", "hostUsers: false").replace(
        "ports: [{containerPort: 80}]",
        "livenessProbe: {httpGet: {host: 10.0.0.1, port: 80}}",
    );
    let lab = Lab::with(&[("a.yaml", &probe)]);
    let allowed = |args: &[&str]| {
        let ran = lab.run(
            &[&["pss", "check", "--level=baseline", "--format=json", "a.yaml"], args].concat(),
        );
        lines(&ran.out)[0]["allowed"].as_bool().unwrap()
    };
    assert!(!allowed(&[]));
    assert!(allowed(&["--kubernetes-version", "1.33"]));
    assert!(allowed(&["--version", "v1.33"]));
}

/// Fields of the wrong type were read past, and the pod passed.
#[test]
fn a_pod_that_the_api_server_refuses_does_not_pass_in_silence() {
    for wrong in ["hostPID: 'yes'", "containers: {a: {}}", "securityContext: {runAsUser: '0'}"] {
        let pod = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{wrong}}}\n");
        let lab = Lab::with(&[("a.yaml", &pod)]);
        let ran = lab.run(&["pss", "check", "--level", "baseline", "a.yaml"]);
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains("the verdict is void"), "{}", ran.err);
    }
}

#[test]
fn bad_levels_and_versions_are_told() {
    let lab = Lab::with(&[("a.yaml", HOST_PID)]);
    for (level, version, wrong) in
        [("strict", "latest", "`strict`"), ("baseline", "1.30", "`1.30`")]
    {
        let ran = lab.run(&["pss", "check", "--level", level, "--version", version, "a.yaml"]);
        assert_eq!(ran.status, 2);
        assert!(ran.err.contains(wrong), "{}", ran.err);
    }
}

#[test]
fn plan_names_the_blockers_and_the_commands() {
    let lab =
        Lab::with(&[("a.yaml", &HOST_PID.replace("enforce: restricted", "enforce: privileged"))]);
    let ran = lab.run(&["pss", "plan", "a.yaml"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    for part in ["shop", "spec.template.spec.hostPID", "kubectl label --overwrite namespace shop"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let json = lab.run(&["pss", "plan", "--format", "json", "a.yaml"]);
    let [plan] = &lines(&json.out)[..] else { panic!("{json:?}") };
    assert_eq!(plan["namespace"], "shop");
    assert_eq!(plan["passes"], "privileged");
    assert_eq!(plan["next"]["level"], "baseline");
    assert_eq!(plan["next"]["blockers"][0]["failed"][0]["id"], "hostNamespaces");
}

#[test]
fn admit_answers_each_line_and_tells_what_is_no_case() {
    let case = r#"{"id":"a","namespaceObject":{"metadata":{"name":"n","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}},"request":{"resource":"pods","operation":"CREATE","name":"p","namespace":"n","username":"u","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"hostPID":true,"containers":[{"name":"c"}]}}}}"#;
    let lab = Lab::new();
    let ran = lab.run_with(&["pss", "admit", "--cases", "-"], case.as_bytes());
    assert_eq!(ran.status, 0, "{ran:?}");
    let [answer] = &lines(&ran.out)[..] else { panic!("{ran:?}") };
    assert_eq!(answer["id"], "a");
    assert_eq!(answer["response"]["allowed"], false);
    assert_eq!(
        answer["metrics"][0],
        "evaluation decision=deny policy=baseline:latest mode=enforce"
    );
    let bad =
        lab.run_with(&["pss", "admit", "--cases", "-"], format!("{case}\n{{\n{case}\n").as_bytes());
    assert_eq!(bad.status, 2);
    assert_eq!(lines(&bad.out).len(), 2);
    assert!(bad.err.contains(":2"), "{}", bad.err);
}
