use std::cmp::Reverse;

use sekisho_finding::Finding;

/// Most severe first, then by check, then in the order in which the input was read: the same input
/// gives the same order, however many threads judged it.
pub(crate) fn sort(findings: &mut [Finding]) {
    // Fingerprints differ, so no two are equal.
    findings.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
}

fn key(finding: &Finding) -> impl Ord + '_ {
    let object = &finding.place.object;
    let document =
        object.document.as_ref().map(|document| (document.source, document.index, &document.base));
    (
        Reverse(finding.severity),
        finding.check.id,
        &object.world,
        document,
        &object.kind,
        (&object.namespace, &object.name),
        &finding.place.route,
        &finding.fingerprint,
    )
}
