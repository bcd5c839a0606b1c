use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Texts by number, for those that are compared again and again.
#[derive(Debug, Default)]
pub(super) struct Texts<'s> {
    numbers: HashMap<&'s str, u32, RandomState>,
}

impl<'s> Texts<'s> {
    /// The number of a text, a new one if it is new.
    pub(super) fn intern(&mut self, text: &'s str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(text).or_insert(next)
    }

    /// The number of a text that is known.
    pub(super) fn get(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }
}

/// The words of one list of a rule (`verbs`, `apiGroups`) as bits.
///
/// Clusters use few of them, so nearly every word has a bit of its own. Those past the last share one,
/// and whoever meets that one compares texts.
#[derive(Debug, Default)]
pub(super) struct Bits<'s> {
    known: Texts<'s>,
}

/// The bit of the entry that stands for everything.
pub(super) const EVERYTHING: u64 = 1;

/// The bit that words past the last one share.
pub(super) const SHARED: u64 = 1 << 63;

impl<'s> Bits<'s> {
    /// The bit of an entry of a rule.
    pub(super) fn of_entry(&mut self, entry: &'s str) -> u64 {
        if entry == "*" { EVERYTHING } else { bit(self.known.intern(entry)) }
    }

    /// The bits of all entries that allow a word of a request.
    pub(super) fn wanted(&self, word: &str) -> u64 {
        EVERYTHING | self.known.get(word).map_or(0, bit)
    }
}

fn bit(number: u32) -> u64 {
    if number < 62 { 2 << number } else { SHARED }
}

/// Whether two sets of bits have one in common of which nothing else need be asked.
pub(super) fn surely_meets(rule: u64, wanted: u64) -> bool {
    rule & wanted & !SHARED != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_past_the_last_bit_share_one() {
        let words: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let mut bits = Bits::default();
        let seen: Vec<u64> = words.iter().map(|word| bits.of_entry(word)).collect();
        assert_eq!(seen.first(), Some(&2));
        assert_eq!(seen.iter().filter(|bit| **bit == SHARED).count(), 100 - 62);
        assert!(surely_meets(seen.iter().fold(0, |all, bit| all | bit), bits.wanted("61")));
        assert!(!surely_meets(SHARED, bits.wanted("80")));
        assert_eq!(bits.wanted("80") & SHARED, SHARED);
        assert_eq!(bits.wanted("never seen"), EVERYTHING);
        assert_eq!(bits.of_entry("*"), EVERYTHING);
    }
}
