use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Element, Group as Part, Level, Message, Origin, Snippet};
use sekisho_finding::{Finding, Lang, ObjectRef, SourceId};
use sekisho_value::Route;

use super::layout::{width, wrap};
use super::paint::{Paint, level};
use crate::group::Group;
use crate::quote::{Masks, Quote, quote};
use crate::resolve::{Spots, locate};
use crate::safe::clean;
use crate::{Report, Verbosity, words};

/// What a text under a snippet is narrower by: the bar, and a heading such as `= help:`.
const MARGIN: usize = 16;

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
    let columns = options.width.saturating_sub(MARGIN).max(24);
    let count = words::places_in_files(group.findings.len(), group.files, lang);
    let title = format!("{} ({count})", group.check.title.get(lang));
    let heading = level(group.severity, lang).primary_title(title).id(group.check.slug);

    let mut parts: Vec<Vec<Element<'_>>> =
        shown.iter().map(|shown| elements(shown, report, columns)).collect();
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

fn elements(shown: &Shown<'_>, report: &Report<'_>, columns: usize) -> Vec<Element<'static>> {
    let lang = report.options.lang;
    let Shown { finding, place, also, related } = shown;
    let object = &finding.place.object;
    let mut elements: Vec<Element<'static>> = Vec::new();
    let mut message = finding.message.render(lang);
    if finding.sensitive {
        message = match lang {
            Lang::En => format!("{message} ({})", words::SENSITIVE.get(lang)),
            Lang::Ja => format!("{message}({})", words::SENSITIVE.get(lang)),
        };
    }
    let message = clean(&message).into_owned();
    match place {
        Some(quote) => {
            let path = report.whereabouts(object);
            elements.extend(marked(quote, path, AnnotationKind::Primary, message, columns));
        }
        None => {
            elements.push(Origin::path(whereabouts(report, object, &finding.place.route)).into());
            elements.push(plain(&message, columns));
        }
    }
    for quote in also.iter().flatten() {
        let path = report.whereabouts(object);
        elements.push(snippet(quote, path, AnnotationKind::Primary, None));
    }
    for (related, quote) in finding.related.iter().zip(related) {
        let message = clean(&related.note.render(lang)).into_owned();
        let object = &related.place.object;
        match quote {
            Some(quote) => {
                let path = report.whereabouts(object);
                elements.extend(marked(quote, path, AnnotationKind::Context, message, columns));
            }
            None => {
                let place = whereabouts(report, object, &related.place.route);
                elements.push(plain(&format!("{message}: {place}"), columns));
            }
        }
    }
    if let Some(origin) = rendered_from(finding, report) {
        elements.push(plain(&origin, columns));
    }
    elements
}

/// Says of a rendered object which object it is: its file is not in the user's hands.
fn rendered_from(finding: &Finding, report: &Report<'_>) -> Option<String> {
    let object = &finding.place.object;
    object.origin.as_ref()?;
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
    let of_text = if place == label { label } else { format!("{place}: {label}") };
    if field.is_empty() { of_text } else { format!("{of_text}: {field}") }
}

/// The quoted line with its label, or with the label below where the line has no room for it.
fn marked(
    quote: &Quote,
    path: String,
    kind: AnnotationKind,
    label: String,
    columns: usize,
) -> Vec<Element<'static>> {
    let before = quote.text.get(..quote.mark.end).map_or(0, width);
    // Beside the text stand the line number and a bar, here taken to be four digits.
    if before + 1 + width(&label) + 7 <= columns + MARGIN {
        vec![snippet(quote, path, kind, Some(label))]
    } else {
        vec![snippet(quote, path, kind, None), plain(&label, columns)]
    }
}

fn snippet(
    quote: &Quote,
    path: String,
    kind: AnnotationKind,
    label: Option<String>,
) -> Element<'static> {
    // The renderer counts the column in what it is given: what was cut away before the mark becomes
    // spaces, which it leaves out again.
    let before = quote.text.get(..quote.mark.start).unwrap_or_default();
    let cut = (quote.column as usize).saturating_sub(before.chars().count() + 1);
    let text = format!("{}{}", " ".repeat(cut), quote.text);
    let mark = quote.mark.start + cut..quote.mark.end + cut;
    Snippet::source(text)
        .line_start(quote.first_line as usize)
        .path(path)
        .annotation(kind.span(mark).label(label))
        .into()
}

fn plain(text: &str, columns: usize) -> Element<'static> {
    Level::NOTE.no_name().message(wrap(text, columns).join("\n")).into()
}

fn note(name: &'static str, text: String) -> Element<'static> {
    let message: Message<'static> = Level::NOTE.with_name(name).message(text);
    message.into()
}
