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
    let text = crate::texts::decode(bytes);
    let content = stream(&mut text.as_bytes(), limits, |error| Fault::Other(error.to_string()))?;
    Ok((content, text, len))
}

/// Reads a stream in pieces, as many at once as there are threads.
pub(crate) fn stream(
    from: &mut dyn Read,
    limits: &Limits,
    fault: impl Fn(io::Error) -> Fault,
) -> Result<Content, Fault> {
    let mut pieces = Pieces::new(from, PIECE, limits.source.text_bytes);
    let mut content = Content::default();
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
        let contents: Vec<Content> =
            batch.into_par_iter().map(|piece| Content::read(&piece, &limits.source)).collect();
        for next in contents {
            content.append(next);
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
