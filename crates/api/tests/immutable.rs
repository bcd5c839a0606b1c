//! What may not change once an object exists.

use sekisho_api::{KubeVersion, forbidden_changes};
use sekisho_value::Value;

#[expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]
fn object(head: &str, body: &str) -> Value {
    serde_json::from_str(&format!(
        r#"{{{head}, "metadata": {{"name": "web", "namespace": "shop"}}, {body}}}"#
    ))
    .unwrap()
}

#[test]
fn changes_are_refused_at_the_fields_that_are_frozen() {
    let deployment = r#""apiVersion": "apps/v1", "kind": "Deployment""#;
    let binding = r#""apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding""#;
    let claim = r#""apiVersion": "v1", "kind": "PersistentVolumeClaim""#;
    let set = r#""apiVersion": "apps/v1", "kind": "StatefulSet""#;
    let config = r#""apiVersion": "v1", "kind": "ConfigMap""#;
    let secret = r#""apiVersion": "v1", "kind": "Secret""#;
    let service = r#""apiVersion": "v1", "kind": "Service""#;
    let job = r#""apiVersion": "batch/v1", "kind": "Job""#;
    let pod = |image: &str| {
        format!(
            r#"{{"metadata": {{"labels": {{"app": "web"}}}}, "spec": {{"containers": [{{"name": "web", "image": "{image}"}}]}}}}"#
        )
    };
    let of_app = |app: &str, image: &str| {
        format!(
            r#""spec": {{"selector": {{"matchLabels": {{"app": "{app}"}}}}, "template": {}}}"#,
            pod(image)
        )
    };
    let run = |suspend: bool, image: &str| {
        format!(r#""spec": {{"suspend": {suspend}, "template": {}}}"#, pod(image))
    };
    let role = |rest: &str, name: &str| {
        format!(r#""roleRef": {{"kind": "Role", "name": "{name}"{rest}}}, "subjects": []"#)
    };
    let group = r#", "apiGroup": "rbac.authorization.k8s.io""#;
    for (head, before, after, expected) in [
        (deployment, of_app("web", "a"), of_app("web", "b"), &[][..]),
        (deployment, of_app("web", "a"), of_app("shop", "a"), &["/spec/selector"][..]),
        (binding, role("", "reader"), role("", "editor"), &["/roleRef"]),
        // The default, written out.
        (binding, role("", "reader"), role(group, "reader"), &[]),
        (
            set,
            r#""spec": {"serviceName": "web", "replicas": 1}"#.to_owned(),
            r#""spec": {"serviceName": "db", "replicas": 2}"#.to_owned(),
            &["/spec/serviceName"],
        ),
        (
            claim,
            r#""spec": {"storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}"#.to_owned(),
            r#""spec": {"storageClassName": "slow", "resources": {"requests": {"storage": "2Gi"}}}"#.to_owned(),
            &["/spec/storageClassName"],
        ),
        (config, r#""data": {"a": "1"}"#.to_owned(), r#""data": {"a": "2"}"#.to_owned(), &[]),
        (
            config,
            r#""immutable": true, "data": {"a": "1"}"#.to_owned(),
            r#""immutable": true, "data": {"a": "2"}"#.to_owned(),
            &["/data"],
        ),
        (
            config,
            r#""immutable": true, "data": {"a": "1"}"#.to_owned(),
            r#""data": {"a": "1"}"#.to_owned(),
            &["/immutable"],
        ),
        // The same bytes, written in another way.
        (
            secret,
            r#""immutable": true, "stringData": {"a": "1"}"#.to_owned(),
            r#""immutable": true, "data": {"a": "MQ=="}"#.to_owned(),
            &[],
        ),
        (
            secret,
            r#""type": "Opaque""#.to_owned(),
            r#""type": "example.com/own""#.to_owned(),
            &["/type"],
        ),
        (
            service,
            r#""spec": {"clusterIP": "None", "ports": [{"port": 80}]}"#.to_owned(),
            r#""spec": {"clusterIP": "10.0.0.9", "ports": [{"port": 80}]}"#.to_owned(),
            &["/spec/clusterIP"],
        ),
        (
            service,
            r#""spec": {"clusterIP": "10.0.0.9", "ports": [{"port": 80}]}"#.to_owned(),
            r#""spec": {"ports": [{"port": 81}]}"#.to_owned(),
            &[],
        ),
        (job, run(false, "a"), run(false, "b"), &["/spec/template"]),
        (job, run(true, "a"), run(true, "b"), &[]),
    ] {
        let changed =
            forbidden_changes(&object(head, &before), &object(head, &after), KubeVersion::default());
        let changed: Vec<String> = changed.iter().map(ToString::to_string).collect();
        assert_eq!(changed, expected, "{head}: {before} -> {after}");
    }
}

#[test]
fn another_kind_is_another_object() {
    let one = object(r#""apiVersion": "v1", "kind": "Secret""#, r#""type": "a/b""#);
    let other = object(r#""apiVersion": "v1", "kind": "ConfigMap""#, r#""data": {}"#);
    assert_eq!(forbidden_changes(&one, &other, KubeVersion::default()), []);
}
