//! How fast a folder of manifests is read: `cargo run --release --example speed -- FOLDER`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example reads files, measures and prints"
)]

use std::path::Path;
use std::time::Instant;

use sekisho_source::{Limits, read};
use sekisho_value::Keys;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut texts = Vec::new();
    collect(Path::new(&folder), &mut texts);
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let limits = Limits::default();
    let mut best = f64::INFINITY;
    let (mut documents, mut problems) = (0, 0);
    for _ in 0..5 {
        let start = Instant::now();
        let mut keys = Keys::new();
        (documents, problems) = (0, 0);
        for text in &texts {
            problems += read(text, &limits, &mut keys, |document| {
                documents += 1;
                std::hint::black_box(&document);
            })
            .len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{} files, {bytes} bytes, {documents} documents, {problems} problems, {:.1} MB/s",
        texts.len(),
        bytes as f64 / best / 1e6
    );
}

fn collect(path: &Path, texts: &mut Vec<Vec<u8>>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        for entry in entries {
            collect(&entry.path(), texts);
        }
    } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json") {
        texts.extend(std::fs::read(path).ok());
    }
}
