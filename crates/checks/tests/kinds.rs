//! Which checks are called for which kinds of objects.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use sekisho_checks::{CHECKS, Judge, Kinds, Run, Settings};
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_value::Value;

/// The kinds that a check of objects names.
fn kinds_of(run: Run) -> Option<Kinds> {
    match run {
        Run::Object { of, .. } => Some(of),
        _ => None,
    }
}

/// Whether kinds name one, or have a pattern for it.
fn has(kinds: Kinds, group: &str, kind: &str) -> bool {
    kinds.iter().any(|(of_group, of_kind)| {
        let is_of_group = match of_group.strip_prefix('*') {
            Some(end) => group.ends_with(end),
            None => *of_group == group,
        };
        is_of_group && (*of_kind == "*" || *of_kind == kind)
    })
}

#[test]
fn the_index_chooses_what_asking_every_check_would_choose() {
    let settings = Settings::default();
    let judge = Judge::new(&settings, |_| true);
    let all = || CHECKS.iter().filter_map(|check| kinds_of(check.run)).flatten();
    let mut groups: Vec<&str> = all().map(|(group, _)| group.trim_start_matches('*')).collect();
    groups.extend(["example.com", "new.k8s.io"]);
    let mut kinds: Vec<&str> = all().map(|(_, kind)| *kind).collect();
    kinds.push("Widget");
    for list in [&mut groups, &mut kinds] {
        list.sort_unstable();
        list.dedup();
    }
    for group in groups {
        for kind in &kinds {
            let asked = CHECKS
                .iter()
                .filter(|check| kinds_of(check.run).is_some_and(|of| has(of, group, kind)));
            let asked: Vec<&str> = asked.map(|check| check.meta.slug).collect();
            let chosen: Vec<&str> =
                judge.of_kind(group, kind).map(|check| check.meta.slug).collect();
            assert_eq!(chosen, asked, "{group} {kind}");
        }
    }
}

#[test]
fn an_object_of_a_kind_that_no_check_reads_is_asked_nothing() {
    let settings = Settings::default();
    let is_for_all = |id: &str| {
        let check = CHECKS.iter().find(|check| check.meta.id == id).unwrap();
        kinds_of(check.run).is_some_and(|of| of.contains(&("*", "*")))
    };
    let judge = Judge::new(&settings, |meta| !is_for_all(meta.id));
    assert_eq!(judge.of_kind("example.com", "Widget").count(), 0);

    let mut widget = Value::map();
    widget.set("apiVersion", "example.com/v1");
    widget.set("kind", "Widget");
    let mut metadata = Value::map();
    metadata.set("name", "one");
    widget.set("metadata", metadata);
    let object = Object::new(widget, Arc::from("test"), None, None);
    let world = World { name: Arc::from("test"), kind: WorldKind::Files };
    let snapshot = Snapshot::new(world, vec![object]);
    let judged = judge.objects(&snapshot, snapshot.objects());
    assert!(!judged.tallies.is_empty());
    assert!(judged.tallies.iter().all(|tally| tally.judged + tally.unknown == 0));
    assert!(judged.findings.is_empty());
}

#[test]
fn few_checks_are_called_for_objects_of_every_kind() {
    let for_all: Vec<&str> = CHECKS
        .iter()
        .filter(|check| kinds_of(check.run).is_some_and(|of| of.contains(&("*", "*"))))
        .map(|check| check.meta.slug)
        .collect();
    assert_eq!(for_all, ["credential-in-annotation", "duplicate-key", "missing-required-label"]);
}
