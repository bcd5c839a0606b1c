//! Fixes as replacements of lines.

use sekisho_finding::{Edit, Finding, MendState};
use sekisho_source::Editor;

use super::types::{Artifact, ArtifactChange, Content, Fix, Message, Region, Replacement};
use super::uri;
use crate::Report;

/// The fix of a finding, if it was tried and proven: what is merely offered may not be applicable as it
/// stands.
pub(super) fn of(finding: &Finding, report: &Report<'_>) -> Vec<Fix> {
    replaced(finding, report).into_iter().collect()
}

fn replaced(finding: &Finding, report: &Report<'_>) -> Option<Fix> {
    let mending = finding.mending.as_ref().filter(|it| it.state == MendState::Applied)?;
    let fix = finding.fixes.get(mending.fix)?;
    let document = finding.place.object.document.as_ref()?;
    let file = report.sources.file(document.source)?;
    let number = report.sources.part_of(document.source, document.index);
    let part = report.sources.part(document.source, number)?;
    let edits: Vec<Edit> = fix.edits.iter().map(|edit| edit.below(&document.base)).collect();
    let mut editor = Editor::new(&part.text);
    editor.edit(document.index.checked_sub(part.documents)?, &edits).ok()?;
    let Change { line, end_line, end_column, text } = change(&part.text, &editor.text())?;
    Some(Fix {
        description: Message::text(fix.title.get(report.options.lang).to_owned()),
        artifact_changes: [ArtifactChange {
            artifact_location: Artifact { uri: uri(file) },
            replacements: [Replacement {
                deleted_region: Region {
                    start_line: part.lines + line,
                    start_column: Some(1),
                    end_line: Some(part.lines + end_line),
                    end_column: Some(end_column),
                },
                inserted_content: Content { text },
            }],
        }],
    })
}

/// Whole lines that become others.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    /// The first line that goes, counted from 1.
    line: u32,
    /// The place behind the last one that goes; the same place if none does.
    end_line: u32,
    end_column: u32,
    /// What comes instead.
    text: String,
}

/// The stretch of lines from the first one that differs to the last; none if nothing does.
fn change(before: &str, after: &str) -> Option<Change> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    // What is added behind the last line needs that line, if it has no end.
    if head == old.len() && !before.ends_with('\n') {
        head = head.saturating_sub(1);
    }
    let (old_rest, new_rest) = (old.get(head..)?, new.get(head..)?);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = old_rest.len() - tail;
    let text: String = new_rest.get(..new_rest.len() - tail)?.concat();
    if gone == 0 && text.is_empty() {
        return None;
    }
    let (end_line, end_column) = match old_rest.get(..gone)?.last() {
        Some(last) if !last.ends_with('\n') => (head + gone, last.chars().count() + 1),
        _ => (head + gone + 1, 1),
    };
    let line = head as u32 + 1;
    Some(Change { line, end_line: end_line as u32, end_column: end_column as u32, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: &str, after: &str) -> Option<(u32, u32, u32, String)> {
        change(before, after)
            .map(|change| (change.line, change.end_line, change.end_column, change.text))
    }

    #[test]
    fn lines_are_replaced_added_and_taken_out() {
        assert_eq!(changed("a\nb\nc\n", "a\nB\nc\n"), Some((2, 3, 1, "B\n".into())));
        assert_eq!(changed("a\nc\n", "a\nb\nc\n"), Some((2, 2, 1, "b\n".into())));
        assert_eq!(changed("a\nb\n", "a\n"), Some((2, 3, 1, String::new())));
        assert_eq!(changed("a\n", "a\nb\n"), Some((2, 2, 1, "b\n".into())));
        assert_eq!(changed("a\nb", "a\nb\nc"), Some((2, 2, 2, "b\nc".into())));
        assert_eq!(changed("a\n", "a\n"), None);
    }
}
