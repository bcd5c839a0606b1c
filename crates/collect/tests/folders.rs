//! What is read from folders, files and standard input, and into which worlds it goes.

mod lab;

use lab::{Lab, assert_counts_add_up, object};
use sekisho_collect::{NamedWorld, Silent, WorldRule, collect};
use sekisho_finding::Sources as _;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n";

#[test]
fn endings_and_ignore_files_decide_what_is_read() {
    let lab = Lab::new(&[
        ("a.yaml", POD),
        ("b.yml", SERVICE),
        ("c.json", r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"c"}}"#),
        ("README.md", "# no manifest"),
        (".hidden/x.yaml", POD),
        (".git/config.yaml", POD),
        ("left.yaml", POD),
        ("out/y.yaml", POD),
        ("out/keep/z.yaml", POD),
        (".gitignore", "out/\n"),
        (".sekishoignore", "left.yaml\n"),
        ("sub/.gitignore", "*.yaml\n!kept.yaml\n"),
        ("sub/dropped.yaml", POD),
        ("sub/kept.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\n"),
    ]);
    let collected = lab.collect(&[""]);
    assert_eq!(lab.worlds(&collected), [".: Pod a, Service a, Secret c, ConfigMap kept"]);
    assert_eq!(collected.counts.files, 4);
    // README.md, .hidden, .gitignore, .sekishoignore, left.yaml, out, sub/.gitignore, sub/dropped.yaml
    assert_eq!(collected.counts.ignored, 8);
    assert!(collected.problems.is_empty());
    assert_counts_add_up(&collected);
}

#[test]
fn what_is_named_is_read_whatever_its_ending() {
    let lab = Lab::new(&[("manifest.txt", POD), (".hidden.yaml", SERVICE), ("a.yaml", POD)]);
    let collected = lab.collect(&["manifest.txt", ".hidden.yaml"]);
    assert_eq!(lab.worlds(&collected), [".: Pod a, Service a"]);
}

#[test]
fn a_file_named_beside_its_folder_is_read_once() {
    let lab = Lab::new(&[("k/a.yaml", POD), ("k/b.yaml", SERVICE)]);
    let collected = lab.collect(&["k/a.yaml", "k", "k"]);
    assert_eq!(lab.worlds(&collected), ["k: Pod a, Service a"]);
    assert_eq!(collected.counts.files, 2);
}

#[test]
fn exclusions_of_the_command_line_win() {
    let lab = Lab::new(&[("a.yaml", POD), ("test/b.yaml", SERVICE)]);
    let mut request = lab.request(&[""]);
    request.exclude = vec!["test/".into()];
    let collected = collect(request, &Silent);
    assert_eq!(lab.worlds(&collected), [".: Pod a"]);
}

#[test]
fn other_yaml_and_json_is_counted_and_no_error() {
    let lab = Lab::new(&[
        ("compose.yaml", "services: {}\n"),
        ("empty.yaml", ""),
        ("comment.yaml", "# nothing\n"),
        ("package.json", r#"{"name":"x"}"#),
        ("tsconfig.json", "{ // with comments\n \"a\": 1, }"),
        ("list.json", "[1, 2]"),
        ("broken.json", "{\"a\": [}"),
    ]);
    let collected = lab.collect(&[""]);
    assert!(collected.problems.is_empty(), "{:?}", collected.problems);
    assert!(collected.snapshots.is_empty());
    assert_eq!(collected.counts.files, 7);
    assert_eq!(collected.counts.other, 5);
    assert_counts_add_up(&collected);
    // Whoever names it means it.
    let collected = lab.collect(&["broken.json"]);
    assert_eq!(collected.problems.len(), 1);
}

#[test]
fn a_broken_document_costs_itself_only() {
    let lab = Lab::new(&[("a.yaml", &format!("{POD}---\na: [\n---\n{SERVICE}"))]);
    let collected = lab.collect(&[""]);
    assert_eq!(lab.worlds(&collected), [".: Pod a, Service a"]);
    let problem = &collected.problems[0];
    assert_eq!((problem.document, collected.counts.unread), (Some(2), 1));
    assert!(problem.line.is_some_and(|line| line > 4), "{problem:?}");
    assert!(problem.path.as_deref().is_some_and(|path| path.ends_with("a.yaml")));
}

#[test]
fn standard_input_is_a_world_whose_text_is_kept() {
    let lab = Lab::new(&[("a.yaml", POD)]);
    let mut request = lab.request(&["a.yaml"]);
    request.paths.push("-".into());
    request.stdin = Box::new(SERVICE.as_bytes());
    let collected = collect(request, &Silent);
    assert_eq!(lab.worlds(&collected), ["-: Service a", ".: Pod a"]);
    let source =
        |world: usize| collected.snapshots[world].objects()[0].id.document.as_ref().unwrap().source;
    assert_eq!(collected.sources.name(source(0)), "-");
    assert_eq!(collected.sources.file(source(0)), None);
    assert_eq!(collected.sources.text(source(0)).as_deref(), Some(SERVICE));
    assert_eq!(collected.sources.text(source(1)).as_deref(), Some(POD));
    assert!(collected.sources.file(source(1)).is_some());

    // A text that changed is no longer the one that the objects came from.
    lab.write("a.yaml", "b: 1\n");
    assert_eq!(collected.sources.text(source(1)), None);
}

#[test]
fn environments_bases_and_projects_are_worlds_of_their_own() {
    let lab = Lab::new(&[
        ("env/dev/web.yaml", &object("Service", "web")),
        ("env/prod/web.yaml", &object("Service", "web")),
        ("app/base/web.yaml", &object("Service", "web")),
        ("app/overlays/eu/web.yaml", &object("Service", "web")),
    ]);
    for n in 0..10 {
        lab.write(&format!("projects/p{n}/web.yaml"), object("Service", "web"));
    }
    let collected = lab.collect(&[""]);
    assert_eq!(collected.snapshots.len(), 14);
    assert!(collected.snapshots.iter().all(|snapshot| snapshot.objects().len() == 1));
}

#[test]
fn the_command_line_can_say_what_belongs_together() {
    let lab = Lab::new(&[
        ("a/dev/x.yaml", &object("Service", "x")),
        ("a/prod/y.yaml", &object("Service", "w")),
        ("b/z.yaml", &object("Service", "z")),
    ]);
    let worlds = |rule: WorldRule| {
        let mut request = lab.request(&["a", "b"]);
        request.worlds = rule;
        lab.worlds(&collect(request, &Silent))
    };
    assert_eq!(worlds(WorldRule::Auto), ["a/dev: Service x", "a/prod: Service w", "b: Service z"]);
    assert_eq!(worlds(WorldRule::PerPath), ["a: Service x, Service w", "b: Service z"]);
    assert_eq!(worlds(WorldRule::One), ["all: Service x, Service w, Service z"]);
    let named =
        vec![NamedWorld { name: "live".into(), globs: vec!["prod/".into(), "z.yaml".into()] }];
    assert_eq!(worlds(WorldRule::Named(named)), ["a/dev: Service x", "live: Service w, Service z"]);
}

#[test]
fn the_order_is_that_of_the_names() {
    let names: Vec<String> = (0..40).map(|n| format!("f{n:02}.yaml")).collect();
    let lab = Lab::new(&[]);
    for name in names.iter().rev() {
        lab.write(name, object("Service", name));
    }
    let first = lab.worlds(&lab.collect(&[""]));
    assert!(first[0].starts_with(".: Service f00.yaml, Service f01.yaml"));
    assert_eq!(first, lab.worlds(&lab.collect(&[""])));
}

#[test]
fn a_long_stream_is_read_in_pieces_with_true_positions() {
    let one = format!("---\n{}data: {{x: \"{}\"}}\n", object("ConfigMap", "c"), "y".repeat(2000));
    let mut text = one.repeat(6000);
    text.push_str("---\na: [\n---\n");
    text.push_str(POD);
    let lab = Lab::new(&[("big.yaml", &text)]);
    let collected = lab.collect(&[""]);
    assert_eq!(collected.counts.objects, 6001);
    let problem = &collected.problems[0];
    assert_eq!(problem.document, Some(6001));
    assert!(problem.line.is_some_and(|line| line >= 6000 * 6 + 2), "{problem:?}");
    let last = collected.snapshots[0].objects().last().unwrap();
    assert_eq!(last.id.document.as_ref().unwrap().index, 6002);
}

#[test]
fn comments_waive_and_duplicate_keys_are_told() {
    let lab = Lab::new(&[(
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true # sekisho: allow host-network it is the exporter\n  hostNetwork: true\n",
    )]);
    let collected = lab.collect(&[""]);
    let object = &collected.snapshots[0].objects()[0];
    assert_eq!(object.duplicate_keys.len(), 1);
    assert_eq!(object.duplicate_keys[0].to_string(), "/spec/hostNetwork");
}
