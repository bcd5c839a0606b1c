//! What a scalar means to `kubectl`.
//!
//! `kubectl` reads YAML with go-yaml 2 (YAML 1.1 with Go's integer literals), prints it as JSON and
//! reads that: `0644` is 420, `yes` is true, `1e3` is the integer 1000, a date is a string.

use std::borrow::Cow;

use compact_str::{CompactString, format_compact};
use sekisho_value::Value;

/// The prefix of the tags that YAML itself defines; `!!int` is short for it and `int`.
pub(crate) const YAML_TAG: &str = "tag:yaml.org,2002:";

/// How a scalar stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// YAML without quotes: its text decides its type.
    Plain,
    /// Quoted, or a block scalar.
    Text,
    /// A JSON number or literal.
    Json,
}

/// The value of a scalar before JSON: floats are still what they were written as, because map keys are
/// printed from here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar<'t> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(Cow<'t, str>),
}

/// Why a scalar has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScalarError {
    /// `!!int yes`
    Tag {
        tag: String,
        is: &'static str,
    },
    Base64,
    /// A float without JSON form.
    NotFinite,
    /// A JSON number outside of what a float holds.
    Range,
    /// Neither number nor literal of JSON.
    NotJson,
}

impl<'t> Scalar<'t> {
    /// Resolves a scalar by its style, its tag (in long form, if it has one) and its text.
    pub(crate) fn resolve(
        text: Cow<'t, str>,
        style: Style,
        tag: Option<&str>,
    ) -> Result<Self, ScalarError> {
        match (tag, style) {
            (None, Style::Text) => Ok(Self::Text(text)),
            (None, Style::Plain) => Ok(plain(&text).unwrap_or(Self::Text(text))),
            (_, Style::Json) => json_scalar(&text),
            (Some(tag), _) => tagged(text, tag),
        }
    }

    /// The value as JSON has it.
    pub(crate) fn into_value(self) -> Result<Value, ScalarError> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(b) => Value::Bool(b),
            Self::Int(i) => Value::Int(i),
            Self::UInt(u) => Value::UInt(u),
            Self::Float(f) => through_json(f)?,
            Self::Text(text) => Value::from(&*text),
        })
    }

    /// The text of the scalar as a map key; none for null and for integers above `i64::MAX`, which
    /// `kubectl` refuses.
    pub(crate) fn into_key(self) -> Option<Cow<'t, str>> {
        Some(match self {
            Self::Null | Self::UInt(_) => return None,
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(i) => Cow::Owned(i.to_string()),
            Self::Float(f) => Cow::Owned(float_key(f)),
            Self::Text(text) => text,
        })
    }
}

/// A float printed by Go's `encoding/json` and read again: without a fraction and below 1e21 it is
/// printed in digits, and so becomes an integer.
fn through_json(f: f64) -> Result<Value, ScalarError> {
    if !f.is_finite() {
        return Err(ScalarError::NotFinite);
    }
    if f.fract() == 0.0 && f.abs() < 1e21 {
        // The shortest digits that read back as the same float, filled up with zeros: not `f as i64`.
        let digits = format_compact!("{f}");
        if let Ok(i) = digits.parse::<i64>() {
            return Ok(Value::Int(i));
        }
        if let Ok(u) = digits.parse::<u64>() {
            return Ok(Value::UInt(u));
        }
    }
    Ok(Value::Float(f))
}

/// The untagged plain scalar `text`, unless it is a string.
fn plain(text: &str) -> Option<Scalar<'static>> {
    let Some(first) = text.bytes().next() else {
        return Some(Scalar::Null);
    };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'0'..=b'9' | b'+' | b'-' => special_float(text).or_else(|| number(text)),
        b'.' => special_float(text).or_else(|| point_float(text)),
        _ => None,
    }
}

fn word(text: &str) -> Option<Scalar<'static>> {
    if text.len() > 5 {
        return None;
    }
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some(Scalar::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Scalar::Bool(false))
        }
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        _ => None,
    }
}

fn special_float(text: &str) -> Option<Scalar<'static>> {
    let (sign, name) = match text.as_bytes() {
        [b'+', name @ ..] => (Some(1.0), name),
        [b'-', name @ ..] => (Some(-1.0), name),
        name => (None, name),
    };
    match name {
        b".inf" | b".Inf" | b".INF" => Some(Scalar::Float(f64::INFINITY * sign.unwrap_or(1.0))),
        b".nan" | b".NaN" | b".NAN" if sign.is_none() => Some(Scalar::Float(f64::NAN)),
        _ => None,
    }
}

/// A number that begins with a digit or a sign. Underscores may stand anywhere.
fn number(text: &str) -> Option<Scalar<'static>> {
    // Most scalars that begin with a digit are no numbers (`10m`, `1.2.3`, `2024-05-01`): look at the
    // bytes before copying any.
    if !text.bytes().all(|b| {
        b.is_ascii_hexdigit() || matches!(b, b'+' | b'-' | b'.' | b'_' | b'o' | b'O' | b'x' | b'X')
    }) {
        return None;
    }
    let mut digits = CompactString::default();
    let plain = if text.contains('_') {
        digits.extend(text.split('_'));
        digits.as_str()
    } else {
        text
    };
    go_int(plain).or_else(|| yaml_float(plain)).or_else(|| signed_binary(plain))
}

/// Go's `ParseInt(text, 0, 64)` and, where that fails, `ParseUint(text, 0, 64)`.
fn go_int(text: &str) -> Option<Scalar<'static>> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (radix, digits) = match unsigned.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => (2, unsigned.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, unsigned.get(2..)?),
        [b'0', b'x' | b'X', _, ..] => (16, unsigned.get(2..)?),
        [b'0', _, ..] => (8, unsigned.get(1..)?),
        _ => (10, unsigned),
    };
    if !digits.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0i64.checked_sub_unsigned(magnitude).map(Scalar::Int);
    }
    if let Ok(i) = i64::try_from(magnitude) {
        return Some(Scalar::Int(i));
    }
    // `ParseUint` takes no sign.
    (unsigned.len() == text.len()).then_some(Scalar::UInt(magnitude))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn yaml_float(text: &str) -> Option<Scalar<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number =
        all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    (is_number && is_exponent).then(|| finite(text)).flatten()
}

/// A float that begins with a point, as Go's `ParseFloat` reads it: underscores stand between digits.
fn point_float(text: &str) -> Option<Scalar<'static>> {
    if !text.contains('_') {
        return yaml_float(text);
    }
    let mut previous = b'!';
    for byte in text.bytes().chain([b'!']) {
        let between = previous.is_ascii_digit() && byte == b'_'
            || previous == b'_' && byte.is_ascii_digit()
            || previous != b'_' && byte != b'_';
        if !between {
            return None;
        }
        previous = byte;
    }
    yaml_float(&text.replace('_', ""))
}

/// `0b-101`: what follows the prefix may have a sign of its own.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    let digits = text.strip_prefix("0b")?;
    let digits = match digits.as_bytes() {
        [b'+' | b'-', b'0' | b'1', ..] => digits,
        _ => return None,
    };
    i64::from_str_radix(digits, 2).ok().map(Scalar::Int)
}

/// Go refuses a float that overflows; then the scalar is a string.
fn finite(text: &str) -> Option<Scalar<'static>> {
    let f: f64 = text.parse().ok()?;
    f.is_finite().then_some(Scalar::Float(f))
}

fn tagged<'t>(text: Cow<'t, str>, tag: &str) -> Result<Scalar<'t>, ScalarError> {
    let Some(kind) = tag.strip_prefix(YAML_TAG) else {
        return Ok(Scalar::Text(text));
    };
    match kind {
        "str" => Ok(Scalar::Text(text)),
        "binary" => base64(&text).map(|text| Scalar::Text(Cow::Owned(text))),
        "bool" | "int" | "float" | "null" | "timestamp" => {
            let scalar = plain(&text);
            let is = match &scalar {
                _ if kind == "timestamp" && is_timestamp(&text) => "timestamp",
                Some(Scalar::Null) => "null",
                Some(Scalar::Bool(_)) => "bool",
                Some(Scalar::Int(_) | Scalar::UInt(_)) => "int",
                Some(Scalar::Float(_)) => "float",
                Some(Scalar::Text(_)) | None => "str",
            };
            match scalar {
                Some(Scalar::Int(i)) if kind == "float" => Ok(Scalar::Float(i as f64)),
                Some(scalar) if kind == is => Ok(scalar),
                None if kind == is => Ok(Scalar::Text(text)),
                _ => Err(ScalarError::Tag { tag: format!("!!{kind}"), is }),
            }
        }
        _ => Ok(Scalar::Text(text)),
    }
}

/// The timestamps of go-yaml 2: a date, with or without a time in one of three forms.
fn is_timestamp(text: &str) -> bool {
    fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
        let len = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(len)?;
        (len >= least).then_some((number.parse().ok()?, rest))
    }
    fn time(text: &str) -> Option<&str> {
        let (hour, rest) = digits(text, 1, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
        let (second, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
        let rest = match rest.strip_prefix(['.', ',']) {
            Some(fraction) => {
                let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
                fraction.get(len..).filter(|_| len > 0)?
            }
            None => rest,
        };
        (hour < 24 && minute < 60 && second < 60).then_some(rest)
    }
    fn zone(text: &str) -> Option<bool> {
        let (hour, rest) = digits(text.strip_prefix(['+', '-'])?, 2, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
        Some(rest.is_empty() && hour <= 24 && minute < 60)
    }
    fn whole(text: &str) -> Option<bool> {
        let (year, rest) = digits(text, 4, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Some(false),
        };
        if day == 0 || day > days {
            return Some(false);
        }
        match rest.as_bytes().first() {
            None => Some(true),
            Some(b'T' | b't') => {
                let rest = time(rest.get(1..)?)?;
                Some(rest == "Z" || zone(rest).unwrap_or(false))
            }
            Some(b' ') => Some(time(rest.get(1..)?)?.is_empty()),
            Some(_) => Some(false),
        }
    }
    whole(text).unwrap_or(false)
}

/// Standard base64 with padding; line breaks are skipped. Bytes that are no UTF-8 become U+FFFD, as
/// Go's JSON prints them.
fn base64(text: &str) -> Result<String, ScalarError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut group = [0u32; 4];
    let mut filled = 0;
    let mut padding = 0;
    for byte in text.bytes().filter(|b| !matches!(b, b'\n' | b'\r')) {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if filled >= 2 => {
                padding += 1;
                0
            }
            _ => return Err(ScalarError::Base64),
        };
        if padding > 0 && byte != b'=' || padding > 2 {
            return Err(ScalarError::Base64);
        }
        if let Some(place) = group.get_mut(filled) {
            *place = sextet.into();
        }
        filled += 1;
        if filled == 4 {
            let word = group.iter().fold(0, |word, sextet| word << 6 | sextet);
            let [_, three @ ..] = word.to_be_bytes();
            bytes.extend(three.iter().take(3 - padding));
            filled = 0;
        }
    }
    if filled != 0 {
        return Err(ScalarError::Base64);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json_scalar(text: &str) -> Result<Scalar<'static>, ScalarError> {
    match text {
        "null" => return Ok(Scalar::Null),
        "true" => return Ok(Scalar::Bool(true)),
        "false" => return Ok(Scalar::Bool(false)),
        _ => {}
    }
    if let Ok(i) = text.parse() {
        return Ok(Scalar::Int(i));
    }
    if let Ok(u) = text.parse() {
        return Ok(Scalar::UInt(u));
    }
    match text.parse::<f64>() {
        Ok(f) if f.is_finite() => Ok(Scalar::Float(f)),
        Ok(_) => Err(ScalarError::Range),
        Err(_) => Err(ScalarError::NotJson),
    }
}

/// Go's `FormatFloat(f, 'g', -1, 32)`, with YAML's names for what is no number.
fn float_key(f: f64) -> String {
    let f = f as f32;
    if f.is_nan() {
        return ".nan".to_owned();
    }
    if f.is_infinite() {
        return if f > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    // `1.25e21`: the shortest digits and the decimal exponent.
    let scientific = format!("{f:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    format!("{f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, tag: Option<&str>) -> Result<Value, ScalarError> {
        let tag = tag.map(|tag| format!("{YAML_TAG}{tag}"));
        Scalar::resolve(Cow::Borrowed(text), Style::Plain, tag.as_deref())?.into_value()
    }

    #[test]
    fn plain_scalars_are_what_they_are_for_kubectl() {
        let table = [
            ("0644", Value::Int(420)),
            ("-0644", Value::Int(-420)),
            ("0o17", Value::Int(15)),
            ("0x1F", Value::Int(31)),
            ("0b101", Value::Int(5)),
            ("0b-101", Value::Int(-5)),
            ("1_000", Value::Int(1000)),
            ("08", Value::Int(8)),
            ("0o8", "0o8".into()),
            ("1e3", Value::Int(1000)),
            ("1.", Value::Int(1)),
            ("-0.0", Value::Int(0)),
            ("1.5", Value::Float(1.5)),
            (".5_0", Value::Float(0.5)),
            ("._5", "._5".into()),
            ("1e21", Value::Float(1e21)),
            ("1e999", "1e999".into()),
            ("9223372036854775808", Value::UInt(1 << 63)),
            ("9007199254740993.0", Value::Int(9_007_199_254_740_992)),
            ("12:30:45", "12:30:45".into()),
            ("2001-12-14", "2001-12-14".into()),
            ("10m", "10m".into()),
            ("1.2.3", "1.2.3".into()),
            ("y", Value::Bool(true)),
            ("Off", Value::Bool(false)),
            ("yEs", "yEs".into()),
            ("~", Value::Null),
            ("", Value::Null),
            ("=", "=".into()),
            ("<<", "<<".into()),
        ];
        for (text, expected) in table {
            assert_eq!(value(text, None), Ok(expected), "{text}");
        }
        assert_eq!(value(".inf", None), Err(ScalarError::NotFinite));
        assert_eq!(value(".nan", None), Err(ScalarError::NotFinite));
    }

    #[test]
    fn tags_decide_or_complain() {
        assert_eq!(value("123", Some("str")), Ok("123".into()));
        assert_eq!(value("3", Some("float")), Ok(Value::Int(3)));
        assert_eq!(value("aGk=", Some("binary")), Ok("hi".into()));
        assert_eq!(value("aGk", Some("binary")), Err(ScalarError::Base64));
        assert_eq!(value("2001-02-28", Some("timestamp")), Ok("2001-02-28".into()));
        let wrong = |tag: &str, is| Err(ScalarError::Tag { tag: format!("!!{tag}"), is });
        assert_eq!(value("2001-02-30", Some("timestamp")), wrong("timestamp", "str"));
        assert_eq!(value("yes", Some("int")), wrong("int", "bool"));
        assert_eq!(value("1", Some("unknown")), Ok("1".into()));
    }

    #[test]
    fn float_keys_are_printed_as_go_prints_them() {
        let key = |text: &'static str| {
            Scalar::resolve(Cow::Borrowed(text), Style::Plain, None).unwrap().into_key()
        };
        for (text, expected) in [
            ("1.0", "1"),
            ("1e10", "1e+10"),
            ("1234567.5", "1.2345675e+06"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            (".inf", ".inf"),
        ] {
            assert_eq!(key(text).as_deref(), Some(expected));
        }
        assert_eq!(key("~"), None);
    }
}
