//! What changed in a text, in hunks with lines around them.

use sekisho_finding::Finding;
use sekisho_source::Locator;
use sekisho_value::Route;
use similar::{ChangeTag, TextDiff};

use crate::MendedText;

/// Lines that are shown around a change.
const CONTEXT: usize = 3;

/// Changes that stand near each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// `-12,7 +12,8`.
    pub range: String,
    /// The findings that it mends, by their number in the list that was given, in its order.
    pub mends: Vec<usize>,
    /// The lines, with their line breaks.
    pub lines: Vec<Line>,
}

/// A line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// As it was.
    Same(String),
    /// Gone.
    Gone(String),
    /// New.
    New(String),
}

/// The hunks of a text, and which of the mended findings each of them is for.
pub fn hunks(text: &MendedText, mended: &[Finding]) -> Vec<Hunk> {
    let diff = TextDiff::from_lines(&text.before, &text.after);
    let mut hunks = Vec::new();
    let mut starts = Vec::new();
    let mut unified = diff.unified_diff();
    for hunk in unified.context_radius(CONTEXT).iter_hunks() {
        let header = hunk.header().to_string();
        let range = header.trim_matches(['@', ' ']).to_owned();
        let mut lines = Vec::new();
        let mut changed: Vec<u32> = Vec::new();
        let mut at = 0;
        for change in hunk.iter_changes() {
            let line = change.value().to_owned();
            if let Some(index) = change.new_index() {
                at = index as u32 + 1;
            }
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same(line),
                ChangeTag::Delete => {
                    changed.push(at);
                    Line::Gone(line)
                }
                ChangeTag::Insert => {
                    changed.push(at);
                    Line::New(line)
                }
            });
        }
        starts.push(changed);
        hunks.push(Hunk { range, mends: Vec::new(), lines });
    }
    let mut asked: Vec<(usize, u32, Route)> = Vec::new();
    for (number, finding) in mended.iter().enumerate() {
        let document = finding.place.object.document.as_ref();
        let Some(document) = document.filter(|document| document.source == text.source) else {
            continue;
        };
        let fix = finding.mending.as_ref().and_then(|mending| finding.fixes.get(mending.fix));
        for edit in fix.map_or(&[][..], |fix| &fix.edits) {
            asked.push((number, document.index, document.base.join(edit.route())));
        }
    }
    let wanted: Vec<(u32, &Route)> =
        asked.iter().map(|(_, document, route)| (*document, route)).collect();
    let found = Locator::new(&text.after).locate(&wanted);
    for ((number, ..), located) in asked.iter().zip(found) {
        let Some(located) = located else { continue };
        let line = located.key.map_or(located.value.line, |key| key.line);
        let nearest = starts.iter().enumerate().min_by_key(|(_, changed)| {
            changed.iter().map(|at| at.abs_diff(line)).min().unwrap_or(u32::MAX)
        });
        if let Some(hunk) = nearest.and_then(|(at, _)| hunks.get_mut(at))
            && !hunk.mends.contains(number)
        {
            hunk.mends.push(*number);
        }
    }
    hunks
}
