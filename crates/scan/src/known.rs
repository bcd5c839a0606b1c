use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{Compared, Finding, ObjectRef, Sources, Status};
use sekisho_inventory::Snapshot;
use sekisho_value::Value;

use crate::changes::Earlier;
use crate::{Input, Request, find_check, fingerprint, judged};

/// Findings that were there before: those of a baseline file, or of an earlier revision.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What findings are compared with, as the user named it.
    pub with: String,
    /// The findings.
    pub findings: Vec<KnownFinding>,
    /// The objects, of an earlier revision.
    pub(crate) earlier: Earlier,
}

/// A finding that was there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFinding {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Slug or id of its check, where that was recorded.
    pub check: Option<String>,
    /// What its identity is without the world; only of findings that were judged just now.
    pub(crate) without_world: Option<String>,
}

impl KnownFinding {
    /// A finding that was recorded.
    pub fn recorded(fingerprint: impl Into<String>, check: Option<String>) -> Self {
        Self { fingerprint: fingerprint.into(), check, without_world: None }
    }
}

impl Known {
    /// Findings that were recorded, or none.
    pub fn recorded(with: impl Into<String>, findings: Vec<KnownFinding>) -> Self {
        Self { with: with.into(), findings, earlier: Earlier::default() }
    }

    /// What an earlier state of the input has, judged as the request says. What is waived there is not
    /// known: if its waiver goes, it is new.
    pub fn of(
        with: impl Into<String>,
        request: &Request,
        input: &Input,
        sources: &dyn Sources,
    ) -> Self {
        let outcome = judged(request, input, sources);
        let values = values(&input.snapshots);
        let known = |finding: &Finding| KnownFinding {
            fingerprint: finding.fingerprint.clone(),
            check: Some(finding.check.id.to_owned()),
            without_world: Some(moved_identity(finding, &values)),
        };
        let open = outcome.findings.iter().filter(|finding| finding.is_open());
        let findings = open.map(known).collect();
        let earlier = Earlier::new(&input.snapshots, &request.root);
        Self { with: with.into(), findings, earlier }
    }
}

type Values<'a> = HashMap<*const ObjectRef, &'a Value>;

fn values(snapshots: &[Snapshot]) -> Values<'_> {
    let objects = snapshots.iter().flat_map(Snapshot::objects);
    objects.map(|object| (Arc::as_ptr(&object.id), &object.value)).collect()
}

fn moved_identity(finding: &Finding, values: &Values<'_>) -> String {
    let value = values.get(&Arc::as_ptr(&finding.place.object)).copied();
    fingerprint::without_world(finding, value.unwrap_or(&Value::Null))
}

/// Marks open findings that were there before, and counts what is gone.
///
/// First the same fingerprints meet. Of those that are left, findings of an earlier revision also meet
/// whose file moved to another world, one for one, so that a renamed folder makes nothing new.
pub(crate) fn compare(
    findings: &mut [Finding],
    snapshots: &[Snapshot],
    request: &Request,
) -> Vec<Compared> {
    let mut compared = Vec::new();
    for known in &request.known {
        let here: HashSet<&str> =
            findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let fingerprints: HashSet<&str> =
            known.findings.iter().map(|known| known.fingerprint.as_str()).collect();
        let left: Vec<&KnownFinding> = known
            .findings
            .iter()
            .filter(|known| !here.contains(known.fingerprint.as_str()))
            .collect();
        let mut by_identity: HashMap<&str, usize> = HashMap::new();
        for identity in left.iter().filter_map(|known| known.without_world.as_deref()) {
            *by_identity.entry(identity).or_default() += 1;
        }
        let is_here: Vec<bool> = findings
            .iter()
            .map(|finding| fingerprints.contains(finding.fingerprint.as_str()))
            .collect();
        let values = if by_identity.is_empty() { Values::new() } else { values(snapshots) };
        let mut moved = 0;
        for (finding, is_here) in findings.iter_mut().zip(is_here) {
            let is_known = is_here || {
                let rest = (!by_identity.is_empty())
                    .then(|| by_identity.get_mut(moved_identity(finding, &values).as_str()));
                match rest.flatten() {
                    Some(rest) if *rest > 0 => {
                        *rest -= 1;
                        moved += 1;
                        true
                    }
                    _ => false,
                }
            };
            if is_known && finding.is_open() {
                finding.status = Status::Baseline;
            }
        }
        // What a check that is not asked would find is not gone.
        let asked = |known: &&KnownFinding| match known.check.as_deref().map(find_check) {
            Some(Ok(check)) => request.selection.asks(check),
            Some(Err(_)) | None => true,
        };
        let gone = left.iter().filter(|known| asked(known)).count() as u64;
        compared.push(Compared {
            with: known.with.clone(),
            known: (known.findings.len() - left.len()) as u64 + moved,
            gone: gone.saturating_sub(moved),
        });
    }
    compared
}
