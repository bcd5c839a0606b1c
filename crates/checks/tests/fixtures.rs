//! Every fixture of every check, judged as a scan judges files: the lines with findings are those
//! that are marked, and no others.

mod harness;

use harness::{Placement, judge, wrap};
use sekisho_checks::{CHECKS, Run, Verdict};
use sekisho_finding::Lang;
use sekisho_inventory::ContainerKind;
use sekisho_testkit::expectations;

#[test]
fn fixtures_get_the_verdicts_they_say() {
    let mut failures = Vec::new();
    for check in CHECKS {
        for fixture in check.fixtures {
            for placement in Placement::of(check, fixture) {
                if let Err(why) = verdict(check, fixture, placement) {
                    let text = wrap(check, fixture, placement);
                    failures.push(format!("{} ({placement:?}): {why}\n{text}", check.meta.slug));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

fn verdict(
    check: &sekisho_checks::Check,
    fixture: &sekisho_checks::Fixture,
    placement: Placement,
) -> Result<(), String> {
    let text = wrap(check, fixture, placement);
    let judged = judge(check, fixture, &text);
    let mut expected: Vec<(u32, String)> = expectations(&text)
        .into_iter()
        .map(|expectation| (expectation.line as u32, expectation.slug))
        .collect();
    expected.sort();
    let mut found: Vec<(u32, String)> = judged
        .findings
        .iter()
        .map(|finding| (judged.line(&finding.place), finding.check.slug.to_owned()))
        .collect();
    found.sort();
    if found != expected {
        return Err(format!("expected {expected:?}, found {found:?}"));
    }
    let has_expectation = !expected.is_empty();
    match fixture.verdict {
        Verdict::Fail if !has_expectation => Err("no line is marked".to_owned()),
        Verdict::Pass | Verdict::Unknown if has_expectation => Err("a line is marked".to_owned()),
        Verdict::Pass if judged.tally.unknown > 0 => Err("something is unknown".to_owned()),
        Verdict::Unknown if judged.tally.unknown == 0 => Err("nothing is unknown".to_owned()),
        _ => Ok(()),
    }
}

#[test]
fn containers_count_wherever_they_stand() {
    for check in CHECKS {
        let kinds = [
            ContainerKind::Init,
            ContainerKind::Sidecar,
            ContainerKind::Regular,
            ContainerKind::Ephemeral,
        ];
        if !matches!(check.run, Run::Container(_) | Run::ContainerExcept { .. }) {
            continue;
        }
        let mut tried: Vec<ContainerKind> = Vec::new();
        for fixture in check.fixtures.iter().filter(|it| it.verdict == Verdict::Fail) {
            for placement in Placement::of(check, fixture) {
                tried.extend(placement.kind());
            }
        }
        for kind in kinds {
            let visited = check.run.visits(kind);
            assert_eq!(tried.contains(&kind), visited, "{} {kind:?}", check.meta.slug);
        }
    }
}

#[test]
fn messages_have_no_gaps() {
    for check in CHECKS {
        for fixture in check.fixtures {
            for placement in Placement::of(check, fixture) {
                let text = wrap(check, fixture, placement);
                for finding in judge(check, fixture, &text).findings {
                    let notes = finding.related.iter().map(|related| &related.note);
                    for message in notes.chain([&finding.message]) {
                        for lang in [Lang::En, Lang::Ja] {
                            let sentence = message.render(lang);
                            assert!(!has_gap(&sentence), "{}: {sentence}", check.meta.slug);
                        }
                    }
                }
            }
        }
    }
}

fn has_gap(sentence: &str) -> bool {
    let mut rest = sentence;
    while let Some((_, after)) = rest.split_once('{') {
        if let Some((name, _)) = after.split_once('}')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            return true;
        }
        rest = after;
    }
    false
}

#[test]
fn fixes_mend_what_they_are_for() {
    for check in CHECKS {
        for fixture in check.fixtures {
            let text = wrap(check, fixture, Placement::As);
            let judged = judge(check, fixture, &text);
            for finding in &judged.findings {
                for fix in &finding.fixes {
                    let document = finding.place.object.document.as_ref().unwrap().index;
                    let mended = sekisho_source::apply(&text, document, &fix.edits)
                        .unwrap_or_else(|error| panic!("{}: {error}\n{text}", check.meta.slug));
                    let after = judge(check, fixture, &mended).findings.len();
                    assert!(after < judged.findings.len(), "{}: {mended}", check.meta.slug);
                }
            }
        }
    }
}

#[test]
fn secrets_stay_out_of_findings() {
    for check in CHECKS.iter().filter(|check| check.meta.slug.starts_with("credential-")) {
        for fixture in check.fixtures {
            for finding in judge(check, fixture, &wrap(check, fixture, Placement::As)).findings {
                assert!(finding.sensitive);
                assert!(!finding.message.render(Lang::En).contains("hunter2"));
            }
        }
    }
}
