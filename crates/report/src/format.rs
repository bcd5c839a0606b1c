use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::OnceLock;

use sekisho_finding::{Finding, ObjectRef, Origin, Outcome, SourceId, Sources};

use crate::assessed::Assessments;
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Options, github, html, json, junit, markdown, oscal, sarif, terminal, words};

/// A form of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people, with the offending lines.
    Terminal,
    /// The contract for programs; [`json::schema`] prints its JSON Schema.
    Json,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// JUnit XML, for CI systems that know tests only.
    Junit,
    /// One self-contained page with charts and filters.
    Html,
    /// For a comment on a pull request.
    Markdown,
    /// OSCAL assessment results 1.1.3, for governance and audit tools.
    Oscal,
    /// Workflow commands that GitHub Actions turns into annotations.
    Github,
}

impl Format {
    /// All formats, by name.
    pub const ALL: &'static [Self] = &[
        Self::Github,
        Self::Html,
        Self::Json,
        Self::Junit,
        Self::Markdown,
        Self::Oscal,
        Self::Sarif,
        Self::Terminal,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Oscal => "oscal",
            Self::Github => "github",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is no report format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat {
    name: String,
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no report format; one of: ", self.name)?;
        for (nth, format) in Format::ALL.iter().enumerate() {
            let comma = if nth == 0 { "" } else { ", " };
            write!(f, "{comma}{format}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .iter()
            .find(|format| format.name() == name)
            .copied()
            .ok_or_else(|| UnknownFormat { name: name.into() })
    }
}

/// What is to be reported, and how.
///
/// Positions are looked up once, however many formats are rendered from it.
pub struct Report<'a> {
    pub(crate) outcome: &'a Outcome,
    pub(crate) sources: &'a dyn Sources,
    pub(crate) options: Options,
    /// Findings that are gone because their fix was made.
    pub(crate) mended: Option<&'a [Finding]>,
    spots: OnceLock<Vec<Spots>>,
    assessments: OnceLock<Assessments>,
}

impl<'a> Report<'a> {
    /// A report on `outcome`, whose texts are in `sources`.
    pub fn new(outcome: &'a Outcome, sources: &'a dyn Sources, options: Options) -> Self {
        Self {
            outcome,
            sources,
            options,
            mended: None,
            spots: OnceLock::new(),
            assessments: OnceLock::new(),
        }
    }

    /// The same with the findings that are gone because their fix was made; formats for programs that
    /// have a place for them tell them.
    #[must_use]
    pub fn with_mended(mut self, mended: &'a [Finding]) -> Self {
        self.mended = Some(mended);
        self
    }

    /// The positions of all findings, in their order.
    pub(crate) fn spots(&self) -> &[Spots] {
        self.spots.get_or_init(|| locate(&self.outcome.findings, self.sources))
    }

    /// What the run says about frameworks, those that were asked for and those at a glance.
    pub(crate) fn assessments(&self) -> &Assessments {
        self.assessments.get_or_init(|| Assessments::new(&self.options, self.outcome))
    }

    /// The file that a location names: what an editor can open, or `-` for standard input.
    pub(crate) fn file(&self, source: SourceId) -> Option<&str> {
        self.sources
            .file(source)
            .or_else(|| Some(self.sources.name(source)).filter(|name| *name == "-"))
    }

    /// What people call the text that an object is in: its file, or what it was rendered from; for a
    /// live object its kind and name.
    pub(crate) fn whereabouts(&self, object: &ObjectRef) -> String {
        let source = object.document.as_ref().map(|document| document.source);
        if let Some(file) = source.and_then(|source| self.file(source)) {
            return clean(file).into_owned();
        }
        let rendered = words::RENDERED_MARK.get(self.options.lang);
        let from = object.origin.as_deref().and_then(origin_path);
        match (from, source) {
            (Some(from), _) => format!("{} ({rendered})", clean(&from)),
            (None, Some(source)) => clean(self.sources.name(source)).into_owned(),
            (None, None) => {
                let label = clean(&object.label()).into_owned();
                match object.origin.as_deref().and_then(brought_by) {
                    Some(from) => format!("{label} ({})", clean(&from)),
                    None => label,
                }
            }
        }
    }

    /// The positions of all findings if they have been looked up already.
    pub(crate) fn known_spots(&self) -> Option<&[Spots]> {
        self.spots.get().map(Vec::as_slice)
    }
}

/// What brought a live object, as its annotations say: `Helm: shop/web`, `kubectl`.
fn brought_by(origin: &Origin) -> Option<String> {
    let release = origin.release.as_ref().map(|release| format!("Helm: {release}"));
    release.or_else(|| origin.manager.clone())
}

/// The template or resource file that an object was rendered from, else the folder.
pub(crate) fn origin_path(origin: &Origin) -> Option<String> {
    match (origin.chart.as_deref(), origin.template.as_deref(), origin.base.as_deref()) {
        // A template's path starts in its chart; that of a kustomization's resource where the user is.
        (Some(chart), Some(template), _) => {
            Some(format!("{}/{template}", chart.trim_end_matches('/')))
        }
        (None, Some(only), _) | (Some(only), None, _) | (None, None, Some(only)) => {
            Some(only.to_owned())
        }
        (None, None, None) => None,
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("findings", &self.outcome.findings.len())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Writes `report` to `out` as `format`. The caller buffers and flushes.
pub fn render(format: Format, report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::write(report, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Junit => junit::write(report, out),
        Format::Html => html::write(report, out),
        Format::Markdown => markdown::write(report, out),
        Format::Oscal => oscal::write(report, out),
        Format::Github => github::write(report, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_read_back_and_a_wrong_name_is_told_the_right_ones() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(*format));
        }
        assert_eq!(
            "yaml".parse::<Format>().unwrap_err().to_string(),
            "`yaml` is no report format; one of: github, html, json, junit, markdown, oscal, sarif, terminal"
        );
    }
}
