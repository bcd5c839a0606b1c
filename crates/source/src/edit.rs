use std::borrow::Cow;
use std::collections::BTreeMap;

use sekisho_finding::{Edit, Problem, ProblemKind};
use sekisho_value::{Keys, Map, Route, Step, Value};

use crate::Limits;
use crate::chunk::chunks;
use crate::json;
use crate::lines::bom_len;
use crate::locate::trees;
use crate::read::{Document, read};
use crate::render::{self, Dialect, Layout};
use crate::splice::{self, Splice};

/// Why an edit was not made. The text stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The document is not there, or it is broken.
    #[error("the text has no readable document {document}")]
    NoDocument {
        /// The document, counted from 1.
        document: u32,
    },
    /// The route leads through something that has no such field or element.
    #[error("nothing can be set at `{route}`")]
    NoPlace {
        /// The place.
        route: Route,
    },
    /// The place belongs to an anchor that is used elsewhere too.
    #[error("`{route}` is shared with other places through an anchor")]
    Shared {
        /// The place.
        route: Route,
    },
    /// The edited text would not read as intended.
    #[error("the edit at `{route}` cannot be made without changing something else")]
    Unsafe {
        /// The place of the last edit.
        route: Route,
    },
}

impl EditError {
    /// The next step.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoDocument { .. } => "correct the text first",
            Self::NoPlace { .. } => "look at what stands on the way there",
            Self::Shared { .. } => "edit the anchor by hand: every place that uses it changes",
            Self::Unsafe { .. } => "edit it by hand",
        }
    }
}

/// Makes changes to one document of a text, counted from 1, and leaves everything else as it is
/// written: comments, order, quotes, indentation.
///
/// Missing maps on the way to a field are made; an index one past the end adds an element. Removing
/// what is not there changes nothing. The result is read again, and refused unless every document
/// reads as intended.
pub fn apply(text: &str, document: u32, edits: &[Edit]) -> Result<String, EditError> {
    let mut editor = Editor::new(text);
    editor.edit(document, edits)?;
    editor.finish()
}

/// A value in YAML's flow style, on one line.
pub fn flow(value: &Value) -> String {
    render::flow(value, Dialect::Yaml)
}

/// A value in YAML's block style, each line behind `indent` spaces.
pub fn block(value: &Value, indent: usize) -> String {
    format!("{}{}", " ".repeat(indent), render::block(value, indent, Layout::default()))
}

/// Several changes to one text, each made or refused by itself.
///
/// Only the stretch of the text that a change is in is read for it, so that many changes to a long
/// text of many documents take no longer than they must.
#[derive(Clone, Debug)]
pub struct Editor<'t> {
    original: &'t str,
    limits: Limits,
    /// What stands before the first piece: a byte order mark, or nothing.
    head: &'t str,
    pieces: Vec<Piece<'t>>,
    /// What edited documents have to read as.
    wanted: BTreeMap<u32, Value>,
}

/// A stretch of the text that holds whole documents.
#[derive(Clone, Debug)]
struct Piece<'t> {
    text: Cow<'t, str>,
    /// The documents before it.
    before: u32,
}

impl<'t> Editor<'t> {
    /// Begins with a text, as [`Text::decode`](crate::Text::decode) gives it.
    pub fn new(text: &'t str) -> Self {
        let limits = Limits::default();
        let head = text.get(..bom_len(text)).unwrap_or_default();
        let mut pieces = Vec::new();
        if json::looks_like(text) {
            let rest = text.get(head.len()..).unwrap_or_default();
            pieces.push(Piece { text: Cow::Borrowed(rest), before: 0 });
        } else {
            let mut before = 0;
            for chunk in chunks(text, 0) {
                pieces.push(Piece { text: Cow::Borrowed(chunk.text), before });
                before += if chunk.several { count(chunk.text, &limits) } else { 1 };
            }
        }
        Self { original: text, limits, head, pieces, wanted: BTreeMap::new() }
    }

    /// Makes changes together to a document, counted from 1. If one cannot be made, none is.
    pub fn edit(&mut self, document: u32, edits: &[Edit]) -> Result<(), EditError> {
        let missing = || EditError::NoDocument { document };
        let at = self.pieces.partition_point(|piece| piece.before < document);
        let piece = at.checked_sub(1).and_then(|at| self.pieces.get_mut(at)).ok_or_else(missing)?;
        let number = document - piece.before;
        let (mut wanted, problems) = all(&piece.text, &self.limits);
        let mut edited = piece.text.clone();
        for edit in edits {
            let value = wanted.iter_mut().find(|(index, _)| *index == number);
            let (_, value) = value.ok_or_else(missing)?;
            change(value, edit)?;
            while splice_in(edited.to_mut(), number, edit, &self.limits).ok_or_else(missing)??
                && matches!(edit, Edit::KeepLast { .. })
            {}
        }
        if all(&edited, &self.limits) != (wanted.clone(), problems) {
            let route = edits.last().map(Edit::route).cloned().unwrap_or_default();
            return Err(EditError::Unsafe { route });
        }
        piece.text = edited;
        if let Some((_, value)) = wanted.into_iter().find(|(index, _)| *index == number) {
            self.wanted.insert(document, value);
        }
        Ok(())
    }

    /// The text as it is now.
    pub fn text(&self) -> String {
        let mut text = self.head.to_owned();
        text.extend(self.pieces.iter().map(|piece| piece.text.as_ref()));
        text
    }

    /// The edited text, read once more as a whole: it is given only if the edited documents read as
    /// intended, and every other one as before.
    pub fn finish(self) -> Result<String, EditError> {
        let text = self.text();
        if self.wanted.is_empty() {
            return Ok(text);
        }
        let (mut documents, problems) = all(self.original, &self.limits);
        for (index, value) in &mut documents {
            if let Some(wanted) = self.wanted.get(index) {
                value.clone_from(wanted);
            }
        }
        if all(&text, &self.limits) == (documents, problems) {
            return Ok(text);
        }
        Err(EditError::Unsafe { route: Route::root() })
    }
}

/// Makes one change to the text itself; whether there was anything to change. None if there is no such
/// document.
fn splice_in(
    text: &mut String,
    number: u32,
    edit: &Edit,
    limits: &Limits,
) -> Option<Result<bool, EditError>> {
    let dialect = if json::looks_like(text) { Dialect::Json } else { Dialect::Yaml };
    let mut splice = None;
    trees(text, limits, &[number], |_, tree| {
        splice = tree.map(|tree| splice::plan(text, tree, dialect, edit));
    });
    Some(splice?.and_then(|splice| {
        let Some(Splice { from, to, with }) = splice else {
            return Ok(false);
        };
        if !text.is_char_boundary(from) || !text.is_char_boundary(to) || from > to {
            return Err(EditError::Unsafe { route: edit.route().clone() });
        }
        text.replace_range(from..to, &with);
        Ok(true)
    }))
}

fn count(text: &str, limits: &Limits) -> u32 {
    let mut documents = 0;
    let problems = read(text.as_bytes(), limits, &mut Keys::new(), |document: Document| {
        documents = documents.max(document.index);
    });
    problems.iter().filter_map(|problem| problem.document).max().unwrap_or_default().max(documents)
}

fn all(text: &str, limits: &Limits) -> (Vec<(u32, Value)>, usize) {
    let mut documents = Vec::new();
    let problems = read(text.as_bytes(), limits, &mut Keys::new(), |document: Document| {
        documents.push((document.index, document.value));
    });
    let broken =
        |problem: &&Problem| matches!(problem.kind, ProblemKind::Broken | ProblemKind::Limit);
    (documents, problems.iter().filter(broken).count())
}

/// The edit on the value: what the edited text has to read as.
fn change(value: &mut Value, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::Set { route, value: new } => {
            let place = reach(value, route.steps());
            *place.ok_or_else(|| EditError::NoPlace { route: route.clone() })? = new.clone();
        }
        Edit::Remove { route } => {
            let Some((last, way)) = route.steps().split_last() else {
                return Err(EditError::NoPlace { route: route.clone() });
            };
            let parent = way.iter().try_fold(value, |value, step| match step {
                Step::Key(key) => value.get_mut(key),
                Step::Index(index) => value.items_mut().get_mut(*index),
            });
            match (parent, last) {
                (Some(Value::Map(map)), Step::Key(key)) => {
                    map.remove(key);
                }
                (Some(Value::Seq(items)), Step::Index(index)) if *index < items.len() => {
                    let mut rest = std::mem::take(items).into_vec();
                    rest.remove(*index);
                    *items = rest.into();
                }
                _ => {}
            }
        }
        // The last entry is the one that counted before.
        Edit::KeepLast { .. } => {}
        Edit::Rename { route, to } => {
            let no_place = || EditError::NoPlace { route: route.clone() };
            let (last, way) = route.steps().split_last().ok_or_else(no_place)?;
            let parent = way.iter().try_fold(value, |value, step| match step {
                Step::Key(key) => value.get_mut(key),
                Step::Index(index) => value.items_mut().get_mut(*index),
            });
            let (Some(Value::Map(map)), Step::Key(key)) = (parent, last) else {
                return Err(no_place());
            };
            if map.contains_key(to) {
                return Err(no_place());
            }
            let renamed = map.remove(key).ok_or_else(no_place)?;
            map.insert(to.as_str().into(), renamed);
        }
    }
    Ok(())
}

/// The place at `steps`, made if it is missing.
fn reach<'v>(value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    let Some((step, rest)) = steps.split_first() else {
        return Some(value);
    };
    if value.is_null() {
        *value = match step {
            Step::Key(_) => Value::map(),
            Step::Index(_) => Value::Seq(Box::default()),
        };
    }
    let inner = match (step, value) {
        (Step::Key(key), Value::Map(map)) => {
            if !map.contains_key(key) {
                map.insert(key.as_str().into(), Value::Null);
            }
            map.get_mut(key)
        }
        (Step::Index(index), Value::Seq(items)) => {
            if *index == items.len() {
                let mut more = std::mem::take(items).into_vec();
                more.push(Value::Null);
                *items = more.into();
            }
            items.get_mut(*index)
        }
        _ => None,
    };
    reach(inner?, rest)
}

/// `value` inside the maps that are missing on the way to it.
pub(crate) fn wrap(steps: &[Step], value: &Value) -> Option<Value> {
    steps.iter().rev().try_fold(value.clone(), |value, step| match step {
        Step::Key(key) => Some(Value::Map(Map::from_entries(vec![(key.as_str().into(), value)]))),
        Step::Index(0) => Some(Value::from(vec![value])),
        Step::Index(_) => None,
    })
}
