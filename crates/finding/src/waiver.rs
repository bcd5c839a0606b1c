/// Where a waiver was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WaiverSource {
    /// A comment in the text, with its line counted from 1.
    Comment {
        /// The comment's line.
        line: u32,
    },
    /// An annotation of the object.
    Annotation,
    /// A configuration file.
    Config,
}

impl WaiverSource {
    /// The name as it stands in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Comment { .. } => "comment",
            Self::Annotation => "annotation",
            Self::Config => "config",
        }
    }
}

/// Somebody's decision that a finding is fine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// Slug or id of the check.
    pub check: String,
    /// Why it is fine.
    pub reason: Option<String>,
    /// Last day on which it holds, `2027-03-31`.
    pub until: Option<String>,
    /// Where it was written.
    pub source: WaiverSource,
}

impl Waiver {
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
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&day) && parts.next().is_none()
    }
}
