//! Quantities against exact fractions: a second, naive reading of the same texts.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the generator knows what it makes"
)]

use std::cmp::Ordering;

use sekisho_api::Quantity;

/// A fraction over a power of ten, small enough that products fit.
#[derive(Clone, Copy, Debug)]
struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// The value of `sign digits.digits suffix`, from the definition of each suffix.
    fn new(negative: bool, whole: u32, part: &str, suffix: &str) -> Self {
        let digits: i128 = format!("{whole}{part}").parse().unwrap();
        let scale = 10_i128.pow(part.len() as u32);
        let (up, down) = match suffix {
            "n" => (1, 1_000_000_000),
            "u" => (1, 1_000_000),
            "m" => (1, 1_000),
            "" => (1, 1),
            "k" | "e3" | "E3" => (1_000, 1),
            "M" | "e6" => (1_000_000, 1),
            "G" => (1_000_000_000, 1),
            "e-2" => (1, 100),
            "e1" => (10, 1),
            "Ki" => (1 << 10, 1),
            "Mi" => (1 << 20, 1),
            "Gi" => (1 << 30, 1),
            other => panic!("{other}"),
        };
        let sign = if negative { -1 } else { 1 };
        Self { numerator: sign * digits * up, denominator: scale * down }.to_nano()
    }

    /// Rounded away from zero to a billionth, the finest amount there is.
    fn to_nano(self) -> Self {
        let scaled = self.numerator * 1_000_000_000;
        let exact = scaled % self.denominator == 0;
        let away = if exact { 0 } else { scaled.signum() };
        Self { numerator: scaled / self.denominator + away, denominator: 1_000_000_000 }
    }

    fn cmp(self, other: Self) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

const SUFFIXES: [&str; 14] =
    ["", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "E3", "e-2", "e1"];

/// A generator of the xorshift family, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn quantity(&mut self) -> (String, Fraction) {
        let negative = self.below(4) == 0;
        let bound = [10, 1_000, 100_000][self.below(3) as usize];
        let whole = self.below(bound) as u32;
        let part: String =
            (0..self.below(5)).map(|_| char::from(b'0' + self.below(10) as u8)).collect();
        let suffix = SUFFIXES[self.below(SUFFIXES.len() as u64) as usize];
        let point = if part.is_empty() { "" } else { "." };
        let sign = if negative { "-" } else { "" };
        let text = format!("{sign}{whole}{point}{part}{suffix}");
        (text, Fraction::new(negative, whole, &part, suffix))
    }
}

#[test]
fn order_and_sum_are_those_of_fractions() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..50_000 {
        let (a_text, a) = random.quantity();
        let (b_text, b) = random.quantity();
        let (left, right): (Quantity, Quantity) =
            (a_text.parse().unwrap(), b_text.parse().unwrap());
        assert_eq!(left.cmp(&right), a.cmp(b), "{a_text} against {b_text}");
        let sum = Fraction { numerator: a.numerator + b.numerator, denominator: a.denominator };
        let exact = format!("{}n", sum.numerator).parse::<Quantity>().unwrap();
        assert_eq!(left.plus(&right), exact, "{a_text} plus {b_text}");
    }
}

#[test]
fn the_printed_form_means_the_same_and_settles() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..50_000 {
        let (text, _) = random.quantity();
        let quantity: Quantity = text.parse().unwrap();
        let printed = quantity.to_string();
        let again: Quantity = printed.parse().unwrap();
        assert_eq!(again, quantity, "{text} prints as {printed}");
        // Thousands without a suffix gain one only when they are read again.
        let settled = again.to_string();
        let last: Quantity = settled.parse().unwrap();
        assert_eq!(last.to_string(), settled, "{text} prints as {printed}, then {settled}");
    }
}
