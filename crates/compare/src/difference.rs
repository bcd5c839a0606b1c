use sekisho_finding::Lang;

/// Verdicts of other scanners that are wrong by what Kubernetes does, with the reason and its source.
const TABLE: &str = include_str!("../data/divergences.tsv");

/// A control that we answer otherwise wherever it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is said here: `pass` or `fail`.
    pub ours: &'static str,
    reason: &'static str,
    reason_ja: &'static str,
    /// The file of Kubernetes' source, or the page of its documentation, that says so.
    pub source: &'static str,
}

impl Difference {
    /// The entry for a control; entries for single recorded cases are no reason elsewhere.
    pub(crate) fn of(framework: &str, control: &str) -> Option<Self> {
        TABLE.lines().skip(1).find_map(|row| {
            let mut cells = row.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            if next() != framework || !next().eq_ignore_ascii_case(control) || next() != "*" {
                return None;
            }
            let [ours, reason, source, reason_ja] = [next(), next(), next(), next()];
            Some(Self { ours, reason, reason_ja, source })
        })
    }

    /// Why.
    pub fn reason(&self, lang: Lang) -> &'static str {
        if lang == Lang::Ja && !self.reason_ja.is_empty() { self.reason_ja } else { self.reason }
    }
}
