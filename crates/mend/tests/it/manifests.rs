//! Over real manifests: every file still reads, differs only where said, and nothing new is found.

use std::collections::{BTreeMap, HashMap};

use sekisho_finding::{Finding, SourceId};
use sekisho_mend::Mended;
use sekisho_scan::judge_again;
use sekisho_source::Limits;
use sekisho_value::{Keys, Value};

use crate::support::{mended, read, reason, request};

/// The documents of a text, and how many cannot be read.
fn documents(text: &str) -> (BTreeMap<u32, Value>, usize) {
    let mut documents = BTreeMap::new();
    let problems =
        sekisho_source::read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| {
            documents.insert(document.index, document.value);
        });
    (documents, problems.len())
}

/// Takes what a value holds where edits were made out of both, so that the rest can be compared.
fn without(value: &mut Value, steps: &[sekisho_value::Step]) {
    use sekisho_value::Step;
    let Some((step, rest)) = steps.split_first() else {
        *value = Value::Null;
        return;
    };
    match step {
        Step::Key(key) if rest.is_empty() => {
            if let Some(map) = value.as_map_mut() {
                map.remove(key);
            }
        }
        Step::Key(key) => {
            if let Some(inner) = value.get_mut(key) {
                without(inner, rest);
            }
        }
        // What was taken out of a list moved its other elements: the list as a whole was named.
        Step::Index(_) if rest.is_empty() => *value = Value::Null,
        Step::Index(index) => {
            if let Some(inner) = value.items_mut().get_mut(*index) {
                without(inner, rest);
            }
        }
    }
}

/// Takes maps and lists without content out: those around an edit may have come or gone.
fn prune(value: &mut Value) {
    if let Some(map) = value.as_map_mut() {
        map.retain(|_, value| {
            prune(value);
            let is_empty = value.is_null()
                || value.as_map().is_some_and(sekisho_value::Map::is_empty)
                || matches!(value, Value::Seq(items) if items.is_empty());
            !is_empty
        });
    }
    for item in value.items_mut() {
        prune(item);
    }
}

fn differs_only_where_said(mended: &Mended) -> usize {
    let mut by_source: HashMap<SourceId, Vec<&Finding>> = HashMap::new();
    for finding in &mended.mended {
        let source = finding.place.object.document.as_ref().unwrap().source;
        by_source.entry(source).or_default().push(finding);
    }
    for text in &mended.texts {
        let comments = |text: &str| {
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
            let mut lines: Vec<String> = lines.map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(comments(&text.before), comments(&text.after), "comments come or go");
        let (mut before, faults) = documents(&text.before);
        let (mut after, faults_after) = documents(&text.after);
        assert_eq!(faults, faults_after, "a document cannot be read any more");
        for finding in &by_source[&text.source] {
            let document = finding.place.object.document.as_ref().unwrap();
            let fix = &finding.fixes[finding.mending.as_ref().unwrap().fix];
            for edit in &fix.edits {
                let mut routes = vec![document.base.join(edit.route())];
                if let sekisho_finding::Edit::Rename { to, .. } = edit {
                    routes.push(routes[0].parent().unwrap().then(to.as_str()));
                }
                for route in routes {
                    for documents in [&mut before, &mut after] {
                        without(documents.get_mut(&document.index).unwrap(), route.steps());
                    }
                }
            }
        }
        for documents in [&mut before, &mut after] {
            documents.values_mut().for_each(prune);
        }
        assert_eq!(before, after, "something else was changed");
    }
    mended.texts.len()
}

/// How many findings there are of a check at an object.
fn counts(findings: &[Finding]) -> HashMap<(&'static str, String, u32, String), usize> {
    let mut counts = HashMap::new();
    for finding in findings {
        if let Some(document) = &finding.place.object.document {
            let key = (
                finding.check.slug,
                format!("{:?}", document.source),
                document.index,
                document.base.to_string(),
            );
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

#[test]
fn real_manifests_are_mended_and_stay_what_they_are() {
    let Some(folder) = sekisho_testkit::folder("manifests") else { return };
    let request = request(&[]);
    let collected = read(&folder);
    let before = judge_again(&request, &collected.snapshots, &collected.sources);
    let in_files: Vec<&Finding> = before
        .iter()
        .filter(|finding| finding.is_open() && !finding.fixes.is_empty())
        .filter(|finding| finding.place.object.document.is_some())
        .collect();
    for unsafe_too in [false, true] {
        let mended = mended(&folder, &request, unsafe_too);
        let files = differs_only_where_said(&mended);
        let after = judge_again(&request, &mended.snapshots, &collected.sources);
        let known = counts(&before);
        for (key, count) in counts(&after) {
            assert!(known.get(&key).is_some_and(|before| count <= *before), "new: {key:?}");
        }
        let share = mended.mended.len() * 100 / in_files.len().max(1);
        println!(
            "corpus mending{}: {} of {} findings with a fix mended in {files} files ({share} %), {} left",
            if unsafe_too { " (unsafe too)" } else { "" },
            mended.mended.len(),
            in_files.len(),
            mended.refused.len(),
        );
        let mut checks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for finding in &mended.mended {
            checks.entry(finding.check.slug).or_default().0 += 1;
        }
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for finding in &mended.refused {
            checks.entry(finding.check.slug).or_default().1 += 1;
            *reasons.entry(reason(finding)).or_default() += 1;
        }
        for (check, (mended, left)) in checks {
            println!("  {check}: {mended} mended, {left} left");
        }
        if unsafe_too {
            for (reason, count) in reasons {
                println!("  {count} × {reason}");
            }
            assert!(share >= 90, "fixes that can be applied are not");
        }
    }
}
