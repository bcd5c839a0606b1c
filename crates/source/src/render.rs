//! Values as text, for edits.

use std::borrow::Cow;
use std::fmt::Write as _;

use sekisho_value::Value;

use crate::scalar::{Scalar, Style};

/// How a piece of text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Yaml,
    Json,
}

/// How a document is indented; what is added to it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The spaces by which a map stands further right than its key.
    pub(crate) step: usize,
    /// The spaces by which the dashes of a list do; none where they stand below the key.
    pub(crate) dash: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Self { step: 2, dash: 2 }
    }
}

impl Layout {
    /// The spaces by which a value on lines of its own stands further right than its key.
    pub(crate) fn below_key(self, value: &Value) -> usize {
        if matches!(value, Value::Seq(_)) { self.dash } else { self.step }
    }
}

/// A scalar, an empty collection, or a collection in flow style.
pub(crate) fn flow(value: &Value, dialect: Dialect) -> String {
    let mut out = String::new();
    write_flow(value, dialect, &mut out);
    out
}

fn write_flow(value: &Value, dialect: Dialect, out: &mut String) {
    match value {
        Value::Map(map) => {
            out.push('{');
            for (number, (key, value)) in map.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                out.push_str(&text(key, dialect));
                out.push_str(": ");
                write_flow(value, dialect, out);
            }
            out.push('}');
        }
        Value::Seq(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                write_flow(item, dialect, out);
            }
            out.push(']');
        }
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(i) => {
            let _ = write!(out, "{i}");
        }
        Value::UInt(u) => {
            let _ = write!(out, "{u}");
        }
        // With a fraction or an exponent, so that it stays a float in JSON.
        Value::Float(f) => {
            let _ = write!(out, "{f:?}");
        }
        Value::String(string) => out.push_str(&text(string, dialect)),
    }
}

/// The entries or elements of a collection that is not empty, one per line, each line but the first
/// behind `indent` spaces.
pub(crate) fn block(value: &Value, indent: usize, layout: Layout) -> String {
    let mut lines = Vec::new();
    match value {
        Value::Map(map) => {
            for (key, value) in map.iter() {
                lines.push(entry(key, value, indent, layout));
            }
        }
        Value::Seq(items) => {
            for item in items {
                lines.push(format!("- {}", inner(item, indent + 2, layout)));
            }
        }
        _ => lines.push(flow(value, Dialect::Yaml)),
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// An entry of a map in block style whose keys stand behind `indent` spaces.
pub(crate) fn entry(key: &str, value: &Value, indent: usize, layout: Layout) -> String {
    let key = text(key, Dialect::Yaml);
    if is_block(value) {
        let indent = indent + layout.below_key(value);
        return format!("{key}:\n{}{}", " ".repeat(indent), block(value, indent, layout));
    }
    format!("{key}: {}", flow(value, Dialect::Yaml))
}

/// What stands behind a dash.
pub(crate) fn inner(value: &Value, indent: usize, layout: Layout) -> String {
    if is_block(value) { block(value, indent, layout) } else { flow(value, Dialect::Yaml) }
}

/// Whether a value takes lines of its own.
pub(crate) fn is_block(value: &Value) -> bool {
    match value {
        Value::Map(map) => !map.is_empty(),
        Value::Seq(items) => !items.is_empty(),
        _ => false,
    }
}

/// A string or key: without quotes where it reads as itself everywhere.
pub(crate) fn text(string: &str, dialect: Dialect) -> String {
    if dialect == Dialect::Yaml && is_plain(string) {
        return string.to_owned();
    }
    let mut out = String::with_capacity(string.len() + 2);
    out.push('"');
    for c in string.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if (c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')) =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_plain(string: &str) -> bool {
    let starts_well =
        string.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.'));
    let ends_well = string
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '-' | ')'));
    let all = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '/' | '_' | '.' | '-' | ' ' | ':' | '@' | '+' | '=' | '(' | ')')
    };
    if !starts_well
        || !ends_well
        || !string.chars().all(all)
        || string.contains(": ")
        || string.starts_with("...")
    {
        return false;
    }
    let read = Scalar::resolve(Cow::Borrowed(string), Style::Plain, None);
    // Other readers know further words and forms for what is no string; quotes are safe everywhere.
    let looks_like_number =
        string.starts_with(|c: char| c.is_ascii_digit()) && string.contains([':', '_']);
    matches!(read, Ok(Scalar::Text(_))) && !looks_like_number
}
