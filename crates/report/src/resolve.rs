use std::collections::BTreeMap;

use rayon::prelude::*;
use sekisho_finding::{Finding, ObjectRef, Part, SourceId, Sources};
use sekisho_value::Route;

use crate::place::{Span, spans};

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The text.
    pub(crate) source: SourceId,
    /// The document within it, counted from 1.
    pub(crate) document: u32,
    /// The part of the text that the document is in, as the sources count it.
    pub(crate) part: u32,
    /// Lines and columns, and bytes from the start of the part; none if the text is no longer what was
    /// read.
    pub(crate) span: Option<Span>,
}

/// Where a finding is, for those of its places that are in a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spots {
    /// The primary place.
    pub(crate) place: Option<Spot>,
    /// The further fields, in the order of the finding.
    pub(crate) also: Vec<Option<Spot>>,
    /// The related places, in the order of the finding.
    pub(crate) related: Vec<Option<Spot>>,
}

impl Spots {
    /// The line of the primary place.
    pub(crate) fn span(&self) -> Option<&Span> {
        self.place.as_ref()?.span.as_ref()
    }
}

/// Looks up the places of `findings`: each part of a text is read once, in one pass, and
/// dropped.
pub(crate) fn locate<'f, I>(findings: I, sources: &dyn Sources) -> Vec<Spots>
where
    I: IntoIterator<Item = &'f Finding>,
{
    let mut wanted = Wanted::default();
    let mut spots: Vec<Slots> = Vec::new();
    for finding in findings {
        let object = &finding.place.object;
        spots.push(Slots {
            place: wanted.add_at(object, &finding.place.route, finding.line),
            also: finding.also.iter().map(|route| wanted.add(object, route)).collect(),
            related: finding
                .related
                .iter()
                .map(|related| wanted.add(&related.place.object, &related.place.route))
                .collect(),
        });
    }
    let found = wanted.locate(sources);
    let spot = |slot: Option<usize>| found.get(slot?).cloned();
    spots
        .into_iter()
        .map(|slots| Spots {
            place: spot(slots.place),
            also: slots.also.into_iter().map(spot).collect(),
            related: slots.related.into_iter().map(spot).collect(),
        })
        .collect()
}

/// Where the positions of one finding will stand in the list of all positions.
struct Slots {
    place: Option<usize>,
    also: Vec<Option<usize>>,
    related: Vec<Option<usize>>,
}

/// A place to be looked up.
struct Asked {
    /// The index of the answer.
    slot: usize,
    /// The document, counted from 1.
    document: u32,
    /// The place in the document.
    route: Route,
    /// The line of the text, counted from 1, where it is that and not the route that matters.
    line: Option<u32>,
}

/// Places to be looked up, by text.
#[derive(Default)]
pub(crate) struct Wanted {
    count: usize,
    by_source: BTreeMap<SourceId, Vec<Asked>>,
}

impl Wanted {
    /// Asks for the place `route` in `object`; gives the index of the answer, or nothing if the
    /// object is in no text.
    pub(crate) fn add(&mut self, object: &ObjectRef, route: &Route) -> Option<usize> {
        self.add_at(object, route, None)
    }

    /// The same; where a line of the text is given, the answer is that line.
    fn add_at(&mut self, object: &ObjectRef, route: &Route, line: Option<u32>) -> Option<usize> {
        let document = object.document.as_ref()?;
        let slot = self.count;
        self.count += 1;
        let route = document.base.join(route);
        let asked = Asked { slot, document: document.index, route, line };
        self.by_source.entry(document.source).or_default().push(asked);
        Some(slot)
    }

    /// The answers, by index.
    pub(crate) fn locate(self, sources: &dyn Sources) -> Vec<Spot> {
        let nowhere = Spot { source: SourceId(0), document: 1, part: 0, span: None };
        let mut found = vec![nowhere; self.count];
        let mut by_part: BTreeMap<(SourceId, u32), Vec<Asked>> = BTreeMap::new();
        for (source, wanted) in self.by_source {
            for asked in wanted {
                let part = sources.part_of(source, asked.document);
                by_part.entry((source, part)).or_default().push(asked);
            }
        }
        let groups: Vec<_> = by_part.into_iter().collect();
        let answers: Vec<Vec<(usize, Spot)>> = groups
            .into_par_iter()
            .map(|((source, part), wanted)| in_part(source, part, wanted, sources))
            .collect();
        for (slot, spot) in answers.into_iter().flatten() {
            if let Some(place) = found.get_mut(slot) {
                *place = spot;
            }
        }
        found
    }
}

fn in_part(
    source: SourceId,
    part: u32,
    wanted: Vec<Asked>,
    sources: &dyn Sources,
) -> Vec<(usize, Spot)> {
    let text = sources.part(source, part);
    let Some(Part { text, documents, lines }) = text else {
        let nowhere = |asked: Asked| {
            (asked.slot, Spot { source, document: asked.document, part, span: None })
        };
        return wanted.into_iter().map(nowhere).collect();
    };
    let (by_line, by_route): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|asked| asked.line.is_some());
    let (slots, routes): (Vec<_>, Vec<_>) = by_route
        .into_iter()
        .map(|Asked { slot, document, route, line: _ }| {
            ((slot, document), (document.saturating_sub(documents), route))
        })
        .unzip();
    let found = slots.into_iter().zip(spans(&text, &routes));
    let lined = by_line.into_iter().map(|asked| {
        let line = asked.line.unwrap_or_default().saturating_sub(lines);
        ((asked.slot, asked.document), Span::of_line(&text, line))
    });
    found
        .chain(lined)
        .map(|((slot, document), span)| {
            let span = span.map(|span| Span { line: span.line + lines, ..span });
            (slot, Spot { source, document, part, span })
        })
        .collect()
}
