use std::borrow::Cow;
use std::path::PathBuf;

use sekisho_finding::{SourceId, Sources};
use sekisho_source::Text;

use crate::open::{self, Stamp};

/// The texts that objects were read from.
///
/// Files are read anew when somebody asks for their text, and only if they are as they were; standard
/// input and rendered texts are kept, because nobody could read them again.
#[derive(Debug, Default)]
pub struct Texts {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    body: Body,
}

#[derive(Debug)]
enum Body {
    File { path: PathBuf, stamp: Stamp },
    Kept(String),
}

impl Texts {
    pub(crate) fn add_file(&mut self, name: String, path: PathBuf, stamp: Stamp) -> SourceId {
        self.add(name, Body::File { path, stamp })
    }

    pub(crate) fn add_kept(&mut self, name: String, text: String) -> SourceId {
        self.add(name, Body::Kept(text))
    }

    fn add(&mut self, name: String, body: Body) -> SourceId {
        let id = SourceId(self.entries.len() as u32);
        self.entries.push(Entry { name, body });
        id
    }

    fn entry(&self, source: SourceId) -> Option<&Entry> {
        self.entries.get(source.0 as usize)
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Sources for Texts {
    fn name(&self, source: SourceId) -> &str {
        self.entry(source).map_or("", |entry| &entry.name)
    }

    fn file(&self, source: SourceId) -> Option<&str> {
        match self.entry(source)? {
            Entry { name, body: Body::File { .. } } => Some(name),
            Entry { body: Body::Kept(_), .. } => None,
        }
    }

    fn text(&self, source: SourceId) -> Option<Cow<'_, str>> {
        match &self.entry(source)?.body {
            Body::Kept(text) => Some(Cow::Borrowed(text)),
            Body::File { path, stamp } => {
                let (bytes, now) = open::read(path, stamp.len).ok()?;
                (now == *stamp).then(|| Cow::Owned(decode(bytes)))
            }
        }
    }
}

/// The text of bytes as the reader sees it, without a copy where they are UTF-8 already.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    let text = match Text::decode(&bytes).as_str() {
        text if text.as_bytes() == bytes => None,
        text => Some(text.to_owned()),
    };
    match text {
        Some(text) => text,
        None => String::from_utf8(bytes).unwrap_or_default(),
    }
}
