//! Scans of a real API server.

#![expect(clippy::disallowed_methods, reason = "tests read what was written")]
#![expect(clippy::indexing_slicing, reason = "a value of JSON that is not there is null")]

use std::collections::BTreeSet;

use sekisho_e2e::{Cluster, Options, User};
use serde_json::{Value, json};

use crate::lab::{Lab, Ran};

const VALUE: &str = "a-value-that-nobody-may-see";

/// A finding by what it is about; the world has another name in a file.
type About = (String, String, String, String, String);

/// A namespace with one of each: what controllers made is put there by hand, as no controller runs.
fn fill(cluster: &Cluster) {
    let client = cluster.client().unwrap();
    let post = |path: &str, object: Value| -> Value {
        client.post(path, &object).unwrap().done().unwrap().json().unwrap()
    };
    post("/api/v1/namespaces", json!({"metadata": {"name": "shop"}}));
    let shop = "/api/v1/namespaces/shop";
    post(&format!("{shop}/serviceaccounts"), json!({"metadata": {"name": "default"}}));
    post(&format!("{shop}/serviceaccounts"), json!({"metadata": {"name": "sekisho"}}));
    post(
        &format!("{shop}/secrets"),
        json!({"metadata": {"name": "db", "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": format!("{{\"stringData\":{{\"p\":\"{VALUE}\"}}}}")
        }}, "stringData": {"password": VALUE}}),
    );
    let spec = json!({"hostPID": true, "containers": [{"name": "web", "image": "nginx:latest",
        "env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]}]});
    let template = json!({"metadata": {"labels": {"app": "web"}}, "spec": spec});
    let body =
        json!({"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": template});
    let owner = |kind: &str, of: &Value| {
        json!([{"apiVersion": "apps/v1", "kind": kind, "controller": true,
            "name": of["metadata"]["name"], "uid": of["metadata"]["uid"]}])
    };
    let deployment = post(
        "/apis/apps/v1/namespaces/shop/deployments",
        json!({"metadata": {"name": "web", "annotations": {
            "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "shop"
        }}, "spec": body}),
    );
    let set = post(
        "/apis/apps/v1/namespaces/shop/replicasets",
        json!({"metadata": {"name": "web-1", "ownerReferences": owner("Deployment", &deployment)}, "spec": body}),
    );
    post(
        &format!("{shop}/pods"),
        json!({"metadata": {"name": "web-1-a", "labels": {"app": "web"},
            "ownerReferences": owner("ReplicaSet", &set)}, "spec": spec}),
    );
    post(
        &format!("{shop}/services"),
        json!({"metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}),
    );
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("no report: {}", ran.err))
}

fn about(report: &Value) -> BTreeSet<About> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let object = &finding["object"];
            (
                text(&finding["check"]),
                text(&object["kind"]),
                text(&object["namespace"]),
                text(&object["name"]),
                text(&finding["pointer"]),
            )
        })
        .collect()
}

/// A kubeconfig with a real token of a service account.
fn kubeconfig_of(cluster: &Cluster, lab: &Lab, account: &str) -> String {
    let path = format!("/api/v1/namespaces/shop/serviceaccounts/{account}/token");
    let request =
        json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}});
    let answer = cluster.client().unwrap().post(&path, &request).unwrap().done().unwrap();
    let token = answer.json().unwrap()["status"]["token"].as_str().unwrap().to_owned();
    let kubeconfig = json!({"apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": cluster.url(), "insecure-skip-tls-verify": true}}],
        "users": [{"name": "account", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "account"}}]});
    lab.write(account, kubeconfig.to_string().as_bytes());
    lab.path(account).display().to_string()
}

/// Waits until the authorizer has heard of a binding: it learns of one a moment after the server took it.
fn wait_until_allowed(cluster: &Cluster, user: &str, namespace: &str) {
    let client = cluster.client().unwrap();
    let review = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {
        "user": user, "resourceAttributes": {"verb": "list", "resource": "pods", "namespace": namespace}}});
    for _ in 0..200 {
        let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        let answer = client.post(path, &review).unwrap().done().unwrap().json().unwrap();
        if answer["status"]["allowed"] == true {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("`{user}` was never allowed to list pods");
}

const JSON: [&str; 4] = ["--report", "json", "--fail-on", "never"];

#[test]
fn cluster_snapshot_and_dump_give_the_same_findings() {
    let Some(cluster) = Cluster::for_test(&Options::default()) else { return };
    fill(&cluster);
    let lab = Lab::new();
    let kubeconfig = cluster.kubeconfig().display().to_string();
    let live = lab.run(&[&["scan", "--cluster", "--kubeconfig", &kubeconfig][..], &JSON].concat());
    assert_eq!(live.status, 0, "{}", live.err);
    let taken = lab.run(&["snapshot", "--kubeconfig", &kubeconfig, "-o", "a.snapshot"]);
    assert_eq!(taken.status, 0, "{}", taken.err);
    let again = lab.run(&[&["scan", "--snapshot", "a.snapshot"][..], &JSON].concat());
    let (live_report, again_report) = (report(&live), report(&again));
    // Fingerprints, messages and all: the same findings, not just as many.
    assert_eq!(live_report["findings"], again_report["findings"]);
    assert_eq!(live_report["summary"], again_report["summary"]);

    // As `kubectl get -A -o json` prints them.
    let client = cluster.client().unwrap();
    let mut items = Vec::new();
    for path in [
        "/api/v1/namespaces",
        "/api/v1/serviceaccounts",
        "/api/v1/pods",
        "/api/v1/services",
        "/apis/apps/v1/deployments",
        "/apis/apps/v1/replicasets",
    ] {
        let list = client.get(path).unwrap().done().unwrap().json().unwrap();
        let kind = list["kind"].as_str().unwrap().trim_end_matches("List").to_owned();
        for item in list["items"].as_array().unwrap() {
            let mut item = item.clone();
            item["apiVersion"] = list["apiVersion"].clone();
            item["kind"] = json!(kind);
            items.push(item);
        }
    }
    let dump = json!({"apiVersion": "v1", "kind": "List", "items": items, "metadata": {"resourceVersion": ""}});
    lab.write("dump.json", dump.to_string().as_bytes());
    let dumped = lab.run(&[&["scan", "dump.json"][..], &JSON].concat());
    // A dump does not say what it leaves out, so what rests on absence is known of the cluster only; what is in
    // an object does not change with the way that it came.
    let own = |report: &Value| -> BTreeSet<About> {
        about(report)
            .into_iter()
            .filter(|(_, kind, namespace, _, pointer)| {
                kind == "Deployment"
                    && namespace == "shop"
                    && pointer.contains("/spec/template/spec")
            })
            .filter(|(check, ..)| !check.contains("missing"))
            .collect()
    };
    let (of_cluster, of_dump) = (own(&live_report), own(&report(&dumped)));
    assert!(of_cluster.len() > 5, "{of_cluster:?}");
    assert_eq!(of_cluster, of_dump);

    // Once, on what a person wrote, with who brought it.
    let pods: Vec<About> = about(&live_report)
        .into_iter()
        .filter(|(_, kind, namespace, ..)| {
            namespace == "shop" && (kind == "Pod" || kind == "ReplicaSet")
        })
        .collect();
    assert!(pods.is_empty(), "{pods:?}");
    let release = live_report["findings"].as_array().unwrap().iter().any(|finding| {
        finding["object"]["kind"] == "Deployment" && finding["origin"]["release"] == "shop/web"
    });
    assert!(release, "no finding names the release");

    // Questions about rights take the same sources.
    let asked = ["rbac", "can-i", "get", "pods", "-n", "kube-system", "--format", "json"];
    let asker = ["--as", "system:serviceaccount:kube-system:namespace-controller"];
    let from_cluster = ["--cluster", "--kubeconfig", &kubeconfig];
    let answer = lab.run(&[&asked[..], &asker, &from_cluster].concat());
    assert!(answer.out.contains(r#""decision":"allow""#), "{}{}", answer.out, answer.err);
    let from_snapshot = lab.run(&[&asked[..], &asker, &["--snapshot", "a.snapshot"]].concat());
    assert_eq!(answer.out, from_snapshot.out);

    // No byte of a Secret's values, neither as it is nor as the API encodes it.
    let text = lab.run(&["scan", "--cluster", "--kubeconfig", &kubeconfig, "--verbose"]);
    let snapshot = zstd::decode_all(std::fs::File::open(lab.path("a.snapshot")).unwrap()).unwrap();
    let snapshot = String::from_utf8(snapshot).unwrap();
    assert!(snapshot.contains(r#""name":"db""#), "the Secret itself is known");
    for told in [&live.out, &again.out, &text.out, &snapshot] {
        assert!(!told.contains(VALUE) && !told.contains("YS12YWx1ZS10aGF0LW5vYm9keS1tYXktc2Vl"));
    }
}

#[test]
fn the_shipped_role_is_enough_and_less_makes_kinds_unknown() {
    let Some(cluster) = Cluster::for_test(&Options::default()) else { return };
    fill(&cluster);
    let lab = Lab::new();
    let client = cluster.client().unwrap();
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let kubeconfig = kubeconfig_of(&cluster, &lab, "sekisho");
    let asked = ["scan", "--cluster", "--kubeconfig", &kubeconfig];

    // Nothing is allowed yet: everything is unknown, and that is said.
    let nothing = lab.run(&asked);
    assert_eq!(nothing.status, 2, "{}", nothing.out);
    assert!(nothing.out.contains("kinds that you may not list: ConfigMap, "), "{}", nothing.out);
    assert!(nothing.out.contains("ClusterRole `sekisho-scan`"), "{}", nothing.out);

    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/rbac/clusterrole.yaml");
    let shipped = std::fs::read_to_string(shipped).unwrap();
    let mut role = Value::Null;
    let limits = sekisho_source::Limits::default();
    let mut keys = sekisho_value::Keys::new();
    sekisho_source::read(shipped.as_bytes(), &limits, &mut keys, |document| {
        role = serde_json::to_value(&document.value).unwrap();
    });
    client.post(&format!("{rbac}/clusterroles"), &role).unwrap().done().unwrap();
    let binding = json!({"metadata": {"name": "sekisho-scan"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "sekisho-scan"},
        "subjects": [{"kind": "ServiceAccount", "name": "sekisho", "namespace": "shop"}]});
    client.post(&format!("{rbac}/clusterrolebindings"), &binding).unwrap().done().unwrap();
    wait_until_allowed(&cluster, "system:serviceaccount:shop:sekisho", "");
    let all = report(&lab.run(&[&asked[..], &JSON].concat()));
    assert_eq!(all["errors"], json!([]), "the role lacks something");
    let admin = cluster.kubeconfig().display().to_string();
    let by_admin =
        report(&lab.run(&[&["scan", "--cluster", "--kubeconfig", &admin][..], &JSON].concat()));
    let fingerprints = |report: &Value| -> BTreeSet<String> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["fingerprint"].to_string()).collect()
    };
    // One cluster, whatever its context is called and whoever asks.
    assert_eq!(fingerprints(&all), fingerprints(&by_admin));

    // One namespace: what belongs to all may be closed to the user without a fault of anybody.
    let alice = User::new("alice", &["dev"]);
    let role = json!({"metadata": {"name": "alice"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "sekisho-scan"},
        "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "alice"}]});
    client.post(&format!("{rbac}/namespaces/shop/rolebindings"), &role).unwrap().done().unwrap();
    wait_until_allowed(&cluster, "alice", "shop");
    let kubeconfig = cluster.kubeconfig_as(&alice).unwrap().display().to_string();
    let shop = lab.run(
        &[&["scan", "--cluster", "--kubeconfig", &kubeconfig, "-n", "shop"][..], &JSON].concat(),
    );
    assert_eq!(shop.status, 0, "{}", shop.out);
    let shop = report(&shop);
    assert!(shop["findings"].as_array().unwrap().len() > 5);
    let kinds: Vec<&str> = shop["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|problem| problem["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["note"]);
}
