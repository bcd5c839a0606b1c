use std::borrow::Cow;

use crate::fault::Fault;
use crate::scalar::Style;

pub(crate) type Step = Result<(), Fault>;

/// What the readers of YAML and JSON report, in the order of the text. The value tree and the tree of
/// spans are both built from this, so they cannot disagree.
///
/// Offsets are bytes of the decoded text.
pub(crate) trait Sink<'t> {
    fn scalar(&mut self, node: Scalar<'t>) -> Step;
    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Step;
    fn start(&mut self, kind: Kind, node: Start) -> Step;
    fn end(&mut self, kind: Kind, end: usize) -> Step;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Map,
    Seq,
}

/// The beginning of a map or list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub(crate) at: usize,
    /// The end of the opening bracket; equal to `start` in block style.
    pub(crate) end: usize,
    /// 0 for none.
    pub(crate) anchor: usize,
    pub(crate) flow: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Scalar<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) style: Style,
    /// Whether it is a block scalar, whose span lacks the header.
    pub(crate) block: bool,
    /// In long form.
    pub(crate) tag: Option<String>,
    /// 0 for none.
    pub(crate) anchor: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Scalar<'_> {
    /// Whether this, as a key, merges another map into this one.
    pub(crate) fn is_merge(&self) -> bool {
        self.text == "<<"
            && match self.tag.as_deref() {
                None => self.style == Style::Plain,
                Some(tag) => {
                    tag == "!" || tag.strip_prefix(crate::scalar::YAML_TAG) == Some("merge")
                }
            }
    }
}
