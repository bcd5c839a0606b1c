//! From files and standard input to what is in them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::documents::Content;
use crate::open::{self, Fault, Stamp};
use crate::pieces::{NoPiece, PIECE, Pieces};
use crate::{Limits, Progress};
use rayon::prelude::*;

/// Reads a file and what is in it. The text is dropped; the stamp tells whether it is still the same.
///
/// `optional` is a JSON file that nobody named: unless it mentions an `apiVersion` it is none of ours,
/// and need not even be JSON.
pub(crate) fn file(
    path: &Path,
    optional: bool,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<(Content, Stamp), Fault> {
    let (file, stamp) = open::open(path, limits.file_bytes)?;
    if stamp.len <= 2 * PIECE as u64 {
        let bytes = open::read_open(&file, stamp, path)?;
        progress.read(stamp.len);
        let content = if optional && !mentions_objects(&bytes) {
            Content::other()
        } else {
            Content::read(&bytes, &limits.source)
        };
        return Ok((content.finish(), stamp));
    }
    let mut reader = Counted { file: (&file).take(stamp.len + 1), bytes: 0, progress };
    let content = stream(&mut reader, limits, |error| Fault::from_io(&error, path))?;
    if reader.bytes != stamp.len || open::stamp(&file, path)? != stamp {
        return Err(Fault::Changed);
    }
    Ok((content, stamp))
}

/// Reads standard input, whose text is kept because nobody could read it again.
pub(crate) fn standard_input(
    from: &mut dyn Read,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<(Content, String, u64), Fault> {
    let mut bytes = Vec::new();
    from.take(limits.file_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::Other(error.to_string()))?;
    let len = bytes.len() as u64;
    if len > limits.file_bytes {
        return Err(Fault::TooLong { len, most: limits.file_bytes });
    }
    progress.read(len);
    let fault = |error: io::Error| Fault::Other(error.to_string());
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        // Places count in the text that is kept, which is longer than UTF-16 or shorter.
        let text = crate::texts::decode(bytes);
        let content = stream(&mut text.as_bytes(), limits, fault)?;
        return Ok((content, text, len));
    }
    // The bytes as they came: what is no text must not pass for one because it was mended before.
    let content = stream(&mut bytes.as_slice(), limits, fault)?;
    Ok((content, crate::texts::decode(bytes), len))
}

/// Reads a stream in pieces, as many at once as there are threads.
pub(crate) fn stream(
    from: &mut dyn Read,
    limits: &Limits,
    fault: impl Fn(io::Error) -> Fault,
) -> Result<Content, Fault> {
    in_pieces(from, PIECE, limits, fault)
}

fn in_pieces(
    from: &mut dyn Read,
    piece: usize,
    limits: &Limits,
    fault: impl Fn(io::Error) -> Fault,
) -> Result<Content, Fault> {
    let mut pieces = Pieces::new(from, piece, limits.source.text_bytes);
    let mut content = Content::default();
    content.begin_part();
    loop {
        let mut batch = Vec::new();
        let mut failure = None;
        while batch.len() < rayon::current_num_threads() {
            match pieces.next() {
                Ok(Some(piece)) => batch.push(piece),
                Ok(None) => break,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let last = batch.is_empty();
        let contents: Vec<Content> = batch
            .into_par_iter()
            .map(|piece| Content::read_piece(&piece, &limits.source))
            .collect();
        for next in contents {
            content.append(next);
            content.begin_part();
        }
        match failure {
            Some(NoPiece::TooLong) => {
                content.too_long(limits.source.text_bytes);
                return Ok(content.finish());
            }
            Some(NoPiece::Io(error)) => return Err(fault(error)),
            None if last => return Ok(content.finish()),
            None => {}
        }
    }
}

/// Whether a JSON text can hold an object: the key may be written with escapes.
fn mentions_objects(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"apiVersion").is_some()
        || memchr::memmem::find(bytes, b"\\u").is_some()
        || std::str::from_utf8(bytes).is_err()
}

struct Counted<'f> {
    file: io::Take<&'f File>,
    bytes: u64,
    progress: &'f dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes += read as u64;
        self.progress.read(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use sekisho_finding::{SourceId, Sources as _};
    use sekisho_source::{Locator, Text};
    use sekisho_value::Route;

    use super::*;
    use crate::Texts;

    /// What may go wrong where a text is cut; each is repeated, so that some cut is near.
    const TEXTS: [&str; 12] = [
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
        "---\r\napiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: a\r\n",
        "# first\n---\n---\n# empty\n---\napiVersion: v1\nkind: Pod\n---\na: [\n---\nb: 1\n",
        "---\napiVersion: v1\nkind: Pod\ndata: |\n  x\n  ---\n  y\n ---\n---b: 1\n---\tz: 1\n",
        "---\napiVersion: v1\nkind: Pod\na: \"x\n---\ny\"\n---\nb: '\n---\n'\n",
        "---\napiVersion: v1\nkind: Pod\n...\n---\napiVersion: v1\nkind: Pod\n...\n# end\n",
        "---\napiVersion: v1\nkind: Pod\n...\napiVersion: v1\nkind: Service\n",
        "%YAML 1.2\n---\napiVersion: v1\nkind: Pod\n...\n",
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: \u{3042}\u{2028}}\n# x\u{85}a: 1\n\u{2029}b: 2\n",
        "---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, a: 1, a: 2}\n- 7\n",
        "---\napiVersion: v1\nkind: Pod # sekisho: allow a none\nspec: {} # sekisho: allow\n",
        "---\napiVersion: v1\nkind: Pod\nspec: {x: {{ .Values.x }}}\n--- {b: 1}\n--- \nb: \u{1}\n",
    ];

    fn read(text: &str, piece: usize) -> Content {
        let limits = Limits::default();
        in_pieces(&mut text.as_bytes(), piece, &limits, |error| Fault::Other(error.to_string()))
            .unwrap()
    }

    /// The texts above, repeated, alone and together, with and without an end to the last line.
    ///
    /// Read as a whole, an unreadable byte costs all documents of a text with directives, so the two do
    /// not come together.
    fn each(check: impl Fn(&str)) {
        let together: String = TEXTS.into_iter().filter(|text| !text.starts_with('%')).collect();
        for text in TEXTS.into_iter().chain([together.as_str()]) {
            let text = text.repeat(7);
            check(&text);
            check(text.trim_end());
        }
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        each(|text| {
            let whole = Content::read(text.as_bytes(), &Limits::default().source).finish();
            for piece in [20, 37, 64, 100, 333, 1000] {
                let content = read(text, piece);
                assert_eq!(content.problems, whole.problems, "{piece}: {text}");
                let counts = |content: &Content| {
                    [
                        content.documents,
                        content.empty,
                        content.other,
                        content.broken,
                        content.kubernetes,
                    ]
                };
                assert_eq!(counts(&content), counts(&whole), "{piece}: {text}");
                assert_eq!(
                    format!("{:?}", content.entries),
                    format!("{:?}", whole.entries),
                    "{piece}: {text}"
                );
            }
        });
    }

    #[test]
    fn places_in_parts_are_those_in_the_whole() {
        each(|text| {
            for piece in [20, 100, 1000] {
                let content = read(text, piece);
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(text.as_bytes()).unwrap();
                let path = file.path().to_owned();
                let stamp = open::stamp(file.as_file(), &path).unwrap();
                let mut texts = Texts::default();
                texts.add_file(String::new(), path, stamp, content.parts.clone());
                let kept = Text::decode(text.as_bytes()).as_str().to_owned();
                if kept == text {
                    texts.add_kept(String::new(), kept.clone(), content.parts);
                }
                for source in 0..texts.len() as u32 {
                    for entry in &content.entries {
                        let route = entry.base.join(&Route::keys(["kind"]));
                        let whole = Locator::new(&kept).span(entry.document, &route).unwrap();
                        let source = SourceId(source);
                        let part = texts.part_of(source, entry.document);
                        let part = texts.part(source, part).unwrap();
                        let found = Locator::new(&part.text)
                            .span(entry.document - part.documents, &route)
                            .unwrap();
                        let (line, column) = (found.value.line + part.lines, found.value.column);
                        assert_eq!(
                            (line, column),
                            (whole.value.line, whole.value.column),
                            "{piece}: {text}"
                        );
                        assert_eq!(
                            part.text.get(found.value.start..found.value.end),
                            kept.get(whole.value.start..whole.value.end)
                        );
                    }
                }
            }
        });
    }

    #[test]
    fn a_file_that_has_changed_has_no_parts() {
        let text = "---\napiVersion: v1\nkind: Pod\n".repeat(9);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let path = file.path().to_owned();
        let stamp = open::stamp(file.as_file(), &path).unwrap();
        let mut texts = Texts::default();
        let source = texts.add_file(String::new(), path, stamp, read(&text, 60).parts);
        let last = texts.part_of(source, 9);
        assert!(last > 0);
        assert!(texts.part(source, 0).is_some());
        assert!(texts.part(source, last).is_some());
        assert!(texts.part(source, last + 1).is_none());
        file.write_all(b"---\n").unwrap();
        assert!(texts.part(source, 0).is_none());
    }
}
