use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use sekisho_finding::{Finding, ObjectRef, SourceId, Sources};
use sekisho_value::Route;

use crate::place::Span;
use crate::resolve::{Spot, Wanted};
use crate::safe::clean_line;

/// A line longer than this many bytes is cut to the marked place. Machines write such lines, a
/// whole object in one, and what stands beside the place may be a secret.
const LONGEST_LINE: usize = 400;

/// The most bytes that are shown of the marked place itself.
const LONGEST_MARK: usize = 160;

/// What stands in place of a secret; of one length, to say nothing about the secret's.
const MASK: &str = "••••••••";

/// Where a Secret has its values; kubectl keeps a copy of the manifest in an annotation.
const SECRET: [&[&str]; 3] = [
    &["data"],
    &["stringData"],
    &["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
];

/// Lines of a text with a marked place on one of them, ready to be printed: control characters and
/// secrets are taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// The number of the first line in `text`.
    pub(crate) first_line: u32,
    /// The line of the marked place.
    pub(crate) line: u32,
    /// Its column in the text that was read, which may differ from that in `text`.
    pub(crate) column: u32,
    /// The lines, joined by line feeds.
    pub(crate) text: String,
    /// The marked place in `text`, in bytes; it ends with its line.
    pub(crate) mark: Range<usize>,
}

/// The stretches of each part of a text that no quote may show.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    by_part: BTreeMap<(SourceId, u32), Vec<Range<usize>>>,
}

impl Masks {
    /// The secrets that `findings` know of: the places of sensitive findings and the data of every
    /// Secret that they name. Only texts for which `shown` holds are looked into.
    pub(crate) fn of<'f>(
        findings: impl IntoIterator<Item = &'f Finding>,
        sources: &dyn Sources,
        shown: impl Fn(SourceId) -> bool,
    ) -> Self {
        let shown = |object: &ObjectRef| {
            object.document.as_ref().is_some_and(|document| shown(document.source))
        };
        let mut sensitive = Wanted::default();
        let mut secrets = Wanted::default();
        for finding in findings {
            let object = &finding.place.object;
            if finding.sensitive && shown(object) {
                sensitive.add(object, &finding.place.route);
                for route in &finding.also {
                    sensitive.add(object, route);
                }
            }
            let related = finding.related.iter().map(|related| &related.place.object);
            for object in related.chain([object]) {
                if object.kind == "Secret" && shown(object) {
                    for keys in SECRET {
                        secrets.add(object, &Route::keys(keys.iter().copied()));
                    }
                }
            }
        }
        let mut by_part: BTreeMap<(SourceId, u32), Vec<Range<usize>>> = BTreeMap::new();
        let secrets = secrets.locate(sources).into_iter();
        let there = secrets.filter(|spot| spot.span.as_ref().is_some_and(|span| span.found));
        for Spot { source, part, span, .. } in sensitive.locate(sources).into_iter().chain(there) {
            if let Some(span) = span {
                by_part.entry((source, part)).or_default().push(span.value);
            }
        }
        for ranges in by_part.values_mut() {
            ranges.sort_by_key(|range| (range.start, range.end));
        }
        Self { by_part }
    }

    fn of_part(&self, source: SourceId, part: u32) -> &[Range<usize>] {
        self.by_part.get(&(source, part)).map_or(&[], Vec::as_slice)
    }
}

/// Quotes the lines of `spots` with `context` lines before and after, as far as they are in
/// the same part of the text; each part is read once.
pub(crate) fn quote(
    spots: &[Option<&Spot>],
    context: u32,
    sources: &dyn Sources,
    masks: &Masks,
) -> Vec<Option<Quote>> {
    let mut by_part: BTreeMap<(SourceId, u32), Vec<(usize, Span)>> = BTreeMap::new();
    for (slot, spot) in spots.iter().enumerate() {
        if let Some(Spot { source, part, span: Some(span), .. }) = spot {
            by_part.entry((*source, *part)).or_default().push((slot, span.clone()));
        }
    }
    let groups: Vec<_> = by_part.into_iter().collect();
    let quoted: Vec<Vec<(usize, Option<Quote>)>> = groups
        .into_par_iter()
        .map(|((source, part), spans)| {
            let text = sources.part(source, part).map(|part| part.text);
            let masks = masks.of_part(source, part);
            spans
                .into_iter()
                .map(|(slot, span)| {
                    let quote =
                        text.as_deref().and_then(|text| Quote::new(text, &span, context, masks));
                    (slot, quote)
                })
                .collect()
        })
        .collect();
    let mut quotes = vec![None; spots.len()];
    for (slot, quote) in quoted.into_iter().flatten() {
        if let Some(place) = quotes.get_mut(slot) {
            *place = quote;
        }
    }
    quotes
}

impl Quote {
    fn new(text: &str, span: &Span, context: u32, masks: &[Range<usize>]) -> Option<Self> {
        let mut line = line_around(text, span.start)?;
        line.end = line.end.max(span.start);
        let mut lines = vec![line.clone()];
        let mut first_line = span.line;
        for _ in 0..context {
            let Some(before) = lines.first().and_then(|line| line_before(text, line.start)) else {
                break;
            };
            lines.insert(0, before);
            first_line = first_line.saturating_sub(1);
        }
        for _ in 0..context {
            let Some(after) = lines.last().and_then(|line| line_after(text, line.end)) else {
                break;
            };
            lines.push(after);
        }
        let mut quote = Self {
            first_line,
            line: span.line,
            column: span.column,
            text: String::new(),
            mark: 0..0,
        };
        for (nth, stretch) in lines.into_iter().enumerate() {
            if nth > 0 {
                quote.text.push('\n');
            }
            if stretch == line {
                quote.push_marked(text, &stretch, span, masks)?;
            } else if stretch.len() > LONGEST_LINE {
                quote.text.push('…');
            } else {
                push_masked(&mut quote.text, text, stretch, masks)?;
            }
        }
        Some(quote)
    }

    fn push_marked(
        &mut self,
        text: &str,
        line: &Range<usize>,
        span: &Span,
        masks: &[Range<usize>],
    ) -> Option<()> {
        let end = span.end.min(line.end).max(span.start);
        if line.len() > LONGEST_LINE {
            let shown = floor_boundary(text, end.min(span.start + LONGEST_MARK), span.start);
            self.text.push('…');
            let start = self.text.len();
            push_masked(&mut self.text, text, span.start..shown, masks)?;
            self.mark = start..self.text.len();
            self.text.push('…');
        } else {
            push_masked(&mut self.text, text, line.start..span.start, masks)?;
            let start = self.text.len();
            push_masked(&mut self.text, text, span.start..end, masks)?;
            self.mark = start..self.text.len();
            push_masked(&mut self.text, text, end..line.end, masks)?;
        }
        Some(())
    }
}

/// Adds a stretch of `text` to `out` without what the masks cover.
fn push_masked(
    out: &mut String,
    text: &str,
    stretch: Range<usize>,
    masks: &[Range<usize>],
) -> Option<()> {
    let mut at = stretch.start;
    for mask in masks {
        if mask.end <= at || mask.start >= stretch.end {
            continue;
        }
        let begin = mask.start.max(at);
        out.push_str(&clean_line(text.get(at..begin)?));
        let hidden = text.get(begin..mask.end.min(stretch.end))?;
        let shown = hidden.trim_start();
        out.push_str(hidden.get(..hidden.len() - shown.len())?);
        if !shown.is_empty() {
            out.push_str(MASK);
        }
        at = mask.end.min(stretch.end);
    }
    out.push_str(&clean_line(text.get(at..stretch.end)?));
    Some(())
}

/// The line that holds the byte `at`, without its end.
fn line_around(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let end = text.get(at..)?.find('\n').map_or(text.len(), |end| at + end);
    let end = if text.get(start..end)?.ends_with('\r') { end - 1 } else { end };
    Some(start..end)
}

fn line_before(text: &str, start: usize) -> Option<Range<usize>> {
    line_around(text, start.checked_sub(1)?)
}

fn line_after(text: &str, end: usize) -> Option<Range<usize>> {
    let next = end + text.get(end..)?.find('\n')? + 1;
    if next == text.len() {
        return None;
    }
    line_around(text, next)
}

fn floor_boundary(text: &str, mut at: usize, least: usize) -> usize {
    while at > least && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test fails where a boundary is missed")]
mod tests {
    use super::*;

    fn span(text: &str, marked: &str) -> Span {
        let start = text.find(marked).unwrap();
        let line = text[..start].matches('\n').count() as u32 + 1;
        let column = text[..start].rsplit('\n').next().unwrap().chars().count() as u32 + 1;
        Span {
            start,
            end: start + marked.len(),
            line,
            column,
            end_column: column + marked.chars().count() as u32,
            value: start..start + marked.len(),
            found: true,
        }
    }

    fn marked(quote: &Quote) -> &str {
        &quote.text[quote.mark.clone()]
    }

    #[test]
    fn a_line_is_quoted_with_its_neighbours() {
        let text = "a: 1\r\nb: 日本\r\nc: 3\n";
        let quote = Quote::new(text, &span(text, "日本"), 1, &[]).unwrap();
        assert_eq!(quote.text, "a: 1\nb: 日本\nc: 3");
        assert_eq!((quote.first_line, quote.line, quote.column), (1, 2, 4));
        assert_eq!(marked(&quote), "日本");
        let quote = Quote::new(text, &span(text, "a"), 1, &[]).unwrap();
        assert_eq!(quote.text, "a: 1\nb: 日本");
    }

    #[test]
    fn a_mark_over_several_lines_ends_with_the_first() {
        let text = "spec:\n  a: 1\n  b: 2\n";
        let quote = Quote::new(text, &span(text, "a: 1\n  b: 2"), 0, &[]).unwrap();
        assert_eq!((quote.text.as_str(), marked(&quote)), ("  a: 1", "a: 1"));
    }

    #[test]
    fn secrets_are_masked_wherever_they_stand_in_the_quote() {
        let text = "name: PASS\nvalue: |\n  hunter2\n  more\nnext: 1\n";
        let start = text.find('|').unwrap();
        let secret = start..text.find("\nnext").unwrap();
        let masks = [secret];
        let quote = Quote::new(text, &span(text, "next: 1"), 3, &masks).unwrap();
        assert_eq!(quote.text, "value: ••••••••\n  ••••••••\n  ••••••••\nnext: 1");
        let quote = Quote::new(text, &span(text, "|\n  hunter2"), 0, &masks).unwrap();
        assert_eq!((quote.text.as_str(), marked(&quote)), ("value: ••••••••", MASK));
    }

    #[test]
    fn a_line_made_by_a_machine_is_cut_to_the_mark() {
        let text = format!("{{\"password\":\"x\",{}\"privileged\":true}}", " ".repeat(500));
        let quote = Quote::new(&text, &span(&text, "true"), 1, &[]).unwrap();
        assert_eq!(quote.text, "…true…");
        assert_eq!(marked(&quote), "true");
    }

    #[test]
    fn a_text_that_has_shrunk_gives_no_quote() {
        let mut beyond = span("abc: d", "d");
        beyond.start = 90;
        beyond.end = 91;
        assert_eq!(Quote::new("abc: d", &beyond, 1, &[]), None);
    }
}
