//! Every check over real manifests: prints what it finds, for a person to look for false alarms.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod harness;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sekisho_checks::{Judge, Judged, Settings};
use sekisho_finding::{Finding, Lang};
use sekisho_inventory::{Snapshot, World, WorldKind};

/// Findings of each check that are printed.
const SHOWN: usize = 20;

#[test]
#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
#[ignore = "prints for a person; run it with --ignored --nocapture"]
fn manifests() {
    let Some(folder) = sekisho_testkit::folder("manifests") else { return };
    let mut projects: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    projects.sort();
    let settings = Settings::default();
    let judge = Judge::new(&settings, |_| true);
    let mut all = Judged::default();
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for project in projects.iter().filter(|path| path.is_dir()) {
        let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        collect(project, &mut folders);
        for (folder, files) in folders {
            let mut objects = Vec::new();
            let mut of_file = Vec::new();
            for file in files {
                let text = std::fs::read(&file).unwrap();
                let (found, _) = harness::read_objects(&text);
                of_file.extend(found.iter().map(|object| (object.id.clone(), file.clone())));
                objects.extend(found);
            }
            let world = World { name: folder.display().to_string().into(), kind: WorldKind::Files };
            let snapshot = Snapshot::new(world, objects);
            let mut judged = judge.objects(&snapshot, snapshot.objects());
            judged.merge(judge.world(&snapshot));
            for finding in &judged.findings {
                let id = &finding.place.object;
                let file = of_file.iter().find(|(it, _)| std::sync::Arc::ptr_eq(it, id)).unwrap();
                let line = describe(finding, &file.1);
                places.entry(finding.check.id).or_default().push(line);
            }
            judged.findings.clear();
            all.merge(judged);
        }
    }
    for tally in &all.tallies {
        println!(
            "== {} {}: judged {}, failed {}, unknown {}",
            tally.check.id, tally.check.slug, tally.judged, tally.failed, tally.unknown
        );
        let found = places.get(tally.check.id).map_or(&[][..], Vec::as_slice);
        let step = found.len().div_ceil(SHOWN).max(1);
        for line in found.iter().step_by(step) {
            println!("   {line}");
        }
    }
}

fn describe(finding: &Finding, file: &Path) -> String {
    let file = file.iter().rev().take(4).collect::<Vec<_>>().into_iter().rev();
    let file: PathBuf = file.collect();
    format!(
        "{} {} {} {}: {}",
        finding.severity,
        file.display(),
        finding.place.object.label(),
        finding.place.route,
        finding.message.render(Lang::En)
    )
}

fn collect(folder: &Path, folders: &mut BTreeMap<PathBuf, Vec<PathBuf>>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, folders);
        } else if entry.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json") {
            folders.entry(folder.to_owned()).or_default().push(entry);
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
#[ignore = "prints for a person; run it with --ignored --nocapture"]
fn cases() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let settings = Settings::default();
    let judge = Judge::new(&settings, |_| true);
    let mut folders = BTreeMap::new();
    for set in ["seeds", "probes", "kalm"] {
        collect(&folder.join(set), &mut folders);
    }
    for file in folders.into_values().flatten() {
        let (objects, _) = harness::read_objects(&std::fs::read(&file).unwrap());
        let world = World { name: "case".into(), kind: WorldKind::Files };
        let snapshot = Snapshot::new(world, objects);
        let mut judged = judge.objects(&snapshot, snapshot.objects());
        judged.merge(judge.world(&snapshot));
        let mut slugs: Vec<&str> = judged.findings.iter().map(|it| it.check.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        println!("{}: {}", file.file_name().unwrap().display(), slugs.join(" "));
    }
}
