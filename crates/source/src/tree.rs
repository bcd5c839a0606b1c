use std::borrow::Cow;
use std::collections::HashMap;

use crate::Limits;
use crate::fault::Fault;
use crate::scalar::{Scalar as Resolved, Style};
use crate::sink::{Kind, Scalar, Sink, Start, Step};

/// The nodes of one document with their places in the text.
#[derive(Debug)]
pub(crate) struct Tree<'t> {
    text: &'t str,
    nodes: Vec<Node<'t>>,
    open: Vec<Open>,
    anchors: HashMap<usize, NodeId>,
    most_depth: usize,
    root: Option<NodeId>,
    /// Where the previous token ended, for block scalars: their header stands behind it.
    reached: usize,
}

pub(crate) type NodeId = usize;

#[derive(Debug)]
pub(crate) struct Node<'t> {
    /// The first byte of the content; tags and anchors stand before it.
    pub(crate) start: usize,
    /// The byte behind the content. A block scalar ends before its last line break.
    pub(crate) end: usize,
    pub(crate) shape: Shape<'t>,
}

#[derive(Debug)]
pub(crate) enum Shape<'t> {
    Scalar { text: Cow<'t, str>, style: Style, tag: Option<String> },
    Map { entries: Vec<Entry>, flow: bool },
    Seq { items: Vec<Item>, flow: bool },
    Alias(NodeId),
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: Name,
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
}

/// What a map key is to its map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Key(String),
    /// `<<`
    Merge,
}

impl Name {
    pub(crate) fn is(&self, key: &str) -> bool {
        matches!(self, Self::Key(known) if known == key)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Where its dash stands, in block style; in flow style where it begins.
    pub(crate) at: usize,
    pub(crate) node: NodeId,
}

#[derive(Debug)]
struct Open {
    node: NodeId,
    anchor: usize,
    /// The dash of the element that comes next, in a list in block style.
    dash: Option<usize>,
    /// The key whose value comes next.
    key: Option<(NodeId, Name)>,
}

/// The most maps that the search for one key looks into by way of merges.
const MOST_MERGED: usize = 10_000;

impl<'t> Tree<'t> {
    pub(crate) fn new(text: &'t str, from: usize, limits: &Limits) -> Self {
        Self {
            text,
            nodes: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            most_depth: limits.depth,
            root: None,
            reached: from,
        }
    }

    pub(crate) fn root(&self) -> Option<NodeId> {
        self.root
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<&Node<'t>> {
        self.nodes.get(id)
    }

    /// The node itself, or what it is an alias of.
    pub(crate) fn written(&self, id: NodeId) -> NodeId {
        match self.node(id).map(|node| &node.shape) {
            // An anchor stands on no alias, so one step is enough.
            Some(Shape::Alias(target)) => *target,
            _ => id,
        }
    }

    /// Whether the value of a node is used in more than one place, by way of an anchor.
    pub(crate) fn is_shared(&self, id: NodeId) -> bool {
        self.nodes.iter().any(|node| matches!(node.shape, Shape::Alias(target) if target == id))
    }

    /// All nodes, in the order in which they begin.
    pub(crate) fn nodes(&self) -> &[Node<'t>] {
        &self.nodes
    }

    /// The entry of a map that counts for `name`: the last one, where a merge counts at its place.
    pub(crate) fn entry(&self, map: NodeId, name: &str) -> Option<&Entry> {
        self.entry_within(map, name, &mut { MOST_MERGED })
    }

    fn entry_within(&self, map: NodeId, name: &str, budget: &mut usize) -> Option<&Entry> {
        *budget = budget.checked_sub(1)?;
        let Some(Shape::Map { entries, .. }) = self.node(self.written(map)).map(|node| &node.shape)
        else {
            return None;
        };
        entries.iter().rev().find_map(|entry| match &entry.name {
            Name::Key(known) => (known == name).then_some(entry),
            Name::Merge => match self.node(entry.value).map(|node| &node.shape) {
                Some(Shape::Seq { items, .. }) => {
                    items.iter().find_map(|item| self.entry_within(item.node, name, budget))
                }
                _ => self.entry_within(entry.value, name, budget),
            },
        })
    }

    fn push(&mut self, node: Node<'t>, anchor: usize, name: Option<Name>) -> Step {
        let id = self.nodes.len();
        let start = node.start;
        self.reached = node.end.max(self.reached);
        self.nodes.push(node);
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        self.place(id, start, name)
    }

    /// Puts a finished node where it belongs. `name` is what it is as a key, if it can be one.
    fn place(&mut self, id: NodeId, at: usize, name: Option<Name>) -> Step {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(id);
            return Ok(());
        };
        match self.nodes.get_mut(open.node).map(|node| &mut node.shape) {
            Some(Shape::Seq { items, .. }) => {
                items.push(Item { at: open.dash.take().unwrap_or(at), node: id });
            }
            Some(Shape::Map { entries, .. }) => match (open.key.take(), name) {
                (Some((key, name)), _) => entries.push(Entry { name, key, value: id }),
                (None, Some(name)) => open.key = Some((id, name)),
                (None, None) => return Err(Fault::broken(at, "a map key is no text")),
            },
            _ => {}
        }
        Ok(())
    }

    /// Notes the dash before a node that is an element of a list in block style.
    fn element(&mut self, start: usize) {
        let Some(list) = self.open.last().map(|open| open.node) else {
            return;
        };
        let Some(Shape::Seq { items, flow: false }) = self.node(list).map(|node| &node.shape)
        else {
            return;
        };
        let is_first = items.is_empty();
        let Some(dash) = self.token(start, |token| token == "-") else {
            return;
        };
        self.reached = dash + 1;
        if let Some(open) = self.open.last_mut() {
            open.dash = Some(dash);
        }
        // The parser places a list that is not indented behind its first dash.
        if let Some(node) = self.nodes.get_mut(list)
            && is_first
        {
            node.start = dash;
        }
    }

    /// The first token between the previous node and `before` that is `wanted`. Comments are passed
    /// over; tokens end with white space.
    fn token(&self, before: usize, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        let mut at = self.reached;
        while let Some(rest) = self.text.get(at..before) {
            let token = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}']);
            at += rest.len() - token.len();
            let len = if token.starts_with('#') {
                token.find(['\n', '\r'])
            } else {
                token.find([' ', '\t', '\n', '\r'])
            };
            let len = len.unwrap_or(token.len());
            if len == 0 {
                return None;
            }
            if token.get(..len).is_some_and(&wanted) {
                return Some(at);
            }
            at += len;
        }
        None
    }

    /// The end of a block scalar without the line breaks that its header makes no part of the text.
    fn block_end(&self, header: usize, end: usize) -> usize {
        let text = self.text.get(header..end).unwrap_or_default();
        let first = text.split(['\n', '\r', ' ', '\t', '#']).next().unwrap_or_default();
        // The parser goes on into the indentation of the line that follows.
        let blanks = text.trim_end_matches([' ', '\t']);
        let text = if blanks.ends_with(['\n', '\r']) { blanks } else { text };
        if first.contains('+') {
            let text = text.strip_suffix('\n').unwrap_or(text);
            return header + text.strip_suffix('\r').unwrap_or(text).len();
        }
        header + text.trim_end_matches(['\n', '\r']).len()
    }
}

impl<'t> Sink<'t> for Tree<'t> {
    fn scalar(&mut self, node: Scalar<'t>) -> Step {
        let expects_key = self.open.last().is_some_and(|open| open.key.is_none());
        let name = if !expects_key {
            None
        } else if node.is_merge() {
            Some(Name::Merge)
        } else {
            let scalar = Resolved::resolve(node.text.clone(), node.style, node.tag.as_deref());
            scalar.ok().and_then(Resolved::into_key).map(|key| Name::Key(key.into_owned()))
        };
        let (mut start, mut end) = (node.start, node.end);
        self.element(start);
        if node.block {
            // The parser places a block scalar at its content; its header comes before.
            let header = self.token(start, |token| token.starts_with(['|', '>']));
            start = header.unwrap_or(start);
            if start == end {
                // Without content it is placed at its header.
                let rest = self.text.get(start..).unwrap_or_default();
                if rest.starts_with(['|', '>']) {
                    end += rest.bytes().take_while(|b| !b.is_ascii_whitespace()).count();
                }
            }
            end = self.block_end(start, end);
        }
        if start == end && self.text.get(start..).is_some_and(|rest| rest.starts_with(':')) {
            // An absent value stands behind the colon, not at it.
            start += 1;
            end += 1;
        }
        let shape = Shape::Scalar { text: node.text, style: node.style, tag: node.tag };
        self.push(Node { start, end, shape }, node.anchor, name)
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Step {
        let Some(&target) = self.anchors.get(&anchor) else {
            return Err(Fault::broken(start, "an alias stands inside the anchor that it repeats"));
        };
        let name = match self.node(target).map(|node| &node.shape) {
            Some(Shape::Scalar { text, style, tag, .. }) => {
                let scalar = Resolved::resolve(text.clone(), *style, tag.as_deref());
                scalar.ok().and_then(Resolved::into_key).map(|key| Name::Key(key.into_owned()))
            }
            _ => None,
        };
        self.element(start);
        let shape = Shape::Alias(target);
        self.push(Node { start, end, shape }, 0, name)
    }

    fn start(&mut self, kind: Kind, node: Start) -> Step {
        if self.open.len() >= self.most_depth {
            return Err(Fault::broken(node.at, "too deep"));
        }
        self.element(node.at);
        let flow = node.flow;
        let shape = match kind {
            Kind::Map => Shape::Map { entries: Vec::new(), flow },
            Kind::Seq => Shape::Seq { items: Vec::new(), flow },
        };
        let id = self.nodes.len();
        if flow {
            self.reached = node.end.max(self.reached);
        }
        self.nodes.push(Node { start: node.at, end: node.end, shape });
        self.open.push(Open { node: id, anchor: node.anchor, dash: None, key: None });
        Ok(())
    }

    fn end(&mut self, _: Kind, end: usize) -> Step {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let last = match self.node(open.node).map(|node| &node.shape) {
            Some(Shape::Map { entries, flow: false }) => entries.last().map(|entry| entry.value),
            Some(Shape::Seq { items, flow: false }) => items.last().map(|item| item.node),
            _ => None,
        };
        let end = last.and_then(|last| self.node(last)).map_or(end, |last| last.end);
        let mut start = end;
        if let Some(node) = self.nodes.get_mut(open.node) {
            node.end = end.max(node.start);
            start = node.start;
        }
        self.reached = end.max(self.reached);
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, open.node);
        }
        self.place(open.node, start, None)
    }
}
