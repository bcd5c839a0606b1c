use sekisho_finding::Edit;
use sekisho_value::{Keys, Map, Route, Step, Value};

use crate::Limits;
use crate::json;
use crate::locate::trees;
use crate::read::{Document, read};
use crate::render::Dialect;
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
    #[error("`{route}` comes from an alias or a merge")]
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
    let limits = Limits::default();
    let missing = || EditError::NoDocument { document };
    let (mut wanted, problems) = all(text, &limits);
    let mut edited = text.to_owned();
    for edit in edits {
        let value = wanted.iter_mut().find(|(index, _)| *index == document);
        let (_, value) = value.ok_or_else(missing)?;
        change(value, edit)?;
        let mut splice = None;
        trees(&edited, &limits, &[document], |_, tree| {
            splice = tree.map(|tree| {
                let dialect = if json::looks_like(&edited) { Dialect::Json } else { Dialect::Yaml };
                splice::plan(&edited, tree, dialect, edit)
            });
        });
        if let Some(Splice { from, to, with }) = splice.ok_or_else(missing)?? {
            if !edited.is_char_boundary(from) || !edited.is_char_boundary(to) || from > to {
                return Err(EditError::Unsafe { route: place(edit).clone() });
            }
            edited.replace_range(from..to, &with);
        }
    }
    if all(&edited, &limits) == (wanted, problems) {
        return Ok(edited);
    }
    Err(EditError::Unsafe { route: edits.last().map(place).cloned().unwrap_or_default() })
}

fn all(text: &str, limits: &Limits) -> (Vec<(u32, Value)>, usize) {
    let mut documents = Vec::new();
    let problems = read(text.as_bytes(), limits, &mut Keys::new(), |document: Document| {
        documents.push((document.index, document.value));
    });
    (documents, problems.len())
}

fn place(edit: &Edit) -> &Route {
    match edit {
        Edit::Set { route, .. } | Edit::Remove { route } => route,
    }
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
