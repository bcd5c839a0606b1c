use sekisho_value::Route;

/// A waiver in a comment: `# sekisho: allow host-network until=2027-03-31 the exporter needs it`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineWaiver {
    /// Slugs or ids of the checks.
    pub checks: Vec<String>,
    /// Why it is fine.
    pub reason: Option<String>,
    /// Last day on which it holds, `2027-03-31`.
    pub until: Option<String>,
    /// The comment's line, counted from 1.
    pub line: u32,
    /// The node that it is about; it covers everything in it.
    pub route: Route,
}

pub(crate) fn may_have(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"sekisho:").is_some()
}
