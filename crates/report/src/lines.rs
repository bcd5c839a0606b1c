use sekisho_finding::{Place, SourceId, Sources};

use crate::resolve::Wanted;

/// A line that a place is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub source: SourceId,
    /// The line, counted from 1.
    pub line: u32,
}

/// The lines of places, in their order; none for what is in no text, or in one that has changed since it
/// was read.
pub fn lines<'p>(
    places: impl IntoIterator<Item = &'p Place>,
    sources: &dyn Sources,
) -> Vec<Option<Line>> {
    let mut wanted = Wanted::default();
    let slots: Vec<Option<usize>> =
        places.into_iter().map(|place| wanted.add(&place.object, &place.route)).collect();
    let found = wanted.locate(sources);
    let line = |slot: Option<usize>| {
        let spot = found.get(slot?)?;
        Some(Line { source: spot.source, line: spot.span.as_ref()?.line })
    };
    slots.into_iter().map(line).collect()
}
