//! Times scans of a real API server that holds 20,000 objects.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};
use sekisho_e2e::{Client, Cluster, Options};
use serde_json::{Value, json};

use super::{Measured, median, taken};
use crate::context::Context;

const NAMESPACES: usize = 8;
/// Each is a Deployment with its ReplicaSet and three pods, a Service, a ConfigMap and a budget.
const APPLICATIONS: usize = 312;
const PODS: usize = 3;
/// Writers side by side: the API server waits for etcd most of the time.
const WRITERS: usize = 16;
const MOST_SECONDS: f64 = 15.0;
const MOST_BYTES: u64 = 200_000_000;

/// Fills a cluster, scans it several times, prints medians.
pub(super) fn run(cx: &Context, program: &str, runs: usize) -> Result<()> {
    let cluster = Cluster::start(&Options::default())?;
    let client = cluster.client()?;
    let mut count = 0;
    for namespace in 0..NAMESPACES {
        let name = format!("team-{namespace}");
        let body = json!({"metadata": {"name": name}});
        client.post("/api/v1/namespaces", &body)?.done()?;
        let account = json!({"metadata": {"name": "web"}});
        client.post(&format!("/api/v1/namespaces/{name}/serviceaccounts"), &account)?.done()?;
        count += 2;
    }
    let next = AtomicUsize::new(0);
    let written = std::thread::scope(|scope| -> Result<usize> {
        let write = || -> Result<usize> {
            let client = cluster.client()?;
            let mut written = 0;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= NAMESPACES * APPLICATIONS {
                    return Ok(written);
                }
                written += application(&client, number)?;
            }
        };
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(write)).collect();
        let written =
            writers.into_iter().map(|writer| writer.join().ok().context("a writer stopped")?);
        written.sum()
    })?;
    count += written;

    let kubeconfig = cluster.kubeconfig();
    let kubeconfig = kubeconfig.to_str().context("the path of the kubeconfig is no text")?;
    let words = ["scan", "--cluster", "--kubeconfig", kubeconfig, "--fail-on", "never"];
    let mut measured: Vec<Measured> = Vec::new();
    for _ in 0..runs {
        let (run, status) = taken(cx, program, &words)?;
        ensure!(status == Some(0), "a scan ended with {status:?}");
        measured.push(run);
    }
    let wall = median(measured.iter().map(|run| run.wall));
    let cpu = median(measured.iter().map(|run| run.cpu));
    let peak = measured.iter().map(|run| run.peak).max().unwrap_or(0);
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!("objects  {count:>9}   written to kube-apiserver {}", cluster.version());
    println!("wall     {wall:>9.3} s   median of {runs} runs; at most {MOST_SECONDS}");
    println!("cpu      {cpu:>9.3} s   of the scan alone");
    println!("memory   {:>9.1} MiB at the peak; at most {:.0}", mib(peak), mib(MOST_BYTES));
    ensure!(wall <= MOST_SECONDS && peak <= MOST_BYTES, "more than it may take");
    Ok(())
}

/// Writes the objects of one application and says how many.
fn application(client: &Client, number: usize) -> Result<usize> {
    let namespace = format!("team-{}", number % NAMESPACES);
    let name = format!("app-{}", number / NAMESPACES);
    let labels = json!({"app": name});
    let set = format!("{name}-7c9d5b8f6d");
    let owned = |kind: &str, owner: &str| {
        json!([{"apiVersion": "apps/v1", "kind": kind, "name": owner, "controller": true,
                "uid": format!("{namespace}-{owner}")}])
    };
    let spec = json!({
        "serviceAccountName": "web",
        "containers": [{
            "name": "web",
            "image": format!("registry.example/shop/{name}:1.{}", number % 10),
            "ports": [{"containerPort": 8080}],
            "env": [{"name": "MODE", "value": "production"}],
            "volumeMounts": [{"name": "settings", "mountPath": "/etc/web"}],
        }],
        "volumes": [{"name": "settings", "configMap": {"name": name}}],
    });
    let template = json!({"metadata": {"labels": labels}, "spec": spec});
    let selector = json!({"matchLabels": labels});
    let named = |name: &str| json!({"name": name, "labels": labels});
    let mut objects: Vec<(&str, &str, Value)> = vec![
        (
            "/apis/apps/v1",
            "deployments",
            json!({"metadata": named(&name),
            "spec": {"selector": selector, "replicas": PODS, "template": template}}),
        ),
        (
            "/apis/apps/v1",
            "replicasets",
            json!({
            "metadata": {"name": set, "labels": labels, "ownerReferences": owned("Deployment", &name)},
            "spec": {"selector": selector, "replicas": PODS, "template": template}}),
        ),
        (
            "/api/v1",
            "services",
            json!({"metadata": named(&name),
            "spec": {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]}}),
        ),
        (
            "/api/v1",
            "configmaps",
            json!({"metadata": named(&name),
            "data": {"web.conf": "listen 8080\n".repeat(20)}}),
        ),
        (
            "/apis/policy/v1",
            "poddisruptionbudgets",
            json!({"metadata": named(&name),
            "spec": {"selector": selector, "maxUnavailable": 1}}),
        ),
    ];
    for pod in 0..PODS {
        objects.push((
            "/api/v1",
            "pods",
            json!({
            "metadata": {"name": format!("{set}-{pod}"), "labels": labels,
                         "ownerReferences": owned("ReplicaSet", &set)},
            "spec": spec}),
        ));
    }
    for (api, resource, object) in &objects {
        client.post(&format!("{api}/namespaces/{namespace}/{resource}"), object)?.done()?;
    }
    Ok(objects.len())
}
