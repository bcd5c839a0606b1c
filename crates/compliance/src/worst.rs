use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{ObjectRef, Outcome, Severity};

use crate::assess::Assessed;

/// How many objects are named.
const NAMED: usize = 10;

/// An object that fails controls.
#[derive(Clone, Debug)]
pub struct Worst {
    /// The object.
    pub object: Arc<ObjectRef>,
    /// How grave the gravest finding is.
    pub severity: Severity,
    /// How many controls it fails.
    pub controls: usize,
    /// How many findings on it fail a control.
    pub findings: usize,
}

/// An object, its gravest severity, how many controls it fails, and its findings.
type Failing = (Arc<ObjectRef>, Severity, usize, BTreeSet<usize>);

/// The objects that fail controls: the gravest first, then those that fail most controls.
pub(crate) fn worst(controls: &[Assessed], outcome: &Outcome) -> Vec<Worst> {
    let mut failing: HashMap<&ObjectRef, Failing> = HashMap::new();
    for assessed in controls {
        let mut seen: HashSet<&ObjectRef> = HashSet::new();
        for nth in &assessed.findings {
            let Some(finding) = outcome.findings.get(*nth) else { continue };
            let object = &finding.place.object;
            let first = (Arc::clone(object), finding.severity, 0, BTreeSet::new());
            let (_, severity, controls, findings) = failing.entry(object).or_insert(first);
            *severity = (*severity).max(finding.severity);
            *controls += usize::from(seen.insert(object));
            findings.insert(*nth);
        }
    }
    let mut worst: Vec<Worst> = failing
        .into_values()
        .map(|(object, severity, controls, findings)| Worst {
            object,
            severity,
            controls,
            findings: findings.len(),
        })
        .collect();
    worst.sort_by_cached_key(|it| {
        let place = it.object.document.as_ref().map(|it| (it.source, it.index));
        let name = (it.object.label(), Arc::clone(&it.object.world), place);
        (Reverse(it.severity), Reverse(it.controls), Reverse(it.findings), name)
    });
    worst.truncate(NAMED);
    worst
}
