//! The configuration of the plug-in: read as strictly as the API server reads it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use sekisho_pss::admission::{Configuration, ConfigurationError, Event, Request};
use sekisho_pss::{Level, LevelVersion, Version};
use sekisho_value::Value;

fn read(text: &str) -> Result<Configuration, Vec<String>> {
    let value: Value = serde_json::from_str(text).unwrap();
    let texts = |errors: Vec<ConfigurationError>| errors.iter().map(ToString::to_string).collect();
    Configuration::from_value(&value).map_err(texts)
}

const HEAD: &str = r#""apiVersion": "pod-security.admission.config.k8s.io/v1", "kind": "PodSecurityConfiguration""#;

#[test]
fn what_is_left_open_is_privileged_and_latest() {
    assert_eq!(read(&format!("{{{HEAD}}}")), Ok(Configuration::default()));
    let configuration = read(&format!(
        r#"{{{HEAD}, "defaults": {{"enforce": "baseline", "warn": "", "warn-version": "v1.30"}},
            "exemptions": {{"namespaces": ["kube-system"], "usernames": ["a b"], "runtimeClasses": ["x.y"]}}}}"#
    ))
    .unwrap();
    let defaults = configuration.defaults;
    assert_eq!(defaults.enforce, LevelVersion::new(Level::Baseline, Version::Latest));
    assert_eq!(defaults.warn, LevelVersion::new(Level::Privileged, Version::Minor(30)));
    assert!(configuration.exemptions.has_namespace("kube-system"));
    assert!(!configuration.exemptions.has_namespace(""));
}

#[test]
fn it_may_stand_in_an_admission_configuration() {
    for version in ["v1", "v1beta1", "v1alpha1"] {
        let configuration = read(&format!(
            r#"{{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration", "plugins": [
                {{"name": "Other", "path": "x"}},
                {{"name": "PodSecurity", "configuration": {{
                    "apiVersion": "pod-security.admission.config.k8s.io/{version}",
                    "kind": "PodSecurityConfiguration", "defaults": {{"audit": "restricted"}}}}}}]}}"#
        ));
        assert_eq!(configuration.unwrap().defaults.audit.level, Level::Restricted);
    }
    let empty = r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration"}"#;
    assert_eq!(read(empty), Ok(Configuration::default()));
}

#[test]
fn a_path_to_another_file_is_said() {
    let file = r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration",
        "plugins": [{"name": "PodSecurity", "path": "/etc/psa.yaml"}]}"#;
    let errors = Configuration::from_value(&serde_json::from_str(file).unwrap()).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0].to_string(),
        "plugins[0].path: the configuration of the plug-in is in another file, `/etc/psa.yaml`"
    );
    assert!(errors[0].help.unwrap().starts_with("give that file instead"));
}

#[test]
fn errors_name_their_place() {
    let errors = read(&format!(
        r#"{{{HEAD}, "default": {{}}, "defaults": {{"enforce": "strict", "audit-version": "1.30", "warn": 1}},
            "exemptions": {{"namespaces": ["A", "a", "a", "{}"], "usernames": ["", "u", "u"],
            "runtimeClasses": ["a..b", "a.b", 7], "groups": []}}}}"#,
        "x".repeat(64)
    ))
    .unwrap_err();
    let places: Vec<&str> = errors.iter().map(|error| error.split_once(": ").unwrap().0).collect();
    assert_eq!(
        places,
        [
            "default",
            "exemptions.groups",
            "defaults.enforce",
            "defaults.audit-version",
            "defaults.warn",
            "exemptions.usernames[0]",
            "exemptions.usernames[2]",
            "exemptions.namespaces[0]",
            "exemptions.namespaces[2]",
            "exemptions.namespaces[3]",
            "exemptions.runtimeClasses[0]",
            "exemptions.runtimeClasses[2]",
        ]
    );
    assert!(errors.contains(
        &"defaults.enforce: `strict` must be one of privileged, baseline, restricted".to_owned()
    ));
    assert!(read(r#"{"apiVersion": "v1", "kind": "Pod"}"#).is_err());
    assert!(read("null").is_err());
}

#[test]
fn a_review_gives_the_request() {
    let review: Value = serde_json::from_str(
        r#"{"uid": "u", "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"}, "requestSubResource": "resize",
            "operation": "UPDATE", "name": "p", "namespace": "n", "userInfo": {"username": "alice"},
            "object": {"kind": "Pod"}, "oldObject": null}"#,
    )
    .unwrap();
    let request = Request::from_review(&review).unwrap();
    assert_eq!((request.resource, request.subresource), ("pods", "resize"));
    assert_eq!((request.username, request.namespace), ("alice", "n"));
    assert!(request.old_object.is_null());
    assert_eq!((request.resource_label(), request.operation_label().as_str()), ("pod", "update"));
    let error = Request::from_review(&Value::map()).unwrap_err();
    assert_eq!(error.to_string(), "the admission request has no `resource`");
}

#[test]
fn versions_beyond_the_server_are_counted_as_future() {
    let label = |level, version| Event::version_label(LevelVersion::new(level, version), 36);
    assert_eq!(label(Level::Baseline, Version::Minor(36)), "v1.36");
    assert_eq!(label(Level::Baseline, Version::Minor(37)), "future");
    assert_eq!(label(Level::Baseline, Version::Latest), "latest");
    assert_eq!(label(Level::Privileged, Version::Minor(3)), "latest");
}
