use sekisho_compliance::Framework;
use sekisho_finding::{Audience, Confidence, Finding, Lang, Severity};

/// How much the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// One line per open finding, as compilers print them for editors, and one line of summary.
    Quiet,
    /// What to fix first, the gravest groups with their first places, and the summary.
    #[default]
    Normal,
    /// Every group with every place, why it matters, and what was waived.
    Verbose,
}

/// What a report looks like; the same findings whatever is chosen here.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language of every text.
    pub lang: Lang,
    /// Whether the terminal report is coloured; the caller knows what it writes to.
    pub color: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// How much the terminal shows.
    pub verbosity: Verbosity,
    /// Whose findings the terminal, Markdown and GitHub reports show; those of the others are
    /// counted. The formats for programs hold them all.
    pub audiences: Vec<Audience>,
    /// The lowest confidence that the reports for people show; what lies below is counted. The formats
    /// for programs hold all.
    pub confidence: Confidence,
    /// The lowest severity that becomes a GitHub annotation; GitHub shows few of them.
    pub annotate_from: Severity,
    /// Whether the findings were compared with a baseline, so that open ones are new.
    pub compared: bool,
    /// The frameworks that are reported control by control; the summary shows some more at a glance.
    /// They leave nothing else out.
    pub frameworks: Vec<&'static Framework>,
    /// The version of Sekisho that reports name.
    pub version: String,
    /// When the run took place, as RFC 3339 (`2026-11-22T08:40:13Z`); left out where none is given,
    /// so that two runs over the same input give the same bytes.
    pub time: Option<String>,
}

impl Options {
    /// Plain English text of 100 columns, for the security audience.
    pub fn new(version: impl Into<String>) -> Self {
        Self {
            lang: Lang::En,
            color: false,
            width: 100,
            verbosity: Verbosity::Normal,
            audiences: vec![Audience::Security],
            confidence: Confidence::Medium,
            annotate_from: Severity::Medium,
            compared: false,
            frameworks: Vec::new(),
            version: version.into(),
            time: None,
        }
    }

    /// Whether a finding is shown to people, and may fail a run.
    pub fn shows(&self, finding: &Finding) -> bool {
        self.hears(finding.audience()) && finding.confidence >= self.confidence
    }

    /// Whether findings for `audience` are shown to people.
    pub(crate) fn hears(&self, audience: Audience) -> bool {
        self.audiences.contains(&audience)
    }
}
