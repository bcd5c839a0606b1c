//! A control plane starts, judges rights as it is told to, keeps what it is told to keep, and leaves nothing behind.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at files of the machine and may fail loudly"
)]

mod traces;

use sekisho_e2e::{Cluster, Options, User};
use serde_json::{Value, json};

/// Whether a user may do something, as the API server says.
fn is_allowed(cluster: &Cluster, user: &User, verb: &str, resource: &str) -> (bool, String) {
    let review = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": user.name,
            "groups": user.groups,
            "resourceAttributes": { "namespace": "default", "verb": verb, "version": "v1", "resource": resource },
        },
    });
    let client = cluster.client().unwrap();
    let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    let answer = client.post(path, &review).unwrap().done().unwrap().json().unwrap();
    let status = answer.get("status").unwrap();
    let reason = status.get("reason").and_then(Value::as_str).unwrap_or_default();
    (status.get("allowed").and_then(Value::as_bool).unwrap(), reason.to_owned())
}

#[test]
fn rights_are_given_by_rbac_and_to_nodes_by_the_node_authorizer() {
    let alice = User::new("alice", &["dev"]);
    let options = Options { users: vec![alice.clone()], ..Options::default() };
    let Some(cluster) = Cluster::for_test(&options) else { return };
    assert!(!is_allowed(&cluster, &alice, "list", "pods").0);
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": { "name": "dev" },
        // `view` itself is put together by a controller, which does not run here.
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:aggregate-to-view" },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "dev" }],
    });
    let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
    cluster.client().unwrap().post(path, &binding).unwrap().done().unwrap();
    let own = cluster.client_as(&alice).unwrap();
    let status = || own.get("/api/v1/namespaces/default/pods").unwrap().status;
    // The authorizer sees a new binding as soon as its watch does.
    for _ in 0..100 {
        if status() == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(status(), 200);
    let (allowed, reason) = is_allowed(&cluster, &alice, "list", "pods");
    assert!(allowed);
    assert!(reason.starts_with("RBAC: allowed by RoleBinding \"dev/default\""), "{reason}");
    assert!(!is_allowed(&cluster, &alice, "list", "secrets").0);

    // Without a pod that mounts it, a node may read no secret; its services it may.
    let node = User::new("system:node:a", &["system:nodes"]);
    assert!(is_allowed(&cluster, &node, "list", "services").0);
    assert!(!is_allowed(&cluster, &node, "list", "secrets").0);

    // Somebody without a token of their own is the administrator impersonating them.
    let bob = cluster.client_as(&User::new("bob", &["dev"])).unwrap();
    assert_eq!(bob.get("/api/v1/namespaces/default/pods").unwrap().status, 200);
    assert_eq!(bob.get("/api/v1/namespaces/default/secrets").unwrap().status, 403);
}

#[test]
fn events_are_audited_and_secrets_encrypted_as_configured() {
    let key = "c2VraXNoby10ZXN0LWNsdXN0ZXIta2V5LTMyLWJ5dGU="; // 32 bytes that protect nothing
    let policy = json!({ "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{ "level": "Metadata" }] });
    let encryption = json!({
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [{
            "resources": ["secrets"],
            "providers": [{ "secretbox": { "keys": [{ "name": "k", "secret": key }] } }],
        }],
    });
    let options = Options {
        audit_policy: Some(policy.to_string()),
        encryption: Some(encryption.to_string()),
        ..Options::default()
    };
    let Some(cluster) = Cluster::for_test(&options) else { return };
    let client = cluster.client().unwrap();
    for (kind, plural) in [("Secret", "secrets"), ("ConfigMap", "configmaps")] {
        let object = json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "a" } });
        client
            .post(&format!("/api/v1/namespaces/default/{plural}"), &object)
            .unwrap()
            .done()
            .unwrap();
    }
    let secret = cluster.stored("/registry/secrets/default/a").unwrap().unwrap();
    assert!(secret.starts_with(b"k8s:enc:secretbox:v1:k:"));
    let plain = cluster.stored("/registry/configmaps/default/a").unwrap().unwrap();
    assert!(plain.starts_with(b"k8s\0"));
    assert_eq!(cluster.stored("/registry/secrets/default/b").unwrap(), None);
    let log = std::fs::read_to_string(cluster.audit_log()).unwrap();
    assert!(log.lines().any(
        |line| line.contains(r#""verb":"create""#) && line.contains(r#""resource":"secrets""#)
    ));
}

#[test]
fn several_run_at_once_and_nothing_of_them_stays() {
    let Some(first) = Cluster::for_test(&Options::default()) else { return };
    let Some(mut second) = Cluster::for_test(&Options::default()) else { return };
    assert_ne!(first.url(), second.url());
    let namespace =
        json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "only-here" } });
    first.client().unwrap().post("/api/v1/namespaces", &namespace).unwrap().done().unwrap();
    assert_eq!(second.client().unwrap().get("/api/v1/namespaces/only-here").unwrap().status, 404);
    let folder = first.folder().to_path_buf();
    assert_eq!(traces::processes(&folder).len(), 2);
    drop(first);
    assert_eq!(traces::of_cluster(&folder), Vec::<String>::new());
    assert!(second.is_well());
}
