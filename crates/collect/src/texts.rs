use std::borrow::Cow;
use std::path::PathBuf;

use sekisho_finding::{Part, SourceId, Sources};
use sekisho_source::Text;

use crate::WriteError;
use crate::open::{self, Stamp};
use crate::write;

/// The texts that objects were read from.
///
/// Files are read anew when somebody asks for their text, and only if they are as they were; standard
/// input and rendered texts are kept, because nobody could read them again. Long texts have the parts that
/// they were read in, so that documents and lines are counted as they were then.
#[derive(Debug, Default)]
pub struct Texts {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    body: Body,
    /// The starts of the parts, and the end of the last one; empty if the text is one part.
    parts: Box<[PartStart]>,
}

/// Where a part of a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartStart {
    /// The bytes before it.
    pub(crate) bytes: u64,
    /// The documents before it.
    pub(crate) documents: u32,
    /// The line ends before it.
    pub(crate) lines: u32,
}

#[derive(Debug)]
enum Body {
    File {
        path: PathBuf,
        stamp: Stamp,
    },
    Kept(String),
    /// A file that findings are at and that holds no manifests.
    Other(String),
}

impl Texts {
    pub(crate) fn add_file(
        &mut self,
        name: String,
        path: PathBuf,
        stamp: Stamp,
        parts: Vec<PartStart>,
    ) -> SourceId {
        self.add(name, Body::File { path, stamp }, parts)
    }

    pub(crate) fn add_kept(
        &mut self,
        name: String,
        text: String,
        parts: Vec<PartStart>,
    ) -> SourceId {
        self.add(name, Body::Kept(text), parts)
    }

    /// Adds the text of a file that holds no manifests, such as a configuration file, so that findings
    /// can be shown in it.
    pub fn add_other(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.add(name.into(), Body::Other(text.into()), Vec::new())
    }

    fn add(&mut self, name: String, body: Body, parts: Vec<PartStart>) -> SourceId {
        let id = SourceId(self.entries.len() as u32);
        self.entries.push(Entry { name, body, parts: parts.into_boxed_slice() });
        id
    }

    fn entry(&self, source: SourceId) -> Option<&Entry> {
        self.entries.get(source.0 as usize)
    }

    /// Writes a new text into the file that one was read from; `before` is what it held then.
    ///
    /// The file is replaced as a whole, so that no reader ever sees half of it and an interruption
    /// leaves the old one. It keeps its permissions and its owner; of a link the target is written.
    pub fn write(&self, source: SourceId, before: &str, after: &str) -> Result<(), WriteError> {
        match self.entry(source).map(|entry| &entry.body) {
            Some(Body::File { path, stamp }) => write::replace(path, *stamp, before, after),
            _ => Err(WriteError::NoFile),
        }
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
            Entry { name, body: Body::File { .. } | Body::Other(_), .. } => Some(name),
            Entry { body: Body::Kept(_), .. } => None,
        }
    }

    fn text(&self, source: SourceId) -> Option<Cow<'_, str>> {
        match &self.entry(source)?.body {
            Body::Kept(text) | Body::Other(text) => Some(Cow::Borrowed(text)),
            Body::File { path, stamp } => {
                let (bytes, now) = open::read(path, stamp.len).ok()?;
                (now == *stamp).then(|| Cow::Owned(decode(bytes)))
            }
        }
    }

    fn part_of(&self, source: SourceId, document: u32) -> u32 {
        let parts = self.entry(source).map_or(&[][..], |entry| &entry.parts);
        let until = parts.partition_point(|start| start.documents < document);
        until.saturating_sub(1) as u32
    }

    fn part(&self, source: SourceId, part: u32) -> Option<Part<'_>> {
        let entry = self.entry(source)?;
        if entry.parts.is_empty() && part == 0 {
            return Some(Part { text: self.text(source)?, documents: 0, lines: 0 });
        }
        let [start, end] = entry.parts.get(part as usize..)?.first_chunk::<2>()?;
        let text = match &entry.body {
            Body::Kept(text) | Body::Other(text) => {
                Cow::Borrowed(text.get(start.bytes as usize..end.bytes as usize)?)
            }
            Body::File { path, stamp } => {
                let bytes = open::read_range(path, *stamp, start.bytes..end.bytes).ok()?;
                Cow::Owned(decode(bytes))
            }
        };
        Some(Part { text, documents: start.documents, lines: start.lines })
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
