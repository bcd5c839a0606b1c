//! Long streams of documents in pieces, so that the text need not be held as a whole and both cores
//! have something to do.

use std::io::{self, Read};

/// The length from which on a text is cut, in bytes.
pub(crate) const PIECE: usize = 4 << 20;

/// Cuts a stream before lines that begin a YAML document.
///
/// That is exact: `---` at the start of a line ends every scalar and collection. Where a directive
/// (a line that begins with `%`) stands shortly before, it belongs to what follows, and there is no cut.
#[derive(Debug)]
pub(crate) struct Pieces<R> {
    from: R,
    /// What was read and not given out.
    rest: Vec<u8>,
    piece: usize,
    most: usize,
    done: bool,
}

/// Why there is no next piece.
#[derive(Debug)]
pub(crate) enum NoPiece {
    /// A document is longer than the bound.
    TooLong,
    Io(io::Error),
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `piece` bytes; a document is longer than that only up to `most`.
    pub(crate) fn new(from: R, piece: usize, most: usize) -> Self {
        Self { from, rest: Vec::new(), piece, most, done: false }
    }

    /// The next piece; none at the end. A stream that cannot be cut is one piece.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, NoPiece> {
        let mut wanted = self.piece;
        loop {
            if !self.done && self.rest.len() < wanted {
                let missing = wanted - self.rest.len();
                let got = self
                    .from
                    .by_ref()
                    .take(missing as u64)
                    .read_to_end(&mut self.rest)
                    .map_err(NoPiece::Io)?;
                self.done = got < missing;
            }
            if self.done && self.rest.len() <= self.piece {
                let last = std::mem::take(&mut self.rest);
                return Ok((!last.is_empty()).then_some(last));
            }
            if let Some(cut) = last_cut(&self.rest) {
                let tail = self.rest.split_off(cut);
                return Ok(Some(std::mem::replace(&mut self.rest, tail)));
            }
            if self.done {
                return Ok(Some(std::mem::take(&mut self.rest)));
            }
            if self.rest.len() > self.most {
                return Err(NoPiece::TooLong);
            }
            // One byte above the bound tells that it is passed.
            wanted = (self.rest.len() * 2).min(self.most + 1);
        }
    }
}

/// Where the last document of the bytes begins.
fn last_cut(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::rfind_iter(bytes, b"\n---").map(|at| at + 1).find(|&at| {
        let ends = matches!(bytes.get(at + 3), Some(b' ' | b'\t' | b'\n' | b'\r'));
        let before = bytes.get(at.saturating_sub(1024)..at).unwrap_or_default();
        ends && !before.starts_with(b"%") && memchr::memmem::find(before, b"\n%").is_none()
    })
}

/// The number of line ends: `\n`, `\r\n` or a lone `\r`.
pub(crate) fn line_ends(bytes: &[u8]) -> u32 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, piece: usize) -> Vec<String> {
        let mut pieces = Pieces::new(text.as_bytes(), piece, 10_000);
        std::iter::from_fn(|| pieces.next().unwrap())
            .map(|piece| String::from_utf8(piece).unwrap())
            .collect()
    }

    #[test]
    fn pieces_are_whole_documents_and_lose_nothing() {
        let text = "---\na: 1\nb: |\n  ---\n  x\n".repeat(50);
        for piece in [1, 7, 30, 64, 200, 10_000] {
            let pieces = cut(&text, piece);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.iter().all(|piece| piece.starts_with("---\n")), "{piece}");
        }
        assert_eq!(cut(&text, 10_000).len(), 1);
    }

    #[test]
    fn a_directive_stays_with_its_document() {
        let text = "a: 1\n...\n%YAML 1.2\n---\nb: 2\n";
        assert_eq!(cut(text, 4), [text]);
    }

    #[test]
    fn what_cannot_be_cut_is_one_piece() {
        let text = "a".repeat(1000);
        assert_eq!(cut(&text, 10), [text]);
        assert!(cut("", 10).is_empty());
    }

    #[test]
    fn a_document_has_a_bound() {
        let text = "a".repeat(1000);
        let mut pieces = Pieces::new(text.as_bytes(), 10, 999);
        assert!(matches!(pieces.next(), Err(NoPiece::TooLong)));
        let mut pieces = Pieces::new(text.as_bytes(), 10, 1000);
        assert_eq!(pieces.next().unwrap().map(|piece| piece.len()), Some(1000));
    }

    #[test]
    fn line_ends_are_counted_in_three_ways() {
        assert_eq!(line_ends(b"a\r\nb\rc\nd"), 3);
        assert_eq!(line_ends(b"a\r"), 1);
    }
}
