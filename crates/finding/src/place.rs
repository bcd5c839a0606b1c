use std::borrow::Cow;
use std::sync::Arc;

use sekisho_value::Route;

/// A text that objects were read from; `collect` knows which file or rendering it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Where in the input an object stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentRef {
    /// The text.
    pub source: SourceId,
    /// The document within the text, counted from 1; empty documents count, as `---` lines do.
    pub index: u32,
    /// The object within the document: the root, or `/items/3` in a `List`.
    pub base: Route,
}

/// What an object was rendered from or, in a cluster, what brought it there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The Helm chart's folder, as the user named it.
    pub chart: Option<String>,
    /// The template within the chart, or the resource file of a kustomization.
    pub template: Option<String>,
    /// The kustomization's folder, as the user named it.
    pub base: Option<String>,
    /// The Helm release that a live object belongs to, `shop/web`.
    pub release: Option<String>,
    /// The client that last applied a live object as its own words tell, `kubectl`.
    pub manager: Option<String>,
}

/// The controller that made an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    /// `apps/v1`.
    pub api_version: String,
    /// `ReplicaSet`.
    pub kind: String,
    /// The owner's name.
    pub name: String,
}

/// Which object, and where it came from. Shared by all findings on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectRef {
    /// `apps/v1`; as written.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// As written; none where the manifest names none, and for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// `metadata.name`, or `metadata.generateName` with a star behind it; may be empty.
    pub name: String,
    /// Of a live object.
    pub uid: Option<String>,
    /// The controller among `metadata.ownerReferences`.
    pub owner: Option<Owner>,
    /// The world it belongs to.
    pub world: Arc<str>,
    /// None for an object that was in no text (a live cluster).
    pub document: Option<DocumentRef>,
    /// Of a rendered object, and of a live one that says what brought it.
    pub origin: Option<Arc<Origin>>,
}

impl ObjectRef {
    /// The group of `apiVersion`; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// `Deployment shop/web`, or `Namespace shop` without a namespace.
    pub fn label(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} {namespace}/{}", self.kind, self.name),
            None => format!("{} {}", self.kind, self.name),
        }
    }
}

/// A place in an object. Whoever has the text turns it into a line.
///
/// The route may lead to a field that is not there: the report then shows the nearest place that is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The object.
    pub object: Arc<ObjectRef>,
    /// The place within the object, also in a `List`.
    pub route: Route,
}

/// A stretch of a text that holds whole documents, and what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The stretch.
    pub text: Cow<'t, str>,
    /// The number of documents before it.
    pub documents: u32,
    /// The number of lines before it.
    pub lines: u32,
}

/// The texts that objects were read from, as reports need them.
///
/// Texts are not kept while a scan runs: positions are looked up afterwards, and only for findings.
pub trait Sources: Sync {
    /// What a person calls the text: a path as the user named it, `-`, or a rendering.
    fn name(&self, source: SourceId) -> &str;

    /// The file's path with forward slashes, relative to where the user stands where possible; none
    /// for standard input and for rendered text, which no editor can open.
    fn file(&self, source: SourceId) -> Option<&str>;

    /// The text; none if it is no longer there or has changed since it was read.
    fn text(&self, source: SourceId) -> Option<Cow<'_, str>>;

    /// The number of the part, from 0, that holds a document, counted from 1. A text that is not
    /// long is one part.
    fn part_of(&self, source: SourceId, document: u32) -> u32 {
        let _ = (source, document);
        0
    }

    /// A part of the text, so that a long one need not be held as a whole; none if there is no such
    /// part, or the text is no longer there or has changed since it was read.
    fn part(&self, source: SourceId, part: u32) -> Option<Part<'_>> {
        let text = if part == 0 { self.text(source)? } else { return None };
        Some(Part { text, documents: 0, lines: 0 })
    }
}
