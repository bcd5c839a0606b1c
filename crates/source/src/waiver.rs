mod scanners;

use memchr::memmem;
use sekisho_finding::{Problem, ProblemKind, Scanner, Waiver};
use sekisho_value::Route;

use crate::lines::Lines;
use crate::tree::{Name, NodeId, Shape, Tree};

/// A waiver in a comment: `# sekisho: allow host-network until=2027-03-31 the exporter needs it`.
///
/// Behind a node it is about that node: about the element where a dash stands on the line, otherwise
/// about the field whose key does. On a line of its own it is about the next field or element, and
/// before the first one about the whole document. It always covers everything inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineWaiver {
    /// Slugs or ids of the checks, or ids of another scanner.
    pub checks: Vec<String>,
    /// The scanner in whose words it is written; none where it is ours.
    pub scanner: Option<Scanner>,
    /// Why it is fine.
    pub reason: Option<String>,
    /// Last day on which it holds, `2027-03-31`; whatever was written if that is no day.
    pub until: Option<String>,
    /// The comment's line, counted from 1.
    pub line: u32,
    /// The node that it is about.
    pub route: Route,
    /// Whether it is about the whole object that the node is in, as the waivers of some scanners are.
    pub whole_object: bool,
}

const MARK: &str = "sekisho:";

/// Whether a text may have waivers; most have none and pay no more than this.
pub(crate) fn may_have(text: &str) -> bool {
    let has = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    has(MARK) || scanners::MARKS.into_iter().any(has)
}

/// The waivers among the comments of a document, which stands in `chunk` beginning at byte `base`.
pub(crate) fn find(
    chunk: &str,
    base: usize,
    tree: &Tree<'_>,
    document: u32,
    lines: &mut Lines<'_>,
) -> (Vec<InlineWaiver>, Vec<Problem>) {
    let mut waivers = Vec::new();
    let mut problems = Vec::new();
    let marks = marks(chunk);
    let places = if marks.is_empty() { return (waivers, problems) } else { Places::of(tree) };
    let is_text = |at: usize| places.is_text(base + at);
    let mut last = None;
    for (mark, form) in marks {
        let comment = match form {
            Form::Ours => comment_start(chunk, mark).filter(|at| !is_text(*at)),
            Form::Scanners => comment_around(chunk, mark, is_text),
        };
        // A comment may have several marks of other scanners; all of them are read at once.
        let Some(comment) = comment.filter(|at| last != Some((*at, form))) else { continue };
        last = Some((comment, form));
        let (line, column) = lines.seek(base + comment);
        let until_line_end = |from: usize| {
            chunk.get(from..).unwrap_or_default().split(['\n', '\r']).next().unwrap_or_default()
        };
        let about = places.about(chunk, base, comment);
        if form == Form::Scanners {
            let Some(route) = about else { continue };
            let here = |waiver| InlineWaiver { line, route: route.clone(), ..waiver };
            waivers.extend(scanners::parse(until_line_end(comment)).into_iter().map(here));
            continue;
        }
        let mut problem = |message: String, help: &str| {
            problems.push(Problem {
                kind: ProblemKind::Waiver,
                path: None,
                document: Some(document),
                line: Some(line),
                column: Some(column),
                message,
                help: Some(help.to_owned()),
            });
        };
        match (parse(until_line_end(mark + MARK.len())), about) {
            (Err((message, help)), _) => problem(message, help),
            (Ok(parsed), Some(route)) => waivers.push(InlineWaiver { line, route, ..parsed }),
            (Ok(_), None) => problem(
                "no field follows this waiver in its document".to_owned(),
                "put it before the field that it is about, behind the `---`",
            ),
        }
    }
    (waivers, problems)
}

/// In whose words a waiver is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Ours,
    Scanners,
}

/// Where the words stand that waivers have, in the order of the text.
fn marks(chunk: &str) -> Vec<(usize, Form)> {
    let find =
        |mark: &str| memmem::find_iter(chunk.as_bytes(), mark.as_bytes()).collect::<Vec<_>>();
    let ours = find(MARK).into_iter().map(|at| (at, Form::Ours));
    let scanners = scanners::MARKS.into_iter().flat_map(find).map(|at| (at, Form::Scanners));
    let mut marks: Vec<_> = ours.chain(scanners).collect();
    marks.sort_unstable();
    marks
}

/// Where the comment begins that a mark stands in; `is_text` tells what stands in a scalar.
fn comment_around(chunk: &str, mark: usize, is_text: impl Fn(usize) -> bool) -> Option<usize> {
    let before = chunk.get(..mark)?;
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let hashes = before.get(line..)?.match_indices('#').map(|(at, _)| line + at);
    hashes.into_iter().find(|at| {
        let before = chunk.get(..*at).unwrap_or_default();
        (before.is_empty() || before.ends_with([' ', '\t', '\n', '\r'])) && !is_text(*at)
    })
}

/// Where the comment begins whose text begins with the mark.
fn comment_start(chunk: &str, mark: usize) -> Option<usize> {
    let before = chunk.get(..mark)?.trim_end_matches([' ', '\t']);
    let before = before.strip_suffix('#')?;
    (before.is_empty() || before.ends_with([' ', '\t', '\n', '\r'])).then_some(before.len())
}

const FORM: &str = "write `# sekisho: allow check-name`, more checks behind commas, then `until=2027-03-31` and the reason if there are any";

/// Reads what stands behind `sekisho:`. Line and route are the caller's.
fn parse(text: &str) -> Result<InlineWaiver, (String, &'static str)> {
    let (verb, rest) = split_word(text.trim());
    if verb != "allow" {
        return Err((format!("`{verb}` is nothing that a comment can ask for"), FORM));
    }
    let mut checks = Vec::new();
    let mut rest = rest;
    loop {
        let (word, after) = split_word(rest);
        let mut more = word.ends_with(',');
        for check in word.split(',').filter(|check| !check.is_empty()) {
            if !is_check(check) {
                return Err((format!("`{check}` is no name of a check"), FORM));
            }
            checks.push(check.to_owned());
        }
        rest = after;
        if let Some(after) = rest.strip_prefix(',') {
            rest = after.trim_start();
            more = true;
        }
        if !more || rest.is_empty() {
            break;
        }
    }
    if checks.is_empty() {
        return Err(("this waiver names no check".to_owned(), FORM));
    }
    let (until, reason) = Waiver::end_and_reason(rest);
    let (line, route) = (0, Route::root());
    Ok(InlineWaiver { checks, scanner: None, reason, until, line, route, whole_object: false })
}

fn split_word(text: &str) -> (&str, &str) {
    match text.split_once([' ', '\t']) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}

fn is_check(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
}

/// A field, an element or the whole document.
struct Place {
    /// Its key or dash.
    at: usize,
    end: usize,
    depth: usize,
    route: Route,
}

/// The places of a document in the order of the text, what contains others before those.
struct Places {
    all: Vec<Place>,
    /// What scalars cover: a `#` in there begins no comment.
    texts: Vec<(usize, usize)>,
}

impl Places {
    fn of(tree: &Tree<'_>) -> Self {
        let mut places = Self { all: Vec::new(), texts: Vec::new() };
        if let Some((root, node)) = tree.root().and_then(|root| Some((root, tree.node(root)?))) {
            places.all.push(Place {
                at: node.start,
                end: node.end,
                depth: 0,
                route: Route::root(),
            });
            places.walk(tree, root, &mut Route::root());
        }
        places.all.sort_by_key(|place| (place.at, place.depth));
        places.texts.sort_unstable();
        places
    }

    fn walk(&mut self, tree: &Tree<'_>, id: NodeId, route: &mut Route) {
        let Some(node) = tree.node(id) else {
            return;
        };
        match &node.shape {
            Shape::Scalar { .. } => self.texts.push((node.start, node.end)),
            Shape::Map { entries, .. } => {
                for entry in entries {
                    let Some(key) = tree.node(entry.key) else {
                        continue;
                    };
                    self.texts.push((key.start, key.end));
                    // What is merged in has no field of its own; the map around it stands for it.
                    if let Name::Key(name) = &entry.name {
                        route.push(name.as_str());
                        self.step(tree, key.start, entry.value, route);
                        route.pop();
                    } else {
                        self.walk(tree, entry.value, route);
                    }
                }
            }
            Shape::Seq { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    route.push(index);
                    self.step(tree, item.at, item.node, route);
                    route.pop();
                }
            }
            Shape::Alias(_) => {}
        }
    }

    fn step(&mut self, tree: &Tree<'_>, at: usize, value: NodeId, route: &mut Route) {
        let end = tree.node(value).map_or(at, |node| node.end.max(at));
        self.all.push(Place { at, end, depth: route.steps().len(), route: route.clone() });
        self.walk(tree, value, route);
    }

    fn is_text(&self, at: usize) -> bool {
        let next = self.texts.partition_point(|(start, _)| *start <= at);
        let before = next.checked_sub(1).and_then(|before| self.texts.get(before));
        before.is_some_and(|(_, end)| at < *end)
    }

    /// What the comment at `comment` of the chunk is about.
    fn about(&self, chunk: &str, base: usize, comment: usize) -> Option<Route> {
        let before = chunk.get(..comment)?;
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let (line_at, at) = (base + line, base + comment);
        let first = self.all.first()?;
        if at < first.at {
            return Some(first.route.clone());
        }
        let from = self.all.partition_point(|place| place.at < line_at);
        let next = self.all.partition_point(|place| place.at < at);
        if chunk.get(line..comment)?.trim().is_empty() {
            // Of what begins at the same place, the outermost comes first.
            return self.all.get(next).map(|place| place.route.clone());
        }
        let on_line = self.all.get(from..next)?;
        if let Some(outermost) =
            on_line.iter().filter(|place| place.depth > 0).min_by_key(|place| place.depth)
        {
            return Some(outermost.route.clone());
        }
        // The end of something that began further up: the innermost thing that reaches this line.
        let around = self.all.get(..from)?.iter().filter(|place| place.end > line_at);
        around.max_by_key(|place| place.depth).map(|place| place.route.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_waiver() {
        let waiver =
            parse(" allow host-network, SK-1001 ,x until=2027-03-31 the exporter needs it ")
                .unwrap();
        assert_eq!(waiver.checks, ["host-network", "SK-1001", "x"]);
        assert_eq!(waiver.until.as_deref(), Some("2027-03-31"));
        assert_eq!(waiver.reason.as_deref(), Some("the exporter needs it"));
        let waiver = parse("allow a,b").unwrap();
        assert_eq!((waiver.checks.len(), waiver.reason, waiver.until), (2, None, None));
    }

    #[test]
    fn what_is_no_waiver_is_said() {
        for text in ["ignore x", "allow", "allow until=2027-03-31", "allow *", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
