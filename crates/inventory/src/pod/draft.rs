use std::borrow::Cow;

use sekisho_value::{Key, Map, Route, Value};

use super::Pod;
use super::part::{Part, Routes};
use crate::Object;

/// A pod put together from parts that stand in different places of an object.
///
/// Every part is entered with the place it came from, so that routes lead back to it.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    object: &'a Object,
    metadata: Vec<(Key, Value)>,
    fields: Vec<(Key, Value)>,
    lists: Vec<(Key, Vec<Value>)>,
    routes: Routes,
    partial: bool,
}

impl<'a> Draft<'a> {
    /// An empty pod. `spec` and `metadata` are the places where a field that is missing would be
    /// written.
    pub(crate) fn new(object: &'a Object, spec: Route, metadata: Route) -> Self {
        Self {
            object,
            metadata: Vec::new(),
            fields: Vec::new(),
            lists: Vec::new(),
            routes: Routes { metadata, spec, moved: Vec::new() },
            partial: false,
        }
    }

    /// Says that something else fills in the rest.
    pub(crate) fn partial(&mut self) {
        self.partial = true;
    }

    /// Enters a field of the spec, unless it is there already.
    pub(crate) fn take(&mut self, field: &str, part: Option<Part<'_>>) {
        let Some(part) = part else { return };
        if self.has(field) {
            return;
        }
        self.routes.moved.push((Route::keys(["spec", field]), part.route));
        self.fields.push((Key::new(field), part.value.clone()));
    }

    /// Enters several fields of a map under their own names, but those that are there already.
    pub(crate) fn take_all(&mut self, from: &Part<'_>, fields: &[&str]) {
        for field in fields {
            self.take(field, from.field(field));
        }
    }

    /// Enters the entries of a map of the metadata (`labels` or `annotations`), but those that are
    /// there already.
    pub(crate) fn take_metadata(&mut self, field: &str, part: Option<Part<'_>>) {
        let Some(part) = part else { return };
        let place = match self.metadata.iter().position(|(key, _)| key == field) {
            Some(place) => place,
            None => {
                self.metadata.push((Key::new(field), Value::map()));
                self.metadata.len() - 1
            }
        };
        let Some((_, map)) = self.metadata.get_mut(place) else {
            return;
        };
        for (key, entry) in part.entries() {
            if map.get(key).is_some() {
                continue;
            }
            map.set(key, entry.value.clone());
            let from = Route::keys(["metadata", field, key]);
            self.routes.moved.push((from, entry.route));
        }
    }

    /// Adds an element to a list of the spec and returns its place in the pod.
    pub(crate) fn push(&mut self, list: &str, value: Value, route: Route) -> Route {
        let place = match self.lists.iter().position(|(key, _)| key == list) {
            Some(place) => place,
            None => {
                self.lists.push((Key::new(list), Vec::new()));
                self.lists.len() - 1
            }
        };
        let mut in_pod = Route::keys(["spec", list]);
        if let Some((_, values)) = self.lists.get_mut(place) {
            in_pod.push(values.len());
            values.push(value);
        }
        self.routes.moved.push((in_pod.clone(), route));
        in_pod
    }

    /// Adds an element as it stands in the object.
    pub(crate) fn push_part(&mut self, list: &str, part: Part<'_>) -> Route {
        self.push(list, part.value.clone(), part.route)
    }

    /// Adds a map whose `name` is a text that stands in the object.
    pub(crate) fn push_named(&mut self, list: &str, name: Part<'_>) {
        let mut reference = Value::map();
        reference.set("name", name.value.clone());
        let in_pod = self.push(list, reference, name.route.clone());
        self.moved(in_pod.then("name"), name.route);
    }

    /// Says that something within an element came from elsewhere.
    pub(crate) fn moved(&mut self, in_pod: Route, to: Route) {
        self.routes.moved.push((in_pod, to));
    }

    /// The elements of a list that were added.
    pub(crate) fn list(&self, list: &str) -> &[Value] {
        self.lists.iter().find(|(key, _)| key == list).map_or(&[], |(_, values)| values)
    }

    /// The elements of a list that were added, to be changed.
    pub(crate) fn list_mut(&mut self, list: &str) -> &mut [Value] {
        self.lists.iter_mut().find(|(key, _)| key == list).map_or(&mut [], |(_, values)| values)
    }

    /// Whether nothing was entered.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.lists.is_empty()
    }

    /// The pod.
    pub(crate) fn finish(mut self) -> Pod<'a> {
        for (list, values) in self.lists {
            self.fields.push((list, Value::from(values)));
        }
        let metadata = if self.metadata.is_empty() {
            Value::Null
        } else {
            Value::Map(Map::from_entries(self.metadata))
        };
        Pod::new(
            self.object,
            Cow::Owned(metadata),
            Cow::Owned(Value::Map(Map::from_entries(self.fields))),
            self.partial,
            self.routes,
        )
    }

    fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == field)
            || self.lists.iter().any(|(key, _)| key == field)
    }
}
