use sekisho_finding::{Problem, ProblemKind};
use sekisho_value::{Keys, Route, Value};

use crate::Limits;
use crate::build::Builder;
use crate::chunk::{Chunk, chunks};
use crate::decode::{Flaw, FlawKind, Text};
use crate::fault::Fault;
use crate::json::{self, Json};
use crate::lines::Lines;
use crate::locate;
use crate::quick;
use crate::waiver::{self, InlineWaiver};
use crate::yaml::{self, Documents};

/// One document of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its place in the text, counted from 1; empty and broken documents count.
    pub index: u32,
    /// The line of its first node, counted from 1; that of its `---` if it is empty.
    pub line: u32,
    /// What `kubectl` would send; null for an empty document.
    pub value: Value,
    /// Keys that stand in their map more than once: each one but the first, up to 1,000. The
    /// last one counts.
    pub duplicates: Vec<Duplicate>,
    /// Waivers in comments.
    pub waivers: Vec<InlineWaiver>,
    /// What it was written in.
    pub format: Format,
}

/// A key that its map has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The field.
    pub route: Route,
    /// The line of the later key, counted from 1.
    pub line: u32,
    /// The column of the later key in characters, counted from 1.
    pub column: u32,
}

/// What a document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML; also JSON that stands among YAML documents.
    Yaml,
    /// A text of JSON values.
    Json,
}

/// Reads the documents of a text, each as soon as it is complete, and returns what could not be read.
///
/// A broken document costs itself only. Problems have no path: the caller knows it.
///
/// The text is JSON if it begins with `{` and is a sequence of JSON values, as for `kubectl`, and
/// otherwise YAML.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    keys: &mut Keys,
    each: impl FnMut(Document),
) -> Vec<Problem> {
    if let Some(problem) = too_long(bytes.len(), limits) {
        return vec![problem];
    }
    let text = Text::decode(bytes);
    read_text(&text, limits, keys, each)
}

/// Like [`read`], for a text that the caller has decoded and keeps.
pub fn read_text(
    text: &Text<'_>,
    limits: &Limits,
    keys: &mut Keys,
    each: impl FnMut(Document),
) -> Vec<Problem> {
    if let Some(problem) = too_long(text.as_str().len(), limits) {
        return vec![problem];
    }
    if text.is_binary() {
        let first = text.flaws().first().copied();
        return first.map(|flaw| binary(text.as_str(), flaw)).into_iter().collect();
    }
    let mut reader = Reader {
        text: text.as_str(),
        limits,
        builder: Builder::new(limits, keys),
        lines: Lines::new(text.as_str()),
        index: 0,
        begun: 0,
        chunk_flaw: None,
        stopped: false,
        has_waivers: waiver::may_have(text.as_str()),
        waivers: Vec::new(),
        problems: Vec::new(),
        each,
    };
    let mut json_fault = None;
    let mut from = 0;
    if json::looks_like(reader.text) {
        match reader.json(text.flaws()) {
            Ok(rest) => from = rest,
            Err(fault) => json_fault = Some(fault),
        }
    }
    let mut flaws = text.flaws();
    for chunk in chunks(reader.text, from) {
        let end = chunk.base + chunk.text.len();
        let here = flaws.iter().take_while(|flaw| flaw.at < end).count();
        reader.chunk_flaw = flaws.first().copied().filter(|_| here > 0);
        flaws = flaws.get(here..).unwrap_or_default();
        reader.yaml(&chunk);
        if reader.stopped {
            break;
        }
    }
    if let Some(fault) = json_fault
        && reader.problems.len() == reader.index as usize
        && reader.problems.iter().all(|problem| problem.kind == ProblemKind::Broken)
        && !reader.problems.is_empty()
    {
        // It is no YAML either, so it was meant to be JSON, and JSON's complaint is the clearer one.
        return vec![fault.problem(1, &mut Lines::new(reader.text))];
    }
    reader.problems
}

struct Reader<'t, 'r, E> {
    text: &'t str,
    limits: &'r Limits,
    builder: Builder<'r>,
    lines: Lines<'t>,
    index: u32,
    /// Where the current document begins.
    begun: usize,
    /// The first unreadable byte of the chunk: no document of it is taken.
    chunk_flaw: Option<Flaw>,
    stopped: bool,
    has_waivers: bool,
    /// Those of the documents of the current chunk.
    waivers: Vec<(u32, Vec<InlineWaiver>)>,
    problems: Vec<Problem>,
    each: E,
}

impl<'t, E: FnMut(Document)> Reader<'t, '_, E> {
    fn yaml(&mut self, chunk: &Chunk<'t>) {
        self.find_waivers(chunk);
        if self.chunk_flaw.is_none() {
            self.builder.reset();
            if let Some(begin) = quick::read(chunk, &mut self.builder) {
                if self.begin_taken(begin) {
                    self.emit(Format::Yaml);
                }
                return;
            }
        }
        yaml::read(chunk, self.limits, self);
    }

    /// Reads the text as JSON values, up to a YAML marker if there is one, and returns where that is.
    /// The fault is the one that shows that the text is no JSON.
    fn json(&mut self, flaws: &[Flaw]) -> Result<usize, Fault> {
        let control =
            flaws.iter().find(|flaw| matches!(flaw.kind, FlawKind::Control(c) if c < ' '));
        let mut json = Json::new(self.text);
        while let Some(start) = json.next_value() {
            if self.index > 0 && json.at_marker() {
                return Ok(start);
            }
            self.builder.reset();
            let result = json.value(self.limits, &mut self.builder);
            let result = match (result, control) {
                (Ok(()), Some(flaw)) => Err(flaw_fault(*flaw)),
                (result, _) => result,
            };
            match result {
                Ok(()) => {
                    if !self.begin_taken(start) {
                        break;
                    }
                    self.emit(Format::Json);
                }
                // Later values are there already, so the rest cannot become YAML.
                Err(fault) if self.index > 0 || fault.kind() == ProblemKind::Limit => {
                    if self.begin_taken(start) {
                        self.problem(fault);
                    }
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(self.text.len())
    }

    /// Counts a document that the builder has taken already.
    fn begin_taken(&mut self, at: usize) -> bool {
        self.begun = at;
        self.count(at)
    }

    /// Counts a document; false when there are too many.
    fn count(&mut self, at: usize) -> bool {
        self.index += 1;
        if self.index <= self.limits.documents {
            return true;
        }
        self.problem(Fault::limit(
            at,
            format!("the text has more than {} documents", self.limits.documents),
            "split it",
        ));
        self.stopped = true;
        false
    }

    fn emit(&mut self, format: Format) {
        let at = self.builder.root_at().unwrap_or(self.begun);
        let (line, _) = self.lines.seek(at);
        let waivers = self.take_waivers();
        let (value, mut found) = self.builder.take();
        found.sort_by_key(|(_, at)| *at);
        let mut lines = self.lines.clone();
        let duplicates = found
            .into_iter()
            .map(|(route, at)| {
                let (line, column) = lines.seek(at);
                Duplicate { route, line, column }
            })
            .collect();
        (self.each)(Document { index: self.index, line, value, duplicates, waivers, format });
    }

    /// Finds the waivers in the comments of a chunk, whose documents are read once more for them.
    fn find_waivers(&mut self, chunk: &Chunk<'t>) {
        self.waivers.clear();
        if !self.has_waivers || !waiver::may_have(chunk.text) || self.chunk_flaw.is_some() {
            return;
        }
        let documents = locate::chunk_trees(self.text, chunk, self.limits, self.index);
        let begins: Vec<usize> = documents.iter().map(|document| document.begin).collect();
        let mut lines = self.lines.clone();
        for (number, document) in documents.into_iter().enumerate() {
            let Some(tree) = document.tree else {
                continue;
            };
            let from = if number == 0 { 0 } else { document.begin - chunk.base };
            let to = begins.get(number + 1).map_or(chunk.text.len(), |next| next - chunk.base);
            let part = chunk.text.get(from..to).unwrap_or_default();
            let (found, problems) =
                waiver::find(part, chunk.base + from, &tree, document.index, &mut lines);
            self.problems.extend(problems);
            self.waivers.push((document.index, found));
        }
    }

    fn take_waivers(&mut self) -> Vec<InlineWaiver> {
        let index = self.index;
        let here = self.waivers.iter_mut().find(|(document, _)| *document == index);
        here.map(|(_, waivers)| std::mem::take(waivers)).unwrap_or_default()
    }

    fn problem(&mut self, fault: Fault) {
        let problem = fault.problem(self.index, &mut self.lines.clone());
        self.problems.push(problem);
    }
}

impl<'t, 'r, E: FnMut(Document)> Documents<'t> for Reader<'t, 'r, E> {
    type Sink = Builder<'r>;

    fn sink(&mut self) -> &mut Builder<'r> {
        &mut self.builder
    }

    fn begin(&mut self, at: usize, _: bool) -> bool {
        if !self.count(at) {
            return false;
        }
        self.begun = at;
        self.builder.reset();
        true
    }

    fn end(&mut self) {
        match self.chunk_flaw {
            None => self.emit(Format::Yaml),
            Some(flaw) => self.problem(flaw_fault(flaw)),
        }
    }

    fn fault(&mut self, fault: Fault) {
        match self.chunk_flaw {
            None => self.problem(fault),
            Some(flaw) => self.problem(flaw_fault(flaw)),
        }
    }

    fn again(&mut self) {
        self.index -= 1;
    }
}

fn too_long(len: usize, limits: &Limits) -> Option<Problem> {
    (len > limits.text_bytes).then(|| Problem {
        kind: ProblemKind::Limit,
        path: None,
        document: None,
        line: None,
        column: None,
        message: format!("the text has {len} bytes, more than {}", limits.text_bytes),
        help: Some("split it, or check what the file is".to_owned()),
    })
}

fn binary(text: &str, flaw: Flaw) -> Problem {
    let fault = flaw_fault(flaw);
    let (line, column) = Lines::new(text).seek(flaw.at);
    Problem {
        kind: ProblemKind::Broken,
        path: None,
        document: None,
        line: Some(line),
        column: Some(column),
        message: format!("this is no text: {}", fault.message()),
        help: Some("save it as UTF-8, or leave it out".to_owned()),
    }
}

fn flaw_fault(flaw: Flaw) -> Fault {
    match flaw.kind {
        FlawKind::Encoding(byte) => {
            Fault::broken(flaw.at, format!("the byte at offset {byte} is no UTF-8"))
                .help("save the file as UTF-8")
        }
        FlawKind::Control(c) => Fault::broken(
            flaw.at,
            format!("the control character U+{:04X} may not stand in YAML", u32::from(c)),
        )
        .help("take it out, or write it as an escape in double quotes"),
    }
}
