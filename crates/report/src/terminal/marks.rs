use annotate_snippets::{AnnotationKind, Element, Level, Snippet};

use super::layout::{width, wrap};
use crate::quote::Quote;

/// What a text under a snippet is narrower by: the bar, and a heading such as `= help:`.
const MARGIN: usize = 16;

/// What stands beside a quoted line: its number, here taken to have four digits, and the bar.
const GUTTER: usize = 7;

/// A marked place of a finding.
pub(super) struct Mark<'q> {
    /// What its text is called.
    pub(super) path: String,
    /// Its line.
    pub(super) quote: &'q Quote,
    /// Whether it is the finding's own or what it rests on.
    pub(super) kind: AnnotationKind,
    /// What is said about it.
    pub(super) label: Option<String>,
}

/// How many columns a text under a snippet has.
pub(super) fn columns(terminal: usize) -> usize {
    terminal.saturating_sub(MARGIN).max(24)
}

/// A text under a snippet.
pub(super) fn plain(text: &str, terminal: usize) -> Element<'static> {
    Level::NOTE.no_name().message(wrap(text, columns(terminal)).join("\n")).into()
}

/// Snippets for the marks, in their order; those on lines that follow each other share one.
pub(super) fn snippets(marks: Vec<Mark<'_>>, terminal: usize) -> Vec<Element<'static>> {
    let mut order: Vec<(usize, Mark<'_>)> = marks.into_iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| (&a.path, a.quote.line).cmp(&(&b.path, b.quote.line)));
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (index, mark) in order {
        match runs.last_mut().filter(|run| run.takes(&mark)) {
            Some(run) => run.push(index, mark),
            None => runs.push(Run::new(index, mark)),
        }
    }
    runs.sort_by_key(|run| run.index);
    runs.into_iter().flat_map(|run| run.draw(terminal)).collect()
}

/// Marks on lines that follow each other.
struct Run<'q> {
    /// The place of its first mark among all.
    index: usize,
    marks: Vec<Mark<'q>>,
}

impl<'q> Run<'q> {
    fn new(index: usize, mark: Mark<'q>) -> Self {
        Self { index, marks: vec![mark] }
    }

    fn takes(&self, mark: &Mark<'_>) -> bool {
        self.marks.last().is_some_and(|last| {
            let (line, before) = (mark.quote.line, last.quote.line);
            // A line that was cut to its mark shows that mark only.
            let same_line = line == before && mark.quote.text == last.quote.text;
            mark.path == last.path && (same_line || line == before + 1)
        })
    }

    fn push(&mut self, index: usize, mark: Mark<'q>) {
        self.index = self.index.min(index);
        self.marks.push(mark);
    }

    /// The lines with their labels, or with the labels below where a line has no room for them.
    fn draw(self, terminal: usize) -> Vec<Element<'static>> {
        let Some(first) = self.marks.first() else {
            return Vec::new();
        };
        let path = first.path.clone();
        let first_line = first.quote.line;
        let mut text = String::new();
        let mut at = 0;
        let mut last_line = None;
        let mut annotations = Vec::new();
        let mut below = Vec::new();
        for Mark { path: _, quote, kind, label } in self.marks {
            // The renderer counts the column in what it is given: what was cut away before the mark
            // becomes spaces, which it leaves out again.
            let before = quote.text.get(..quote.mark.start).unwrap_or_default();
            let cut = (quote.column as usize).saturating_sub(before.chars().count() + 1);
            if last_line != Some(quote.line) {
                if last_line.is_some() {
                    text.push('\n');
                }
                at = text.len();
                text.extend(std::iter::repeat_n(' ', cut));
                text.push_str(&quote.text);
                last_line = Some(quote.line);
            }
            let start = at + cut;
            let end = quote.text.get(..quote.mark.end).map_or(0, width);
            let fits = |label: &String| GUTTER + end + 1 + width(label) <= terminal;
            let beside = label.clone().filter(fits);
            if beside.is_none() {
                below.extend(label.map(|label| plain(&label, terminal)));
            }
            let span = start + quote.mark.start..start + quote.mark.end;
            annotations.push(kind.span(span).label(beside));
        }
        let snippet = Snippet::source(text)
            .line_start(first_line as usize)
            .path(path)
            .annotations(annotations);
        std::iter::once(snippet.into()).chain(below).collect()
    }
}
