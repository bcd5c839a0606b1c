//! What checks of schemas say of real manifests: nothing but what is listed with the reason for which
//! a server refuses it.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the corpus is files that the environment names, and a test may fail loudly"
)]

mod harness;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sekisho_checks::{CHECKS, Judge, Run, Settings};
use sekisho_inventory::{Snapshot, World, WorldKind};

/// Check, file, and field of each complaint that was looked into and is right.
const TRUE_COMPLAINTS: &str = include_str!("data/refused.tsv");

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            into.push(path);
        }
    }
}

#[test]
fn real_manifests_are_refused_only_for_what_is_wrong_with_them() {
    let Some(folder) = sekisho_testkit::folder("manifests") else { return };
    let known: BTreeSet<Vec<&str>> = TRUE_COMPLAINTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').take(3).collect())
        .collect();
    let settings = Settings::default();
    let judge = Judge::new(&settings, |meta| {
        let of_schemas = CHECKS.iter().filter(|check| matches!(check.run, Run::Schema(_)));
        meta.slug == "unknown-kind" || of_schemas.map(|check| check.meta.id).any(|id| id == meta.id)
    });
    let mut corpus = sekisho_testkit::Corpus::new("manifests, refused");
    let mut sources: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    sources.sort();
    for source in sources {
        let mut found = Vec::new();
        files(&source, &mut found);
        // Definitions of kinds, and the webhooks that complete them, stand in files of their own.
        let is_definition = |object: &sekisho_inventory::Object| {
            matches!(object.kind(), "CustomResourceDefinition" | "MutatingWebhookConfiguration")
        };
        let read: Vec<_> = found
            .iter()
            .map(|path| (path, harness::read_objects(&std::fs::read(path).unwrap()).0))
            .collect();
        let definitions: Vec<_> = read
            .iter()
            .flat_map(|(_, objects)| objects)
            .filter(|object| is_definition(object))
            .cloned()
            .collect();
        for (path, objects) in read {
            let name = path.strip_prefix(&folder).unwrap().display().to_string();
            let count = objects.len();
            let mut all = objects;
            all.extend(definitions.iter().cloned());
            let world = World { name: "manifests".into(), kind: WorldKind::Files };
            let snapshot = Snapshot::new(world, all);
            let mine = snapshot.objects().get(..count).unwrap_or_default();
            let judged = judge.objects(&snapshot, mine);
            let mut untold = BTreeSet::new();
            for finding in &judged.findings {
                let field = finding.place.route.field_path();
                if !known.contains(&vec![finding.check.slug, &name, &field]) {
                    let message = finding.message.render(sekisho_finding::Lang::En);
                    untold.insert(format!("{}\t{name}\t{field}\t{message}", finding.check.slug));
                }
            }
            for complaint in &untold {
                println!("{complaint}");
            }
            let verdict = if untold.is_empty() {
                Ok(())
            } else {
                Err(untold.into_iter().collect::<Vec<_>>().join("; "))
            };
            corpus.case(&name, verdict);
        }
    }
    corpus.finish();
}

fn edits_of(slug: &str, text: &str) -> Vec<sekisho_finding::Edit> {
    let check = sekisho_checks::find(slug).unwrap();
    let fixture = sekisho_checks::Fixture::fail("");
    let verdict = harness::judge(check, &fixture, text);
    let [finding] = verdict.findings.as_slice() else { panic!("{:?}", verdict.findings) };
    let [fix] = finding.fixes.as_slice() else { panic!("{:?}", finding.fixes) };
    assert_eq!(fix.safety, sekisho_finding::Safety::Unsafe);
    fix.edits.clone()
}

#[test]
fn a_field_of_containers_moves_from_the_pod_into_each_that_does_not_set_it() {
    let edits = edits_of(
        "unknown-security-field",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  securityContext:\n    \
         readOnlyRootFilesystem: true\n  containers:\n    - {name: a, image: a}\n    - {name: b, \
         image: b, securityContext: {readOnlyRootFilesystem: false}}\n",
    );
    let shown: Vec<String> = edits
        .iter()
        .map(|edit| match edit {
            sekisho_finding::Edit::Set { route, value } => format!("{route} = {value:?}"),
            sekisho_finding::Edit::Remove { route } => format!("{route} gone"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "/spec/securityContext/readOnlyRootFilesystem gone",
            "/spec/containers/0/securityContext/readOnlyRootFilesystem = Bool(true)",
        ]
    );
}

#[test]
fn a_misspelt_field_gets_the_nearest_name_and_keeps_its_value() {
    let edits = edits_of(
        "unknown-field",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: a, \
         image: a, imagePullpolicy: Always}\n",
    );
    let [sekisho_finding::Edit::Rename { route, to }] = edits.as_slice() else {
        panic!("{edits:?}")
    };
    assert_eq!(route.field_path(), "spec.containers[0].imagePullpolicy");
    assert_eq!(to.as_str(), "imagePullPolicy");
}
