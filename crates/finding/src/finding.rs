use sekisho_value::Route;

use crate::{
    Audience, CheckMeta, Confidence, Fix, Mending, Message, Place, Reference, Severity, Text,
    Waiver,
};

/// What became of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It stands.
    #[default]
    Open,
    /// Somebody decided that it is fine; it stays in the report, marked.
    Waived(Box<Waiver>),
    /// It was there before: the baseline has it.
    Baseline,
}

impl Status {
    /// The name as it stands in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waived(_) => "waived",
            Self::Baseline => "baseline",
        }
    }
}

/// A second place that a finding rests on, and what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place, in the same object or in another one of the same world.
    pub place: Place,
    /// What it has to do with the finding.
    pub note: Message,
}

/// One fault at one primary place.
///
/// INVARIANT: there is no finding without a primary place; [`Finding::new`] asks for it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check that found it.
    pub check: &'static CheckMeta,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure the check is here.
    pub confidence: Confidence,
    /// What is wrong here.
    pub message: Message,
    /// Where: the field, or the place where a missing field would stand.
    pub place: Place,
    /// The line of the place's text, counted from 1, where what is wrong is no field: a comment, or an
    /// entry of a configuration file. The route then leads to what it is about.
    pub line: Option<u32>,
    /// The container by name, where it is about one.
    pub container: Option<String>,
    /// Further fields of the same object that the same fault is at.
    pub also: Vec<Route>,
    /// Other places that it rests on.
    pub related: Vec<Related>,
    /// How to mend it.
    pub fixes: Vec<Fix>,
    /// Controls that this finding stands for beside those of its check.
    pub references: Vec<Reference>,
    /// Whether the text at the place must not be shown, because it holds a secret value.
    pub sensitive: bool,
    /// Which of the subjects that its check judged in this run it is about, counted from 1: findings of
    /// one check with the same number are about the same subject. 0 where nobody counted.
    pub subject: u64,
    /// What became of it.
    pub status: Status,
    /// Stable over line moves and languages; `scan` sets it. Empty before that.
    pub fingerprint: String,
    /// What became of its fix; none where nobody tried.
    pub mending: Option<Box<Mending>>,
}

// Runs have many findings and most lists in them one element: none holds room for more.
impl Finding {
    /// A finding of `check` at `place`.
    pub fn new(check: &'static CheckMeta, place: Place, message: Message) -> Self {
        Self {
            check,
            severity: check.severity,
            confidence: check.confidence,
            message,
            place,
            line: None,
            container: None,
            also: Vec::new(),
            related: Vec::new(),
            fixes: Vec::new(),
            references: Vec::new(),
            sensitive: false,
            subject: 0,
            status: Status::Open,
            fingerprint: String::new(),
            mending: None,
        }
    }

    /// Says that it is about a line of the text that is no field.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Names the container.
    #[must_use]
    pub fn container(mut self, name: impl Into<String>) -> Self {
        self.container = Some(name.into());
        self
    }

    /// Changes how bad it is here.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Changes how sure the check is here.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Adds a further field of the same object.
    #[must_use]
    pub fn also(mut self, route: Route) -> Self {
        self.also.reserve_exact(1);
        self.also.push(route);
        self
    }

    /// Adds another place that it rests on.
    #[must_use]
    pub fn related(mut self, place: Place, note: Message) -> Self {
        self.related.reserve_exact(1);
        self.related.push(Related { place, note });
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.reserve_exact(1);
        self.fixes.push(fix);
        self
    }

    /// Adds a control that it stands for.
    #[must_use]
    pub fn reference(mut self, framework: &'static str, control: &'static str) -> Self {
        self.references.reserve_exact(1);
        self.references.push(Reference { framework, control });
        self
    }

    /// Says that the text at the place must not be shown.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Who wants to hear it.
    pub fn audience(&self) -> Audience {
        self.check.audience
    }

    /// The title of its check.
    pub fn title(&self) -> Text {
        self.check.title
    }

    /// The controls of its check and its own.
    pub fn all_references(&self) -> impl Iterator<Item = Reference> {
        self.check.references.iter().chain(&self.references).copied()
    }

    /// Whether it counts: neither waived nor in the baseline.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }
}
