//! The pieces that upstream's sentences are made of.

use std::fmt::Write as _;

/// `"a", "b"`: upstream puts quotes around items without escaping what is in them.
pub(crate) fn quoted<S: AsRef<str>>(items: &[S]) -> String {
    let length = items.iter().map(|item| item.as_ref().len() + 4).sum();
    let mut text = String::with_capacity(length);
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index == 0 { "\"" } else { ", \"" });
        text.push_str(item.as_ref());
        text.push('"');
    }
    text
}

/// The singular for one, the plural for any other number.
pub(crate) fn plural(one: &'static str, many: &'static str, count: usize) -> &'static str {
    if count == 1 { one } else { many }
}

/// `container "a"`, or `containers "a", "b"`.
pub(crate) fn containers(names: &[&str]) -> String {
    let mut text = String::from(plural("container ", "containers ", names.len()));
    text.push_str(&quoted(names));
    text
}

/// Who set something: `pod`, `container "a"`, or `pod and containers "a", "b"`.
pub(crate) fn setters(pod: bool, names: &[&str]) -> String {
    match (pod, names.is_empty()) {
        (true, true) => String::from("pod"),
        (true, false) => format!("pod and {}", containers(names)),
        (false, _) => containers(names),
    }
}

/// The values once each, in byte order, as upstream's string sets list them.
pub(crate) fn set<'v>(values: impl IntoIterator<Item = &'v str>) -> Vec<&'v str> {
    let mut values: Vec<&str> = values.into_iter().collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Text in double quotes as Go's `%q` writes it.
pub(crate) fn go_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            c if is_printable(c) => quoted.push(c),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(quoted, "\\x{:02x}", c as u32);
            }
            c if (c as u32) < 0x1_0000 => {
                let _ = write!(quoted, "\\u{:04x}", c as u32);
            }
            c => {
                let _ = write!(quoted, "\\U{:08x}", c as u32);
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Whether Go prints the character as it is.
///
/// The standard library knows the same categories, but shows them only through its own escapes,
/// where the first character of a text is treated apart: combining marks are escaped there alone.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let mut buffer = [b' '; 5];
    let (_, rest) = buffer.split_at_mut(1);
    let length = c.encode_utf8(rest).len();
    let text = buffer.get(..=length).and_then(|text| std::str::from_utf8(text).ok());
    text.is_some_and(|text| text.escape_debug().nth(1) == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_those_of_go() {
        for (text, quoted) in [
            ("", r#""""#),
            ("runtime/default", r#""runtime/default""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("\u{0}\u{7}\u{8}\u{b}\u{c}\n\r\t\u{1b}\u{7f}", r#""\x00\a\b\v\f\n\r\t\x1b\x7f""#),
            ("関所 é", "\"関所 é\""),
            ("\u{301}", "\"\u{301}\""),
            ("\u{a0}\u{200b}\u{feff}\u{fffd}", "\"\\u00a0\\u200b\\ufeff\u{fffd}\""),
            ("\u{e000}\u{10ffff}😀", "\"\\ue000\\U0010ffff😀\""),
        ] {
            assert_eq!(go_quote(text), quoted);
        }
    }

    #[test]
    fn setters_are_joined() {
        assert_eq!(setters(true, &[]), "pod");
        assert_eq!(setters(false, &["a"]), r#"container "a""#);
        assert_eq!(setters(true, &["a", "b"]), r#"pod and containers "a", "b""#);
    }
}
