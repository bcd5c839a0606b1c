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
