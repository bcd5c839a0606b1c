//! JSON as Go's `encoding/json` takes it: one value or several, one after another.

use std::borrow::Cow;

use memchr::memchr2;

use crate::Limits;
use crate::build::too_deep;
use crate::fault::Fault;
use crate::scalar::Style;
use crate::sink::{Kind, Scalar, Sink, Start};

/// Whether a text may be JSON; reading it tells.
pub(crate) fn looks_like(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Reads values from a text.
pub(crate) struct Json<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Json<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next value begins; none at the end of the text.
    pub(crate) fn next_value(&mut self) -> Option<usize> {
        self.skip_space();
        (self.at < self.text.len()).then_some(self.at)
    }

    /// Whether a YAML document marker stands here.
    pub(crate) fn at_marker(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with("---"))
    }

    /// Reads one value.
    pub(crate) fn value(&mut self, limits: &Limits, sink: &mut impl Sink<'t>) -> Result<(), Fault> {
        // The kinds of the open values: a stack of our own, so that depth costs no call frames.
        let mut open: Vec<Kind> = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            // INVARIANT: here a value is due.
            match self.peek() {
                Some(b @ (b'{' | b'[')) => {
                    if open.len() >= limits.depth {
                        return Err(too_deep(start, limits));
                    }
                    self.at += 1;
                    let kind = if b == b'{' { Kind::Map } else { Kind::Seq };
                    sink.start(kind, Start { at: start, end: self.at, anchor: 0, flow: true })?;
                    self.skip_space();
                    if self.peek() == Some(close(kind)) {
                        self.at += 1;
                        sink.end(kind, self.at)?;
                    } else {
                        open.push(kind);
                        if kind == Kind::Map {
                            self.key(sink)?;
                        }
                        continue;
                    }
                }
                Some(b'"') => self.string(sink)?,
                _ => self.literal(sink)?,
            }
            loop {
                let Some(&kind) = open.last() else {
                    return Ok(());
                };
                self.skip_space();
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if kind == Kind::Map {
                            self.skip_space();
                            self.key(sink)?;
                        }
                        break;
                    }
                    Some(b) if b == close(kind) => {
                        self.at += 1;
                        open.pop();
                        sink.end(kind, self.at)?;
                    }
                    _ => {
                        return Err(match kind {
                            Kind::Map => self.unexpected("`,` or `}`"),
                            Kind::Seq => self.unexpected("`,` or `]`"),
                        });
                    }
                }
            }
        }
    }

    fn key(&mut self, sink: &mut impl Sink<'t>) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.string(sink)?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    fn literal(&mut self, sink: &mut impl Sink<'t>) -> Result<(), Fault> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let len = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
            .count();
        let text = rest.get(..len).unwrap_or_default();
        if !matches!(text, "null" | "true" | "false") && !is_number(text) {
            return Err(self.unexpected("a value"));
        }
        self.at += len;
        sink.scalar(Scalar {
            text: Cow::Borrowed(text),
            style: Style::Json,
            block: false,
            tag: None,
            anchor: 0,
            start,
            end: self.at,
        })
    }

    fn string(&mut self, sink: &mut impl Sink<'t>) -> Result<(), Fault> {
        let start = self.at;
        let text = self.string_text()?;
        sink.scalar(Scalar {
            text,
            style: Style::Text,
            block: false,
            tag: None,
            anchor: 0,
            start,
            end: self.at,
        })
    }

    fn string_text(&mut self) -> Result<Cow<'t, str>, Fault> {
        let start = self.at;
        let unclosed = || Fault::broken(start, "a string has no closing quote");
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let len = memchr2(b'"', b'\\', rest.as_bytes()).ok_or_else(unclosed)?;
            let plain = rest.get(..len).unwrap_or_default();
            if let Some(control) = plain.bytes().position(|b| b < 0x20) {
                self.at += control;
                return Err(Fault::broken(
                    self.at,
                    "a line break or control character stands in a string",
                )
                .help("write it as an escape, `\\n` for a line break"));
            }
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            self.at += len;
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(text);
            }
            let c = self.escape()?;
            text.to_mut().push(c);
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let at = self.at;
        let bad = || {
            Fault::broken(at, "JSON does not know this escape").help("write `\\\\` for a backslash")
        };
        self.at += 2;
        let byte = self.text.as_bytes().get(at + 1).copied().ok_or_else(bad)?;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex().ok_or_else(bad)?;
                match char::from_u32(first) {
                    Some(c) => c,
                    None => self.low_half(first).unwrap_or('\u{fffd}'),
                }
            }
            _ => return Err(bad()),
        })
    }

    /// The second half of a surrogate pair; a half that stands alone is no character and stays.
    fn low_half(&mut self, high: u32) -> Option<char> {
        let at = self.at;
        if high < 0xdc00 && self.text.as_bytes().get(at..at + 2) == Some(b"\\u") {
            self.at += 2;
            if let Some(low @ 0xdc00..=0xdfff) = self.hex() {
                return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
        }
        self.at = at;
        None
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count();
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match rest.chars().next() {
            None => Fault::broken(self.at, format!("the text ends where {wanted} is due")),
            Some(c) => Fault::broken(
                self.at,
                format!("`{}` stands where {wanted} is due", c.escape_debug()),
            ),
        }
    }
}

fn close(kind: Kind) -> u8 {
    match kind {
        Kind::Map => b'}',
        Kind::Seq => b']',
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    fn digits(bytes: &[u8]) -> (usize, &[u8]) {
        let len = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        (len, bytes.get(len..).unwrap_or_default())
    }
    let bytes = text.as_bytes();
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let leading_zero = bytes.first() == Some(&b'0');
    let (len, mut rest) = digits(bytes);
    if len == 0 || leading_zero && len > 1 {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (len, after) = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = after;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            digits => digits,
        };
        let (len, after) = digits(exponent);
        if len == 0 {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}
