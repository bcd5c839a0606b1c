//! How long one pod takes at restricted:latest, decoding included.
//!
//! Upstream needs 4.4 µs for a fixture pod and 8.3 µs for a generated one. The pods are those of the
//! corpora where `SEKISHO_CORPORA` names them, and two of our own.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot read its input stops")]

use std::hint::black_box;
use std::io::Read as _;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::read::MultiGzDecoder;
use sekisho_pss::{Evaluator, Level, LevelVersion, Pod, Version};
use sekisho_value::Value;

const POLICY: LevelVersion = LevelVersion::new(Level::Restricted, Version::Latest);

const PASSING: &str = r#"{"metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {
    "serviceAccountName": "web",
    "securityContext": {"runAsNonRoot": true, "fsGroup": 2000, "seccompProfile": {"type": "RuntimeDefault"}},
    "initContainers": [{"name": "init", "image": "registry.example/init:1", "args": ["a"],
        "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}],
    "containers": [{"name": "web", "image": "registry.example/web:1", "ports": [{"containerPort": 8080}],
        "env": [{"name": "A", "value": "b"}], "resources": {"limits": {"memory": "64Mi"}},
        "livenessProbe": {"httpGet": {"path": "/", "port": 8080}},
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
        "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
            "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}}],
    "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "config", "configMap": {"name": "web"}}]}}"#;

const PLAIN: &str = r#"{"metadata": {"name": "web"}, "spec": {"containers": [
    {"name": "web", "image": "registry.example/web:1", "ports": [{"containerPort": 8080}]}]}}"#;

fn pods() -> Vec<(&'static str, Vec<Value>)> {
    let one = |text| vec![serde_json::from_str(text).unwrap()];
    let mut groups = vec![("passing", one(PASSING)), ("plain", one(PLAIN))];
    #[expect(clippy::disallowed_methods, reason = "the corpora are named by the environment")]
    let root = std::env::var("SEKISHO_CORPORA");
    match root {
        Ok(root) => groups.push(("fuzz", generated(&Path::new(&root).join("policy/psa")))),
        // Without the corpora the two pods of our own are measured.
        Err(_) => {}
    }
    groups
}

fn generated(folder: &Path) -> Vec<Value> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads its input")]
    let bytes = std::fs::read(folder.join("fuzz-pods.jsonl.gz")).unwrap();
    let mut text = String::new();
    MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let pod = |line| serde_json::from_str::<Value>(line).unwrap().field("pod").unwrap().clone();
    text.lines().map(pod).collect()
}

fn bench(criterion: &mut Criterion) {
    let evaluator = Evaluator::default();
    for (name, pods) in pods() {
        let parts: Vec<[&Value; 2]> = pods
            .iter()
            .map(|pod| ["metadata", "spec"].map(|part| pod.field(part).unwrap()))
            .collect();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(parts.len() as u64));
        group.bench_function("evaluate", |bencher| {
            bencher.iter(|| {
                for [metadata, spec] in &parts {
                    black_box(evaluator.evaluate(POLICY, metadata, spec));
                }
            });
        });
        group.bench_function("allows", |bencher| {
            bencher.iter(|| {
                for [metadata, spec] in &parts {
                    black_box(evaluator.allows(POLICY, &Pod::new(metadata, spec)));
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
