use sekisho_finding::{Problem, ProblemKind};

use crate::lines::Lines;

/// Why a document, or the rest of a text, could not be read, and where.
///
/// It is boxed because it is rare, and every node that is read returns whether there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    kind: ProblemKind,
    /// The byte in the decoded text.
    at: usize,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(crate) fn broken(at: usize, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind: ProblemKind::Broken,
            at,
            message: message.into(),
            help: None,
        }))
    }

    pub(crate) fn limit(at: usize, message: String, help: &str) -> Self {
        Self(Box::new(Details {
            kind: ProblemKind::Limit,
            at,
            message,
            help: Some(help.to_owned()),
        }))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    pub(crate) fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    pub(crate) fn problem(self, document: u32, lines: &mut Lines<'_>) -> Problem {
        let (line, column) = lines.seek(self.0.at);
        Problem {
            kind: self.0.kind,
            path: None,
            document: Some(document),
            line: Some(line),
            column: Some(column),
            // A message may quote the text, line breaks too.
            message: self.0.message.replace(char::is_control, " "),
            help: self.0.help,
        }
    }
}
