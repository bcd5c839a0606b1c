//! A text in pieces that can be read one by one.

use memchr::{memchr_iter, memmem};

use crate::lines::bom_len;

/// A piece of a text that holds whole documents: one, unless it has `...` lines or directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunk<'t> {
    pub(crate) text: &'t str,
    /// Where it begins in the text.
    pub(crate) base: usize,
    /// Whether it may hold none or several documents, so that only reading it tells.
    pub(crate) several: bool,
}

/// Splits YAML before each `---` line.
///
/// That is exact: the marker ends every kind of scalar and collection. Only directives belong to the
/// document that follows, so a text with lines that begin with `%` stays in one piece.
///
/// What stands before byte `from` is left out.
pub(crate) fn chunks(text: &str, from: usize) -> impl Iterator<Item = Chunk<'_>> {
    let top = from.max(bom_len(text));
    let whole = has_directives(text.as_bytes());
    let mut from = top;
    std::iter::from_fn(move || {
        let base = from;
        if base >= text.len() {
            return None;
        }
        // The marker that this piece begins with is no end of it. What stands before the first marker
        // is a document of its own only if it is more than comments.
        let mut search = base + usize::from(base > top || begins_with_marker(text, top));
        from = loop {
            match next_marker(text, search) {
                Some(marker) if base == top && text.get(base..marker).is_some_and(is_comments) => {
                    search = marker + 3;
                }
                Some(marker) if !whole => break marker,
                _ => break text.len(),
            }
        };
        let piece = text.get(base..from)?;
        Some(Chunk {
            text: piece,
            base,
            several: whole
                || has_end_mark(piece)
                || has_inner_bom(piece)
                || (base == top && is_comments(piece)),
        })
    })
}

/// The first `---` line at or after `from`.
fn next_marker(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..)?;
    memmem::find_iter(rest, "---")
        .map(|at| from + at)
        .find(|&at| is_line_start(bytes, at) && is_marker_end(bytes.get(at + 3)))
}

fn begins_with_marker(text: &str, from: usize) -> bool {
    text.get(from..).is_some_and(|text| text.starts_with("---"))
        && is_marker_end(text.as_bytes().get(from + 3))
}

fn has_end_mark(text: &str) -> bool {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, "...")
        .any(|at| is_line_start(bytes, at) && is_marker_end(bytes.get(at + 3)))
}

/// Whether a byte order mark stands inside, where the parser may take it for the start of a document.
fn has_inner_bom(text: &str) -> bool {
    memmem::find(text.as_bytes(), "\u{feff}".as_bytes()).is_some()
}

fn has_directives(bytes: &[u8]) -> bool {
    memchr_iter(b'%', bytes).any(|at| is_line_start(bytes, at))
}

fn is_line_start(bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1) {
        None => true,
        // A byte order mark at the very start.
        Some(2) if bytes.starts_with(b"\xef\xbb\xbf") => true,
        Some(before) => matches!(bytes.get(before), Some(b'\n' | b'\r')),
    }
}

fn is_marker_end(next: Option<&u8>) -> bool {
    matches!(next, None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whether there is nothing but blank lines and comments.
fn is_comments(text: &str) -> bool {
    text.split(['\n', '\r']).all(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        line.is_empty() || line.starts_with('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        chunks(text, 0).map(|chunk| chunk.text).collect()
    }

    #[test]
    fn comments_before_the_first_marker_belong_to_its_document() {
        assert_eq!(split("# c\n---\na: 1\n---\nb: 2\n"), ["# c\n---\na: 1\n", "---\nb: 2\n"]);
        assert_eq!(split("a: 1\n---\n"), ["a: 1\n", "---\n"]);
        assert_eq!(split("---\n---\na: 1"), ["---\n", "---\na: 1"]);
        assert_eq!(split("---"), ["---"]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("\u{feff}"), [""; 0]);
        assert_eq!(split("# c\n"), ["# c\n"]);
    }

    #[test]
    fn only_whole_markers_at_the_start_of_a_line_count() {
        assert_eq!(split("a: ---\n ---\n---b\n"), ["a: ---\n ---\n---b\n"]);
        assert_eq!(split("a: |\n  x\r---\rb: 1"), ["a: |\n  x\r", "---\rb: 1"]);
    }

    #[test]
    fn directives_keep_a_text_whole() {
        let text = "a: 1\n...\n%YAML 1.2\n---\nb: 2\n";
        assert_eq!(split(text), [text]);
    }
}
