//! Amounts of resources: `500m`, `1Gi`, `12e6`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use sekisho_value::Value;

use crate::decimal::Decimal;

/// How a [`Quantity`] writes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// With an exponent of ten: `12e6`.
    DecimalExponent,
    /// With a suffix for a power of 1024: `12Mi`.
    BinarySi,
    /// With a suffix for a power of 1000: `12M`.
    DecimalSi,
}

/// An amount of a resource, as `resource.Quantity` of apimachinery reads, orders and prints it.
///
/// Ordering and equality are those of the number; what was written shows only in [`fmt::Display`],
/// which gives the text that the API server would store.
#[derive(Clone, Debug)]
pub struct Quantity {
    amount: Decimal,
    format: Format,
    /// What was written, kept where the API server keeps it.
    text: Option<Box<str>>,
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAQuantity {
    /// The text is not a number with an optional suffix.
    #[error("`{0}` is not an amount")]
    Format(String),
    /// The letters after the number are no known suffix.
    #[error("`{0}` has an unknown suffix")]
    Suffix(String),
}

impl NotAQuantity {
    /// What to write instead.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Format(_) => "write a number with an optional suffix, such as `500m` or `1.5Gi`",
            Self::Suffix(_) => {
                "the suffixes are n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei and an exponent such as e6"
            }
        }
    }
}

/// The finest amount that is kept, as an exponent of ten.
const NANO: i64 = -9;
/// What containers are given is kept in thousandths.
const MILLI: i64 = -3;
/// The digits of which an amount is sure to fit 64 bits.
const SURE_DIGITS: i32 = 18;

impl Quantity {
    /// The number zero.
    pub fn zero() -> Self {
        Self { amount: Decimal::default(), format: Format::DecimalSi, text: None }
    }

    /// The whole number `number`.
    pub fn from_int(number: i64) -> Self {
        Self { amount: Decimal::from_int(number), format: Format::DecimalSi, text: None }
    }

    /// Reads a quantity as JSON gives it: text, with spaces around it ignored, or a number.
    ///
    /// None for null, which the API server takes for an absent amount, and for other types.
    pub fn from_value(value: &Value) -> Option<Result<Self, NotAQuantity>> {
        match value {
            Value::String(text) => Some(text.trim().parse()),
            Value::Int(number) => Some(number.to_string().parse()),
            Value::UInt(number) => Some(number.to_string().parse()),
            Value::Float(number) => Some(json_number(*number).parse()),
            _ => None,
        }
    }

    /// How the amount is printed.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the amount is zero.
    pub fn is_zero(&self) -> bool {
        self.amount.is_zero()
    }

    /// Whether the amount is below zero.
    pub fn is_negative(&self) -> bool {
        self.amount.is_negative()
    }

    /// The amount as a whole number, if it is one that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        self.amount.as_i64()
    }

    /// The amount as a whole number, fractions rounded away from zero, if it fits 64 bits.
    pub fn rounded_i64(&self) -> Option<i64> {
        self.amount.clone().rounded_away(0).as_i64()
    }

    /// The amount in thousandths, finer fractions rounded away from zero, if that fits 64 bits.
    pub fn milli_i64(&self) -> Option<i64> {
        let milli = self.amount.clone().rounded_away(MILLI);
        milli.digits_at(MILLI)?.parse().ok()
    }

    /// Rounded away from zero to thousandths, as the API server does in lists of resources.
    #[must_use]
    pub fn rounded_up_to_milli(self) -> Self {
        if self.amount.is_zero() || self.amount.exponent() >= MILLI {
            return self;
        }
        Self { amount: self.amount.rounded_away(MILLI), format: self.format, text: None }
    }

    /// The sum; a zero takes over the other's format.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        Self { amount: self.amount.plus(&other.amount), format, text: None }
    }

    fn canonical(&self) -> Option<String> {
        if self.is_zero() {
            return Some("0".to_owned());
        }
        let binary = self.format == Format::BinarySi
            && self.amount.is_whole()
            && self.amount.clone().abs() >= Decimal::from_int(1024);
        if binary {
            let mut mantissa = self.amount.clone();
            let mut power = 0;
            while let Some(quotient) = mantissa.divided_exactly(1024) {
                mantissa = quotient;
                power += 1;
            }
            let suffix = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(power).copied().unwrap_or("");
            return Some(mantissa.digits_at(0)? + suffix);
        }
        let exponent = self.amount.exponent().div_euclid(3) * 3;
        let digits = self.amount.digits_at(exponent)?;
        Some(match (self.format, exponent) {
            (_, 0) => digits,
            (Format::DecimalExponent, exponent) => format!("{digits}e{exponent}"),
            (_, exponent) => digits + decimal_suffix(exponent),
        })
    }
}

/// The suffix for a power of ten; larger powers than those print none, as upstream.
fn decimal_suffix(exponent: i64) -> &'static str {
    match exponent {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        18 => "E",
        _ => "",
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.amount == other.amount
    }
}

impl Eq for Quantity {}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.amount.cmp(&other.amount)
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.text, self.canonical()) {
            (Some(text), _) => f.write_str(text),
            (None, Some(text)) => f.write_str(&text),
            (None, None) => f.write_str("0"),
        }
    }
}

/// A quantity taken apart before its suffix is looked at.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    suffix: &'t str,
}

fn split(text: &str) -> Option<Parts<'_>> {
    if text.is_empty() {
        return None;
    }
    let negative = text.starts_with('-');
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let rest = rest.trim_start_matches('0');
    let (whole, rest) = take_while(rest, |c| c.is_ascii_digit());
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => take_while(rest, |c| c.is_ascii_digit()),
        None => ("", rest),
    };
    let (_, tail) = take_while(suffix, |c| "eEinumkKMGTP".contains(c));
    let tail = tail.strip_prefix(['-', '+']).unwrap_or(tail);
    tail.bytes().all(|b| b.is_ascii_digit()).then_some(Parts { negative, whole, fraction, suffix })
}

fn take_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The base, exponent and format that a suffix stands for.
fn read_suffix(suffix: &str) -> Option<(u32, i32, Format)> {
    let decimal = |exponent| Some((10, exponent, Format::DecimalSi));
    let binary = |exponent| Some((2, exponent, Format::BinarySi));
    match suffix {
        "" => decimal(0),
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            // Upstream narrows the exponent to 32 bits without a check.
            Some((10, exponent as i32, Format::DecimalExponent))
        }
    }
}

impl FromStr for Quantity {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let parts = split(text).ok_or_else(|| NotAQuantity::Format(text.to_owned()))?;
        let (base, exponent, format) =
            read_suffix(parts.suffix).ok_or_else(|| NotAQuantity::Suffix(text.to_owned()))?;
        let whole = if parts.whole.is_empty() { "0" } else { parts.whole };
        let digits = format!("{whole}{}", parts.fraction);
        let scale = if base == 10 { i64::from(exponent) } else { 0 } - parts.fraction.len() as i64;
        let mut amount = Decimal::new(parts.negative, &digits, scale);
        if base == 2 {
            for _ in 0..exponent / 10 {
                amount = amount.times_small(1024);
            }
        }
        if fits_fast(&parts, whole, base, exponent, scale) {
            let text = is_kept(&digits, base, scale).then(|| text.into());
            return Ok(Self { amount, format, text });
        }
        Ok(bounded(amount.rounded_away(NANO), format))
    }
}

/// Whether upstream reads the number as a scaled 64-bit integer, the only way in which it keeps the text.
fn fits_fast(parts: &Parts<'_>, whole: &str, base: u32, exponent: i32, scale: i64) -> bool {
    let digits = |text: &str| i32::try_from(text.len()).unwrap_or(i32::MAX);
    let precision = if base == 10 {
        SURE_DIGITS.saturating_sub(digits(whole).saturating_add(digits(parts.fraction)))
    } else if parts.fraction.is_empty() {
        // A power of two has about three digits for every ten bits.
        15_i32.saturating_sub(digits(whole)) - exponent * 3 / 10 - 1
    } else {
        -1
    };
    precision >= 0 && scale >= NANO
}

fn is_kept(digits: &str, base: u32, scale: i64) -> bool {
    if base == 2 {
        return digits.parse::<i64>().is_ok_and(|number| number & 7 != 0);
    }
    scale % 3 == 0 && !digits.ends_with("000") && !digits.starts_with('0')
}

/// Binary amounts are capped at what 64 bits hold; those below one are printed as decimal ones.
fn bounded(amount: Decimal, format: Format) -> Quantity {
    if format != Format::BinarySi {
        return Quantity { amount, format, text: None };
    }
    let negative = amount.is_negative();
    let size = amount.abs().min(Decimal::from_int(i64::MAX));
    let below_one = size < Decimal::from_int(1) && !size.is_zero();
    let format = if below_one { Format::DecimalSi } else { format };
    Quantity { amount: if negative { size.negated() } else { size }, format, text: None }
}

/// A number as Go's JSON encoder writes it, which is what kubectl sends.
fn json_number(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

/// The text that the API server gives back for the amount `value`; none if it is no amount.
///
/// An amount is printed into storage and read again, and the second reading may print shorter.
pub(crate) fn canonical(value: &Value) -> Option<Value> {
    if value.is_null() {
        return Some(Value::from("0"));
    }
    let printed = Quantity::from_value(value)?.ok()?.to_string();
    Some(Value::from(printed.parse::<Quantity>().map_or(printed, |again| again.to_string())))
}

/// The amount rounded up to thousandths, where that changes it.
pub(crate) fn rounded_up_to_milli(value: &Value) -> Option<Value> {
    let quantity = Quantity::from_value(value)?.ok()?;
    if quantity.is_zero() || quantity.amount.exponent() >= MILLI {
        return None;
    }
    Some(Value::from(quantity.rounded_up_to_milli().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        text.parse::<Quantity>().map_or_else(|error| error.to_string(), |q| q.to_string())
    }

    #[test]
    fn quantities_print_as_the_api_server_stores_them() {
        for (given, stored) in [
            ("0", "0"),
            ("00", "0"),
            ("-0", "0"),
            ("0Mi", "0"),
            ("5", "5"),
            ("1000", "1k"),
            ("1024", "1024"),
            ("1500", "1500"),
            ("12000", "12k"),
            ("100", "100"),
            (".5", "500m"),
            ("0.5", "500m"),
            ("1.5", "1500m"),
            ("1.500", "1.500"),
            ("100m", "100m"),
            ("1000m", "1"),
            ("1500m", "1500m"),
            ("0.0001", "100u"),
            ("1Ki", "1Ki"),
            ("1024Ki", "1Mi"),
            ("1024Mi", "1Gi"),
            ("4096Mi", "4Gi"),
            ("8Mi", "8Mi"),
            ("010Mi", "010Mi"),
            ("512", "512"),
            ("0.5Gi", "512Mi"),
            ("1.5Gi", "1536Mi"),
            ("0.1Ki", "102400m"),
            ("100Ti", "100Ti"),
            ("1e3", "1e3"),
            ("1e4", "10e3"),
            ("1E", "1E"),
            ("1E3", "1E3"),
            ("10000E", "10"),
            ("12e6", "12e6"),
            ("1e-3", "1e-3"),
            ("1e-10", "1e-9"),
            ("1n", "1n"),
            ("0.1n", "1n"),
            ("-1.5Gi", "-1536Mi"),
            ("+5", "+5"),
            ("9223372036854775808Ki", "9223372036854775807"),
            ("12345678901234567890", "12345678901234567890"),
            (".", "0"),
        ] {
            assert_eq!(printed(given), stored, "{given}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in
            ["", "1x", "1 Gi", "1GiB", "Gi1", "1e", "1.2.3", "1,5", "--1", "1mi", "0x10", "1K"]
        {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }

    #[test]
    fn order_is_that_of_the_number() {
        let q = |text: &str| text.parse::<Quantity>().unwrap();
        assert_eq!(q("1Gi"), q("1024Mi"));
        assert_eq!(q("1"), q("1000m"));
        assert!(q("1G") < q("1Gi"));
        assert!(q("-1") < q("1n"));
        assert!(q("1e3") == q("1k"));
        assert_eq!(q("1.5").milli_i64(), Some(1500));
        assert_eq!(q("1.5").rounded_i64(), Some(2));
        assert_eq!(q("1.5").as_i64(), None);
    }

    #[test]
    fn numbers_are_read_as_json_writes_them() {
        for (number, stored) in [
            (Value::Int(2), "2"),
            (Value::Int(1000), "1k"),
            (Value::Float(0.5), "500m"),
            (Value::Float(1e21), "1e21"),
            (Value::Float(1e-7), "100e-9"),
        ] {
            assert_eq!(canonical(&number), Some(Value::from(stored)), "{number:?}");
        }
        assert_eq!(canonical(&Value::Null), Some(Value::from("0")));
        assert_eq!(canonical(&Value::Bool(true)), None);
    }

    #[test]
    fn amounts_are_rounded_up_to_thousandths() {
        assert_eq!(rounded_up_to_milli(&Value::from("100u")), Some(Value::from("1m")));
        assert_eq!(rounded_up_to_milli(&Value::from("100m")), None);
    }
}
