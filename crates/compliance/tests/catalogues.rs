//! The catalogues against themselves and against the checks that there are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use sekisho_compliance::{ALIASES, By, Gap, at_a_glance, find, frameworks};
use sekisho_finding::Audience;
use sekisho_scan::{all_checks, find_check};

#[test]
fn names_and_aliases_lead_to_one_framework_each() {
    let mut seen = BTreeSet::new();
    for framework in frameworks() {
        assert!(seen.insert(framework.name), "{}", framework.name);
        assert!(std::ptr::eq(find(framework.name).unwrap(), framework));
    }
    for (alias, name) in ALIASES {
        assert!(!seen.contains(alias), "{alias} is a framework of its own");
        assert_eq!(find(alias).unwrap().name, *name);
    }
    assert_eq!(find("NSA").unwrap().name, "nsa");
    assert_eq!(find("mitr").unwrap_err().nearest, Some("mitre"));
    assert_eq!(find("iso-27001-annex").unwrap_err().nearest, None);
    assert_eq!(at_a_glance().len(), 5);
}

#[test]
fn every_control_says_in_both_languages_what_judges_it_or_why_nothing_does() {
    for framework in frameworks() {
        let mut ids = BTreeSet::new();
        for control in framework.controls() {
            let name = format!("{} {}", framework.name, control.id);
            assert!(ids.insert(control.id), "{name} stands twice");
            assert!(!control.title.en.is_empty(), "{name}");
            assert!(!control.title.ja.is_ascii(), "{name}");
            assert!(!control.by.is_empty() || control.gap.is_some(), "{name}");
            assert_ne!(control.gap, Some(Gap::NotAsked), "{name}");
            let by: BTreeSet<_> = control.by.iter().map(|by| format!("{by:?}")).collect();
            assert_eq!(by.len(), control.by.len(), "{name} names something twice");
            // Nothing shows that a law is kept: each of its controls says what is left open.
            assert!(!framework.evidence_only || control.gap.is_some(), "{name}");
        }
    }
}

#[test]
fn every_check_that_a_catalogue_names_exists() {
    for framework in frameworks() {
        for control in framework.controls() {
            for by in &control.by {
                if let By::Check(slug) = by {
                    let check = find_check(slug);
                    assert!(check.is_ok(), "{} {}: {slug}", framework.name, control.id);
                }
            }
        }
    }
}

#[test]
fn what_a_check_says_it_stands_for_is_a_control_that_it_judges() {
    let mut missing = BTreeSet::new();
    for check in all_checks() {
        for reference in check.references {
            let framework = match reference.framework {
                "pss" => "pss-restricted",
                name if name.starts_with("cis-") || name == "mitre" => name,
                _ => continue,
            };
            let framework = find(framework).unwrap();
            if !framework.controls().any(|control| control.is_judged_by(check)) {
                missing.insert(format!("{} {}", reference.framework, check.slug));
            }
            let known = framework.controls().any(|control| {
                let named = control.by.contains(&By::Reference(*reference));
                named || control.id == reference.control
            });
            // Techniques name their sub-techniques too.
            if !known {
                missing.insert(format!("{} {}", reference.framework, reference.control));
            }
        }
        let nsa = check.references.iter().any(|reference| reference.framework == "nsa");
        if nsa && !find("nsa").unwrap().controls().any(|it| it.is_judged_by(check)) {
            missing.insert(format!("nsa {}", check.slug));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_check_about_security_is_in_a_framework() {
    let missing: Vec<&str> = all_checks()
        .filter(|check| check.audience == Audience::Security)
        // No framework speaks of how findings are kept, or of updates that the server refuses.
        .filter(|check| !check.id.starts_with("SK-21") && !check.id.starts_with("SK-24"))
        .filter(|check| {
            let mut controls =
                frameworks().iter().flat_map(sekisho_compliance::Framework::controls);
            !controls.any(|control| control.is_judged_by(check))
        })
        .map(|check| check.slug)
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
