//! YAML through granit-parser's events.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use crate::Limits;
use crate::build::too_deep;
use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::scalar::Style;
use crate::sink::{Kind, Scalar, Sink, Start};

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
}

/// Reads all documents of `chunk`.
pub(crate) fn read<'t>(chunk: &Chunk<'t>, limits: &Limits, to: &mut impl Documents<'t>) {
    let Chunk { text, base, .. } = *chunk;
    let options = granit_parser::options! {
        emit_comments: false,
        // One more than ours, so that our own count decides and names the bound.
        flow_nesting_limit: limits.depth.saturating_add(1),
        block_nesting_limit: limits.depth.saturating_add(1),
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut inside = false;
    let mut begun = false;
    loop {
        let result = match parser.next_event() {
            None => return,
            Some(Ok((event, span))) => match event {
                Event::StreamStart => Ok(()),
                Event::StreamEnd => return,
                Event::DocumentStart(has_marker, _) => {
                    if !to.begin(base + start(&span), has_marker) {
                        return;
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
                event => node(event, &span, base, to.sink()),
            },
            Some(Err(error)) => {
                let at = base + error.marker().byte_offset().unwrap_or_default();
                // INVARIANT: a chunk that is no exception counts as one document, whatever is in it; what
                // stands behind the end of its document is a fault of that document.
                if !inside && (chunk.several || !begun) && !to.begin(at, false) {
                    return;
                }
                begun = true;
                Err(match error.kind() {
                    ErrorKind::RecursionLimitExceeded => too_deep(at, limits),
                    kind => syntax(at, kind, &error.info(), text.get(at - base..)),
                })
            }
        };
        if let Err(fault) = result {
            inside = false;
            to.fault(fault);
            if !chunk.several || !parser.proceed_next_document().unwrap_or(false) {
                return;
            }
        }
    }
}

fn node<'t>(
    event: Event<'t>,
    span: &Span,
    base: usize,
    sink: &mut impl Sink<'t>,
) -> Result<(), Fault> {
    let (start, end) = (base + start(span), base + end(span));
    let open =
        |style, anchor| Start { at: start, end, anchor, flow: style == StructureStyle::Flow };
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            // An absent node is reported as `~` of no length.
            let absent = start == end && style == ScalarStyle::Plain;
            sink.scalar(Scalar {
                text: if absent { Cow::Borrowed("") } else { text },
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
