use std::collections::{BTreeMap, BTreeSet};

use sekisho_finding::{CheckMeta, Confidence, Finding, Severity};

/// The findings of one check: people mend causes, not places.
#[derive(Debug)]
pub(crate) struct Group {
    /// The check.
    pub(crate) check: &'static CheckMeta,
    /// The worst among its findings.
    pub(crate) severity: Severity,
    /// The surest among its findings.
    pub(crate) confidence: Confidence,
    /// Their indices in the outcome, the worst first and otherwise in its order.
    pub(crate) findings: Vec<usize>,
    /// How many texts they are in.
    pub(crate) files: usize,
}

/// The findings that `shown` holds for, by check, those with most weight first: severity, then
/// number of places, then confidence.
pub(crate) fn groups(findings: &[Finding], shown: impl Fn(&Finding) -> bool) -> Vec<Group> {
    let mut by_check: BTreeMap<&str, (Group, BTreeSet<u32>)> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate().filter(|(_, f)| shown(f)) {
        let (group, files) = by_check.entry(finding.check.slug).or_insert_with(|| {
            let group = Group {
                check: finding.check,
                severity: finding.severity,
                confidence: finding.confidence,
                findings: Vec::new(),
                files: 0,
            };
            (group, BTreeSet::new())
        });
        group.severity = group.severity.max(finding.severity);
        group.confidence = group.confidence.max(finding.confidence);
        group.findings.push(index);
        if let Some(document) = &finding.place.object.document {
            files.insert(document.source.0);
        }
    }
    let mut groups: Vec<Group> = by_check
        .into_values()
        .map(|(mut group, files)| {
            group.files = files.len();
            group.findings.sort_by_key(|index| {
                std::cmp::Reverse(findings.get(*index).map(|finding| finding.severity))
            });
            group
        })
        .collect();
    groups.sort_by(|a, b| {
        (b.severity, b.findings.len(), b.confidence, a.check.slug).cmp(&(
            a.severity,
            a.findings.len(),
            a.confidence,
            b.check.slug,
        ))
    });
    groups
}
