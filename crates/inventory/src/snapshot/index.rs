use std::collections::HashMap;

use crate::Object;

/// Finds objects by kind, name and namespace. Holds places in the list of objects; no lookup
/// allocates.
#[derive(Debug, Default)]
pub(super) struct Index {
    kinds: HashMap<Box<str>, HashMap<Box<str>, OfKind>>,
    namespaces: HashMap<Box<str>, Vec<u32>>,
    /// Objects that name no namespace.
    without: Vec<u32>,
}

/// The objects of one kind.
#[derive(Debug, Default)]
struct OfKind {
    /// In the order they were read.
    all: Vec<u32>,
    /// By name and namespace; of the same ones, in the order they were read. Without those whose
    /// name is not known.
    by_name: Vec<u32>,
}

impl Index {
    pub(super) fn new(objects: &[Object]) -> Self {
        let mut index = Self::default();
        for (place, object) in objects.iter().enumerate() {
            let place = place as u32;
            let of_kind = entry(entry(&mut index.kinds, object.group()), object.kind());
            of_kind.all.push(place);
            if has_name(object) {
                of_kind.by_name.push(place);
            }
            match object.namespace() {
                Some(namespace) => entry(&mut index.namespaces, namespace).push(place),
                None => index.without.push(place),
            }
        }
        for of_kind in index.kinds.values_mut().flat_map(HashMap::values_mut) {
            // A stable sort keeps the order in which the same ones were read.
            of_kind.by_name.sort_by_key(|place| key(objects, *place));
        }
        index
    }

    pub(super) fn of_kind(&self, group: &str, kind: &str) -> &[u32] {
        self.kind(group, kind).map_or(&[], |of_kind| &of_kind.all)
    }

    pub(super) fn in_namespace(&self, namespace: Option<&str>) -> &[u32] {
        match namespace {
            Some(namespace) => self.namespaces.get(namespace).map_or(&[], Vec::as_slice),
            None => &self.without,
        }
    }

    pub(super) fn find(
        &self,
        objects: &[Object],
        group: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<usize> {
        let by_name = &self.kind(group, kind)?.by_name;
        let wanted = Some((name, namespace));
        let end = by_name.partition_point(|place| key(objects, *place) <= wanted);
        let last = *by_name.get(end.checked_sub(1)?)?;
        (key(objects, last) == wanted).then_some(last as usize)
    }

    /// Places of objects that have group, kind, namespace and name in common.
    pub(super) fn collisions(&self, objects: &[Object]) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        for of_kind in self.kinds.values().flat_map(HashMap::values) {
            let same = of_kind
                .by_name
                .chunk_by(|a, b| key(objects, *a) == key(objects, *b))
                .filter(|places| places.len() > 1);
            found.extend(same.map(<[u32]>::to_vec));
        }
        // The maps have no order.
        found.sort_unstable();
        found
    }

    fn kind(&self, group: &str, kind: &str) -> Option<&OfKind> {
        self.kinds.get(group)?.get(kind)
    }
}

fn key(objects: &[Object], place: u32) -> Option<(&str, Option<&str>)> {
    let object = objects.get(place as usize)?;
    Some((object.name(), object.namespace()))
}

/// Whether it has a name of its own; one from `metadata.generateName` is not known before the
/// server has made it.
fn has_name(object: &Object) -> bool {
    object.value.str_at(&["metadata", "name"]).is_some_and(|name| !name.is_empty())
}

/// The entry under `key`; the key is copied only if it is new.
fn entry<'m, V: Default>(map: &'m mut HashMap<Box<str>, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.into(), V::default());
    }
    map.entry(key.into()).or_default()
}
