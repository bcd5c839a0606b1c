//! A whole node starts, runs a pod that can be entered, and goes without a trace.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at files of the machine and may fail loudly"
)]

mod traces;

use std::time::{Duration, Instant};

use sekisho_e2e::{Cluster, Image, Options};
use serde_json::{Value, json};

#[test]
fn pods_run_on_a_node_and_nothing_of_it_stays() {
    let before = traces::of_nodes();
    let Some(cluster) = Cluster::for_test(&Options { node: true, ..Options::default() }) else {
        return;
    };
    let image = Image::new("sekisho.test/greeting:1", &["sleep", "3600"]).file(
        "/etc/greeting",
        0o644,
        b"good morning\n",
    );
    cluster.import(&image).unwrap();
    let client = cluster.client().unwrap();
    let pod = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": { "name": "a" },
        "spec": {
            "containers": [{ "name": "a", "image": image.name(), "imagePullPolicy": "Never" }],
            "terminationGracePeriodSeconds": 0,
        },
    });
    client.post("/api/v1/namespaces/default/pods", &pod).unwrap().done().unwrap();
    let pod = wait_for(|| {
        let pod = client.get("/api/v1/namespaces/default/pods/a").unwrap().json().unwrap();
        (pod.pointer("/status/phase").and_then(Value::as_str) == Some("Running")).then_some(pod)
    });
    let address = pod.pointer("/status/podIP").and_then(Value::as_str).unwrap();
    assert!(address.starts_with("10.214.0."), "{address}");

    let says = |args: &[&str]| {
        let output = cluster.command("kubectl").unwrap().args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(says(&["exec", "a", "--", "cat", "/etc/greeting"]), "good morning\n");
    // The kubelet's own configuration is read through the API server.
    let configuration = client.get("/api/v1/nodes/node/proxy/configz").unwrap().done().unwrap();
    let configuration = configuration.json().unwrap();
    let anonymous = "/kubeletconfig/authentication/anonymous/enabled";
    assert_eq!(configuration.pointer(anonymous), Some(&Value::Bool(false)));
    // A pod reaches the API server under the address that its environment names.
    let ask =
        "nc -w 5 $KUBERNETES_SERVICE_HOST $KUBERNETES_SERVICE_PORT </dev/null && echo reached";
    assert_eq!(says(&["exec", "a", "--", "sh", "-c", ask]), "reached\n");

    let folder = cluster.folder().to_path_buf();
    assert!(!traces::of_cluster(&folder).is_empty());
    drop(cluster);
    assert_eq!(traces::of_cluster(&folder), Vec::<String>::new());
    assert_eq!(traces::of_nodes(), before);
}

fn wait_for<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "it did not come within a minute");
        std::thread::sleep(Duration::from_millis(100));
    }
}
