/// What kind of thing could not be read or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file could not be opened or read.
    Unreadable,
    /// The text is no YAML or JSON.
    Broken,
    /// A bound on size, depth, aliases or documents was passed.
    Limit,
    /// A chart or kustomization was not rendered.
    Unrendered,
    /// A comment that looks like a waiver and cannot be read as one, or that covers no object.
    Waiver,
    /// A configuration that was named could not be used.
    Configuration,
    /// Nothing is wrong, but somebody may want to know.
    Note,
}

impl ProblemKind {
    /// The name as it stands in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Broken => "broken",
            Self::Limit => "limit",
            Self::Unrendered => "unrendered",
            Self::Waiver => "waiver",
            Self::Configuration => "configuration",
            Self::Note => "note",
        }
    }

    /// Whether it makes the run fail by itself. Something that cannot be rendered, or a waiver that
    /// does not work, is a warning.
    pub const fn is_error(self) -> bool {
        !matches!(self, Self::Unrendered | Self::Waiver | Self::Note)
    }

    /// Whether it makes a strict run fail: warnings do, notes never.
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Unrendered | Self::Waiver)
    }
}

/// Something that was meant to be read and was not. A gap reported is a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of gap.
    pub kind: ProblemKind,
    /// The file or folder, as the user named it; `-` for standard input.
    pub path: Option<String>,
    /// The document, counted from 1.
    pub document: Option<u32>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The column in characters, counted from 1.
    pub column: Option<u32>,
    /// What is wrong, lower case, without a line break.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
}

impl Problem {
    /// A problem without a position.
    pub fn new(kind: ProblemKind, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            path: Some(path.into()),
            document: None,
            line: None,
            column: None,
            message: message.into(),
            help: None,
        }
    }

    /// Adds the document.
    #[must_use]
    pub fn in_document(mut self, document: u32) -> Self {
        self.document = Some(document);
        self
    }

    /// Adds the line and column, counted from 1.
    #[must_use]
    pub fn at(mut self, line: u32, column: u32) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
