//! From bytes to objects with their places: what one text gives. Pure.

use std::cell::{LazyCell, RefCell};

use sekisho_finding::{Problem, ProblemKind, Waiver, WaiverSource};
use sekisho_inventory::{Recognised, recognise};
use sekisho_source::{Document, InlineWaiver, Limits, Text};
use sekisho_value::{Keys, Route, Value};

use crate::pieces;
use crate::texts::PartStart;

/// The most problems that one text is worth; the others are counted.
const MOST_PROBLEMS: usize = 50;

/// An object and its place in its text.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The document, counted from 1.
    pub(crate) document: u32,
    /// The line of the document's first node, counted from 1.
    pub(crate) line: u32,
    /// The object in the document.
    pub(crate) base: Route,
    pub(crate) value: Value,
    pub(crate) duplicates: Vec<Route>,
    pub(crate) waivers: Vec<(Route, Waiver)>,
}

/// An object of a text that was read anew.
#[derive(Clone, Debug)]
pub struct ReadObject {
    /// The document, counted from 1.
    pub document: u32,
    /// The object in the document.
    pub base: Route,
    /// Everything in it.
    pub value: Value,
    /// Keys that stand more than once.
    pub duplicate_keys: Vec<Route>,
    /// Waivers in comments, each with the part of the object that it covers.
    pub waivers: Vec<(Route, Waiver)>,
}

/// The objects of a text, as [`collect`](crate::collect) reads them.
pub fn objects(text: &str, limits: &crate::Limits) -> Vec<ReadObject> {
    let entries = Content::read(text.as_bytes(), &limits.source).entries;
    let object = |entry: Entry| {
        let Entry { document, line: _, base, value, duplicates, waivers } = entry;
        ReadObject { document, base, value, duplicate_keys: duplicates, waivers }
    };
    entries.into_iter().map(object).collect()
}

/// What was in a text.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) documents: u64,
    pub(crate) empty: u64,
    pub(crate) other: u64,
    /// Elements of lists that are no objects.
    pub(crate) strays: u64,
    pub(crate) broken: u64,
    /// Documents that held objects, or a `List` of none.
    pub(crate) kubernetes: u64,
    pub(crate) entries: Vec<Entry>,
    pub(crate) problems: Vec<Problem>,
    /// Where the pieces begin that the text was read in, and where the last one ends; empty for a text
    /// that was read as a whole.
    pub(crate) parts: Vec<PartStart>,
    /// Problems that were left out because there are too many.
    left_out: u64,
    /// Line ends so far.
    lines: u32,
    /// Bytes so far, before they were decoded.
    bytes: u64,
}

thread_local! {
    /// One interner for each thread, for as long as it lives, so that keys are shared between files.
    static KEYS: RefCell<Keys> = RefCell::default();
}

impl Content {
    /// Reads a text, or a piece of one that consists of whole documents.
    pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Self {
        let mut content = Self::default();
        let problems = KEYS.with_borrow_mut(|keys| {
            sekisho_source::read(bytes, limits, keys, |document| content.document(document))
        });
        let text = LazyCell::new(|| Text::decode(bytes));
        let mut documents = content.documents;
        for problem in problems {
            match problem.document {
                Some(document) => documents = documents.max(u64::from(document)),
                // The text as a whole.
                None => documents += 1,
            }
            // A waiver that cannot be used breaks no document.
            let breaks = matches!(problem.kind, ProblemKind::Broken | ProblemKind::Limit);
            content.broken += u64::from(breaks);
            // Looking at the line costs a way through the text.
            let listed = content.problems.len() < MOST_PROBLEMS;
            content.problem(if listed {
                with_template_help(problem, || text.as_str())
            } else {
                problem
            });
        }
        content.documents = documents;
        content
    }

    /// Reads a piece of a longer text, to be appended to what came before it.
    pub(crate) fn read_piece(bytes: &[u8], limits: &Limits) -> Self {
        let mut content = Self::read(bytes, limits);
        content.lines = pieces::line_ends(bytes);
        if !bytes.is_ascii() {
            // Further characters end a line where the reader takes them for such. A binary text is
            // given up early, hence the larger number.
            let decoded = Text::decode(bytes);
            content.lines = content.lines.max(pieces::line_ends(decoded.as_str().as_bytes()));
        }
        content.bytes = bytes.len() as u64;
        content
    }

    /// A text that is known to hold no object.
    pub(crate) fn other() -> Self {
        Self { documents: 1, other: 1, ..Self::default() }
    }

    /// Notes that a piece ends here, and that the next one, if there is one, begins.
    pub(crate) fn begin_part(&mut self) {
        let (documents, lines) = (self.documents as u32, self.lines);
        self.parts.push(PartStart { bytes: self.bytes, documents, lines });
    }

    /// Adds what the next piece of the same text held.
    pub(crate) fn append(&mut self, next: Self) {
        let (documents, lines) = (self.documents as u32, self.lines);
        self.entries.extend(next.entries.into_iter().map(|entry| {
            Entry {
                document: entry.document + documents,
                line: entry.line + lines,
                waivers: entry
                    .waivers
                    .into_iter()
                    .map(|(route, waiver)| (route, moved(waiver, lines)))
                    .collect(),
                ..entry
            }
        }));
        for mut problem in next.problems {
            problem.document = problem.document.map(|document| document + documents);
            problem.line = problem.line.map(|line| line + lines);
            self.problem(problem);
        }
        self.documents += next.documents;
        self.empty += next.empty;
        self.other += next.other;
        self.strays += next.strays;
        self.broken += next.broken;
        self.kubernetes += next.kubernetes;
        self.left_out += next.left_out;
        self.lines += next.lines;
        self.bytes += next.bytes;
    }

    /// Adds a document that is longer than a text may be.
    pub(crate) fn too_long(&mut self, most: usize) {
        self.documents += 1;
        self.broken += 1;
        let message =
            format!("the document has more than {most} bytes, the bound on the length of a text");
        let problem = Problem::new(ProblemKind::Limit, String::new(), message)
            .in_document(self.documents as u32)
            .at(self.lines + 1, 1)
            .help("split it, or raise the bound");
        self.problem(Problem { path: None, ..problem });
    }

    /// Says how many problems were left out.
    pub(crate) fn finish(mut self) -> Self {
        if self.left_out > 0 {
            let message = format!("{} more documents could not be read", self.left_out);
            self.problems.push(Problem {
                path: None,
                ..Problem::new(ProblemKind::Broken, String::new(), message)
            });
            self.left_out = 0;
        }
        self
    }

    fn problem(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.left_out += 1;
        }
    }

    fn document(&mut self, document: Document) {
        self.documents = self.documents.max(u64::from(document.index));
        let objects = match recognise(document.value) {
            Recognised::Empty => {
                self.empty += 1;
                return;
            }
            Recognised::Other => {
                self.other += 1;
                return;
            }
            // A kustomization says how to make objects; no API server knows it.
            Recognised::Objects(objects, _)
                if objects.iter().all(|(_, value)| is_kustomize(value)) && !objects.is_empty() =>
            {
                self.other += 1;
                return;
            }
            Recognised::Objects(objects, strays) => {
                self.strays += strays;
                objects
            }
        };
        self.kubernetes += 1;
        let waivers = document.waivers;
        let mut duplicates: Vec<Route> =
            document.duplicates.into_iter().map(|duplicate| duplicate.route).collect();
        duplicates.dedup();
        for waiver in &waivers {
            let covers =
                |base: &Route| base.starts_with(&waiver.route) || waiver.route.starts_with(base);
            // Other scanners have no notion of it.
            if waiver.scanner.is_none() && !objects.iter().any(|(base, _)| covers(base)) {
                self.problem(Problem {
                    path: None,
                    line: Some(waiver.line),
                    ..Problem::new(
                        ProblemKind::Waiver,
                        String::new(),
                        "the waiver covers no object",
                    )
                    .in_document(document.index)
                    .help("write it beside a field of the object that it is about")
                });
            }
        }
        for (base, value) in objects {
            self.entries.push(Entry {
                document: document.index,
                line: document.line,
                duplicates: duplicates.iter().filter_map(|route| within(route, &base)).collect(),
                waivers: waivers.iter().flat_map(|waiver| waivers_of(waiver, &base)).collect(),
                base,
                value,
            });
        }
    }
}

/// The part of a route that lies in an object.
fn within(route: &Route, base: &Route) -> Option<Route> {
    route
        .starts_with(base)
        .then(|| route.steps().iter().skip(base.steps().len()).cloned().collect())
}

/// What a comment waives in an object: the part that it covers, or all of it where the comment
/// covers a list that the object is in.
fn waivers_of<'w>(
    waiver: &'w InlineWaiver,
    base: &Route,
) -> impl Iterator<Item = (Route, Waiver)> + use<'w> {
    let route = if base.starts_with(&waiver.route) {
        Some(Route::root())
    } else if waiver.whole_object {
        waiver.route.starts_with(base).then(Route::root)
    } else {
        within(&waiver.route, base)
    };
    route.into_iter().flat_map(move |route| {
        waiver.checks.iter().map(move |check| {
            let waiver = Waiver {
                check: check.clone(),
                scanner: waiver.scanner,
                reason: waiver.reason.clone(),
                until: waiver.until.clone(),
                source: WaiverSource::Comment { line: waiver.line },
            };
            (route.clone(), waiver)
        })
    })
}

fn moved(mut waiver: Waiver, lines: u32) -> Waiver {
    if let WaiverSource::Comment { line } = &mut waiver.source {
        *line += lines;
    }
    waiver
}

fn is_kustomize(value: &Value) -> bool {
    value
        .str_at(&["apiVersion"])
        .is_some_and(|version| version.starts_with("kustomize.config.k8s.io/"))
}

/// Names templating as the likely cause where the line has the marks of it.
fn with_template_help<'t>(problem: Problem, text: impl FnOnce() -> &'t str) -> Problem {
    let Some(line) = problem.line.filter(|_| problem.kind == ProblemKind::Broken) else {
        return problem;
    };
    let mut lines =
        text().split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    if lines.nth(line.saturating_sub(1) as usize).is_some_and(|line| line.contains("{{")) {
        return problem.help(
            "this looks like a template: scan what it renders to, or leave it out with a `.sekishoignore` file",
        );
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Content {
        Content::read(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn every_document_is_counted_once() {
        let content = read(
            "# c\n---\n---\napiVersion: v1\nkind: Pod\n---\na: [\n---\nb: 1\n---\napiVersion: v1\nkind: List\nitems: []\n",
        );
        assert_eq!(
            (content.documents, content.empty, content.other, content.broken, content.kubernetes),
            (5, 1, 1, 1, 2),
            "{:?}",
            content.problems
        );
    }

    #[test]
    fn pieces_add_up_to_the_whole() {
        let first = "---\napiVersion: v1\nkind: Pod\n---\na: [\n";
        let second = "---\napiVersion: v1\nkind: Pod\n---\nb: [\n";
        let piece = |text: &str| Content::read_piece(text.as_bytes(), &Limits::default());
        let mut joined = piece(first);
        joined.append(piece(second));
        let whole = read(&[first, second].concat());
        assert_eq!(joined.problems, whole.problems);
        let places = |content: &Content| {
            content.entries.iter().map(|entry| (entry.document, entry.line)).collect::<Vec<_>>()
        };
        assert_eq!(places(&joined), places(&whole));
        assert_eq!(joined.documents, whole.documents);
    }

    #[test]
    fn duplicate_keys_are_told_from_the_object_they_are_in() {
        let content = read(
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n- apiVersion: v1\n  kind: Pod\n  spec: {a: 1, a: 2}\n",
        );
        let routes: Vec<Vec<String>> = content
            .entries
            .iter()
            .map(|entry| entry.duplicates.iter().map(ToString::to_string).collect())
            .collect();
        assert_eq!(routes, [vec![], vec!["/spec/a".to_owned()]]);
    }

    #[test]
    fn waivers_in_comments_go_to_the_objects_that_they_cover() {
        let content = read(
            "apiVersion: v1\nkind: List\nmetadata:\n  x: 1 # sekisho: allow a none\nitems:  # sekisho: allow b all of them\n- apiVersion: v1\n  kind: Pod\n  spec:\n    hostPID: true # sekisho: allow c this one\n- apiVersion: v1\n  kind: Pod\n",
        );
        let waivers: Vec<Vec<String>> = content
            .entries
            .iter()
            .map(|entry| {
                entry
                    .waivers
                    .iter()
                    .map(|(route, waiver)| format!("{route} {}", waiver.check))
                    .collect()
            })
            .collect();
        assert_eq!(
            waivers,
            [vec![" b".to_owned(), "/spec/hostPID c".to_owned()], vec![" b".to_owned()]]
        );
        let kinds: Vec<_> =
            content.problems.iter().map(|problem| (problem.kind, problem.line)).collect();
        assert_eq!(kinds, [(ProblemKind::Waiver, Some(4))]);
        assert_eq!(content.broken, 0);
    }

    #[test]
    fn a_waiver_that_cannot_be_read_breaks_no_document() {
        let content = read("# sekisho: allow\napiVersion: v1\nkind: Pod\n");
        assert_eq!((content.documents, content.broken, content.kubernetes), (1, 0, 1));
        assert_eq!(content.problems.len(), 1);
    }

    #[test]
    fn templates_outside_a_chart_are_named() {
        let content = read("apiVersion: v1\nkind: Pod\nmetadata: {{ .Values.x }}\n  a: b\n");
        let helps: Vec<_> =
            content.problems.iter().filter_map(|problem| problem.help.as_deref()).collect();
        assert!(helps.iter().any(|help| help.contains("template")), "{:?}", content.problems);
    }

    #[test]
    fn many_broken_documents_are_counted_not_listed() {
        let content = read(&"---\na: [\n".repeat(500)).finish();
        assert_eq!(content.broken, 500);
        assert_eq!(content.problems.len(), MOST_PROBLEMS + 1);
    }
}
