//! Exact decimal numbers of any size: what quantities are compared and rounded with.

use std::cmp::Ordering;

/// A whole number of tenths to any power: `± 0.d₁d₂… × 10^point`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    // INVARIANT: no zero at either end, so that equal numbers have equal fields; zero has no digits,
    // no sign and point 0.
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// The number `digits × 10^exponent`; characters other than ASCII digits are not allowed.
    pub(crate) fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let digits: Vec<u8> = digits.bytes().map(|b| b.wrapping_sub(b'0') % 10).collect();
        let point = exponent.saturating_add(digits.len() as i64);
        Self { negative, digits, point }.trimmed()
    }

    pub(crate) fn from_int(number: i64) -> Self {
        Self::new(number < 0, &number.unsigned_abs().to_string(), 0)
    }

    fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let leading = self.digits.iter().take_while(|d| **d == 0).count();
        self.digits.drain(..leading);
        self.point -= leading as i64;
        if self.digits.is_empty() { Self::default() } else { self }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// The exponent of the last digit that is not zero.
    pub(crate) fn exponent(&self) -> i64 {
        self.point - self.digits.len() as i64
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.is_zero() || self.exponent() >= 0
    }

    pub(crate) fn abs(mut self) -> Self {
        self.negative = false;
        self
    }

    pub(crate) fn negated(mut self) -> Self {
        self.negative = !self.negative && !self.is_zero();
        self
    }

    /// Rounded away from zero to a multiple of `10^exponent`.
    pub(crate) fn rounded_away(mut self, exponent: i64) -> Self {
        if self.is_zero() || self.exponent() >= exponent {
            return self;
        }
        let keep = self.point - exponent;
        if keep <= 0 {
            return Self { negative: self.negative, digits: vec![1], point: exponent + 1 };
        }
        self.digits.truncate(usize::try_from(keep).unwrap_or(usize::MAX));
        let unit = Self { negative: self.negative, digits: vec![1], point: exponent + 1 };
        self.trimmed().plus(&unit)
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        if self.negative == other.negative {
            return Self { negative: self.negative, ..add(self, other) }.trimmed();
        }
        match self.cmp_magnitude(other) {
            Ordering::Equal => Self::default(),
            Ordering::Greater => {
                Self { negative: self.negative, ..subtract(self, other) }.trimmed()
            }
            Ordering::Less => Self { negative: other.negative, ..subtract(other, self) }.trimmed(),
        }
    }

    /// This number times `factor`, which is at most 1024.
    pub(crate) fn times_small(mut self, factor: u32) -> Self {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let product = u32::from(*digit) * factor + carry;
            *digit = (product % 10) as u8;
            carry = product / 10;
        }
        while carry > 0 {
            self.digits.insert(0, (carry % 10) as u8);
            self.point += 1;
            carry /= 10;
        }
        self.trimmed()
    }

    /// This whole number divided by `divisor`, if nothing remains.
    pub(crate) fn divided_exactly(&self, divisor: u32) -> Option<Self> {
        let mut quotient = Vec::new();
        let mut rest = 0;
        for digit in self.whole_digits()? {
            let part = rest * 10 + u32::from(digit);
            quotient.push((part / divisor) as u8);
            rest = part % divisor;
        }
        let point = quotient.len() as i64;
        (rest == 0).then(|| Self { negative: self.negative, digits: quotient, point }.trimmed())
    }

    /// The digits of `self / 10^exponent`, with sign; none if that is no whole number or too long
    /// to be written out.
    pub(crate) fn digits_at(&self, exponent: i64) -> Option<String> {
        let shifted = Self { point: self.point.checked_sub(exponent)?, ..self.clone() };
        let mut text = String::new();
        if self.negative {
            text.push('-');
        }
        text.extend(shifted.whole_digits()?.map(|digit| char::from(b'0' + digit)));
        if self.is_zero() {
            text.push('0');
        }
        Some(text)
    }

    fn whole_digits(&self) -> Option<impl Iterator<Item = u8> + '_> {
        const LONGEST: i64 = 4096;
        let zeros = if self.is_zero() { 0 } else { self.exponent() };
        let zeros = usize::try_from(zeros).ok().filter(|_| zeros <= LONGEST)?;
        Some(self.digits.iter().copied().chain(std::iter::repeat_n(0, zeros)))
    }

    /// The number as an integer, if it is one that fits.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        const MOST_DIGITS: i64 = 19;
        if self.point > MOST_DIGITS {
            return None;
        }
        self.digits_at(0)?.parse().ok()
    }

    fn cmp_magnitude(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => {
                self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits))
            }
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The digit of `number` at `10^place`.
fn digit_at(number: &Decimal, place: i64) -> u8 {
    usize::try_from(number.point - 1 - place)
        .ok()
        .and_then(|index| number.digits.get(index))
        .copied()
        .unwrap_or(0)
}

/// Both numbers have at most a few thousand digits between their outermost places, because parsing
/// bounds exponents that are added; farther apart, the smaller one is dropped.
const FARTHEST: i64 = 1 << 14;

fn add(a: &Decimal, b: &Decimal) -> Decimal {
    let high = a.point.max(b.point);
    let low = a.exponent().min(b.exponent()).max(high - FARTHEST);
    let mut digits = Vec::new();
    let mut carry = 0;
    for place in low..high {
        let sum = digit_at(a, place) + digit_at(b, place) + carry;
        digits.push(sum % 10);
        carry = sum / 10;
    }
    digits.push(carry);
    digits.reverse();
    Decimal { negative: false, digits, point: high + 1 }
}

/// The difference of magnitudes, `a` being the greater.
fn subtract(a: &Decimal, b: &Decimal) -> Decimal {
    let high = a.point;
    let low = a.exponent().min(b.exponent()).max(high - FARTHEST);
    let mut digits = Vec::new();
    let mut borrow = 0;
    for place in low..high {
        let (have, take) = (digit_at(a, place), digit_at(b, place) + borrow);
        borrow = u8::from(have < take);
        digits.push((have + 10 * borrow) - take);
    }
    digits.reverse();
    Decimal { negative: false, digits, point: high }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        Decimal::new(negative, &format!("{whole}{part}"), -(part.len() as i64))
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(number("1.999").plus(&number("0.001")), number("2"));
        assert_eq!(number("1").plus(&number("-0.001")), number("0.999"));
        assert_eq!(number("-5").plus(&number("5")), Decimal::default());
        assert_eq!(number("1.5").times_small(1024), number("1536"));
        assert_eq!(number("1048576").divided_exactly(1024), Some(number("1024")));
        assert_eq!(number("1048577").divided_exactly(1024), None);
        assert_eq!(number("1200").digits_at(2).as_deref(), Some("12"));
        assert_eq!(number("-0").digits_at(0).as_deref(), Some("0"));
        assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
        assert_eq!(number("9223372036854775808").as_i64(), None);
    }

    #[test]
    fn rounding_goes_away_from_zero() {
        assert_eq!(number("1.0001").rounded_away(-3), number("1.001"));
        assert_eq!(number("-1.0001").rounded_away(-3), number("-1.001"));
        assert_eq!(number("0.9999").rounded_away(-3), number("1"));
        assert_eq!(number("0.0000001").rounded_away(-3), number("0.001"));
        assert_eq!(number("7").rounded_away(-3), number("7"));
    }

    #[test]
    fn order_is_numeric() {
        let rising = ["-10", "-9.5", "-0.001", "0", "0.0009", "0.001", "1", "9.99", "10", "1000"];
        for pair in rising.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }
}
