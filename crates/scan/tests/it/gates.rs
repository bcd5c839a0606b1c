//! Recorded cases of other scanners, through the references that findings carry: a case of tool T and
//! control C that expects *fail* has a finding that references (T, C), one that expects *pass* has none;
//! where the tool groups its checks under controls of its own (kubescape), both ids count.
//!
//! `data/waits.tsv` names the controls that wait for a later gate, `data/divergences.tsv` of `compare` the cases that
//! we answer otherwise, each with its reason. `GATE=trivy` prints every case of a tool that differs.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_collect::{Request as Collect, WorldRule, collect};
use sekisho_finding::aliases;
use sekisho_scan::{Input, scan};

/// Cases that differ by more than this share of a tool's judged cases, with a reason or without, are too
/// many.
const MOST_DIVERGENCES: f64 = 0.03;

#[derive(Default)]
struct Row {
    judged: usize,
    waiting: usize,
    explained: usize,
    differ: Vec<String>,
}

#[test]
fn cases_of_other_scanners() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let waits = table(&data("waits.tsv"));
    let divergences = table(&divergences());
    #[expect(clippy::disallowed_methods, reason = "a switch of this test")]
    let shown = std::env::var("GATE").unwrap_or_default();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for case in table(&folder.join("cases.tsv")) {
        let [tool, control, aliases, file, expect, count, ..] = case.as_slice() else { continue };
        let framework = framework(tool);
        if !shown.is_empty() && shown != "all" && shown != framework {
            continue;
        }
        let row = rows.entry(framework.to_owned()).or_default();
        let named = |list: &[String]| matches!(list, [tool, name, ..] if tool == framework && (name == control || name == file));
        if waits.iter().any(|wait| named(wait)) {
            row.waiting += 1;
            continue;
        }
        row.judged += 1;
        // A path is that of a tool's own configuration for the case, and no name.
        let is_name = |alias: &&str| !alias.is_empty() && !alias.contains('/');
        let aliases: Vec<&str> = aliases.split(',').filter(is_name).collect();
        let found = references(&folder.join(file), framework);
        let references = |id: &str| found.iter().any(|control| control == id);
        // What a tool reported counts, also where a success of its own test was recorded as a pass.
        let has_reported = count.parse::<u32>().is_ok_and(|count| count > 0);
        let expect = if has_reported { "fail" } else { expect };
        let agrees = match expect {
            "fail" | "mixed" => {
                references(control)
                    && (aliases.is_empty() || aliases.iter().any(|id| references(id)))
            }
            _ => !references(control) && !aliases.iter().any(|id| references(id)),
        };
        if agrees {
            continue;
        }
        if divergences.iter().any(|it| matches!(it.as_slice(), [tool, id, path, ..] if tool == framework && id == control && (path == file || path == "*"))) {
            row.explained += 1;
        } else {
            row.differ.push(format!("{control}\t{file}\texpected {expect}"));
        }
    }
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    println!(
        "{:<14} {:>7} {:>7} {:>7} {:>9} {:>9}",
        "scanner", "judged", "agree", "differ", "explained", "waiting"
    );
    for (tool, row) in &rows {
        let differ = row.differ.len() + row.explained;
        println!(
            "{tool:<14} {:>7} {:>7} {differ:>7} {:>9} {:>9}",
            row.judged,
            row.judged - differ,
            row.explained,
            row.waiting,
        );
        passed += row.judged - differ;
        failed += row.differ.len();
        skipped += row.explained + row.waiting;
        if shown == *tool || shown == "all" {
            row.differ.iter().for_each(|line| println!("  {line}"));
        }
    }
    println!("corpus posture-cases: {passed} passed, {failed} failed, {skipped} skipped");
    let judged = rows.values().map(|row| row.judged).sum::<usize>();
    let explained = rows.values().map(|row| row.explained).sum::<usize>();
    assert!(failed == 0, "{failed} cases differ without an entry; GATE=all names them");
    assert!(explained as f64 <= judged as f64 * MOST_DIVERGENCES, "{explained} of {judged} differ");
}

/// A tool as references spell it.
fn framework(tool: &str) -> &str {
    match tool {
        "trivy-checks" => "trivy",
        "regolibrary" => "kubescape",
        "checkov-summary" => "checkov",
        other => other,
    }
}

/// The controls of a framework that findings over a file or folder reference.
fn references(path: &Path, framework: &str) -> Vec<String> {
    let mut request = Collect::new([path]);
    request.worlds = WorldRule::One;
    let collected = collect(request, &sekisho_collect::Silent);
    let input = Input {
        snapshots: collected.snapshots,
        problems: collected.problems,
        counts: collected.counts,
    };
    let outcome = scan(&crate::support::request(), input, &collected.sources);
    let findings = outcome.findings.iter().filter(|finding| finding.is_open());
    let references = findings.flat_map(|finding| finding.all_references().collect::<Vec<_>>());
    let of_framework = references.filter(|reference| reference.framework == framework);
    let mut controls: Vec<String> = Vec::new();
    for control in of_framework.map(|reference| reference.control) {
        controls.push(control.to_owned());
        controls.extend(aliases(framework, control).iter().map(|alias| (*alias).to_owned()));
    }
    controls
}

/// What is answered otherwise is told to users as well, so `compare` holds it.
fn divergences() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../compare/data/divergences.tsv")
}

fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The rows of a table without its head, comments left out.
#[expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "recorded cases are files, and a test may fail loudly"
)]
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}
