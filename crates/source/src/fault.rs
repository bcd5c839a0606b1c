use sekisho_finding::{Problem, ProblemKind};

use crate::lines::Lines;

/// Why a document, or the rest of a text, could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ProblemKind,
    /// The byte in the decoded text.
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn broken(at: usize, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            kind: ProblemKind::Broken,
            at,
            message: message.into(),
            help: None,
        })
    }

    pub(crate) fn limit(at: usize, message: String, help: &str) -> Box<Self> {
        Box::new(Self {
            kind: ProblemKind::Limit,
            at,
            message,
            help: Some(help.to_owned()),
        })
    }

    pub(crate) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn problem(self, document: u32, lines: &mut Lines<'_>) -> Problem {
        let (line, column) = lines.seek(self.at);
        Problem {
            kind: self.kind,
            path: None,
            document: Some(document),
            line: Some(line),
            column: Some(column),
            message: self.message,
            help: self.help,
        }
    }
}
