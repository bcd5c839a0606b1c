//! Every node of a document is found where it is written.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may panic")]

mod common;

use std::path::Path;

use sekisho_source::Locator;
use sekisho_value::Route;

#[test]
fn places_are_exact() {
    let text = "# あ\nkind: Pod\nspec:\n  containers:\n  - name: web  # main\n    image: \"x\"\n    args: |\n      a\n      b\n\n  - # second\n    name: 'y'\n    env: [{name: A, value: é}]\nlast:\n";
    let locator = Locator::new(text);
    let containers = Route::keys(["spec", "containers"]);
    let at = |route: &Route| {
        let found = locator.span(1, route).unwrap();
        let span = found.value;
        (span.line, span.column, &text[span.start..span.end], found.missing)
    };
    assert_eq!(at(&Route::keys(["kind"])), (2, 7, "Pod", 0));
    assert_eq!(at(&containers.then(0).then("image")), (6, 12, "\"x\"", 0));
    assert_eq!(at(&containers.then(0).then("args")), (7, 11, "|\n      a\n      b", 0));
    assert_eq!(at(&containers.then(1).then("name")), (12, 11, "'y'", 0));
    assert_eq!(at(&containers.then(1).then("env").then(0).then("value")), (13, 28, "é", 0));
    assert_eq!(at(&Route::keys(["last"])), (14, 6, "", 0));
    // A missing field has the place around it.
    let (line, column, _, missing) =
        at(&containers.then(1).then("securityContext").then("privileged"));
    assert_eq!((line, column, missing), (12, 5, 2));
    let found = locator.span(1, &containers).unwrap();
    assert_eq!((found.key.unwrap().line, found.value.line, found.value.column), (4, 5, 3));
    assert!(text[found.value.start..].starts_with("- name"));
    assert_eq!(locator.span(2, &containers), None);
}

#[test]
fn aliases_and_merges_lead_to_where_the_value_is_written() {
    let text = "base: &b\n  run: 1\n  who: 2\nuse: *b\nmerged:\n  who: 0\n  <<: *b\n  run: 3\n";
    let locator = Locator::new(text);
    let line = |keys: &[&str]| {
        let found = locator.span(1, &Route::keys(keys.iter().copied())).unwrap();
        (found.key.map(|key| key.line), found.value.line, found.alias.map(|alias| alias.line))
    };
    assert_eq!(line(&["use"]), (Some(4), 2, Some(4)));
    assert_eq!(line(&["use", "run"]), (Some(2), 2, Some(4)));
    assert_eq!(line(&["merged", "run"]), (Some(8), 8, None));
    // What is merged in wins over what stands before it, as in go-yaml 2.
    assert_eq!(line(&["merged", "who"]), (Some(3), 3, None));
}

#[test]
fn many_routes_of_many_documents_take_one_pass() {
    let text = "a: 1\n---\n---\nb: 2\n...\nc: 3\n---\n[\n---\nd: 4\n";
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|key| Route::keys([key]));
    let wanted = [(6, &d), (1, &a), (4, &c), (5, &a), (3, &b), (2, &a), (9, &a)];
    let found = Locator::new(text).locate(&wanted);
    let lines: Vec<_> =
        found.iter().map(|found| found.map(|found| (found.value.line, found.missing))).collect();
    assert_eq!(
        lines,
        [Some((10, 0)), Some((1, 0)), Some((6, 0)), None, Some((4, 0)), Some((2, 1)), None]
    );
    let json = "{\"a\": 1}\n{\"b\": 2} {\"c\": 3}";
    let found = Locator::new(json).locate(&[(3, &c), (2, &b)]);
    let columns: Vec<_> = found.iter().map(|found| found.unwrap().value.column).collect();
    assert_eq!(columns, [16, 7]);
}

#[test]
fn every_node_of_every_body_is_found() {
    for bodies in [
        include_str!("bodies.txt"),
        include_str!("bodies-stricter.txt"),
        include_str!("bodies-laxer.txt"),
    ] {
        for body in bodies.split("===\n") {
            common::check(body.as_bytes());
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
fn every_node_of_the_corpora_is_found() {
    let Ok(corpora) = std::env::var("SEKISHO_CORPORA") else {
        println!("skipped: SEKISHO_CORPORA names no folder");
        return;
    };
    let mut passed = 0;
    walk(&Path::new(&corpora).join("manifests"), &mut |path| {
        let bytes = std::fs::read(path).unwrap();
        if bytes.len() < 200_000 {
            common::check(&bytes);
            passed += 1;
        }
    });
    println!("corpus manifests: {passed} passed, 0 failed, 0 skipped");
}

fn walk(path: &Path, each: &mut impl FnMut(&Path)) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            walk(&entry, each);
        }
    } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json") {
        each(path);
    }
}
