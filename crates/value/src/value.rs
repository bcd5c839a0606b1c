use std::collections::{HashMap, HashSet};

use crate::{Key, Str};

/// A value as the API server sees it after YAML became JSON.
///
/// Equality is that of JSON: maps compare without order, and `1` equals `1.0` only if both are
/// integers or both floats.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`; for the API server the same as an absent field.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits 64 bits with sign.
    Int(i64),
    /// An integer above `i64::MAX`.
    UInt(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Str),
    /// A sequence.
    Seq(Box<[Self]>),
    /// A map with string keys.
    Map(Map),
}

impl Value {
    /// An empty map.
    pub fn map() -> Self {
        Self::Map(Map::default())
    }

    /// The value under `key`, null included; none if this is no map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The field `key`, where null counts as absent, as it does for the API server.
    pub fn field(&self, key: &str) -> Option<&Self> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The field reached through several maps: `value.at(&["metadata", "name"])`.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.field(key))
    }

    /// The text of the field reached through several maps.
    pub fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// The boolean of the field reached through several maps.
    pub fn bool_at(&self, path: &[&str]) -> Option<bool> {
        self.at(path)?.as_bool()
    }

    /// The integer of the field reached through several maps.
    pub fn i64_at(&self, path: &[&str]) -> Option<i64> {
        self.at(path)?.as_i64()
    }

    /// The elements of the sequence reached through several maps; empty if there is none.
    pub fn items_at(&self, path: &[&str]) -> &[Self] {
        self.at(path).map_or(&[], Self::items)
    }

    /// The elements; empty if this is no sequence.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Seq(items) => items,
            _ => &[],
        }
    }

    /// The entries in their order; empty if this is no map.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let map = match self {
            Self::Map(map) => Some(map),
            _ => None,
        };
        map.into_iter().flat_map(Map::iter)
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The integer, if this is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// The number as a float, if this is a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::UInt(u) => Some(*u as f64),
            Self::Float(f) => Some(*f),
            _ => None,
        }
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map, if this is one, to be changed.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The sequence, if this is one, to be changed in place.
    pub fn items_mut(&mut self) -> &mut [Self] {
        match self {
            Self::Seq(items) => items,
            _ => &mut [],
        }
    }

    /// The value under `key`, to be changed; none if this is no map or the key is absent.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_map_mut()?.get_mut(key)
    }

    /// Sets `key` in a map; does nothing to other values.
    pub fn set(&mut self, key: &str, value: impl Into<Self>) {
        if let Self::Map(map) = self {
            map.insert(Key::new(key), value.into());
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The name of the value's type as messages print it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) | Self::UInt(_) => "integer",
            Self::Float(_) => "number",
            Self::String(_) => "string",
            Self::Seq(_) => "list",
            Self::Map(_) => "map",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Self::Int(i)
    }
}

impl From<i32> for Value {
    fn from(i: i32) -> Self {
        Self::Int(i.into())
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::Seq(items.into())
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

/// A map with string keys in the order of the text.
///
/// Objects have few keys per map, so looking one up is a linear search.
#[derive(Clone, Debug, Default)]
pub struct Map {
    // INVARIANT: no key stands twice; whoever builds the map resolves duplicates.
    entries: Box<[(Key, Value)]>,
}

impl Map {
    /// A map of entries whose keys are known to differ; a later duplicate wins, as in kubectl.
    pub fn from_entries(entries: Vec<(Key, Value)>) -> Self {
        if !has_duplicate(&entries) {
            return Self { entries: entries.into() };
        }
        // By place of the first of each key, so that hostile input costs no more than its length.
        let mut places: HashMap<Key, usize> = HashMap::with_capacity(entries.len());
        let mut unique: Vec<(Key, Value)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match places.get(&key).and_then(|place| unique.get_mut(*place)) {
                Some(entry) => entry.1 = value,
                None => {
                    places.insert(key.clone(), unique.len());
                    unique.push((key, value));
                }
            }
        }
        Self { entries: unique.into() }
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.entries.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Whether `key` is there, null or not.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets `key`, at its place if it is there and last if not; returns the value replaced.
    pub fn insert(&mut self, key: Key, value: Value) -> Option<Value> {
        if let Some(place) = self.get_mut(key.as_str()) {
            return Some(std::mem::replace(place, value));
        }
        let mut entries = std::mem::take(&mut self.entries).into_vec();
        entries.push((key, value));
        self.entries = entries.into();
        None
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.entries.iter().position(|(known, _)| known == key)?;
        let mut entries = std::mem::take(&mut self.entries).into_vec();
        let (_, value) = entries.remove(at);
        self.entries = entries.into();
        Some(value)
    }

    /// Keeps the entries for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Value) -> bool) {
        let mut entries = std::mem::take(&mut self.entries).into_vec();
        entries.retain_mut(|(key, value)| keep(key.as_str(), value));
        self.entries = entries.into();
    }

    /// The entries in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The entries in their order, values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.entries.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Below this number of entries comparing all pairs beats hashing.
const FEW: usize = 16;

fn has_duplicate(entries: &[(Key, Value)]) -> bool {
    if entries.len() > FEW {
        let mut seen = HashSet::with_capacity(entries.len());
        return !entries.iter().all(|(key, _)| seen.insert(key.as_str()));
    }
    let mut rest = entries;
    while let Some(((key, _), tail)) = rest.split_first() {
        if tail.iter().any(|(other, _)| other == key) {
            return true;
        }
        rest = tail;
    }
    false
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl FromIterator<(Key, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(entries: I) -> Self {
        Self::from_entries(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_24_bytes() {
        assert_eq!(size_of::<Value>(), 24);
        assert_eq!(size_of::<(Key, Value)>(), 32);
    }

    #[test]
    fn the_last_duplicate_wins() {
        let map = Map::from_entries(vec![
            (Key::new("a"), Value::Int(1)),
            (Key::new("b"), Value::Int(2)),
            (Key::new("a"), Value::Int(3)),
        ]);
        assert_eq!(map.len(), 2);
        assert_eq!(map.get("a"), Some(&Value::Int(3)));
    }

    #[test]
    fn a_large_map_with_a_duplicate_takes_linear_time() {
        let mut entries: Vec<(Key, Value)> =
            (0..200_000).map(|n| (Key::new(&n.to_string()), n.into())).collect();
        entries.push((Key::new("7"), Value::Int(-7)));
        let map = Map::from_entries(entries);
        assert_eq!(map.len(), 200_000);
        assert_eq!(map.get("7"), Some(&Value::Int(-7)));
    }

    #[test]
    fn null_is_absent_for_field_but_not_for_get() {
        let mut value = Value::map();
        value.set("securityContext", Value::Null);
        assert_eq!(value.get("securityContext"), Some(&Value::Null));
        assert_eq!(value.field("securityContext"), None);
        assert_eq!(value.at(&["securityContext", "privileged"]), None);
    }

    #[test]
    fn maps_compare_without_order() {
        let ab = Map::from_entries(vec![("a".into(), 1.into()), ("b".into(), 2.into())]);
        let ba = Map::from_entries(vec![("b".into(), 2.into()), ("a".into(), 1.into())]);
        assert_eq!(ab, ba);
    }
}
