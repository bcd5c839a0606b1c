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
use sekisho_source::Limits;
use sekisho_value::{Keys, Value};

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
    let mut groups = vec![("passing", read(PASSING.as_bytes())), ("plain", read(PLAIN.as_bytes()))];
    #[expect(clippy::disallowed_methods, reason = "the corpora are named by the environment")]
    let root = std::env::var("SEKISHO_CORPORA");
    // Without the corpora the two pods of our own are measured.
    if let Ok(root) = root {
        let lines = read(&generated(&Path::new(&root).join("policy/psa")));
        let pod = |line: &Value| line.field("pod").unwrap().clone();
        groups.push(("fuzz", lines.iter().map(pod).collect()));
    }
    groups
}

/// The values of a JSON text with shared keys, as everywhere in the product.
fn read(text: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    sekisho_source::read(text, &Limits::default(), &mut Keys::new(), |document| {
        values.push(document.value);
    });
    assert!(!values.is_empty());
    values
}

fn generated(folder: &Path) -> Vec<u8> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads its input")]
    let bytes = std::fs::read(folder.join("fuzz-pods.jsonl.gz")).unwrap();
    let mut text = Vec::new();
    MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
    text
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
