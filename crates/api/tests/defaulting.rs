//! Rules of defaulting, one small object each; the whole is proven by the recorded corpus.

use sekisho_api::{
    KubeVersion, UNASSIGNED_UID, decode_object, default_object, default_pod_spec,
    default_pod_template,
};
use sekisho_value::Value;

#[expect(clippy::unwrap_used, reason = "the JSON stands in this file")]
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn stored(text: &str) -> Value {
    stored_by(text, KubeVersion::NEWEST)
}

fn stored_by(text: &str, version: KubeVersion) -> Value {
    let mut object = json(text);
    assert!(default_object(&mut object, version), "{text}");
    object
}

#[test]
fn host_ports_are_filled_in_for_pods_only() {
    let spec = r#"{"hostNetwork":true,"containers":[{"name":"a","ports":[{"containerPort":80}]}]}"#;
    let mut of_pod = json(spec);
    default_pod_spec(&mut of_pod, KubeVersion::NEWEST);
    let port = &of_pod.items_at(&["containers"])[0].items_at(&["ports"])[0];
    assert_eq!(port, &json(r#"{"containerPort":80,"hostPort":80,"protocol":"TCP"}"#));

    let mut template = json(&format!(r#"{{"spec":{spec}}}"#));
    default_pod_template(&mut template, KubeVersion::NEWEST);
    let port = &template.items_at(&["spec", "containers"])[0].items_at(&["ports"])[0];
    assert_eq!(port, &json(r#"{"containerPort":80,"protocol":"TCP"}"#));
}

#[test]
fn a_volume_without_source_is_an_empty_directory() {
    let mut spec = json(
        r#"{"containers":[],"volumes":[{"name":"a"},{"name":"b","hostPath":null},
            {"name":"c","hostPth":{"path":"/"}},{"name":"d","hostPath":{"path":"/"}}]}"#,
    );
    default_pod_spec(&mut spec, KubeVersion::NEWEST);
    assert_eq!(
        spec.at(&["volumes"]),
        Some(&json(
            r#"[{"name":"a","emptyDir":{}},{"name":"b","emptyDir":{}},{"name":"c","emptyDir":{}},
                {"name":"d","hostPath":{"path":"/","type":""}}]"#
        ))
    );
}

#[test]
fn fields_follow_their_types_in_go() {
    let mut spec = json(
        r#"{"hostPID":false,"hostUsers":false,"nodeSelector":{},"tolerations":null,"unknown":1,
            "containers":[{"name":"a","securityContext":{"privileged":false,"seLinuxOptions":{}},
            "env":[{"name":"x","value":""}],"command":[null],"resources":{"limits":{"cpu":0.5}}}]}"#,
    );
    default_pod_spec(&mut spec, KubeVersion::NEWEST);
    assert_eq!(spec.get("hostPID"), None);
    assert_eq!(spec.bool_at(&["hostUsers"]), Some(false));
    assert_eq!(spec.get("nodeSelector"), None);
    assert_eq!(spec.get("tolerations"), None);
    assert_eq!(spec.get("unknown"), None);
    let container = &spec.items_at(&["containers"])[0];
    let context = json(r#"{"privileged":false,"seLinuxOptions":{}}"#);
    assert_eq!(container.at(&["securityContext"]), Some(&context));
    assert_eq!(container.at(&["env"]), Some(&json(r#"[{"name":"x"}]"#)));
    assert_eq!(container.at(&["command"]), Some(&json(r#"[""]"#)));
    let resources = json(r#"{"limits":{"cpu":"500m"},"requests":{"cpu":"500m"}}"#);
    assert_eq!(container.at(&["resources"]), Some(&resources));
}

#[test]
fn unknown_fields_depend_on_the_version() {
    let pod = r#"{"volumes":[{"name":"a","image":{"reference":"b"}}]}"#;
    let mut old = json(pod);
    default_pod_spec(&mut old, KubeVersion::minor_of_1(30));
    assert_eq!(old.items_at(&["volumes"])[0], json(r#"{"name":"a","emptyDir":{}}"#));
    let mut new = json(pod);
    default_pod_spec(&mut new, KubeVersion::NEWEST);
    let image = json(r#"{"name":"a","image":{"reference":"b","pullPolicy":"Always"}}"#);
    assert_eq!(new.items_at(&["volumes"])[0], image);
}

#[test]
fn amounts_of_the_pod_come_from_its_containers_and_limits() {
    let mut spec = json(
        r#"{"resources":{"limits":{"cpu":"4","memory":"1Gi"}},
            "containers":[{"name":"a","resources":{"requests":{"cpu":"500m"}}},
                          {"name":"b","resources":{"requests":{"cpu":"1"}}}]}"#,
    );
    default_pod_spec(&mut spec, KubeVersion::NEWEST);
    let requests = json(r#"{"cpu":"1500m","memory":"1Gi"}"#);
    assert_eq!(spec.at(&["resources", "requests"]), Some(&requests));
}

#[test]
fn other_things_than_maps_stay_as_they_are() {
    for text in ["3", "[]", r#""x""#, "null", r#"{"containers":{"name":"a"},"volumes":[1]}"#] {
        let mut spec = json(text);
        default_pod_spec(&mut spec, KubeVersion::NEWEST);
        let mut template = json(text);
        default_pod_template(&mut template, KubeVersion::NEWEST);
    }
    let mut object = json(r#"{"apiVersion":"v1","kind":"Pod","metadata":3,"spec":"x"}"#);
    assert!(default_object(&mut object, KubeVersion::NEWEST));
    assert_eq!(object.get("metadata"), Some(&Value::Int(3)));
}

#[test]
fn unknown_kinds_are_left_alone() {
    for text in [
        r#"{"apiVersion":"example.org/v1","kind":"Thing","spec":{"a":null}}"#,
        r#"{"apiVersion":"extensions/v1beta1","kind":"Deployment","spec":{"a":null}}"#,
        r#"{"kind":"Pod"}"#,
    ] {
        let mut object = json(text);
        assert!(!default_object(&mut object, KubeVersion::NEWEST), "{text}");
        assert_eq!(object, json(text));
    }
}

#[test]
fn secrets_are_stored_as_base64() {
    let secret = stored(
        r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},
            "data":{"x":"YQ==","y":"Yg=="},"stringData":{"x":"new"}}"#,
    );
    let expected = json(
        r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"default"},
            "data":{"x":"bmV3","y":"Yg=="},"type":"Opaque"}"#,
    );
    assert_eq!(secret, expected);
}

#[test]
fn a_job_finds_its_pods_by_labels_of_the_server() {
    let job = |labels: &str| {
        stored(&format!(
            r#"{{"apiVersion":"batch/v1","kind":"Job","metadata":{{"name":"a"{labels}}},
                "spec":{{"template":{{"metadata":{{"labels":{{"x":"y"}}}},
                "spec":{{"restartPolicy":"Never","containers":[]}}}}}}}}"#
        ))
    };
    let without = job("");
    let label = ["metadata", "labels", "batch.kubernetes.io/controller-uid"];
    assert_eq!(without.str_at(&label), Some(UNASSIGNED_UID));
    assert_eq!(without.str_at(&["metadata", "labels", "job-name"]), Some("a"));
    let with = job(r#","labels":{"x":"y"}"#);
    assert_eq!(with.at(&["metadata", "labels"]), Some(&json(r#"{"x":"y"}"#)));
    let selector = format!(r#"{{"batch.kubernetes.io/controller-uid":"{UNASSIGNED_UID}"}}"#);
    assert_eq!(with.at(&["spec", "selector", "matchLabels"]), Some(&json(&selector)));
}

#[test]
fn creation_resets_what_the_server_says() {
    let text = r#"{"apiVersion":"policy/v1","kind":"PodDisruptionBudget",
        "metadata":{"name":"a","uid":"x","generation":3,"creationTimestamp":"2024-01-01T00:00:00Z"},
        "status":{"currentHealthy":3}}"#;
    let created = stored(text);
    assert_eq!(created.at(&["metadata"]), Some(&json(r#"{"name":"a","namespace":"default"}"#)));
    assert_eq!(created.i64_at(&["status", "currentHealthy"]), Some(0));
    let mut shown = json(text);
    assert!(decode_object(&mut shown, KubeVersion::NEWEST));
    assert_eq!(shown.i64_at(&["status", "currentHealthy"]), Some(3));
    assert_eq!(shown.str_at(&["metadata", "uid"]), Some("x"));
}

#[test]
fn features_off_by_default_take_their_fields_with_them() {
    let text = r#"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a"},
        "spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}},
        "template":{"spec":{"hostUsers":false,"containers":[]}}}}"#;
    let update = ["spec", "updateStrategy", "rollingUpdate"];
    let users = ["spec", "template", "spec", "hostUsers"];
    let newest = stored(text);
    assert_eq!(newest.at(&update), Some(&json(r#"{"partition":0}"#)));
    assert_eq!(newest.bool_at(&users), Some(false));
    assert_eq!(stored_by(text, KubeVersion::minor_of_1(32)).bool_at(&users), None);
}

#[test]
fn defaulting_twice_changes_nothing() {
    for text in [
        r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},
            "spec":{"clusterIP":"None","ports":[{"port":80}]}}"#,
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},
            "spec":{"hostNetwork":true,"serviceAccount":"s","containers":[{"name":"a","image":"b:1",
            "ports":[{"containerPort":1}],"livenessProbe":{"grpc":{"port":1}}}]}}"#,
        r#"{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a"},
            "spec":{"maxReplicas":3,"behavior":{"scaleUp":{}}}}"#,
        r#"{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"a"},
            "spec":{"limits":[{"type":"Container","max":{"cpu":"1000m"}}]}}"#,
    ] {
        let once = stored(text);
        let mut twice = once.clone();
        assert!(default_object(&mut twice, KubeVersion::NEWEST));
        assert_eq!(once, twice);
    }
}
