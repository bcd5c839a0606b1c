mod checkov;
mod kube_linter;
mod kube_score;
mod kubescape;
mod polaris;
mod trivy;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_finding::Scanner;
use serde_json::Value;

/// What a scanner says of a control and an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// The scanner was told to leave it.
    Skipped,
    /// It does not hold.
    Failed,
}

/// The object a claim is about, as far as the report says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// `Deployment`.
    pub kind: Option<String>,
    /// Its namespace; some scanners write `default` where the manifest names none.
    pub namespace: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The file, as the scanner calls it.
    pub file: Option<String>,
    /// The first line, counted from 1, of the object or of the part of it that the claim is about.
    pub line: Option<u32>,
}

impl Subject {
    /// As a person would call it.
    pub fn label(&self) -> String {
        let kind = self.kind.as_deref().unwrap_or("object");
        let name = self.name.as_deref().unwrap_or_default();
        let namespace = self.namespace.as_deref().filter(|it| !it.is_empty());
        let object = match (name, namespace) {
            ("", _) => String::new(),
            (name, Some(namespace)) => format!("{kind} {namespace}/{name}"),
            (name, None) => format!("{kind} {name}"),
        };
        match (&self.file, self.line, object.as_str()) {
            (Some(file), Some(line), "") => format!("{file}:{line}"),
            (Some(file), None, "") => file.clone(),
            (Some(file), ..) => format!("{object} ({file})"),
            (None, ..) => object,
        }
    }
}

/// One statement of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The control, as the report spells it.
    pub control: String,
    /// What the scanner calls the control, where that is not its id; may be empty.
    pub title: String,
    /// The rules of the control that do not hold, where a control consists of rules.
    pub rules: Vec<String>,
    /// The object.
    pub subject: Subject,
    /// What is said.
    pub verdict: Verdict,
    /// The scanner's words; may be empty.
    pub message: String,
}

/// A report, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who wrote it.
    pub tool: Scanner,
    /// Its version, where the report tells.
    pub version: Option<String>,
    /// What it says.
    pub claims: Vec<Claim>,
    /// Controls that were asked, where the report lists them though they say nothing.
    pub asked: BTreeSet<String>,
    /// Other spellings of controls that the report itself tells, with the spelling of the claims.
    pub spellings: BTreeMap<String, String>,
    /// Whether the scanner takes objects of one kind, namespace and name for one object, in whichever
    /// files they stand.
    pub joins_names: bool,
    /// Entries that could not be understood.
    pub unread: u64,
}

/// A text that is no report of a scanner that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReport {
    /// It is no JSON.
    #[error("it is not JSON ({0}); expected {EXPECTED}")]
    Json(String),
    /// It is JSON of another shape.
    #[error("no scanner is recognised; expected {EXPECTED}")]
    Unknown,
}

/// Reads a report of one scanner; false, and nothing added, where it is none of that scanner.
type Reader = fn(&Value, &mut Report) -> bool;

/// What a report may be.
const EXPECTED: &str = "one JSON report of trivy (`--format json`), kubescape (`--format json`), \
    checkov (`--output json`), kube-linter (`--format json`), kube-score (`--output-format json`) or \
    polaris (`--format json`)";

impl Report {
    /// Reads a report; its content tells which scanner wrote it.
    pub fn read(text: &[u8]) -> Result<Self, NotAReport> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let value: Value =
            serde_json::from_slice(text).map_err(|error| NotAReport::Json(error.to_string()))?;
        let readers: [(Scanner, Reader); 6] = [
            (Scanner::Checkov, checkov::read),
            (Scanner::KubeScore, kube_score::read),
            (Scanner::KubeLinter, kube_linter::read),
            (Scanner::Polaris, polaris::read),
            (Scanner::Kubescape, kubescape::read),
            (Scanner::Trivy, trivy::read),
        ];
        for (tool, read) in readers {
            let mut report = Self {
                tool,
                version: None,
                claims: Vec::new(),
                asked: BTreeSet::new(),
                spellings: BTreeMap::new(),
                joins_names: tool == Scanner::KubeScore,
                unread: 0,
            };
            if read(&value, &mut report) {
                return Ok(report);
            }
        }
        Err(NotAReport::Unknown)
    }

    /// Adds a claim, or counts an entry that says too little to be one.
    fn add(&mut self, claim: Option<Claim>) {
        match claim {
            Some(claim) => self.claims.push(claim),
            None => self.unread += 1,
        }
    }
}

/// The text at a path of keys, unless it is empty.
fn text(value: &Value, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value, |value, key| value.get(key))?;
    found.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The entries of the list at a key; none where there is no list.
fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A line number at a path of keys; 0 stands for none.
fn line(value: &Value, path: &[&str]) -> Option<u32> {
    let found = path.iter().try_fold(value, |value, key| value.get(key))?;
    found.as_u64().and_then(|line| u32::try_from(line).ok()).filter(|line| *line > 0)
}
