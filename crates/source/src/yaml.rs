//! YAML through granit-parser's events.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use crate::Limits;
use crate::build::too_deep;
use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::scalar::Style;
use crate::sink::{Kind, Scalar, Sink, Start};
use crate::slack::Slack;

/// What takes the documents of a text.
pub(crate) trait Documents<'t> {
    type Sink: Sink<'t>;

    /// Where the nodes of the current document go.
    fn sink(&mut self) -> &mut Self::Sink;
    /// A document begins, at its `---` if it has one; false to stop reading.
    fn begin(&mut self, at: usize, has_marker: bool) -> bool;
    /// The document is complete.
    fn end(&mut self);
    /// The document is given up.
    fn fault(&mut self, fault: Fault);
    /// The document is begun anew: what came of it so far does not count.
    fn again(&mut self);
}

/// Reads all documents of `chunk`.
pub(crate) fn read<'t>(chunk: &Chunk<'t>, limits: &Limits, to: &mut impl Documents<'t>) {
    let mut slack = Slack::default();
    let mut scalars = 0;
    loop {
        let padded = slack.pad(chunk.text);
        let refused = match &padded {
            Cow::Borrowed(_) => events(chunk, chunk.text, &slack, limits, to, |text| text),
            Cow::Owned(text) => {
                events(chunk, text, &slack, limits, to, |text| Cow::Owned(text.into_owned()))
            }
        };
        let Some(refused) = refused else { return };
        if !slack.give(chunk.text, refused.behind, refused.at, scalars) {
            to.fault(refused.fault);
            return;
        }
        scalars += 1;
        to.again();
    }
}

/// A quoted scalar that stands too far left, by bytes of the text that was read.
struct Refused {
    /// The end of what was read before it.
    behind: usize,
    at: usize,
    fault: Fault,
}

/// Reads all documents of `text`, which is that of `chunk` with some slack; stops at a quoted scalar
/// that wants more of it.
fn events<'t, 'p>(
    chunk: &Chunk<'t>,
    text: &'p str,
    slack: &Slack,
    limits: &Limits,
    to: &mut impl Documents<'t>,
    own: impl Fn(Cow<'p, str>) -> Cow<'t, str>,
) -> Option<Refused> {
    let place = |at: usize| chunk.base + slack.original(at);
    let options = granit_parser::options! {
        emit_comments: false,
        // One more than ours, so that our own count decides and names the bound.
        flow_nesting_limit: limits.depth.saturating_add(1),
        block_nesting_limit: limits.depth.saturating_add(1),
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut inside = false;
    let mut begun = false;
    let mut behind = 0;
    loop {
        let result = match parser.next_event() {
            None => return None,
            Some(Ok((event, span))) => match event {
                Event::StreamStart => Ok(()),
                Event::StreamEnd => return None,
                Event::DocumentStart(has_marker, _) => {
                    if !to.begin(place(start(&span)), has_marker) {
                        return None;
                    }
                    inside = true;
                    begun = true;
                    Ok(())
                }
                Event::DocumentEnd => {
                    inside = false;
                    to.end();
                    Ok(())
                }
                event => {
                    behind = behind.max(end(&span));
                    node(event, (place(start(&span)), place(end(&span))), &own, to.sink())
                }
            },
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                let fault = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => too_deep(place(at), limits),
                    kind => syntax(place(at), kind, &error.info(), text.get(at..)),
                };
                let slanted = matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent);
                if slanted && inside && !chunk.several {
                    return Some(Refused { behind, at, fault });
                }
                // INVARIANT: a chunk that is no exception counts as one document, whatever is in it; what
                // stands behind the end of its document is a fault of that document.
                if !inside && (chunk.several || !begun) && !to.begin(place(at), false) {
                    return None;
                }
                begun = true;
                Err(fault)
            }
        };
        if let Err(fault) = result {
            inside = false;
            to.fault(fault);
            if !chunk.several || !parser.proceed_next_document().unwrap_or(false) {
                return None;
            }
        }
    }
}

fn node<'t, 'p>(
    event: Event<'p>,
    (start, end): (usize, usize),
    own: impl Fn(Cow<'p, str>) -> Cow<'t, str>,
    sink: &mut impl Sink<'t>,
) -> Result<(), Fault> {
    let open =
        |style, anchor| Start { at: start, end, anchor, flow: style == StructureStyle::Flow };
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            // An absent node is reported as `~` of no length.
            let absent = start == end && style == ScalarStyle::Plain;
            sink.scalar(Scalar {
                text: if absent { Cow::Borrowed("") } else { own(text) },
                style: match style {
                    ScalarStyle::Plain => Style::Plain,
                    _ => Style::Text,
                },
                block: matches!(style, ScalarStyle::Literal | ScalarStyle::Folded),
                tag: tag.map(|tag| long_form(&tag)),
                anchor,
                start,
                end,
            })
        }
        Event::MappingStart(style, anchor, _) => sink.start(Kind::Map, open(style, anchor)),
        Event::SequenceStart(style, anchor, _) => sink.start(Kind::Seq, open(style, anchor)),
        Event::MappingEnd => sink.end(Kind::Map, end),
        Event::SequenceEnd => sink.end(Kind::Seq, end),
        Event::Alias(anchor) => sink.alias(anchor, start, end),
        _ => Ok(()),
    }
}

fn start(span: &Span) -> usize {
    span.start.byte_offset().unwrap_or_default()
}

fn end(span: &Span) -> usize {
    span.end.byte_offset().unwrap_or_default()
}

fn long_form(tag: &Tag) -> String {
    let (handle, suffix) = tag.parts();
    format!("{handle}{suffix}")
}

fn syntax(at: usize, kind: &ErrorKind, info: &str, rest: Option<&str>) -> Fault {
    let fault = Fault::broken(at, info);
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation => fault.help("indent with spaces"),
        ErrorKind::UnknownAnchor => fault.help("anchors hold within one document only"),
        _ if rest.is_some_and(|rest| rest.starts_with("{{") || rest.starts_with("{%")) => {
            fault.help("this looks like a template that was not rendered")
        }
        _ => fault,
    }
}
