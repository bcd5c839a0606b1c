//! Where an edit changes the text.

use std::borrow::Cow;

use sekisho_finding::Edit;
use sekisho_value::{Map, Route, Step, Value};

use crate::edit::{EditError, wrap};
use crate::render::{self, Dialect, Layout};
use crate::scalar::{Scalar, Style};
use crate::tree::{Entry, Item, Node, NodeId, Shape, Tree};

/// `with` instead of the bytes from `from` to `to`.
#[derive(Clone, Debug)]
pub(crate) struct Splice {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) with: String,
}

/// The change of the text that makes the edit; none if there is nothing to do.
pub(crate) fn plan(
    text: &str,
    tree: &Tree<'_>,
    dialect: Dialect,
    edit: &Edit,
) -> Result<Option<Splice>, EditError> {
    let planner = Planner { text, tree, dialect, layout: Layout::default() };
    let planner = Planner { layout: planner.layout(), ..planner };
    let splice = match edit {
        Edit::Set { route, value } => planner.set(route, value).map(Some),
        Edit::Remove { route } => planner.remove(route),
        Edit::KeepLast { route } => planner.keep_last(route),
        Edit::Rename { route, to } => planner.rename(route, to).map(Some),
    };
    Ok(splice?.map(|splice| splice.with_line_breaks_of(text)))
}

impl Splice {
    /// The same with the line break of the text that it goes into.
    fn with_line_breaks_of(mut self, text: &str) -> Self {
        let first = text.find(['\n', '\r']).and_then(|at| text.get(at..));
        let line_break = match first {
            Some(rest) if rest.starts_with("\r\n") => "\r\n",
            Some(rest) if rest.starts_with('\r') => "\r",
            _ => return self,
        };
        self.with = self.with.replace("\r\n", "\n").replace('\n', line_break);
        self
    }
}

struct Planner<'a, 't> {
    text: &'a str,
    tree: &'a Tree<'t>,
    dialect: Dialect,
    layout: Layout,
}

/// What holds a node.
#[derive(Clone, Copy)]
enum Parent<'a> {
    None,
    Entry { entry: &'a Entry, flow: bool },
    Element { item: Item, flow: bool },
}

impl Parent<'_> {
    fn is_flow(self) -> bool {
        matches!(self, Self::Entry { flow: true, .. } | Self::Element { flow: true, .. })
    }
}

impl<'t> Planner<'_, 't> {
    fn set(&self, route: &Route, value: &Value) -> Result<Splice, EditError> {
        let no_place = || EditError::NoPlace { route: route.clone() };
        let mut id = self.tree.root().ok_or_else(no_place)?;
        let mut parent = Parent::None;
        let mut steps = route.steps();
        while let Some((step, rest)) = steps.split_first() {
            let node = self.tree.node(id).ok_or_else(no_place)?;
            if self.tree.is_shared(id) {
                return Err(EditError::Shared { route: route.clone() });
            }
            let wrapped = || wrap(rest, value).ok_or_else(no_place);
            match (&node.shape, step) {
                (Shape::Alias(_), _) => return Err(EditError::Shared { route: route.clone() }),
                (Shape::Map { entries, flow }, Step::Key(key)) => match own(entries, key) {
                    Some(entry) => {
                        parent = Parent::Entry { entry, flow: *flow };
                        id = entry.value;
                    }
                    None if entries.is_empty() => break,
                    None => {
                        return self
                            .add_entry(node, entries, *flow, key, &wrapped()?)
                            .ok_or_else(no_place);
                    }
                },
                (Shape::Seq { items, flow }, Step::Index(index)) => match items.get(*index) {
                    Some(item) => {
                        parent = Parent::Element { item: *item, flow: *flow };
                        id = item.node;
                    }
                    None if items.is_empty() => break,
                    None if *index == items.len() => {
                        return self.add_item(node, items, *flow, &wrapped()?).ok_or_else(no_place);
                    }
                    None => return Err(no_place()),
                },
                (Shape::Scalar { .. }, _) if is_null(node) => break,
                _ => return Err(no_place()),
            }
            steps = rest;
        }
        if self.tree.is_shared(id) {
            return Err(EditError::Shared { route: route.clone() });
        }
        let value = wrap(steps, value).ok_or_else(no_place)?;
        self.replace(id, parent, &value).ok_or_else(no_place)
    }

    /// Puts a value in the place of a node.
    fn replace(&self, id: NodeId, parent: Parent<'_>, value: &Value) -> Option<Splice> {
        let node = self.tree.node(id)?;
        let is_lines =
            matches!(node.shape, Shape::Map { flow: false, .. } | Shape::Seq { flow: false, .. });
        let stays_flow = match &node.shape {
            Shape::Map { entries, flow: true } => !entries.is_empty(),
            Shape::Seq { items, flow: true } => !items.is_empty(),
            _ => false,
        };
        if self.dialect == Dialect::Json || parent.is_flow() || stays_flow {
            return Some(self.inline(node.start, node.end, &render::flow(value, self.dialect)));
        }
        let indent = match parent {
            Parent::None => {
                let with = render::inner(value, 0, self.layout);
                return Some(Splice { from: node.start, to: node.end, with });
            }
            Parent::Entry { entry, .. } => {
                self.column(self.tree.node(entry.key)?.start) + self.layout.below_key(value)
            }
            Parent::Element { item, .. } => self.column(item.at) + 2,
        };
        if is_lines && render::is_block(value) {
            // A list need not be deeper than its key.
            let indent = self.column(node.start);
            let with = render::block(value, indent, self.layout);
            return Some(Splice { from: node.start, to: node.end, with });
        }
        if is_lines {
            let head = self.head(parent)?;
            let between = self.text.get(head..node.start)?;
            let comment = between.trim();
            let with = match comment {
                "" => format!(" {}", render::flow(value, self.dialect)),
                _ if comment.starts_with('#') && !comment.contains('\n') => {
                    format!(" {}  {comment}", render::flow(value, self.dialect))
                }
                _ => {
                    return Some(Splice {
                        from: node.start,
                        to: node.end,
                        with: render::flow(value, self.dialect),
                    });
                }
            };
            return Some(Splice { from: head, to: node.end, with });
        }
        if !render::is_block(value) {
            return Some(self.inline(node.start, node.end, &render::flow(value, self.dialect)));
        }
        if let Parent::Element { .. } = parent {
            return Some(self.inline(
                node.start,
                node.end,
                &render::block(value, indent, self.layout),
            ));
        }
        // Lines of their own, below what else stands behind the old value.
        let line_end = self.line_end(node.end);
        let behind = self.text.get(node.end..line_end)?;
        let before = self.text.get(self.head(parent)?..node.start)?.trim_end_matches([' ', '\t']);
        let from =
            node.start - (self.text.get(self.head(parent)?..node.start)?.len() - before.len());
        let with = format!(
            "{}\n{}{}",
            behind.trim_end(),
            " ".repeat(indent),
            render::block(value, indent, self.layout)
        );
        Some(Splice { from, to: line_end, with })
    }

    /// Adds an entry behind the last one.
    fn add_entry(
        &self,
        map: &Node<'t>,
        entries: &[Entry],
        flow: bool,
        key: &str,
        value: &Value,
    ) -> Option<Splice> {
        let last = self.tree.node(entries.last()?.value)?;
        if flow {
            let first = self.tree.node(entries.first()?.key)?.start;
            let with = format!(
                "{}: {}",
                render::text(key, self.dialect),
                render::flow(value, self.dialect)
            );
            return Some(self.behind(map.start, first, last.end, &with));
        }
        let indent = self.column(map.start);
        Some(self.line_below(last.end, indent, &render::entry(key, value, indent, self.layout)))
    }

    /// Adds an element behind the last one.
    fn add_item(
        &self,
        list: &Node<'t>,
        items: &[Item],
        flow: bool,
        value: &Value,
    ) -> Option<Splice> {
        let last = self.tree.node(items.last()?.node)?;
        if flow {
            let first = self.tree.node(items.first()?.node)?.start;
            return Some(self.behind(
                list.start,
                first,
                last.end,
                &render::flow(value, self.dialect),
            ));
        }
        let indent = self.column(list.start);
        Some(self.line_below(
            last.end,
            indent,
            &format!("- {}", render::inner(value, indent + 2, self.layout)),
        ))
    }

    fn remove(&self, route: &Route) -> Result<Option<Splice>, EditError> {
        let Some((last, way)) = route.steps().split_last() else {
            return Err(EditError::NoPlace { route: route.clone() });
        };
        let shared = || EditError::Shared { route: route.clone() };
        let Some((id, parent)) = self.holder(route, way)? else {
            return Ok(None);
        };
        let Some(node) = self.tree.node(id) else {
            return Ok(None);
        };
        let splice = match (&node.shape, last) {
            (Shape::Alias(_), _) => return Err(shared()),
            (Shape::Map { entries, flow }, Step::Key(key)) => {
                let Some(at) = entries.iter().rposition(|entry| entry.name.is(key)) else {
                    if self.tree.entry(id, key).is_some() {
                        return Err(shared());
                    }
                    return Ok(None);
                };
                if entries.len() == 1 && !flow {
                    self.replace(id, parent, &Value::Map(Map::default()))
                } else {
                    self.cut(&self.ranges(entries), at, *flow)
                }
            }
            (Shape::Seq { items, flow }, Step::Index(at)) if *at < items.len() => {
                if items.len() == 1 && !flow {
                    self.replace(id, parent, &Value::Seq(Box::default()))
                } else {
                    let range = |item: &Item| {
                        Some((item.at, self.tree.node(item.node)?.end.max(item.at + 1)))
                    };
                    self.cut(&items.iter().filter_map(range).collect::<Vec<_>>(), *at, *flow)
                }
            }
            _ => return Ok(None),
        };
        splice.map(Some).ok_or_else(|| EditError::NoPlace { route: route.clone() })
    }

    /// Takes out the first of several entries for one key, if there is more than one.
    fn keep_last(&self, route: &Route) -> Result<Option<Splice>, EditError> {
        let Some((Step::Key(key), way)) = route.steps().split_last() else {
            return Err(EditError::NoPlace { route: route.clone() });
        };
        let holder = self.holder(route, way)?.and_then(|(id, _)| self.tree.node(id));
        let Some(Shape::Map { entries, flow }) = holder.map(|node| &node.shape) else {
            return Ok(None);
        };
        let same = |entry: &&Entry| entry.name.is(key);
        let Some(first) = entries.iter().position(|entry| entry.name.is(key)) else {
            return Ok(None);
        };
        if entries.iter().filter(same).count() < 2 {
            return Ok(None);
        }
        let cut = self.cut(&self.ranges(entries), first, *flow);
        cut.map(Some).ok_or_else(|| EditError::NoPlace { route: route.clone() })
    }

    /// Writes another key in the place of one.
    fn rename(&self, route: &Route, to: &str) -> Result<Splice, EditError> {
        let no_place = || EditError::NoPlace { route: route.clone() };
        let (Some(Step::Key(key)), Some((_, way))) = (route.last(), route.steps().split_last())
        else {
            return Err(no_place());
        };
        let (id, _) = self.holder(route, way)?.ok_or_else(no_place)?;
        let map = self.tree.node(id).ok_or_else(no_place)?;
        let Shape::Map { entries, .. } = &map.shape else { return Err(no_place()) };
        let Some(entry) = own(entries, key) else {
            // It came in by a merge.
            return Err(EditError::Shared { route: route.clone() });
        };
        let key = self.tree.node(entry.key).ok_or_else(no_place)?;
        Ok(Splice { from: key.start, to: key.end, with: render::text(to, self.dialect) })
    }

    /// The node at `way`, which an edit of `route` changes, and what holds it; none if it is not there.
    fn holder(
        &self,
        route: &Route,
        way: &[Step],
    ) -> Result<Option<(NodeId, Parent<'_>)>, EditError> {
        let shared = || EditError::Shared { route: route.clone() };
        let Some(mut id) = self.tree.root() else {
            return Ok(None);
        };
        let mut parent = Parent::None;
        let mut passes_shared = self.tree.is_shared(id);
        for step in way {
            let Some(node) = self.tree.node(id) else {
                return Ok(None);
            };
            (parent, id) = match (&node.shape, step) {
                (Shape::Alias(_), _) => return Err(shared()),
                (Shape::Map { entries, flow }, Step::Key(key)) => match own(entries, key) {
                    Some(entry) => (Parent::Entry { entry, flow: *flow }, entry.value),
                    None if self.tree.entry(id, key).is_some() => return Err(shared()),
                    None => return Ok(None),
                },
                (Shape::Seq { items, flow }, Step::Index(index)) => match items.get(*index) {
                    Some(item) => (Parent::Element { item: *item, flow: *flow }, item.node),
                    None => return Ok(None),
                },
                _ => return Ok(None),
            };
            passes_shared |= self.tree.is_shared(id);
        }
        if passes_shared { Err(shared()) } else { Ok(Some((id, parent))) }
    }

    /// Where each entry of a map begins and ends.
    fn ranges(&self, entries: &[Entry]) -> Vec<(usize, usize)> {
        let range = |entry: &Entry| {
            Some((self.tree.node(entry.key)?.start, self.tree.node(entry.value)?.end))
        };
        entries.iter().filter_map(range).collect()
    }

    /// How the document is indented, as its first map inside a map and its first list inside one tell.
    fn layout(&self) -> Layout {
        let mut layout = Layout::default();
        let mut step = None;
        let mut dash = None;
        for node in self.tree.nodes() {
            let Shape::Map { entries, flow: false } = &node.shape else { continue };
            for entry in entries {
                let (Some(key), Some(value)) =
                    (self.tree.node(entry.key), self.tree.node(entry.value))
                else {
                    continue;
                };
                let further = || self.column(value.start).checked_sub(self.column(key.start));
                match value.shape {
                    Shape::Map { flow: false, .. } if step.is_none() => step = further(),
                    Shape::Seq { flow: false, .. } if dash.is_none() => dash = further(),
                    _ => {}
                }
            }
            if step.is_some() && dash.is_some() {
                break;
            }
        }
        if let Some(step) = step.filter(|step| (1..=8).contains(step)) {
            layout.step = step;
        }
        // Without a list that shows how, dashes stand as deep as maps do.
        layout.dash = dash.filter(|dash| *dash <= 8).unwrap_or(layout.step);
        layout
    }

    /// Takes one of several entries or elements out, with the line or the comma that it needs no more.
    fn cut(&self, ranges: &[(usize, usize)], at: usize, flow: bool) -> Option<Splice> {
        let (start, end) = *ranges.get(at)?;
        let next = ranges.get(at + 1).map(|(start, _)| *start);
        let previous = at.checked_sub(1).and_then(|at| ranges.get(at)).map(|(_, end)| *end);
        let (from, to) = if flow {
            match (next, previous) {
                (Some(next), _) => (start, next),
                (None, Some(previous)) => (previous, end),
                (None, None) => (start, end),
            }
        } else {
            let line = self.line_start(start);
            let is_first_on_line = self.text.get(line..start)?.trim().is_empty();
            match next {
                // Behind a dash: what follows moves up, comments of its own before it.
                Some(next) if !is_first_on_line => {
                    let below = self.next_line(end).min(next);
                    let rest = self.text.get(below..next)?;
                    (start, below + (rest.len() - rest.trim_start().len()))
                }
                _ => (line, self.next_line(end)),
            }
        };
        Some(Splice { from, to, with: String::new() })
    }

    /// New text between two bytes of a line, with a space before it if it needs one.
    fn inline(&self, from: usize, to: usize, with: &str) -> Splice {
        let before = self.text.get(..from).unwrap_or_default();
        let tight = from == to && before.ends_with([':', '-', ',']);
        let with = if tight { format!(" {with}") } else { with.to_owned() };
        Splice { from, to, with }
    }

    /// New text behind the last entry in flow style, on a line of its own if the first one has one.
    fn behind(&self, open: usize, first: usize, end: usize, with: &str) -> Splice {
        let gap = self.text.get(open + 1..first).unwrap_or_default();
        let gap = if gap.contains('\n') && gap.trim().is_empty() { gap } else { " " };
        Splice { from: end, to: end, with: format!(",{gap}{with}") }
    }

    /// New text on a line of its own below the line of `end`.
    fn line_below(&self, end: usize, indent: usize, with: &str) -> Splice {
        let at = self.line_end(end);
        Splice { from: at, to: at, with: format!("\n{}{with}", " ".repeat(indent)) }
    }

    /// Behind the colon or dash that a value belongs to.
    fn head(&self, parent: Parent<'_>) -> Option<usize> {
        Some(match parent {
            Parent::None => 0,
            Parent::Entry { entry, .. } => {
                let key_end = self.tree.node(entry.key)?.end;
                key_end + self.text.get(key_end..)?.find(':')? + 1
            }
            Parent::Element { item, .. } => item.at + 1,
        })
    }

    fn column(&self, at: usize) -> usize {
        let line = self.text.get(self.line_start(at)..at).unwrap_or_default();
        line.trim_start_matches('\u{feff}').chars().count()
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }

    fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let rest = self.text.get(end..).unwrap_or_default();
        end + if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) }
    }
}

/// The entry that the map itself has for a key, the last one if there are several.
fn own<'e>(entries: &'e [Entry], key: &str) -> Option<&'e Entry> {
    entries.iter().rev().find(|entry| entry.name.is(key))
}

/// Whether this is null without quotes, written or not.
fn is_null(node: &Node<'_>) -> bool {
    match &node.shape {
        Shape::Scalar { text, style, tag } => {
            let scalar = Scalar::resolve(Cow::Borrowed(text), *style, tag.as_deref());
            *style != Style::Text && scalar == Ok(Scalar::Null)
        }
        _ => false,
    }
}
