use std::cmp::Reverse;
use std::collections::HashMap;
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

/// An object that fails, and the control at which it was met last.
struct Failing {
    worst: Worst,
    control: usize,
}

/// The objects that fail controls: the gravest first, then those that fail most controls.
pub(crate) fn worst(controls: &[Assessed], outcome: &Outcome) -> Vec<Worst> {
    // Findings mostly share what identifies their object: its address is known before its contents are.
    let mut by_address: HashMap<*const ObjectRef, usize> = HashMap::new();
    let mut by_object: HashMap<&ObjectRef, usize> = HashMap::new();
    let mut failing: Vec<Failing> = Vec::new();
    let mut counted = vec![false; outcome.findings.len()];
    for (number, assessed) in controls.iter().enumerate() {
        for nth in &assessed.findings {
            let (Some(finding), Some(is_counted)) =
                (outcome.findings.get(*nth), counted.get_mut(*nth))
            else {
                continue;
            };
            let object = &finding.place.object;
            let place = *by_address.entry(Arc::as_ptr(object)).or_insert_with(|| {
                *by_object.entry(object).or_insert_with(|| {
                    let worst = Worst {
                        object: Arc::clone(object),
                        severity: finding.severity,
                        controls: 1,
                        findings: 0,
                    };
                    failing.push(Failing { worst, control: number });
                    failing.len() - 1
                })
            });
            let Some(failing) = failing.get_mut(place) else { continue };
            failing.worst.severity = failing.worst.severity.max(finding.severity);
            failing.worst.controls += usize::from(failing.control != number);
            failing.control = number;
            failing.worst.findings += usize::from(!*is_counted);
            *is_counted = true;
        }
    }
    let mut worst: Vec<Worst> = failing.into_iter().map(|failing| failing.worst).collect();
    worst.sort_by_cached_key(|it| {
        let place = it.object.document.as_ref().map(|it| (it.source, it.index));
        let name = (it.object.label(), Arc::clone(&it.object.world), place);
        (Reverse(it.severity), Reverse(it.controls), Reverse(it.findings), name)
    });
    worst.truncate(NAMED);
    worst
}
