use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use arcstr::ArcStr;
use compact_str::CompactString;

/// A string of the tree: up to 24 bytes are stored in place, longer ones may be shared.
///
/// The longest texts of a cluster are descriptions of fields, and most of them stand in many
/// resource definitions alike; see [`Keys::share`](crate::Keys::share).
#[derive(Clone)]
pub struct Str(Repr);

#[derive(Clone)]
enum Repr {
    Own(CompactString),
    Shared(ArcStr),
}

impl Str {
    /// What fits in place.
    pub const IN_PLACE: usize = size_of::<CompactString>();

    pub(crate) fn shared(text: ArcStr) -> Self {
        Self(Repr::Shared(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Own(text) => text,
            Repr::Shared(text) => text,
        }
    }
}

impl Default for Str {
    fn default() -> Self {
        Self(Repr::Own(CompactString::default()))
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self(Repr::Own(text.into()))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self(Repr::Own(text.into()))
    }
}

impl From<CompactString> for Str {
    fn from(text: CompactString) -> Self {
        Self(Repr::Own(text))
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Str {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keys;

    #[test]
    fn long_texts_are_shared_and_compare_as_texts() {
        let mut keys = Keys::new();
        let long = "a text that is too long to be stored in place";
        let (one, other) = (keys.share(long), keys.share(long));
        assert_eq!(one.as_str().as_ptr(), other.as_str().as_ptr());
        assert_eq!(one, Str::from(long));
        assert_eq!(keys.share("short"), "short");
        assert_eq!(size_of::<Str>(), Str::IN_PLACE);
    }
}
