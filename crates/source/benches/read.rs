//! The speed of reading, on the manifests of `SEKISHO_CORPORA` or on generated ones.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads its data")]

use std::fmt::Write as _;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho_source::{Limits, read};
use sekisho_value::Keys;

fn texts() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    if let Ok(corpora) = std::env::var("SEKISHO_CORPORA") {
        collect(&Path::new(&corpora).join("manifests"), &mut texts);
    }
    if texts.is_empty() {
        texts.push(generated().into_bytes());
    }
    texts
}

fn collect(path: &Path, texts: &mut Vec<Vec<u8>>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), texts);
        }
    } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
        texts.extend(std::fs::read(path).ok());
    }
}

fn generated() -> String {
    let mut text = String::new();
    for number in 0..2000 {
        let _ = write!(
            text,
            "---\n# number {number}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{number}\n  labels:\n    app: web\n\
             spec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: web\n        image: \"nginx:1.27\"\n\
             \x20       args: [\"-g\", \"daemon off;\"]\n        securityContext: {{privileged: false, runAsUser: 1000}}\n"
        );
    }
    text
}

fn reading(c: &mut Criterion) {
    let texts = texts();
    let limits = Limits::default();
    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Bytes(texts.iter().map(Vec::len).sum::<usize>() as u64));
    group.sample_size(10);
    group.bench_function("manifests", |b| {
        b.iter(|| {
            let mut keys = Keys::new();
            let mut documents = 0;
            for text in &texts {
                read(text, &limits, &mut keys, |document| {
                    std::hint::black_box(&document);
                    documents += 1;
                });
            }
            documents
        });
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
