use std::borrow::Cow;

use memchr::{memchr2, memmem};

use crate::json;

/// The most places with unreadable bytes that are kept; a text with more is no text.
const MOST_FLAWS: usize = 64;

/// Bytes as text, with the places where they were none.
#[derive(Clone, Debug)]
pub struct Text<'b> {
    text: Cow<'b, str>,
    flaws: Vec<Flaw>,
}

/// Something in a text that neither YAML nor `kubectl` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The byte in the decoded text, where U+FFFD stands instead.
    pub(crate) at: usize,
    pub(crate) kind: FlawKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlawKind {
    /// No UTF-8 (or UTF-16), at this byte of the input.
    Encoding(usize),
    /// A control character, where YAML allows none.
    Control(char),
}

impl<'b> Text<'b> {
    /// Decodes UTF-8, or UTF-16 where a byte order mark says so. Bytes that are no text become U+FFFD
    /// and are remembered. Offsets of spans refer to the decoded text, where a UTF-8 byte order mark
    /// stays.
    pub fn decode(bytes: &'b [u8]) -> Self {
        let text = match bytes {
            [0xff, 0xfe, rest @ ..] => Self::utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => Self::utf16(rest, u16::from_be_bytes),
            _ => Self::utf8(bytes),
        };
        text.with_plain_line_ends()
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    /// Whether so much of it is unreadable that it is no text at all.
    pub(crate) fn is_binary(&self) -> bool {
        self.flaws.len() > MOST_FLAWS
    }

    /// Makes line ends of what YAML 1.1 and so `kubectl` takes for such: U+0085, U+2028 and U+2029. A
    /// comment ends there, so leaving them in would let keys hide. Bytes keep their offsets.
    ///
    /// JSON knows no such line ends.
    fn with_plain_line_ends(self) -> Self {
        const SEPARATORS: [(&str, &str); 3] =
            [("\u{85}", " \n"), ("\u{2028}", "  \n"), ("\u{2029}", "  \n")];
        let found = |(separator, _): &(&str, &str)| {
            memmem::find(self.text.as_bytes(), separator.as_bytes()).is_some()
        };
        if self.text.is_ascii() || json::looks_like(&self.text) || !SEPARATORS.iter().any(found) {
            return self;
        }
        let mut text = self.text.into_owned();
        for (separator, end) in SEPARATORS {
            text = text.replace(separator, end);
        }
        Self { text: Cow::Owned(text), flaws: self.flaws }
    }

    fn utf8(bytes: &'b [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) if !has_forbidden(text) => {
                Self { text: Cow::Borrowed(text), flaws: Vec::new() }
            }
            _ => Self::utf8_with_flaws(bytes),
        }
    }

    fn utf8_with_flaws(bytes: &'b [u8]) -> Self {
        let mut out = Decoding::default();
        let mut from = 0;
        for chunk in bytes.utf8_chunks() {
            if !out.push(chunk.valid()) {
                break;
            }
            from += chunk.valid().len();
            if !chunk.invalid().is_empty() && !out.flaw(FlawKind::Encoding(from)) {
                break;
            }
            from += chunk.invalid().len();
        }
        out.into_text()
    }

    fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Text<'static> {
        let (pairs, odd) = bytes.as_chunks::<2>();
        let mut out = Decoding::default();
        let mut from = 2;
        let mut buffer = [0; 4];
        for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
            let more = match c {
                Ok(c) => out.push(c.encode_utf8(&mut buffer)),
                Err(_) => out.flaw(FlawKind::Encoding(from)),
            };
            if !more {
                break;
            }
            from += 2 * c.map_or(1, char::len_utf16);
        }
        if !odd.is_empty() {
            out.flaw(FlawKind::Encoding(from));
        }
        out.into_text()
    }
}

#[derive(Default)]
struct Decoding {
    text: String,
    flaws: Vec<Flaw>,
}

impl Decoding {
    /// Adds text; false when there are too many flaws to go on.
    fn push(&mut self, text: &str) -> bool {
        if !has_forbidden(text) {
            self.text.push_str(text);
            return true;
        }
        text.chars().all(|c| {
            if is_forbidden(c) {
                return self.flaw(FlawKind::Control(c));
            }
            self.text.push(c);
            true
        })
    }

    fn flaw(&mut self, kind: FlawKind) -> bool {
        self.flaws.push(Flaw { at: self.text.len(), kind });
        self.text.push('\u{fffd}');
        self.flaws.len() <= MOST_FLAWS
    }

    fn into_text(self) -> Text<'static> {
        Text { text: Cow::Owned(self.text), flaws: self.flaws }
    }
}

/// Whether a character can be in no YAML text (YAML 1.1, section 5.1, as libyaml and its port to Go
/// have it).
fn is_forbidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        c => c.is_control(),
    }
}

fn has_forbidden(text: &str) -> bool {
    // Without a branch per byte, so that many are looked at together.
    let is_control = |b: u8| {
        u8::from(b < 0x20) & u8::from(!matches!(b, b'\t' | b'\n' | b'\r')) | u8::from(b == 0x7f)
    };
    let ascii = text.bytes().fold(0, |found, b| found | is_control(b)) != 0;
    // The other controls are written C2 80 to C2 9F, the two non-characters EF BF BE and EF BF BF.
    ascii || (memchr2(0xc2, 0xef, text.as_bytes()).is_some() && text.chars().any(is_forbidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_decoded_with_either_byte_order() {
        let little: Vec<u8> = "\u{feff}a: あ𝄞".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}a: あ𝄞".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(Text::decode(&little).as_str(), "a: あ𝄞");
        assert_eq!(Text::decode(&big).as_str(), "a: あ𝄞");
    }

    #[test]
    fn unreadable_bytes_are_kept_with_their_place() {
        let text = Text::decode(b"a: \xff\nb: \0\n");
        assert_eq!(text.as_str(), "a: \u{fffd}\nb: \u{fffd}\n");
        assert_eq!(
            text.flaws(),
            [
                Flaw { at: 3, kind: FlawKind::Encoding(3) },
                Flaw { at: 10, kind: FlawKind::Control('\0') },
            ]
        );
    }

    #[test]
    fn binary_data_is_given_up_early() {
        let bytes = vec![0xff; 1 << 20];
        let text = Text::decode(&bytes);
        assert!(text.is_binary());
        assert!(text.as_str().len() < 1000);
    }

    #[test]
    fn text_without_flaws_is_not_copied() {
        assert!(matches!(Text::decode("a: §\n".as_bytes()).text, Cow::Borrowed(_)));
        assert!(matches!(Text::decode(b"a: 1\n").text, Cow::Borrowed(_)));
    }
}
