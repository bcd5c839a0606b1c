//! What differs from an earlier revision in a way that the API server refuses.

use std::collections::HashMap;

use sekisho_api::{KubeVersion, can_be_frozen, forbidden_changes};
use sekisho_checks::change::{CHANGED, FROZEN_FIELD};
use sekisho_finding::{Finding, Message, Tally};
use sekisho_inventory::{Object, Snapshot};
use sekisho_value::Value;

use crate::{Request, Root};

/// What an object is called, whatever it holds: its world as the project calls it, group, kind,
/// namespace and name.
type Name = (String, String, String, String, String);

/// The objects of an earlier state that not everything may be changed of. One that stands there twice
/// is left out: which of them exists is not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Earlier {
    objects: HashMap<Name, Option<Value>>,
}

impl Earlier {
    pub(crate) fn new(snapshots: &[Snapshot], root: &Root) -> Self {
        let mut objects = HashMap::new();
        for object in frozen(snapshots) {
            let value = Some(object.value.clone());
            let earlier = objects.entry(name(object, root));
            earlier.and_modify(|value| *value = None).or_insert(value);
        }
        Self { objects }
    }

    fn get(&self, object: &Object, root: &Root) -> Option<&Value> {
        self.objects.get(&name(object, root))?.as_ref()
    }
}

/// The objects whose update the API server would refuse, and how many could be compared.
pub(crate) fn find(request: &Request, snapshots: &[Snapshot]) -> Option<(Vec<Finding>, Tally)> {
    let earlier: Vec<&Earlier> = request
        .known
        .iter()
        .map(|known| &known.earlier)
        .filter(|it| !it.objects.is_empty())
        .collect();
    if earlier.is_empty() || !request.selection.asks(&FROZEN_FIELD) {
        return None;
    }
    let mut findings = Vec::new();
    let mut tally = Tally { check: &FROZEN_FIELD, judged: 0, failed: 0, unknown: 0 };
    for object in frozen(snapshots) {
        let Some(before) = earlier.iter().find_map(|it| it.get(object, &request.root)) else {
            continue;
        };
        tally.judged += 1;
        let changed = changed(object, before, request.settings.version);
        tally.failed += u64::from(!changed.is_empty());
        findings.extend(changed.into_iter().map(|it| Finding { subject: tally.judged, ..it }));
    }
    Some((findings, tally))
}

fn changed(object: &Object, before: &Value, version: KubeVersion) -> Vec<Finding> {
    if *before == object.value {
        return Vec::new();
    }
    let changed = forbidden_changes(before, &object.value, version);
    let finding = |route: sekisho_value::Route| {
        let message = Message::new(CHANGED).with("field", route.field_path());
        let message = message.with("kind", object.kind());
        Finding::new(&FROZEN_FIELD, object.place(route), message)
    };
    changed.into_iter().map(finding).collect()
}

fn frozen(snapshots: &[Snapshot]) -> impl Iterator<Item = &Object> {
    let objects = snapshots.iter().flat_map(Snapshot::objects);
    objects
        .filter(|object| can_be_frozen(object.group(), object.kind()) && !object.name().is_empty())
}

fn name(object: &Object, root: &Root) -> Name {
    (
        root.world(&object.id.world),
        object.group().to_owned(),
        object.kind().to_owned(),
        object.namespace().unwrap_or_default().to_owned(),
        object.name().to_owned(),
    )
}
