use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;

use arcstr::ArcStr;
use foldhash::fast::RandomState;

use crate::Str;

/// A map key: one pointer, shared between all places that use the same text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(ArcStr);

impl Key {
    /// A key that is not shared with others; parsers use [`Keys::intern`] instead.
    pub fn new(text: &str) -> Self {
        Self(ArcStr::from(text))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// An interner of keys: equal texts share one allocation.
///
/// Each worker keeps its own, so that reading in parallel shares nothing.
#[derive(Debug, Default)]
pub struct Keys {
    known: HashSet<Key, RandomState>,
    texts: HashSet<ArcStr, RandomState>,
}

/// Past this number of different keys an interner starts anew, so that hostile input cannot make a
/// long-lived one grow without bound.
const MOST_KEYS: usize = 1 << 16;

/// Texts past this length are rarely alike, and looking them up costs more than it saves.
const LONGEST_SHARED: usize = 4096;

impl Keys {
    /// An empty interner.
    pub fn new() -> Self {
        Self::default()
    }

    /// The shared key for `text`.
    pub fn intern(&mut self, text: &str) -> Key {
        if let Some(key) = self.known.get(text) {
            return key.clone();
        }
        if self.known.len() >= MOST_KEYS {
            self.known.clear();
        }
        let key = Key::new(text);
        self.known.insert(key.clone());
        key
    }

    /// A value's text; one that does not fit in place is shared with others like it.
    pub fn share(&mut self, text: &str) -> Str {
        if text.len() <= Str::IN_PLACE || text.len() > LONGEST_SHARED {
            return text.into();
        }
        if let Some(known) = self.texts.get(text) {
            return Str::shared(known.clone());
        }
        if self.texts.len() >= MOST_KEYS {
            self.texts.clear();
        }
        let shared = ArcStr::from(text);
        self.texts.insert(shared.clone());
        Str::shared(shared)
    }
}
