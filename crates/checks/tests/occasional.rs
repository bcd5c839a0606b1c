//! Controls of other scanners that only some findings of a check stand for are listed with `compare`,
//! which must know of them also where a run has no such finding.

mod harness;

use std::collections::BTreeSet;

use harness::{Placement, judge, wrap};
use sekisho_checks::CHECKS;
use sekisho_compare::occasional;
use sekisho_finding::Scanner;

#[test]
fn what_only_some_findings_stand_for_is_listed() {
    let scanners = [
        Scanner::Trivy,
        Scanner::Checkov,
        Scanner::KubeLinter,
        Scanner::KubeScore,
        Scanner::Polaris,
        Scanner::Kubescape,
    ];
    let scanners = scanners.map(Scanner::name);
    let mut missing = BTreeSet::new();
    let mut carried = 0;
    for check in CHECKS {
        for fixture in check.fixtures {
            let judged =
                judge(check, fixture, &wrap(check, fixture, Placement::of(check, fixture)[0]));
            for reference in judged.findings.iter().flat_map(|finding| &finding.references) {
                if !scanners.contains(&reference.framework) {
                    continue;
                }
                carried += 1;
                let (slug, framework) = (check.meta.slug, reference.framework);
                if !occasional(slug, framework).any(|control| control == reference.control) {
                    missing.insert(format!("{slug}\t{framework}\t{}", reference.control));
                }
            }
        }
    }
    assert!(carried > 0, "no fixture has a finding with a reference of its own");
    if missing.is_empty() {
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, and the table it writes")]
    if std::env::var_os("WRITE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../compare/data/occasional.tsv");
        let table = std::fs::read_to_string(path).unwrap();
        let (head, rows) = table.split_once('\n').unwrap();
        missing.extend(rows.lines().map(str::to_owned));
        let rows: Vec<String> = missing.into_iter().collect();
        std::fs::write(path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
        return;
    }
    let missing: Vec<String> = missing.into_iter().collect();
    panic!(
        "crates/compare/data/occasional.tsv lacks rows, which `WRITE=1 cargo test -p sekisho-checks \
         --test occasional` adds:\n{}",
        missing.join("\n")
    );
}
