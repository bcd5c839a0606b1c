use std::collections::BTreeMap;

use rayon::prelude::*;
use sekisho_finding::{Finding, ObjectRef, SourceId, Sources};
use sekisho_value::Route;

use crate::place::{Span, spans};

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The text.
    pub(crate) source: SourceId,
    /// The document within it, counted from 1.
    pub(crate) document: u32,
    /// Lines and columns; none if the text is no longer what was read.
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

/// Looks up the places of `findings`: each text is read once, in one pass, and dropped.
pub(crate) fn locate<'f, I>(findings: I, sources: &dyn Sources) -> Vec<Spots>
where
    I: IntoIterator<Item = &'f Finding>,
{
    let mut wanted = Wanted::default();
    let mut spots: Vec<Slots> = Vec::new();
    for finding in findings {
        let object = &finding.place.object;
        spots.push(Slots {
            place: wanted.add(object, &finding.place.route),
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

/// Places to be looked up, by text.
#[derive(Default)]
pub(crate) struct Wanted {
    count: usize,
    by_source: BTreeMap<SourceId, Vec<(usize, u32, Route)>>,
}

impl Wanted {
    /// Asks for the place `route` in `object`; gives the index of the answer, or nothing if the
    /// object is in no text.
    pub(crate) fn add(&mut self, object: &ObjectRef, route: &Route) -> Option<usize> {
        let document = object.document.as_ref()?;
        let slot = self.count;
        self.count += 1;
        let route = document.base.join(route);
        self.by_source.entry(document.source).or_default().push((slot, document.index, route));
        Some(slot)
    }

    /// The answers, by index.
    pub(crate) fn locate(self, sources: &dyn Sources) -> Vec<Spot> {
        let nowhere = Spot { source: SourceId(0), document: 1, span: None };
        let mut found = vec![nowhere; self.count];
        let groups: Vec<_> = self.by_source.into_iter().collect();
        let answers: Vec<Vec<(usize, Spot)>> = groups
            .into_par_iter()
            .map(|(source, wanted)| in_source(source, wanted, sources))
            .collect();
        for (slot, spot) in answers.into_iter().flatten() {
            if let Some(place) = found.get_mut(slot) {
                *place = spot;
            }
        }
        found
    }
}

fn in_source(
    source: SourceId,
    wanted: Vec<(usize, u32, Route)>,
    sources: &dyn Sources,
) -> Vec<(usize, Spot)> {
    let (slots, routes): (Vec<_>, Vec<_>) = wanted
        .into_iter()
        .map(|(slot, document, route)| ((slot, document), (document, route)))
        .unzip();
    let found = match sources.text(source) {
        Some(text) => spans(&text, &routes),
        None => vec![None; routes.len()],
    };
    slots
        .into_iter()
        .zip(found)
        .map(|((slot, document), span)| {
            let spot = Spot { source, document, span };
            (slot, spot)
        })
        .collect()
}
