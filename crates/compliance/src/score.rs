use std::fmt;

/// A share from nothing to all, kept so that only all is ever shown as 100 %.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Score {
    share: f64,
    complete: bool,
}

impl Score {
    /// `part` of `whole`; none where there is nothing to have a share of.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        (whole > 0).then(|| Self { share: part as f64 / whole as f64, complete: part >= whole })
    }

    /// The mean of scores, each with the same weight; none where there are none.
    pub fn mean(scores: impl IntoIterator<Item = Self>) -> Option<Self> {
        let (mut sum, mut count, mut complete) = (0.0, 0_u64, true);
        for score in scores {
            sum += score.share;
            count += 1;
            complete &= score.complete;
        }
        (count > 0).then(|| Self { share: sum / count as f64, complete })
    }

    /// From 0 to 1.
    pub fn share(self) -> f64 {
        self.share
    }

    /// From 0 to 100 with one decimal, rounded down: 100 only if nothing is missing.
    pub fn percent(self) -> f64 {
        if self.complete {
            return 100.0;
        }
        // The sum of shares may lie a little below the decimal that it stands for.
        ((self.share * 1000.0 + 1e-6).floor() / 10.0).min(99.9)
    }

    /// From 0 to 100, rounded down: what people are shown.
    pub fn whole_percent(self) -> u8 {
        self.percent().floor() as u8
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} %", self.whole_percent()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred_percent() {
        assert_eq!(Score::of(9_999_999, 10_000_000).map(Score::percent), Some(99.9));
        assert_eq!(Score::of(7, 7).map(Score::percent), Some(100.0));
        assert_eq!(Score::of(0, 7).map(Score::percent), Some(0.0));
        assert_eq!(Score::of(0, 0), None);
    }

    #[test]
    fn a_mean_is_no_pool() {
        let scores = [Score::of(1, 1), Score::of(0, 1000)].into_iter().flatten();
        assert_eq!(Score::mean(scores).map(Score::percent), Some(50.0));
        assert_eq!(Score::mean([]), None);
    }

    #[test]
    fn a_mean_of_decimals_does_not_lose_one() {
        // 0.1 thrice sums up to a little more or less than 0.3, depending on the order.
        let scores = [Score::of(1, 10), Score::of(1, 10), Score::of(1, 10)].into_iter().flatten();
        assert_eq!(Score::mean(scores).map(Score::percent), Some(10.0));
    }
}
