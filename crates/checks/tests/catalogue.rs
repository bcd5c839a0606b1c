//! What holds for every check: it is listed, its id is permanent, its texts are there.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use sekisho_checks::{CHECKS, Verdict};
use sekisho_finding::Lang;

/// Catalogues that references may name.
const FRAMEWORKS: &[&str] = &[
    "cis-1.12",
    "nsa",
    "mitre",
    "pss",
    "kubescape",
    "trivy",
    "checkov",
    "kube-linter",
    "polaris",
    "kube-score",
    "popeye",
    "kalm",
    "catalogue",
    "gatekeeper",
    "kyverno",
];

#[test]
fn every_file_is_listed() {
    let listed: HashSet<String> =
        CHECKS.iter().map(|check| check.meta.slug.replace('-', "_")).collect();
    let mut files = 0;
    for file in check_files() {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(listed.contains(&stem), "`{}` is in no list", file.display());
        files += 1;
    }
    assert_eq!(files, CHECKS.len());
}

#[test]
fn every_file_is_formatted() {
    // `cargo fmt` does not see modules that a macro declares.
    let mut command = Command::new("rustfmt");
    command.args(["--check", "--edition", "2024"]).args(check_files());
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        Err(error) => println!("formatting of checks: skipped, rustfmt: {error}"),
    }
}

fn check_files() -> Vec<std::path::PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let areas = std::fs::read_dir(source).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = areas
        .filter(|path| path.is_dir())
        .flat_map(|area| std::fs::read_dir(area).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    files
}

#[test]
fn ids_are_sorted_unique_and_well_formed() {
    assert!(CHECKS.is_sorted_by(|one, other| one.meta.id < other.meta.id));
    for check in CHECKS {
        let digits = check.meta.id.strip_prefix("SK-").unwrap();
        assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{digits}");
    }
    let mut slugs = HashSet::new();
    for check in CHECKS {
        for slug in check.meta.former_slugs.iter().chain([&check.meta.slug]) {
            assert!(slugs.insert(*slug), "`{slug}` stands for two checks");
            assert!(
                slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
        }
        assert!(!check.meta.since.is_empty());
    }
    for control in &sekisho_pss::CONTROLS {
        assert!(slugs.insert(control.meta.slug), "`{}` stands for two checks", control.meta.slug);
    }
}

#[test]
fn texts_are_there_in_both_languages() {
    for check in CHECKS {
        let meta = &check.meta;
        for text in [meta.title, meta.what, meta.why, meta.fix, meta.fine] {
            let (en, ja) = (text.get(Lang::En), text.get(Lang::Ja));
            assert!(!en.is_empty() && en.is_ascii() || en.contains(['…', '‹']), "{en}");
            assert!(ja.chars().any(|c| ('ぁ'..='ヿ').contains(&c)), "{ja}");
            // A break in the source must not leave a gap between Japanese words.
            assert!(!ja.contains("  ") && !en.contains("  "), "{en} {ja}");
        }
        assert!(!meta.title.en.ends_with('.') && !meta.title.ja.ends_with('。'), "{}", meta.slug);
        for text in [meta.what, meta.why, meta.fix, meta.fine] {
            assert!(text.en.ends_with('.'), "{}", text.en);
            assert!(text.ja.ends_with('。'), "{}", text.ja);
        }
        assert!(!meta.references.is_empty(), "{}", meta.slug);
        for reference in meta.references {
            assert!(FRAMEWORKS.contains(&reference.framework), "{}", reference.framework);
            assert!(!reference.control.is_empty());
        }
    }
}

#[test]
fn japanese_and_latin_letters_stand_apart() {
    let is_japanese =
        |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fff}');
    let is_latin = |c: char| c.is_ascii_alphanumeric() || c == '`';
    for check in CHECKS {
        let meta = &check.meta;
        for text in [meta.title, meta.what, meta.why, meta.fix, meta.fine] {
            let chars: Vec<char> = text.ja.chars().collect();
            for pair in chars.windows(2) {
                let touch = is_japanese(pair[0]) && is_latin(pair[1])
                    || is_latin(pair[0]) && is_japanese(pair[1]);
                assert!(!touch, "{}: {}{} in {}", meta.slug, pair[0], pair[1], text.ja);
            }
        }
    }
}

#[test]
fn every_check_has_fixtures_of_both_kinds() {
    for check in CHECKS {
        for verdict in [Verdict::Fail, Verdict::Pass] {
            let has = check.fixtures.iter().any(|fixture| fixture.verdict == verdict);
            assert!(has, "{} has no fixture for {verdict:?}", check.meta.slug);
        }
    }
}

#[test]
fn checks_are_found_by_what_people_type() {
    let check = sekisho_checks::find("mutable-image-tag").unwrap();
    assert_eq!(sekisho_checks::find("sk-1201").unwrap().meta.slug, check.meta.slug);
    assert!(sekisho_checks::find("no-such-check").is_none());
}
