use std::borrow::Cow;
use std::sync::Arc;

use sekisho_finding::{DocumentRef, Outcome, SourceId, Sources};
use sekisho_inventory::{Object, Recognised, Snapshot, World, WorldKind, recognise};
use sekisho_scan::{Input, Request, scan};
use sekisho_value::Keys;

/// A scan of everything by default, on a fixed day.
pub(crate) fn request() -> Request {
    Request { today: Some("2026-11-22".to_owned()), ..Request::default() }
}

/// The texts of a test have one name and are not looked up.
pub(crate) struct NoTexts;

impl Sources for NoTexts {
    fn name(&self, _: SourceId) -> &'static str {
        "test.yaml"
    }

    fn file(&self, _: SourceId) -> Option<&str> {
        None
    }

    fn text(&self, _: SourceId) -> Option<Cow<'_, str>> {
        None
    }
}

/// One world from the bytes of a text.
pub(crate) fn world(name: &str, text: &[u8]) -> Snapshot {
    let world: Arc<str> = name.into();
    let mut objects = Vec::new();
    let limits = sekisho_source::Limits::default();
    sekisho_source::read(text, &limits, &mut Keys::new(), |document| {
        let Recognised::Objects(found, _) = recognise(document.value) else { return };
        for (base, value) in found {
            let document = DocumentRef { source: SourceId(0), index: document.index, base };
            objects.push(Object::new(value, Arc::clone(&world), Some(document), None));
        }
    });
    Snapshot::new(World { name: world, kind: WorldKind::Files }, objects)
}

/// Scans worlds, each a name and its YAML.
pub(crate) fn scan_worlds(request: &Request, worlds: &[(&str, &str)]) -> Outcome {
    let snapshots = worlds.iter().map(|(name, text)| world(name, text.as_bytes())).collect();
    scan(request, Input { snapshots, ..Input::default() }, &NoTexts)
}

/// The slugs of what is open, once each, in order.
pub(crate) fn slugs(outcome: &Outcome) -> Vec<&'static str> {
    let mut slugs: Vec<_> =
        outcome.findings.iter().filter(|f| f.is_open()).map(|f| f.check.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    slugs
}
