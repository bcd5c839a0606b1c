use std::fmt;

/// Where a waiver was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WaiverSource {
    /// A comment in the text, with its line counted from 1.
    Comment {
        /// The comment's line.
        line: u32,
    },
    /// An annotation of the object or of its pod template.
    Annotation {
        /// The annotation's key.
        key: String,
    },
    /// The configuration file.
    Config {
        /// The file as the user would name it.
        file: String,
        /// The line, counted from 1.
        line: u32,
    },
    /// A file of exceptions in the form of another scanner.
    File {
        /// The file as the user would name it.
        file: String,
        /// The line, counted from 1, where the form has lines.
        line: Option<u32>,
    },
}

impl WaiverSource {
    /// The name as it stands in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Comment { .. } => "comment",
            Self::Annotation { .. } => "annotation",
            Self::Config { .. } => "config",
            Self::File { .. } => "file",
        }
    }
}

/// Another scanner whose waivers are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scanner {
    /// Trivy.
    Trivy,
    /// Checkov.
    Checkov,
    /// KubeLinter.
    KubeLinter,
    /// kube-score.
    KubeScore,
    /// Polaris.
    Polaris,
    /// Kubescape.
    Kubescape,
}

impl Scanner {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Trivy,
        Self::Checkov,
        Self::KubeLinter,
        Self::KubeScore,
        Self::Polaris,
        Self::Kubescape,
    ];

    /// The name as references spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trivy => "trivy",
            Self::Checkov => "checkov",
            Self::KubeLinter => "kube-linter",
            Self::KubeScore => "kube-score",
            Self::Polaris => "polaris",
            Self::Kubescape => "kubescape",
        }
    }
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Somebody's decision that a finding is fine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// Slug or id of the check, or the id of another scanner; [`Waiver::EVERYTHING`] is every check.
    pub check: String,
    /// The scanner whose id it is; none where it is one of ours.
    pub scanner: Option<Scanner>,
    /// Why it is fine.
    pub reason: Option<String>,
    /// Last day on which it holds, `2027-03-31`.
    pub until: Option<String>,
    /// Where it was written.
    pub source: WaiverSource,
}

impl Waiver {
    /// What `check` says where a waiver is about every check.
    pub const EVERYTHING: &'static str = "*";

    /// Takes `until=2027-03-31` out of the text of a waiver, whether or not it is a day; the rest is
    /// the reason.
    pub fn end_and_reason(text: &str) -> (Option<String>, Option<String>) {
        let mut until = None;
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| match word.strip_prefix("until=") {
                Some(day) if until.is_none() => {
                    until = Some(day.trim_end_matches([',', ';', '.']).to_owned());
                    false
                }
                _ => true,
            })
            .collect();
        let reason = words.join(" ");
        let reason = reason.trim_end_matches([',', ';']);
        (until, (!reason.is_empty()).then(|| reason.to_owned()))
    }

    /// The day before a day: the last one on which a waiver holds that another scanner ends with the
    /// beginning of a day. What is no day stays as it is.
    pub fn day_before(text: &str) -> String {
        if !Self::is_day(text) {
            return text.to_owned();
        }
        let mut numbers = text.split('-').map(|part| part.parse::<u32>().unwrap_or_default());
        let mut next = || numbers.next().unwrap_or_default();
        let (year, month, day) = (next(), next(), next());
        let (year, month, day) = match (month, day) {
            (1, 1) => (year.saturating_sub(1), 12, 31),
            (_, 1) => (year, month - 1, days(year, month - 1)),
            _ => (year, month, day - 1),
        };
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Whether this is a day of the calendar, `2027-03-31`.
    pub fn is_day(text: &str) -> bool {
        let mut parts = text.split('-');
        let mut number = |len: usize| {
            let part = parts
                .next()
                .filter(|part| part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<u32>().ok()
        };
        let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
            return false;
        };
        (1..=days(year, month)).contains(&day) && parts.next().is_none()
    }
}

/// The days of a month; none where there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_taken_out_of_the_reason() {
        let (until, reason) = Waiver::end_and_reason("reads raw disks, until=2027-03-31");
        assert_eq!(until.as_deref(), Some("2027-03-31"));
        assert_eq!(reason.as_deref(), Some("reads raw disks"));
        assert_eq!(Waiver::end_and_reason(""), (None, None));
        assert_eq!(Waiver::end_and_reason("until=soon").0.as_deref(), Some("soon"));
    }

    #[test]
    fn the_day_before_crosses_months_and_years() {
        for (day, before) in [
            ("2027-03-31", "2027-03-30"),
            ("2028-03-01", "2028-02-29"),
            ("2027-03-01", "2027-02-28"),
            ("2027-01-01", "2026-12-31"),
            ("soon", "soon"),
        ] {
            assert_eq!(Waiver::day_before(day), before);
        }
    }
}
