use sekisho_value::{Route, Step};

use crate::Limits;
use crate::chunk::{Chunk, chunks};
use crate::fault::Fault;
use crate::json::{self, Json};
use crate::lines::Lines;
use crate::quick;
use crate::sink::{Kind, Scalar, Sink, Start};
use crate::tree::{NodeId, Shape, Tree};
use crate::yaml::{self, Documents};

/// A piece of a text. Lines and columns count from 1, columns in Unicode characters; ends are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// The line of the first character.
    pub line: u32,
    /// The column of the first character.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column of the end.
    pub end_column: u32,
}

/// Where a route leads to in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The key, where the place is an entry of a map. Where the entry came in by a merge, that is its
    /// key in the map that was merged.
    pub key: Option<Span>,
    /// The value, where it is written: for an alias that is the value behind the anchor. A map or list
    /// in block style ends with its last entry, a block scalar begins with its `|` or `>` and ends
    /// before its last line break, and an absent value is an empty span.
    pub value: Span,
    /// The first alias on the way, if there was one: the place in the text where the value is used.
    pub alias: Option<Span>,
    /// How many of the last steps of the route lead nowhere: 0 where the place itself was found, and
    /// otherwise the spans are those of the nearest place around it.
    pub missing: usize,
}

/// Finds the places of routes in a text, by reading the documents concerned once more.
///
/// It takes the text as [`Text::decode`](crate::Text::decode) gives it, so that offsets agree.
#[derive(Clone, Debug)]
pub struct Locator<'t> {
    text: &'t str,
    limits: Limits,
}

impl<'t> Locator<'t> {
    /// A locator for a text that was read with the default limits.
    pub fn new(text: &'t str) -> Self {
        Self::with_limits(text, Limits::default())
    }

    /// A locator for a text that was read with these limits.
    pub fn with_limits(text: &'t str, limits: Limits) -> Self {
        Self { text, limits }
    }

    /// The place of one route in a document, counted from 1. None if there is no such document, or it is
    /// broken or empty.
    pub fn span(&self, document: u32, route: &Route) -> Option<Located> {
        self.locate(&[(document, route)]).pop().flatten()
    }

    /// The places of many routes, in the order in which they are given, in one pass over the text.
    pub fn locate(&self, wanted: &[(u32, &Route)]) -> Vec<Option<Located>> {
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        let document = |number: &usize| wanted.get(*number).map_or(0, |(document, _)| *document);
        order.sort_by_key(document);
        let mut numbers: Vec<u32> = order.iter().map(document).collect();
        numbers.dedup();
        let mut found: Vec<Option<Raw>> = vec![None; wanted.len()];
        let mut order = order.into_iter().peekable();
        trees(self.text, &self.limits, &numbers, |number, tree| {
            while let Some(next) = order.next_if(|next| document(next) <= number) {
                if let (Some((this, route)), Some(place)) = (wanted.get(next), found.get_mut(next))
                    && *this == number
                {
                    *place = tree.and_then(|tree| raw(tree, route));
                }
            }
        });
        self.with_lines(&found)
    }

    /// Turns offsets into lines, going through the text once.
    fn with_lines(&self, found: &[Option<Raw>]) -> Vec<Option<Located>> {
        let ranges = |raw: &Raw| [Some(raw.value), raw.key, raw.alias];
        let mut offsets: Vec<usize> = found
            .iter()
            .flatten()
            .flat_map(ranges)
            .flatten()
            .flat_map(|(start, end)| [start, end])
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut lines = Lines::new(self.text);
        let places: Vec<(u32, u32)> = offsets.iter().map(|at| lines.seek(*at)).collect();
        let place = |at: usize| {
            let number = offsets.binary_search(&at).unwrap_or_default();
            places.get(number).copied().unwrap_or((1, 1))
        };
        let span = |(start, end): (usize, usize)| {
            let ((line, column), (end_line, end_column)) = (place(start), place(end));
            Span { start, end, line, column, end_line, end_column }
        };
        let located = |raw: &Raw| Located {
            key: raw.key.map(span),
            value: span(raw.value),
            alias: raw.alias.map(span),
            missing: raw.missing,
        };
        found.iter().map(|raw| raw.as_ref().map(located)).collect()
    }
}

/// A place in bytes.
#[derive(Clone, Copy, Debug)]
struct Raw {
    key: Option<(usize, usize)>,
    value: (usize, usize),
    alias: Option<(usize, usize)>,
    missing: usize,
}

fn raw(tree: &Tree<'_>, route: &Route) -> Option<Raw> {
    let range = |id: NodeId| tree.node(id).map(|node| (node.start, node.end));
    let mut node = tree.root()?;
    let mut key = None;
    let mut alias = None;
    let mut missing = route.steps().len();
    for step in route.steps() {
        let next = match (step, tree.node(node).map(|node| &node.shape)) {
            (Step::Key(name), Some(Shape::Map { .. })) => {
                tree.entry(node, name).map(|entry| (Some(entry.key), entry.value))
            }
            (Step::Index(index), Some(Shape::Seq { items, .. })) => {
                items.get(*index).map(|item| (None, item.node))
            }
            _ => None,
        };
        let Some((at_key, value)) = next else {
            break;
        };
        key = at_key.and_then(range);
        missing -= 1;
        node = tree.written(value);
        if node != value {
            alias = alias.or_else(|| range(value));
        }
    }
    Some(Raw { key, value: range(node)?, alias, missing })
}

/// Builds the trees of the documents with these numbers (sorted); none for a broken one.
pub(crate) fn trees<'t>(
    text: &'t str,
    limits: &Limits,
    numbers: &[u32],
    mut each: impl FnMut(u32, Option<&Tree<'t>>),
) {
    let mut index = 0;
    let mut from = 0;
    if json::looks_like(text) {
        match json_trees(text, limits, numbers, &mut index, &mut each) {
            Some(rest) => from = rest,
            None => index = 0,
        }
    }
    for chunk in chunks(text, from) {
        let Some(last) = numbers.last() else {
            return;
        };
        if index >= *last {
            return;
        }
        if !chunk.several && numbers.binary_search(&(index + 1)).is_err() {
            index += 1;
            continue;
        }
        for document in chunk_trees(text, &chunk, limits, index) {
            index = document.index;
            each(index, document.tree.as_ref());
        }
    }
}

/// The trees of JSON values; where YAML goes on, or none if the text is no JSON at all.
fn json_trees<'t>(
    text: &'t str,
    limits: &Limits,
    numbers: &[u32],
    index: &mut u32,
    each: &mut impl FnMut(u32, Option<&Tree<'t>>),
) -> Option<usize> {
    let mut json = Json::new(text);
    while let Some(start) = json.next_value() {
        if *index > 0 && json.at_marker() {
            return Some(start);
        }
        let wanted = numbers.binary_search(&(*index + 1)).is_ok();
        let mut tree = Tree::new(text, start, limits);
        let result =
            if wanted { json.value(limits, &mut tree) } else { json.value(limits, &mut Nothing) };
        match result {
            Ok(()) => {
                *index += 1;
                if wanted {
                    each(*index, Some(&tree));
                }
            }
            Err(_) if *index == 0 => return None,
            Err(_) => break,
        }
    }
    Some(text.len())
}

/// A document of a chunk.
pub(crate) struct Planted<'t> {
    pub(crate) index: u32,
    /// Its `---`, or its first node.
    pub(crate) begin: usize,
    /// None for a broken document.
    pub(crate) tree: Option<Tree<'t>>,
}

/// The documents of a chunk, where `before` documents come before it.
pub(crate) fn chunk_trees<'t>(
    text: &'t str,
    chunk: &Chunk<'t>,
    limits: &Limits,
    before: u32,
) -> Vec<Planted<'t>> {
    let mut tree = Tree::new(text, chunk.base, limits);
    if let Some(begin) = quick::read(chunk, &mut tree) {
        return vec![Planted { index: before + 1, begin, tree: Some(tree) }];
    }
    general_trees(text, chunk, limits, before)
}

/// The same by the general parser.
pub(crate) fn general_trees<'t>(
    text: &'t str,
    chunk: &Chunk<'t>,
    limits: &Limits,
    before: u32,
) -> Vec<Planted<'t>> {
    let mut forest = Forest {
        text,
        limits,
        tree: Tree::new(text, chunk.base, limits),
        index: before,
        begin: chunk.base,
        base: chunk.base,
        planted: Vec::new(),
    };
    yaml::read(chunk, limits, &mut forest);
    forest.planted
}

struct Forest<'t, 'l> {
    text: &'t str,
    limits: &'l Limits,
    tree: Tree<'t>,
    index: u32,
    begin: usize,
    /// Where the chunk begins.
    base: usize,
    planted: Vec<Planted<'t>>,
}

impl<'t> Forest<'t, '_> {
    fn plant(&mut self, tree: Option<Tree<'t>>) {
        let (index, begin) = (self.index, self.begin);
        self.planted.push(Planted { index, begin, tree });
    }
}

impl<'t> Documents<'t> for Forest<'t, '_> {
    type Sink = Tree<'t>;

    fn sink(&mut self) -> &mut Tree<'t> {
        &mut self.tree
    }

    fn begin(&mut self, at: usize, has_marker: bool) -> bool {
        self.index += 1;
        self.begin = at;
        // A document without a marker is placed at its content, which for a block scalar is behind its
        // header. It begins behind the `...` line that ends the one before.
        let before = self.text.get(self.base..at).unwrap_or_default();
        let end_mark = |mark: &&str| before.rfind(mark).map(|found| found + mark.len());
        let end = ["\n...", "\r...", "\u{feff}..."].iter().filter_map(end_mark).max();
        let from = if has_marker { at } else { self.base + end.unwrap_or_default() };
        self.tree = Tree::new(self.text, from, self.limits);
        true
    }

    fn end(&mut self) {
        let tree = std::mem::replace(&mut self.tree, Tree::new(self.text, self.begin, self.limits));
        self.plant(Some(tree));
    }

    fn fault(&mut self, _: Fault) {
        self.plant(None);
    }

    fn again(&mut self) {
        self.index -= 1;
    }
}

/// Takes nodes and keeps nothing.
struct Nothing;

impl<'t> Sink<'t> for Nothing {
    fn scalar(&mut self, _: Scalar<'t>) -> Result<(), Fault> {
        Ok(())
    }

    fn alias(&mut self, _: usize, _: usize, _: usize) -> Result<(), Fault> {
        Ok(())
    }

    fn start(&mut self, _: Kind, _: Start) -> Result<(), Fault> {
        Ok(())
    }

    fn end(&mut self, _: Kind, _: usize) -> Result<(), Fault> {
        Ok(())
    }
}
