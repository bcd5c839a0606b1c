use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use sekisho_value::{Key, Keys, Map, Route, Step as RouteStep, Value};

use crate::Limits;
use crate::fault::Fault;
use crate::scalar::{Scalar as Resolved, ScalarError, Style};
use crate::sink::{Kind, Scalar, Sink, Start, Step};

/// Builds the value of one document at a time.
pub(crate) struct Builder<'r> {
    limits: &'r Limits,
    keys: KeyCache<'r>,
    frames: Vec<Frame>,
    /// The entries of all open maps, those of the innermost last.
    entries: Vec<(Key, Value)>,
    /// The keys of `entries` and where they stand.
    places: Vec<Place>,
    /// The elements of all open lists, those of the innermost last.
    items: Vec<Value>,
    root: Option<Value>,
    root_at: Option<usize>,
    anchors: HashMap<usize, Anchored>,
    /// Nodes built so far, a string counting once more for every 64 bytes.
    built: usize,
    /// Nodes that anchors and aliases added.
    added: usize,
    duplicates: Vec<(Route, usize)>,
}

/// The most duplicate keys of a document that are kept; each has a route of its own.
const MOST_DUPLICATES: usize = 1000;

/// Outlives the entry, so that what a map lost as a duplicate can still be named.
struct Place {
    /// The address of the interned text; equal keys have the same.
    key: usize,
    /// The byte where the key stands; none if it was merged in.
    at: Option<usize>,
}

struct Frame {
    /// Where its entries or elements begin.
    from: usize,
    anchor: usize,
    built_before: usize,
    at: Expect,
}

enum Expect {
    Key,
    Value(Key, usize),
    /// The value of `<<`.
    Merge,
    /// An element; how many came before.
    Element(usize),
}

struct Anchored {
    value: Value,
    weight: usize,
    /// Where the scalar was a float: what it was before JSON.
    float: Option<f64>,
}

/// Where a value came from; a merge takes maps and aliases of maps, and lists of those only when
/// written out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Written,
    Alias,
}

impl<'r> Builder<'r> {
    pub(crate) fn new(limits: &'r Limits, keys: &'r mut Keys) -> Self {
        Self {
            limits,
            keys: KeyCache::new(keys),
            frames: Vec::new(),
            entries: Vec::new(),
            places: Vec::new(),
            items: Vec::new(),
            root: None,
            root_at: None,
            anchors: HashMap::new(),
            built: 0,
            added: 0,
            duplicates: Vec::new(),
        }
    }

    /// Forgets the document that was being built.
    pub(crate) fn reset(&mut self) {
        self.frames.clear();
        self.entries.clear();
        self.places.clear();
        self.items.clear();
        self.root = None;
        self.root_at = None;
        self.anchors.clear();
        self.built = 0;
        self.added = 0;
        self.duplicates.clear();
    }

    /// The finished document, and the later ones of its duplicate keys with the bytes where they stand.
    pub(crate) fn take(&mut self) -> (Value, Vec<(Route, usize)>) {
        let value = self.root.take().unwrap_or_default();
        let duplicates = std::mem::take(&mut self.duplicates);
        self.reset();
        (value, duplicates)
    }

    /// Where the first node stands; none if it is an absent one.
    pub(crate) fn root_at(&self) -> Option<usize> {
        self.root_at
    }

    fn value(&mut self, value: Value, origin: Origin, at: usize) -> Step {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        match &mut frame.at {
            Expect::Element(count) => {
                *count += 1;
                self.items.push(value);
                Ok(())
            }
            expect @ Expect::Value(..) => {
                if let Expect::Value(key, place) = std::mem::replace(expect, Expect::Key) {
                    self.places.push(Place { key: key.as_str().as_ptr().addr(), at: Some(place) });
                    self.entries.push((key, value));
                }
                Ok(())
            }
            expect @ Expect::Merge => {
                *expect = Expect::Key;
                self.merge(value, origin, at)
            }
            Expect::Key => {
                let kind = value.type_name();
                Err(bad_key(at, kind))
            }
        }
    }

    /// Adds the entries of `<<`. They win over what stands before them and lose to what comes after;
    /// in a list the earlier map wins.
    fn merge(&mut self, value: Value, origin: Origin, at: usize) -> Step {
        match (value, origin) {
            (Value::Map(map), _) => self.merge_map(map),
            (Value::Seq(maps), Origin::Written) => {
                for value in maps.into_iter().rev() {
                    match value {
                        Value::Map(map) => self.merge_map(map),
                        _ => return Err(bad_merge(at)),
                    }
                }
            }
            _ => return Err(bad_merge(at)),
        }
        Ok(())
    }

    fn merge_map(&mut self, mut map: Map) {
        let keys: Vec<Key> = map.keys().cloned().collect();
        for ((_, value), key) in map.iter_mut().zip(keys) {
            self.places.push(Place { key: key.as_str().as_ptr().addr(), at: None });
            self.entries.push((key, std::mem::take(value)));
        }
    }

    fn key(&mut self, key: Key, at: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.at = Expect::Value(key, at);
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { at: Expect::Key, .. }))
    }

    /// Counts nodes that an anchor or alias adds.
    fn add(&mut self, weight: usize, at: usize) -> Step {
        self.added = self.added.saturating_add(weight);
        if self.added > self.limits.alias_nodes {
            return Err(Fault::limit(
                at,
                format!(
                    "anchors and aliases add more than {} nodes to this document",
                    self.limits.alias_nodes
                ),
                "write the repeated parts out, or split the document",
            ));
        }
        Ok(())
    }

    fn anchor(
        &mut self,
        anchor: usize,
        value: &Value,
        weight: usize,
        float: Option<f64>,
        at: usize,
    ) -> Step {
        if anchor == 0 {
            return Ok(());
        }
        self.add(weight, at)?;
        let value = value.clone();
        self.anchors.insert(anchor, Anchored { value, weight, float });
        Ok(())
    }

    /// Records the keys that stand more than once in `map`, which has just lost the duplicates and
    /// whose frame is still open.
    fn find_duplicates(&mut self, map: &Map, from: usize) {
        let mut seen = HashSet::new();
        let places = self.places.get(from..).unwrap_or_default();
        let again = places
            .iter()
            .filter_map(|place| place.at.map(|at| (place.key, at)))
            .filter(|(key, _)| !seen.insert(*key));
        let names: HashMap<usize, &Key> =
            map.keys().map(|key| (key.as_str().as_ptr().addr(), key)).collect();
        let parent = self.route();
        let found: Vec<_> = again
            .filter_map(|(key, at)| Some((names.get(&key)?.as_str(), at)))
            .take(MOST_DUPLICATES.saturating_sub(self.duplicates.len()))
            .map(|(key, at)| (parent.then(key), at))
            .collect();
        self.duplicates.extend(found);
    }

    /// The route to the innermost open map or list.
    fn route(&self) -> Route {
        let steps = self.frames.iter().rev().skip(1).rev();
        steps
            .filter_map(|frame| match &frame.at {
                Expect::Value(key, _) => Some(RouteStep::from(key.as_str())),
                Expect::Element(index) => Some(RouteStep::Index(*index)),
                Expect::Key | Expect::Merge => None,
            })
            .collect()
    }
}

impl<'t> Sink<'t> for Builder<'_> {
    #[inline]
    fn scalar(&mut self, node: Scalar<'t>) -> Step {
        let Scalar { start, anchor, .. } = node;
        if self.frames.is_empty() && node.end > start {
            self.root_at = Some(start);
        }
        if node.text.len() > self.limits.scalar_bytes {
            return Err(Fault::limit(
                start,
                format!("a scalar is longer than {} bytes", self.limits.scalar_bytes),
                "objects of that size do not fit into a cluster; check what the file is",
            ));
        }
        let weight = 1 + node.text.len() / 64;
        self.built += weight;
        if self.expects_key() {
            if node.is_merge() {
                if let Some(frame) = self.frames.last_mut() {
                    frame.at = Expect::Merge;
                }
                return Ok(());
            }
            let scalar = resolve(node)?;
            if anchor != 0 {
                let float = float_of(&scalar);
                let value = scalar.clone().into_value().unwrap_or_default();
                self.anchor(anchor, &value, weight, float, start)?;
            }
            let Some(text) = scalar_key(scalar) else {
                return Err(bad_key(start, "null or an integer above 9223372036854775807"));
            };
            let key = self.keys.intern(&text);
            self.key(key, start);
            return Ok(());
        }
        let is_json = node.style == Style::Json;
        let scalar = resolve(node)?;
        let float = float_of(&scalar);
        let value = match scalar {
            Resolved::Text(text) => Value::String(self.keys.keys.share(&text)),
            // Only YAML's numbers are printed once more on their way.
            Resolved::Float(f) if is_json => Value::Float(f),
            scalar => scalar.into_value().map_err(|error| scalar_fault(start, &error, ""))?,
        };
        self.anchor(anchor, &value, weight, float, start)?;
        self.value(value, Origin::Written, start)
    }

    fn alias(&mut self, anchor: usize, start: usize, _end: usize) -> Step {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Fault::broken(start, "an alias stands inside the anchor that it repeats")
                .help("`kubectl` refuses a value that contains itself"));
        };
        let weight = anchored.weight;
        if self.expects_key() {
            let scalar = match (&anchored.value, anchored.float) {
                (_, Some(f)) => Resolved::Float(f),
                (Value::String(text), _) => Resolved::Text(Cow::Owned(text.to_string())),
                (Value::Bool(b), _) => Resolved::Bool(*b),
                (Value::Int(i), _) => Resolved::Int(*i),
                (value, _) => return Err(bad_key(start, value.type_name())),
            };
            let key = scalar_key(scalar).unwrap_or_default();
            let key = self.keys.intern(&key);
            self.key(key, start);
            return Ok(());
        }
        // Counted before the copy is made.
        self.add(weight, start)?;
        let Some(value) = self.anchors.get(&anchor).map(|anchored| anchored.value.clone()) else {
            return Ok(());
        };
        self.built += weight;
        self.value(value, Origin::Alias, start)
    }

    fn start(&mut self, kind: Kind, node: Start) -> Step {
        if self.frames.len() >= self.limits.depth {
            return Err(too_deep(node.at, self.limits));
        }
        if self.expects_key() {
            return Err(match kind {
                Kind::Map => bad_key(node.at, "map"),
                Kind::Seq => bad_key(node.at, "list"),
            });
        }
        let (from, at) = match kind {
            Kind::Map => (self.entries.len(), Expect::Key),
            Kind::Seq => (self.items.len(), Expect::Element(0)),
        };
        if self.frames.is_empty() {
            self.root_at = Some(node.at);
        }
        self.frames.push(Frame { from, anchor: node.anchor, built_before: self.built, at });
        self.built += 1;
        Ok(())
    }

    fn end(&mut self, kind: Kind, end: usize) -> Step {
        let Some(from) = self.frames.last().map(|frame| frame.from) else {
            return Ok(());
        };
        let value = match kind {
            Kind::Map => {
                let count = self.entries.len() - from;
                let entries = split_off(&mut self.entries, from);
                let map = Map::from_entries(if count > MANY { unique(entries) } else { entries });
                if map.len() < count {
                    self.find_duplicates(&map, from);
                }
                self.places.truncate(from);
                Value::Map(map)
            }
            Kind::Seq => Value::Seq(split_off(&mut self.items, from).into()),
        };
        if let Some(frame) = self.frames.pop() {
            self.anchor(frame.anchor, &value, self.built - frame.built_before, None, end)?;
        }
        self.value(value, Origin::Written, end)
    }
}

/// The fault of a document that nests deeper than the limits allow.
pub(crate) fn too_deep(at: usize, limits: &Limits) -> Fault {
    Fault::limit(
        at,
        format!("maps and lists are nested deeper than {} levels", limits.depth),
        "no resource of Kubernetes is that deep; check what the file is",
    )
}

/// Above this number of entries a table finds duplicates; a hostile map must not take quadratic time.
const MANY: usize = 32;

/// Entries without duplicates: the last one counts, at the place of the first.
fn unique(entries: Vec<(Key, Value)>) -> Vec<(Key, Value)> {
    let mut places: HashMap<Key, usize> = HashMap::with_capacity(entries.len());
    let mut unique: Vec<(Key, Value)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let place = *places.entry(key.clone()).or_insert(unique.len());
        match unique.get_mut(place) {
            Some(entry) => entry.1 = value,
            None => unique.push((key, value)),
        }
    }
    unique
}

/// `Vec::split_off`, but of a capacity that fits, so that boxing copies nothing.
fn split_off<T>(all: &mut Vec<T>, from: usize) -> Vec<T> {
    let mut part = Vec::with_capacity(all.len().saturating_sub(from));
    part.extend(all.drain(from.min(all.len())..));
    part
}

fn resolve(node: Scalar<'_>) -> Result<Resolved<'_>, Fault> {
    let start = node.start;
    let shown = node.tag.is_some().then(|| node.text.to_string());
    Resolved::resolve(node.text, node.style, node.tag.as_deref())
        .map_err(|error| scalar_fault(start, &error, shown.as_deref().unwrap_or_default()))
}

fn float_of(scalar: &Resolved<'_>) -> Option<f64> {
    match scalar {
        Resolved::Float(f) => Some(*f),
        _ => None,
    }
}

fn scalar_key(scalar: Resolved<'_>) -> Option<Cow<'_, str>> {
    scalar.into_key()
}

fn bad_key(at: usize, what: &str) -> Fault {
    let fault = Fault::broken(at, format!("a map key is no text but {what}"));
    if what == "map" {
        return fault
            .help("a template that was not rendered? `{{ … }}` is a map inside a map for YAML");
    }
    fault.help("`kubectl` takes texts, booleans and numbers as keys; quote the key")
}

fn bad_merge(at: usize) -> Fault {
    Fault::broken(at, "`<<` merges something that is no map")
        .help("write `<<: *anchor` with the anchor of a map, or a list of such aliases")
}

fn scalar_fault(at: usize, error: &ScalarError, text: &str) -> Fault {
    match error {
        ScalarError::Tag { tag, is } => {
            let text: String = text.chars().take(40).collect();
            Fault::broken(at, format!("`{text}` is tagged `{tag}` but is a {is}"))
                .help("take the tag off or correct the value")
        }
        ScalarError::Base64 => Fault::broken(at, "a `!!binary` value is no base64")
            .help("use the standard alphabet with padding"),
        ScalarError::NotFinite => {
            Fault::broken(at, "infinity and not-a-number cannot be sent to a cluster")
                .help("JSON has no form for them; quote the value if it is a text")
        }
        ScalarError::Range => Fault::broken(at, "a number is too large for a 64-bit float"),
        ScalarError::NotJson => {
            Fault::broken(at, "this is neither a number, `true`, `false` nor `null`")
        }
    }
}

/// A small table of recent keys in front of the interner: nearly all keys of a manifest repeat, and a
/// comparison is cheaper than a keyed hash.
struct KeyCache<'k> {
    keys: &'k mut Keys,
    recent: Vec<Option<Key>>,
}

const RECENT: usize = 512;

impl<'k> KeyCache<'k> {
    fn new(keys: &'k mut Keys) -> Self {
        Self { keys, recent: vec![None; RECENT] }
    }

    #[inline]
    fn intern(&mut self, text: &str) -> Key {
        let slot = slot(text.as_bytes());
        let Some(place) = self.recent.get_mut(slot) else {
            return self.keys.intern(text);
        };
        if let Some(key) = place
            && key.as_str() == text
        {
            return key.clone();
        }
        let key = self.keys.intern(text);
        *place = Some(key.clone());
        key
    }
}

fn slot(text: &[u8]) -> usize {
    let (first, last) = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => (u32::from_le_bytes(*first), u32::from_le_bytes(*last)),
        _ => (text.iter().fold(0, |hash, b| hash << 8 | u32::from(*b)), 0),
    };
    let hash = (first ^ last.rotate_left(13) ^ text.len() as u32).wrapping_mul(0x9e37_79b1);
    (hash >> 23) as usize
}

const _: () = assert!(RECENT == 1 << 9, "`slot` gives 9 bits");
