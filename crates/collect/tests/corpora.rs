//! Invariants over whole corpora of real manifests.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they saw"
)]

mod lab;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lab::assert_counts_add_up;
use sekisho_collect::{Collected, Request, Silent, collect};
use sekisho_finding::Sources as _;
use sekisho_inventory::Snapshot;
use sekisho_testkit::{Corpus, folder};

#[test]
fn manifests_hold_the_invariants() {
    run("manifests");
}

#[test]
fn posture_cases_hold_the_invariants() {
    run("posture-cases");
}

/// Each folder of the corpus is a case, and so is the whole of it.
fn run(name: &str) {
    let Some(root) = folder(name) else { return };
    let mut corpus = Corpus::new(&format!("{name} read"));
    let mut tops: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    tops.sort();
    let mut objects = 0;
    for top in &tops {
        let collected = collect(Request::new([top]), &Silent);
        objects += collected.counts.objects;
        corpus.case(&top.display().to_string(), check(&collected));
    }
    let whole = collect(Request::new([&root]), &Silent);
    corpus.case("the whole", check(&whole));
    corpus.case("worlds stay in one folder", stay_apart(&whole, &root));
    let again = collect(Request::new([&root]), &Silent);
    corpus.case("the same twice", same(&whole.counts, &again.counts));
    let told = format!("{objects} objects in parts, {} as a whole", whole.counts.objects);
    // Files beside the folders are in the whole only.
    corpus.case("no object is lost", (objects <= whole.counts.objects).then_some(()).ok_or(told));
    let counts = &whole.counts;
    println!(
        "{name}: {} files, {} bytes, {} documents, {} objects, {} kinds, {} worlds, {} other, {} empty, {} unread, {} rendered, {} unrendered, {} ignored",
        counts.files,
        counts.bytes,
        counts.documents,
        counts.objects,
        counts.kinds.len(),
        counts.worlds.len(),
        counts.other,
        counts.empty,
        counts.unread,
        counts.rendered,
        counts.unrendered,
        counts.ignored,
    );
    for problem in whole.problems.iter().take(20) {
        println!("{problem:?}");
    }
    corpus.finish();
}

fn check(collected: &Collected) -> Result<(), String> {
    assert_counts_add_up(collected);
    let names: BTreeSet<&String> = collected.counts.worlds.iter().collect();
    if names.len() != collected.counts.worlds.len() {
        return Err("two worlds have the same name".to_owned());
    }
    for object in collected.snapshots.iter().flat_map(Snapshot::objects) {
        let document = object.id.document.as_ref().ok_or("an object without a document")?;
        if collected.sources.name(document.source).is_empty() {
            return Err(format!("{} has no text", object.id.label()));
        }
    }
    let silent = collected
        .problems
        .iter()
        .find(|problem| problem.path.is_none() || problem.message.is_empty());
    match silent {
        Some(problem) => Err(format!("{problem:?} does not say what or where")),
        None => Ok(()),
    }
}

/// Projects are folders of the corpus; none may be joined with another one.
fn stay_apart(collected: &Collected, root: &Path) -> Result<(), String> {
    for snapshot in &collected.snapshots {
        let tops: BTreeSet<PathBuf> = snapshot
            .objects()
            .iter()
            .filter_map(|object| object.id.document.as_ref())
            .filter_map(|document| collected.sources.file(document.source))
            .filter_map(|file| Path::new(file).strip_prefix(root).ok())
            .filter(|file| file.components().count() > 1)
            .filter_map(|file| file.components().next())
            .map(|top| PathBuf::from(top.as_os_str()))
            .collect();
        if tops.len() > 1 {
            return Err(format!("{} joins {tops:?}", snapshot.world.name));
        }
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Debug>(one: &T, other: &T) -> Result<(), String> {
    if one == other { Ok(()) } else { Err(format!("{one:?} is not {other:?}")) }
}
