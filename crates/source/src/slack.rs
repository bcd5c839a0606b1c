//! Quoted scalars whose later lines stand further left than YAML allows.
//!
//! `kubectl` reads them: libyaml does not look at the indentation inside quotes. granit-parser
//! refuses them, as the specification says. White space at the start of such a line means nothing,
//! so lines that stand too far left are moved to the right, and places are moved back.

use std::borrow::Cow;

/// A text with more white space than it had.
#[derive(Debug, Default)]
pub(crate) struct Slack {
    /// Where spaces were put in, by byte of the original, in order.
    lines: Vec<usize>,
    /// How many at each of those places.
    width: usize,
}

/// The most scalars of a document that are helped: each costs reading the document once more.
const MOST: usize = 200;

impl Slack {
    /// Helps the scalar that `error` lies in, whose quote is the first one at or behind `from`; both
    /// count in the padded text. False if that cannot be what is wrong.
    pub(crate) fn give(&mut self, text: &str, from: usize, error: usize, scalars: usize) -> bool {
        let (from, error) = (self.original(from), self.original(error));
        let Some(lines) = continued_lines(text, from, error) else { return false };
        let known = self.lines.len();
        self.lines.extend(lines);
        self.lines.sort_unstable();
        self.lines.dedup();
        self.width = widest(text) + 1;
        self.lines.len() > known && scalars < MOST
    }

    /// The text with the spaces put in.
    pub(crate) fn pad<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.lines.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut padded = String::with_capacity(text.len() + self.lines.len() * self.width);
        let mut from = 0;
        for &at in &self.lines {
            padded.push_str(text.get(from..at).unwrap_or_default());
            padded.extend(std::iter::repeat_n(' ', self.width));
            from = at;
        }
        padded.push_str(text.get(from..).unwrap_or_default());
        Cow::Owned(padded)
    }

    /// The place in the original of a byte of the padded text.
    pub(crate) fn original(&self, at: usize) -> usize {
        let mut added = 0;
        for &line in &self.lines {
            if line + added + self.width > at {
                return (at - added).min(line.max(at.saturating_sub(added + self.width)));
            }
            added += self.width;
        }
        at - added
    }
}

/// The starts of the second and later lines of the quoted scalar that begins at or behind `from`
/// and holds `error`.
fn continued_lines(text: &str, from: usize, error: usize) -> Option<Vec<usize>> {
    let bytes = text.as_bytes();
    let open = from + bytes.get(from..)?.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let quote = *bytes.get(open)?;
    let mut lines = Vec::new();
    let mut at = open + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' && bytes.get(at + 1) != Some(&b'\n') => at += 2,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            byte if byte == quote => break,
            byte => {
                at += 1;
                if byte == b'\n' {
                    // A blank before it may stand for a line end that keeps its character in quotes.
                    if bytes.get(at - 2) == Some(&b' ') {
                        return None;
                    }
                    lines.push(at);
                }
            }
        }
    }
    (open < error && error <= at).then_some(lines)
}

/// The widest indentation: no block stands further right.
fn widest(text: &str) -> usize {
    let indentation = |line: &str| line.bytes().take_while(|byte| *byte == b' ').count();
    text.lines().map(indentation).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_back() {
        let text = "a: 'x\ny'\nb: 1\n";
        let mut slack = Slack::default();
        assert!(slack.give(text, 1, 6, 0));
        let padded = slack.pad(text);
        assert_eq!(padded, "a: 'x\n y'\nb: 1\n");
        for (at, byte) in padded.bytes().enumerate().filter(|(_, byte)| *byte != b' ') {
            assert_eq!(text.as_bytes()[slack.original(at)], byte, "{at}");
        }
        assert!(!slack.give(text, 1, 7, 1), "nothing more to give");
    }
}
