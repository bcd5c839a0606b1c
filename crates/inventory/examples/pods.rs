//! Counts the objects and pods of a folder, and how long finding the pods takes.
//!
//! `cargo run --release -p sekisho-inventory --example pods -- FOLDER`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example reads files, looks at the clock and prints"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sekisho_inventory::{Object, Recognised, Snapshot, World, WorldKind, recognise};
use sekisho_source::{Limits, read};
use sekisho_value::Keys;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut objects = Vec::new();
    let mut bytes = 0;
    let start = Instant::now();
    load(Path::new(&folder), &mut objects, &mut bytes);
    let loaded = start.elapsed();

    let start = Instant::now();
    let mut kinds: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    let (mut pods, mut containers, mut workloads) = (0, 0, 0);
    for object in &objects {
        let found = object.pods();
        workloads += usize::from(!found.is_empty());
        pods += found.len();
        for pod in &found {
            containers += pod.containers().count();
        }
    }
    let walked = start.elapsed();
    for object in &objects {
        for pod in object.pods() {
            let key = (object.group().to_owned(), object.kind().to_owned(), pod.partial);
            *kinds.entry(key).or_default() += 1;
        }
    }
    let count = objects.len();
    let start = Instant::now();
    let world = World { name: Arc::from("all"), kind: WorldKind::Files };
    let snapshot = Snapshot::new(world, objects);
    let indexed = start.elapsed();
    for ((group, kind, partial), number) in kinds {
        println!("{number:6} {group}/{kind}{}", if partial { " partial" } else { "" });
    }
    println!("{bytes} bytes, {count} objects read in {loaded:?}");
    println!("{workloads} workloads, {pods} pods, {containers} containers found in {walked:?}");
    println!("indexed in {indexed:?}, {} collisions", snapshot.collisions().count());
}

fn load(path: &Path, objects: &mut Vec<Object>, bytes: &mut usize) {
    if path.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            load(&entry.path(), objects, bytes);
        }
        return;
    }
    if path.extension().is_none_or(|extension| extension != "yaml" && extension != "yml") {
        return;
    }
    let Ok(text) = std::fs::read(path) else { return };
    *bytes += text.len();
    read(&text, &Limits::default(), &mut Keys::new(), |document| {
        if let Recognised::Objects(found, _) = recognise(document.value) {
            for (_, value) in found {
                objects.push(Object::new(value, Arc::from("all"), None, None));
            }
        }
    });
}
