use std::io::{self, Write};

use serde_json::ser::Formatter;

/// JSON inside a `script` element: no string in it can end the element or begin a comment, and the
/// text reads back the same.
pub(super) struct Island;

impl Formatter for Island {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        mut fragment: &str,
    ) -> io::Result<()> {
        while let Some(at) = fragment.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, rest) = fragment.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            fragment = chars.as_str();
        }
        out.write_all(fragment.as_bytes())
    }
}

/// Base64 (RFC 4648), as a content security policy wants hashes.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |nth: usize| u32::from(three.get(nth).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (nth, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS.get((bits >> shift & 63) as usize).copied();
            match digit.filter(|_| nth <= three.len()) {
                Some(digit) => text.push(char::from(digit)),
                None => text.push('='),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn no_string_ends_the_element() {
        let text = "</script><!-- & \u{2028}日本";
        let mut out = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Island);
        text.serialize(&mut serializer).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(json, r#""\u003c/script\u003e\u003c!-- \u0026 \u2028日本""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn base64_has_its_padding() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"M"), "TQ==");
    }
}
