//! Edits change what they mean to change and keep the rest as it is written.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use sekisho_finding::Edit;
use sekisho_source::{EditError, Editor, apply};
use sekisho_value::{Route, Value};

fn route(pointer: &str) -> Route {
    pointer
        .split('/')
        .skip(1)
        .map(|step| step.parse::<usize>().map_or_else(|_| step.into(), Into::into))
        .collect()
}

fn set(text: &str, pointer: &str, json: &str) -> Result<String, EditError> {
    let value: Value = serde_json::from_str(json).unwrap();
    apply(text, 1, &[Edit::Set { route: route(pointer), value }])
}

fn remove(text: &str, pointer: &str) -> Result<String, EditError> {
    apply(text, 1, &[Edit::Remove { route: route(pointer) }])
}

#[track_caller]
fn sets(text: &str, pointer: &str, json: &str, expected: &str) {
    assert_eq!(set(text, pointer, json).as_deref(), Ok(expected));
}

#[track_caller]
fn removes(text: &str, pointer: &str, expected: &str) {
    assert_eq!(remove(text, pointer).as_deref(), Ok(expected));
}

#[test]
fn scalars_are_set_in_place() {
    sets("a: 1 # c\nb: 2\n", "/a", "true", "a: true # c\nb: 2\n");
    sets("a: 'x'\n", "/a", "\"yes\"", "a: \"yes\"\n");
    sets("a: \"x\n  y\"\n", "/a", "\"z\"", "a: z\n");
    sets("a: |\n  x\n\n  y\n\nb: 1\n", "/a", "5", "a: 5\n\nb: 1\n");
    sets("a:\n", "/a", "5", "a: 5\n");
    sets("a: # c\nb: 1\n", "/a", "5", "a: 5 # c\nb: 1\n");
    sets("- a\n- b\n", "/1", "\"c\"", "- a\n- c\n");
    sets("a: {b: 1, c: 2}\n", "/a/b", "\"x: y\"", "a: {b: \"x: y\", c: 2}\n");
    sets("a:\n  b: 1\n  c: 2 # c\nd: 1\n", "/a", "null", "a: null # c\nd: 1\n");
    sets("x: &b 1\na: *b\n", "/a", "2", "x: &b 1\na: 2\n");
    sets("{\"a\": {\"b\": 1}}", "/a/b", "\"x\"", "{\"a\": {\"b\": \"x\"}}");
}

#[test]
fn entries_are_added_behind_the_last_one() {
    sets("a:\n  b: 1 # c\n# d\ne: 2\n", "/a/x", "true", "a:\n  b: 1 # c\n  x: true\n# d\ne: 2\n");
    sets(
        "c:\n- name: x\n  image: y\n- name: z",
        "/c/0/p",
        "false",
        "c:\n- name: x\n  image: y\n  p: false\n- name: z",
    );
    sets(
        "spec:\n    containers:\n    - name: x\n",
        "/spec/containers/0/securityContext/capabilities/drop",
        "[\"ALL\"]",
        "spec:\n    containers:\n    - name: x\n      securityContext:\n          capabilities:\n              drop:\n              - ALL\n",
    );
    sets("a: {b: 1}\n", "/a/c/d", "[1, {\"e\": null}]", "a: {b: 1, c: {d: [1, {e: null}]}}\n");
    sets("a: {}\nb: 1\n", "/a/c", "1", "a:\n  c: 1\nb: 1\n");
    sets("a: # why\nb: 1\n", "/a/c/d", "1", "a: # why\n  c:\n    d: 1\nb: 1\n");
    sets("a: null # why\nb: 1\n", "/a/c", "1", "a: # why\n  c: 1\nb: 1\n");
    sets("a: [1, 2]\n", "/a/2", "3", "a: [1, 2, 3]\n");
    sets("a:\n- 1\n- 2\n", "/a/2", "{\"b\": 1, \"c\": [2]}", "a:\n- 1\n- 2\n- b: 1\n  c:\n  - 2\n");
    sets("a: []\n", "/a/0", "1", "a:\n  - 1\n");
    sets("a: 1\r\nb: 2\r\n", "/c/d", "1", "a: 1\r\nb: 2\r\nc:\r\n  d: 1\r\n");
    sets("a: |+\n  x\n\n", "/b", "1", "a: |+\n  x\n\nb: 1\n");
    sets(
        "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n",
        "/a/c",
        "{\"d\": 2}",
        "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": {\"d\": 2}\n  }\n}\n",
    );
    sets("b: &b {x: 1}\na:\n  <<: *b\n", "/a/x", "2", "b: &b {x: 1}\na:\n  <<: *b\n  x: 2\n");
}

#[test]
fn entries_and_elements_are_taken_out_with_their_lines() {
    removes("a: 1\nb: # c\n  x: 1\n  y: 2 # d\nc: 3\n", "/b", "a: 1\nc: 3\n");
    removes("a: 1\nb: 2\n", "/b", "a: 1\n");
    removes("a:\n  b: 1\nc: 2\n", "/a/b", "a: {}\nc: 2\n");
    removes("c:\n- name: x\n  image: y\n", "/c/0/name", "c:\n- image: y\n");
    removes("c:\n- name: x\n  image: y\n- 2\n", "/c/0", "c:\n- 2\n");
    removes("c:\n- 1\nd: 1\n", "/c/0", "c: []\nd: 1\n");
    removes("a: {b: 1, c: 2, d: 3}\n", "/a/c", "a: {b: 1, d: 3}\n");
    removes("a: {b: 1, c: 2, d: 3}\n", "/a/d", "a: {b: 1, c: 2}\n");
    removes("a: [1]\n", "/a/0", "a: []\n");
    removes("a: 1\n", "/b/c", "a: 1\n");
}

#[test]
fn other_documents_stay() {
    let text = "# top\na: 1\n---\nb: 2\n---\nbroken: [\n";
    let edit = Edit::Set { route: route("/c"), value: Value::from(3) };
    assert_eq!(
        apply(text, 2, &[edit]).as_deref(),
        Ok("# top\na: 1\n---\nb: 2\nc: 3\n---\nbroken: [\n")
    );
}

#[test]
fn what_would_change_something_else_is_refused() {
    let text = "x: &b {z: 1}\na: *b\nm:\n  <<: *b\n";
    assert_eq!(set(text, "/a/z", "2"), Err(EditError::Shared { route: route("/a/z") }));
    assert_eq!(set(text, "/x/z", "2"), Err(EditError::Shared { route: route("/x/z") }));
    assert_eq!(remove(text, "/m/z"), Err(EditError::Shared { route: route("/m/z") }));
    assert_eq!(set("a: 1\n", "/a/b", "2"), Err(EditError::NoPlace { route: route("/a/b") }));
    assert_eq!(set("a: [\n", "/a", "2"), Err(EditError::NoDocument { document: 1 }));
    assert_eq!(set("a: [1]\n", "/a/5", "2"), Err(EditError::NoPlace { route: route("/a/5") }));
    assert_eq!(set("a: !!str 1\n", "/a", "2"), Err(EditError::Unsafe { route: route("/a") }));
}

#[test]
fn what_is_added_is_indented_as_the_document_is() {
    sets(
        "spec:\n    a: 1\n    list:\n    - x: 1\n",
        "/spec/c/d",
        "[{\"e\": {\"f\": [1]}}]",
        "spec:\n    a: 1\n    list:\n    - x: 1\n    c:\n        d:\n        - e:\n              f:\n              - 1\n",
    );
    sets("a:\n- x: {}\n", "/a/0/k/z", "[1]", "a:\n- x: {}\n  k:\n    z:\n    - 1\n");
}

#[test]
fn line_breaks_stay_those_of_the_text() {
    sets(
        "spec:\r\n  securityContext:\r\n  a: 1\r\n",
        "/spec/securityContext/x",
        "{\"k\": true}",
        "spec:\r\n  securityContext:\r\n    x:\r\n      k: true\r\n  a: 1\r\n",
    );
    sets("\u{feff}a:\r\n  b: {}\r\n", "/a/b/c", "1", "\u{feff}a:\r\n  b:\r\n    c: 1\r\n");
    removes("a: 1\r\nb:\r\n  c: 2\r\n  d: 3\r\n", "/b/c", "a: 1\r\nb:\r\n  d: 3\r\n");
    sets("a: 1\rb: 2\r", "/c/d", "1", "a: 1\rb: 2\rc:\r  d: 1\r");
    // Without an end to the last line there is none afterwards.
    sets("a:\n  b: 1", "/a/c", "2", "a:\n  b: 1\n  c: 2");
    removes("a: 1\nb: 2", "/b", "a: 1\n");
}

#[test]
fn comments_stay_where_they_are() {
    removes(
        "c:\n- name: x # which\n  # the image\n  image: y\n",
        "/c/0/name",
        "c:\n- # the image\n  image: y\n",
    );
    removes(
        "a:\n  # why b\n  b: 1 # b\n\n  # why c\n  c: 2\n",
        "/a/c",
        "a:\n  # why b\n  b: 1 # b\n\n  # why c\n",
    );
    removes("a:\n  # why b\n  b: 1\nc: 2\n", "/a/b", "a: {}  # why b\nc: 2\n");
    sets(
        "securityContext: ~ # to do\nimage: x\n",
        "/securityContext/a",
        "true",
        "securityContext: # to do\n  a: true\nimage: x\n",
    );
    sets(
        "a:\n  b: |\n    text # no comment\n  # below\nc: 1\n",
        "/a/d",
        "1",
        "a:\n  b: |\n    text # no comment\n  d: 1\n  # below\nc: 1\n",
    );
    sets("a:\n  b: >-\n    x\n\n    y\n", "/a/c", "1", "a:\n  b: >-\n    x\n\n    y\n  c: 1\n");
}

#[test]
fn flow_style_and_json_stay_what_they_are() {
    sets(
        "c: [{name: x, securityContext: {}}, {name: y}]\n",
        "/c/0/securityContext/a",
        "[\"ALL\"]",
        "c: [{name: x, securityContext: {a: [ALL]}}, {name: y}]\n",
    );
    removes("c: {\n  a: 1,\n  b: 2\n}\n", "/c/b", "c: {\n  a: 1\n}\n");
    removes("c: {\n  a: 1, # one\n  b: 2 # two\n}\n", "/c/a", "c: {\n  b: 2 # two\n}\n");
    sets(
        "{\n\t\"a\": {\n\t\t\"b\": [1]\n\t}\n}\n",
        "/a/c",
        "true",
        "{\n\t\"a\": {\n\t\t\"b\": [1],\n\t\t\"c\": true\n\t}\n}\n",
    );
    removes("{\"a\":1,\"b\":2}", "/b", "{\"a\":1}");
    sets("{\"a\":{}}", "/a/b/c", "\"日本\"", "{\"a\":{\"b\": {\"c\": \"日本\"}}}");
}

#[test]
fn unusual_text_is_no_obstacle() {
    sets("名前: 値 # 注\nb: 1\n", "/名前", "\"別\"", "名前: \"別\" # 注\nb: 1\n");
    sets("日: {月: 1}\n", "/日/火", "2", "日: {月: 1, \"火\": 2}\n");
    let long = format!("a: {}\nb:\n  c: 1\n", "x".repeat(200_000));
    assert_eq!(set(&long, "/b/d", "2"), Ok(format!("{long}  d: 2\n")));
    sets("a:\tb\nc:\t\n", "/c/d", "1", "a:\tb\nc:\n  d: 1\n");
    sets("? a\n: b: 1\n", "/a/c", "2", "? a\n: b: 1\n  c: 2\n");
}

#[test]
fn anchors_that_are_used_elsewhere_are_left() {
    let shared = |pointer: &str| Err(EditError::Shared { route: route(pointer) });
    let nested = "a: &a\n  b: &b\n    c: 1\n  d: *b\ne:\n  <<: *a\n";
    assert_eq!(set(nested, "/a/b/x", "1"), shared("/a/b/x"));
    assert_eq!(set(nested, "/a/x", "1"), shared("/a/x"));
    assert_eq!(remove(nested, "/a/b/c"), shared("/a/b/c"));
    assert_eq!(remove(nested, "/e/b"), shared("/e/b"));
    sets("a: &a\n  b: 1\nc: 1\n", "/a/d", "2", "a: &a\n  b: 1\n  d: 2\nc: 1\n");
    sets("a: &a {b: 1}\nc:\n  <<: *a\n", "/c/d", "2", "a: &a {b: 1}\nc:\n  <<: *a\n  d: 2\n");
}

#[test]
fn of_several_entries_the_last_one_is_kept() {
    let keep =
        |text: &str, pointer: &str| apply(text, 1, &[Edit::KeepLast { route: route(pointer) }]);
    assert_eq!(
        keep("a: 1\nb:\n  x: 1\n  y: 2\nc: 3\nb: # last\n  y: 2\nb: 3\n", "/b").as_deref(),
        Ok("a: 1\nc: 3\nb: 3\n")
    );
    assert_eq!(keep("a: {x: 1, y: 2, x: 3}\n", "/a/x").as_deref(), Ok("a: {y: 2, x: 3}\n"));
    assert_eq!(keep("{\"a\": 1, \"a\": 2}", "/a").as_deref(), Ok("{\"a\": 2}"));
    assert_eq!(keep("- a: 1\n  a: 2\n", "/0/a").as_deref(), Ok("- a: 2\n"));
    assert_eq!(keep("a: 1\n", "/a").as_deref(), Ok("a: 1\n"));
}

#[test]
fn changes_of_one_text_are_made_or_refused_by_themselves() {
    let text = "# top\n---\na: 1\n---\n...\n---\nb: &b {x: 1}\nc: *b\n---\nd:\n  e: 1\n";
    let set = |pointer: &str| Edit::Set { route: route(pointer), value: Value::from(2) };
    let mut editor = Editor::new(text);
    assert_eq!(editor.edit(1, &[set("/a")]), Ok(()));
    assert!(editor.edit(3, &[set("/d"), set("/b/x")]).is_err());
    assert_eq!(editor.edit(4, &[set("/d/f")]), Ok(()));
    assert_eq!(editor.edit(4, &[set("/d/f"), set("/d/g")]), Ok(()));
    assert_eq!(editor.edit(9, &[set("/a")]), Err(EditError::NoDocument { document: 9 }));
    assert_eq!(
        editor.finish().as_deref(),
        Ok(
            "# top\n---\na: 2\n---\n...\n---\nb: &b {x: 1}\nc: *b\n---\nd:\n  e: 1\n  f: 2\n  g: 2\n"
        )
    );
}

#[test]
fn a_key_is_renamed_where_it_stands() {
    let rename = |text: &str, pointer: &str, to: &str| {
        apply(text, 1, &[Edit::Rename { route: route(pointer), to: to.to_owned() }])
    };
    assert_eq!(
        rename("a:\n  \"b\": # why\n    c: 1\n  d: 2\n", "/a/b", "x y").as_deref(),
        Ok("a:\n  x y: # why\n    c: 1\n  d: 2\n")
    );
    assert_eq!(rename("{\"a\": 1}", "/a", "b").as_deref(), Ok("{\"b\": 1}"));
    assert_eq!(rename("a: {b: 1} # c", "/a/b", "d").as_deref(), Ok("a: {d: 1} # c"));
    let taken = Err(EditError::NoPlace { route: route("/a") });
    assert_eq!(rename("a: 1\nb: 2\n", "/a", "b"), taken);
    assert_eq!(rename("b: 2\n", "/a", "c"), taken);
    // The first of two entries would come back to life.
    assert!(rename("a: 1\na: 2\n", "/a", "b").is_err());
}
