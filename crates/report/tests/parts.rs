//! A long text is read in parts; a report must not tell.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Mutex;

use common::{Texts, options, outcome};
use sekisho_finding::{Part, SourceId, Sources};
use sekisho_report::{Format, Report, render};

/// Each document is a part of its own, and nobody has the whole.
#[derive(Default)]
struct Parted {
    texts: Texts,
    taken: Mutex<BTreeSet<(u32, u32)>>,
}

impl Sources for Parted {
    fn name(&self, source: SourceId) -> &str {
        self.texts.name(source)
    }

    fn file(&self, source: SourceId) -> Option<&str> {
        self.texts.file(source)
    }

    fn text(&self, _: SourceId) -> Option<Cow<'_, str>> {
        None
    }

    fn part_of(&self, _: SourceId, document: u32) -> u32 {
        document - 1
    }

    fn part(&self, source: SourceId, part: u32) -> Option<Part<'_>> {
        self.taken.lock().unwrap().insert((source.0, part));
        let whole = self.texts.text(source)?;
        let mut before = String::new();
        for (nth, document) in whole.split_inclusive("---\n").enumerate() {
            if nth as u32 == part {
                let lines = before.lines().count() as u32;
                let text = Cow::Owned(document.to_owned());
                return Some(Part { text, documents: part, lines });
            }
            before.push_str(document);
        }
        None
    }
}

fn rendered(format: Format, sources: &dyn Sources) -> String {
    let outcome = outcome();
    let mut out = Vec::new();
    render(format, &Report::new(&outcome, sources, options()), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_report_is_the_same_in_parts() {
    // The page alone quotes neighbouring lines, as far as they are in the part.
    for format in Format::ALL.iter().filter(|format| **format != Format::Html) {
        let parted = Parted { texts: Texts::shop(), ..Parted::default() };
        assert_eq!(rendered(*format, &parted), rendered(*format, &Texts::shop()), "{format}");
        // OSCAL names objects and fields and no lines, so that it reads no text.
        let reads = *format != Format::Oscal;
        assert_eq!(parted.taken.lock().unwrap().contains(&(0, 0)), reads, "{format}");
    }
}

#[test]
fn lines_count_from_the_start_of_the_text() {
    let parted = Parted { texts: Texts::shop(), ..Parted::default() };
    let report: serde_json::Value = serde_json::from_str(&rendered(Format::Json, &parted)).unwrap();
    let related = report.pointer("/findings/0/related/0/location/line");
    assert_eq!(related, Some(&25.into()));
    assert!(parted.taken.lock().unwrap().contains(&(0, 1)));
}
