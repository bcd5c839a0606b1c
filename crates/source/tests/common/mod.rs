//! Laws that hold for every text; shared by the tests that bring texts.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use sekisho_source::{Document, Limits, Located, Locator, Text, read_text};
use sekisho_value::{Keys, Route, Value};

/// Reads a text and checks that every node is found again at a place that reads as the same value.
pub(crate) fn check(bytes: &[u8]) -> Vec<Document> {
    let limits =
        Limits { depth: 60, scalar_bytes: 1 << 20, alias_nodes: 20_000, ..Limits::default() };
    let text = Text::decode(bytes);
    let mut documents = Vec::new();
    let problems = read_text(&text, &limits, &mut Keys::new(), |document| documents.push(document));
    let lines = text.as_str().matches(['\n', '\r']).count() as u32 + 1;
    for problem in &problems {
        assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)), "{problem:?}");
        assert!(
            !problem.message.contains(char::is_control) && !problem.message.is_empty(),
            "{problem:?}"
        );
    }
    let mut routes = Vec::new();
    for document in &documents {
        let mut route = Route::root();
        nodes(document.index, &document.value, &mut route, &mut routes);
    }
    let asked: Vec<(u32, &Route)> =
        routes.iter().map(|(index, route, _)| (*index, route)).collect();
    let found = Locator::with_limits(text.as_str(), limits.clone()).locate(&asked);
    for ((index, route, value), located) in routes.iter().zip(found) {
        let located = located.unwrap_or_else(|| {
            panic!("{route} of document {index} has no place in {:?}", text.as_str())
        });
        assert_eq!(located.missing, 0, "{route} of document {index}");
        reads_back(text.as_str(), &located, value, route);
    }
    documents
}

fn nodes<'v>(
    index: u32,
    value: &'v Value,
    route: &mut Route,
    all: &mut Vec<(u32, Route, &'v Value)>,
) {
    if all.len() > 20_000 {
        return;
    }
    all.push((index, route.clone(), value));
    for (key, value) in value.entries() {
        route.push(key);
        nodes(index, value, route, all);
        route.pop();
    }
    for (number, value) in value.items().iter().enumerate() {
        route.push(number);
        nodes(index, value, route, all);
        route.pop();
    }
}

fn reads_back(text: &str, located: &Located, value: &Value, route: &Route) {
    let span = located.value;
    let slice = text.get(span.start..span.end).unwrap();
    let before = text.get(..span.start).unwrap();
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let indent = before.get(line_start..).unwrap();
    assert_eq!(
        span.column as usize,
        indent
            .strip_prefix('\u{feff}')
            .filter(|_| line_start == 0)
            .unwrap_or(indent)
            .chars()
            .count()
            + 1,
        "{route}"
    );
    // Merges, aliases, tags and what only makes sense further out cannot be read by themselves.
    let properties: String = before.chars().rev().take(60).collect();
    if properties.contains(['!', '&']) || slice.contains(['&', '*', '!']) || slice.contains("<<") {
        return;
    }
    if matches!(value, Value::Map(_) | Value::Seq(_)) && text.contains('*') {
        return;
    }
    let again = match slice.bytes().next() {
        None => String::new(),
        Some(b'|' | b'>') => {
            let header = slice.split(['\n', '\r', '#', ' ']).next().unwrap();
            // An explicit indentation counts from what is around; blank lines alone depend on the end of
            // the text.
            let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
            if is_blank || header.contains(|c: char| c.is_ascii_digit()) {
                return;
            }
            format!("k: {slice}\n")
        }
        _ => format!("{}{slice}\n", " ".repeat(span.column as usize - 1)),
    };
    let mut read = Vec::new();
    let problems = read_text(
        &Text::decode(again.as_bytes()),
        &Limits::default(),
        &mut Keys::new(),
        |document| {
            read.push(document.value);
        },
    );
    let mut got = read.into_iter().next().unwrap_or_default();
    if slice.starts_with(['|', '>']) {
        got = got.get("k").cloned().unwrap_or_default();
        // What is kept of the blank lines at the end depends on the line that follows.
        let trimmed = |value: &Value| value.as_str().map(|text| text.trim_end().to_owned());
        if trimmed(&got) == trimmed(value) {
            return;
        }
    }
    if problems.is_empty() && same(&got, value) {
        return;
    }
    // What is around a collection in block style decides too: line breaks behind its last block scalar,
    // byte order marks in its columns, the indentation of the colon of a `?`.
    let is_collection = matches!(value, Value::Map(_) | Value::Seq(_));
    if is_collection && (slice.contains(['|', '>', '?']) || text.contains('\u{feff}')) {
        return;
    }
    if slice.contains("\t#") {
        // The parser lets a plain scalar go on behind a comment that stands behind a tab; `kubectl`
        // refuses the tab.
        return;
    }
    // In flow style text may hold what ends it elsewhere, and lines need no indentation.
    let wrapped = format!("[{slice}\n]");
    let mut read = Vec::new();
    read_text(
        &Text::decode(wrapped.as_bytes()),
        &Limits::default(),
        &mut Keys::new(),
        |document| {
            read.push(document.value);
        },
    );
    let flow = read.first().and_then(|list| list.items().first()).cloned().unwrap_or_default();
    assert!(
        same(&flow, value),
        "{route}: {slice:?} reads as {got:?} {problems:?}, not {value:?} in {text:?}"
    );
}

fn same(a: &Value, b: &Value) -> bool {
    // An empty flow element has no text.
    a == b || matches!((a, b), (Value::Float(a), Value::Float(b)) if a.to_bits() == b.to_bits())
}
