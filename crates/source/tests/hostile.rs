//! What means harm costs little and is told.

use std::fmt::Write as _;

use sekisho_finding::{Problem, ProblemKind};
use sekisho_source::{Document, Limits, Locator, read};
use sekisho_value::{Keys, Route, Value};

fn reading(text: impl AsRef<[u8]>) -> (Vec<Document>, Vec<Problem>) {
    let mut documents = Vec::new();
    let problems = read(text.as_ref(), &Limits::default(), &mut Keys::new(), |document| {
        documents.push(document);
    });
    (documents, problems)
}

#[track_caller]
fn refused(text: impl AsRef<[u8]>, kind: ProblemKind, message: &str) -> Problem {
    let (documents, mut problems) = reading(text);
    assert!(documents.is_empty());
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    assert_eq!((problem.kind, problem.message.as_str()), (kind, message));
    assert!(problem.help.is_some());
    problem
}

#[test]
fn a_billion_laughs_are_cut_short() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", [alias.as_str(); 9].join(", "));
    }
    refused(
        &text,
        ProblemKind::Limit,
        "anchors and aliases add more than 1000000 nodes to this document",
    );
    assert!(Locator::new(&text).span(1, &Route::keys(["a11"]).then(8).then(8)).is_some());
    let mut text = String::from("a0: &a0 {x: 1}\n");
    for level in 1..40 {
        let _ = writeln!(text, "a{level}: &a{level} {{<<: [*a{0}, *a{0}]}}", level - 1);
    }
    let (documents, problems) = reading(&text);
    assert!(documents.len() == 1 || problems[0].kind == ProblemKind::Limit);
    let _ = Locator::new(&text).span(1, &Route::keys(["a39", "missing"]));
}

#[test]
fn a_long_string_that_aliases_repeat_counts_by_its_length() {
    let mut text = format!("a: &a {}\nb:\n", "x".repeat(1 << 20));
    text.push_str(&"- *a\n".repeat(200));
    refused(
        &text,
        ProblemKind::Limit,
        "anchors and aliases add more than 1000000 nodes to this document",
    );
}

#[test]
fn a_hundred_thousand_levels_are_too_many() {
    let message = "maps and lists are nested deeper than 200 levels";
    for piece in ["[", "{a: ", "- ", "{\"a\":", "[{\"a\":", "!!seq [", "&a ["] {
        refused(piece.repeat(100_000), ProblemKind::Limit, message);
    }
    refused("{\"a\":[".repeat(100_000), ProblemKind::Limit, message);
    refused("? ".repeat(100_000), ProblemKind::Broken, "a map key is no text but map");
    let mut text = String::new();
    for level in 0..1000 {
        let _ = writeln!(text, "{}a:", " ".repeat(level));
    }
    refused(&text, ProblemKind::Limit, message);
    let (documents, problems) = reading("[".repeat(200) + &"]".repeat(200));
    assert_eq!((documents.len(), problems.len()), (1, 0));
}

#[test]
fn a_long_line_is_bounded() {
    let line = format!("a: {}\n---\nb: 1\n", "x".repeat(4 << 20));
    let limits = Limits { scalar_bytes: 1 << 20, ..Limits::default() };
    let mut indexes = Vec::new();
    let problems =
        read(line.as_bytes(), &limits, &mut Keys::new(), |document| indexes.push(document.index));
    assert_eq!(indexes, [2]);
    assert_eq!(problems[0].message, "a scalar is longer than 1048576 bytes");
    let line = format!("a: {}\n---\nb: 1\n", "x".repeat(64 << 20));
    let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
    let problems = read(line.as_bytes(), &limits, &mut Keys::new(), |_| panic!("nothing is read"));
    assert_eq!(problems[0].message, "the text has 67108877 bytes, more than 1048576");
    assert_eq!((problems[0].kind, problems[0].document), (ProblemKind::Limit, None));
}

#[test]
fn there_are_not_too_many_documents() {
    let limits = Limits { documents: 3, ..Limits::default() };
    for text in ["a: 1\n---\nb: 1\n---\n---\nc: 1\n---\n", "{} {} {} {} {}"] {
        let mut count = 0;
        let problems = read(text.as_bytes(), &limits, &mut Keys::new(), |_| count += 1);
        assert_eq!((count, problems.len()), (3, 1));
        assert_eq!(problems[0].message, "the text has more than 3 documents");
    }
}

#[test]
fn many_duplicates_take_no_quadratic_time() {
    let mut text = String::new();
    for number in 0..100_000 {
        let _ = writeln!(text, "k{number}: 1");
    }
    text.push_str("k5: 2\n");
    let (documents, _) = reading(&text);
    assert_eq!(documents[0].value.as_map().unwrap().len(), 100_000);
    assert_eq!(documents[0].value.get("k5"), Some(&Value::Int(2)));
    let (documents, _) = reading("a: 1\n".repeat(100_000));
    assert_eq!(documents[0].duplicates.len(), 1000);
}

#[test]
fn bytes_that_are_no_text_cost_their_document_only() {
    let (documents, problems) = reading(b"a: 1\n---\nb: \xff\n---\nc: \x00\n---\nd: 4\n");
    let indexes: Vec<u32> = documents.iter().map(|document| document.index).collect();
    assert_eq!(indexes, [1, 4]);
    let told: Vec<_> =
        problems.iter().map(|p| (p.document, p.line, p.column, p.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (Some(2), Some(3), Some(4), "the byte at offset 12 is no UTF-8"),
            (Some(3), Some(5), Some(4), "the control character U+0000 may not stand in YAML"),
        ]
    );
    let problem = &reading([0x80; 4096]).1[0];
    assert_eq!(problem.message, "this is no text: the byte at offset 0 is no UTF-8");
    // Go's JSON takes what is no UTF-8 and puts U+FFFD there.
    let (documents, problems) = reading(b"{\"a\": \"\xff\"}");
    assert_eq!((documents[0].value.str_at(&["a"]), problems.len()), (Some("\u{fffd}"), 0));
    refused(
        b"{\"a\": \"\0\"}",
        ProblemKind::Broken,
        "the control character U+0000 may not stand in YAML",
    );
}

#[test]
fn keys_cannot_hide_behind_line_ends_that_editors_do_not_show() {
    for end in ["\u{85}", "\u{2028}", "\u{2029}", "\r"] {
        let (documents, _) = reading(format!("spec:\n  # fine{end}  hostNetwork: true\n"));
        assert_eq!(documents[0].value.bool_at(&["spec", "hostNetwork"]), Some(true), "{end:?}");
    }
}

#[test]
fn broken_documents_are_told_and_the_others_read() {
    let text = "a: [1\n---\nb: 2\n---\nc: 'x\n---\nd: {{ .Values.d }}\n---\ne: *none\n---\nf: 6\n";
    let (documents, problems) = reading(text);
    let indexes: Vec<u32> = documents.iter().map(|document| document.index).collect();
    assert_eq!(indexes, [2, 6]);
    let told: Vec<_> =
        problems.iter().map(|p| (p.document.unwrap(), p.line.unwrap(), p.kind)).collect();
    let broken = ProblemKind::Broken;
    assert_eq!(told, [(1, 1, broken), (3, 6, broken), (4, 7, broken), (5, 9, broken)]);
    assert!(problems[2].help.as_deref().unwrap().contains("template"));
}

#[test]
fn texts_of_json() {
    let (documents, problems) =
        reading("{\"a\": 1.0, \"b\": 1e3, \"a\": 2}\n{\"c\": \"\\ud83d\\ude00\\ud800\"}[3]\n");
    assert_eq!(problems, []);
    assert_eq!(documents[0].value.get("a"), Some(&Value::Int(2)));
    assert_eq!(documents[0].value.get("b"), Some(&Value::Float(1000.0)));
    let duplicate = &documents[0].duplicates[0];
    assert_eq!(
        (duplicate.route.to_string().as_str(), duplicate.line, duplicate.column),
        ("/a", 1, 22)
    );
    assert_eq!(documents[1].value.str_at(&["c"]), Some("😀\u{fffd}"));
    assert_eq!((documents[1].line, documents.len()), (2, 3));
    // JSON first, YAML after a marker.
    let (documents, problems) = reading("{\"a\": 1}\n---\nb: 1\n");
    assert_eq!((documents.len(), problems.len(), documents[1].index), (2, 0, 2));
    // A flow map of YAML.
    let (documents, problems) = reading("{a: 1}\n---\nb: 1\n");
    assert_eq!((documents.len(), problems.len()), (2, 0));
    let (_, problems) = reading("{\"a\": 1,, \"b\": 2}");
    assert_eq!(
        (problems[0].column, problems[0].message.as_str()),
        (Some(9), "`,` stands where a key in double quotes is due")
    );
    let (documents, problems) = reading("{\"a\": 1} {\"a\": ");
    assert_eq!((documents.len(), problems[0].document), (1, Some(2)));
}
