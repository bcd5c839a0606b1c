use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Element, Group as Part, Level, Message, Origin};
use sekisho_finding::{Finding, Lang, ObjectRef, SourceId};
use sekisho_value::Route;

use super::layout::wrap;
use super::marks::{Mark, columns, plain, snippets};
use super::paint::{Paint, level};
use crate::group::Group;
use crate::quote::{Masks, Quote, quote};
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Report, Verbosity, words};

/// How many further fields of a finding are shown unless all are asked for.
const FIELDS: usize = 2;

/// A finding with the lines that are shown of it.
pub(super) struct Shown<'a> {
    finding: &'a Finding,
    place: Option<Quote>,
    also: Vec<Option<Quote>>,
    related: Vec<Option<Quote>>,
}

/// Looks up and quotes the places of the findings with these indices, and of no others.
pub(super) fn quoted<'a>(report: &Report<'a>, indices: &[usize]) -> Vec<Shown<'a>> {
    let findings: Vec<&Finding> =
        indices.iter().filter_map(|index| report.outcome.findings.get(*index)).collect();
    let spots: Vec<Spots> = match report.known_spots() {
        Some(known) => indices.iter().filter_map(|index| known.get(*index).cloned()).collect(),
        None => locate(findings.iter().copied(), report.sources),
    };
    let mut flat = Vec::new();
    for spots in &spots {
        flat.push(spots.place.as_ref());
        flat.extend(spots.also.iter().map(Option::as_ref));
        flat.extend(spots.related.iter().map(Option::as_ref));
    }
    let sources: BTreeSet<SourceId> = flat.iter().flatten().map(|spot| spot.source).collect();
    let masks =
        Masks::of(&report.outcome.findings, report.sources, |source| sources.contains(&source));
    let mut quotes = quote(&flat, 0, report.sources, &masks).into_iter();
    findings
        .into_iter()
        .zip(&spots)
        .map(|(finding, spots)| Shown {
            finding,
            place: quotes.next().flatten(),
            also: quotes.by_ref().take(spots.also.len()).collect(),
            related: quotes.by_ref().take(spots.related.len()).collect(),
        })
        .collect()
}

/// A group as rustc would show it: what, then the places, then what to do.
pub(super) fn draw(group: &Group, shown: &[Shown<'_>], report: &Report<'_>) -> String {
    let options = &report.options;
    let lang = options.lang;
    let columns = columns(options.width);
    let count = words::places_in_files(group.findings.len(), group.files, lang);
    let title = group.check.title.get(lang);
    let title = match lang {
        Lang::En => format!("{title} ({count})"),
        Lang::Ja => format!("{title}（{count}）"),
    };
    let heading = level(group.severity, lang).primary_title(title).id(group.check.slug);

    let mut parts: Vec<Vec<Element<'_>>> =
        shown.iter().map(|shown| elements(shown, report)).collect();
    let mut closing: Vec<Element<'_>> = Vec::new();
    if options.verbosity == Verbosity::Verbose {
        let why = wrap(group.check.why.get(lang), columns).join("\n");
        closing.push(note(words::WHY_LABEL.get(lang), why));
    }
    let help = wrap(group.check.fix.get(lang), columns).join("\n");
    closing.push(Level::HELP.with_name(words::HELP.get(lang)).message(help).into());
    let more = group.findings.len().saturating_sub(shown.len());
    if more > 0 {
        closing.push(Level::NOTE.no_name().message(words::more_places(more, lang)).into());
    }
    match parts.last_mut() {
        Some(last) => last.extend(closing),
        None => parts.push(closing),
    }
    let mut parts = parts.into_iter();
    let first = heading.elements(parts.next().unwrap_or_default());
    let rest =
        parts.map(|elements| Part::with_level(level(group.severity, lang)).elements(elements));
    let drawing: Vec<Part<'_>> = std::iter::once(first).chain(rest).collect();
    let mut text =
        Paint::new(options.color).renderer(group.severity, options.width).render(&drawing);
    text.push('\n');
    text
}

fn elements(shown: &Shown<'_>, report: &Report<'_>) -> Vec<Element<'static>> {
    let lang = report.options.lang;
    let terminal = report.options.width;
    let Shown { finding, place, also, related } = shown;
    let object = &finding.place.object;
    let mut elements: Vec<Element<'static>> = Vec::new();
    let mut message = finding.message.render(lang);
    if finding.sensitive {
        message = match lang {
            Lang::En => format!("{message} ({})", words::SENSITIVE.get(lang)),
            Lang::Ja => format!("{message}（{}）", words::SENSITIVE.get(lang)),
        };
    }
    let message = clean(&message).into_owned();
    let path = report.whereabouts(object);
    let mut marks: Vec<Mark<'_>> = Vec::new();
    match place {
        Some(quote) => {
            let (path, label) = (path.clone(), Some(message));
            marks.push(Mark { path, quote, kind: AnnotationKind::Primary, label });
        }
        None => {
            elements.push(Origin::path(whereabouts(report, object, &finding.place.route)).into());
            elements.push(plain(&message, terminal));
        }
    }
    let shown_fields = match report.options.verbosity {
        Verbosity::Verbose => usize::MAX,
        Verbosity::Quiet | Verbosity::Normal => FIELDS,
    };
    for quote in also.iter().flatten().take(shown_fields) {
        let path = path.clone();
        // The heading of a snippet names its first primary mark, which is to be the finding's place.
        marks.push(Mark { path, quote, kind: AnnotationKind::Context, label: None });
    }
    let mut notes = Vec::new();
    let more = also.len().saturating_sub(shown_fields);
    if more > 0 {
        notes.push(words::more_fields(more, lang));
    }
    for (related, quote) in finding.related.iter().zip(related) {
        let message = clean(&related.note.render(lang)).into_owned();
        let object = &related.place.object;
        match quote {
            Some(quote) => {
                let (path, label) = (report.whereabouts(object), Some(message));
                marks.push(Mark { path, quote, kind: AnnotationKind::Context, label });
            }
            None => {
                let place = whereabouts(report, object, &related.place.route);
                notes.push(format!("{message}: {place}"));
            }
        }
    }
    notes.extend(rendered_from(finding, report));
    elements.extend(snippets(marks, terminal));
    elements.extend(notes.iter().map(|note| plain(note, terminal)));
    elements
}

/// Says of a rendered object which object it is: its file is not in the user's hands.
fn rendered_from(finding: &Finding, report: &Report<'_>) -> Option<String> {
    let object = &finding.place.object;
    object.document.as_ref().and(object.origin.as_ref())?;
    let label = clean(&object.label()).into_owned();
    let world = clean(&object.world).into_owned();
    Some(match report.options.lang {
        Lang::En => format!("in the rendered {label} of `{world}`"),
        Lang::Ja => format!("`{world}` の展開結果 {label} にあります"),
    })
}

/// The object and the field, for a place that is in no text or whose text has gone.
fn whereabouts(report: &Report<'_>, object: &ObjectRef, route: &Route) -> String {
    let place = report.whereabouts(object);
    let label = clean(&object.label()).into_owned();
    let field = clean(&route.field_path()).into_owned();
    // A live object is its own whereabouts, with what brought it there.
    let is_told = object.document.is_none() && place.starts_with(&label);
    let of_text = if is_told { place } else { format!("{place}: {label}") };
    if field.is_empty() { of_text } else { format!("{of_text}: {field}") }
}

fn note(name: &'static str, text: String) -> Element<'static> {
    let message: Message<'static> = Level::NOTE.with_name(name).message(text);
    message.into()
}
