//! KALM, probes and faulty examples, through the references that findings carry.
//!
//! An *alert* of KALM's control C has a finding that references (`kalm`, C) at the field that the control
//! is about; a *pass* has none. Probes and seeds name rows of the control catalogue.

use std::path::Path;

use sekisho_collect::{Request as Collect, WorldRule, collect};
use sekisho_finding::{Audience, Finding};
use sekisho_scan::{Input, scan};
use sekisho_testkit::Corpus;
use sekisho_value::{Route, Step};

/// Cases of KALM that are answered otherwise, each with the reason.
const DIVERGENCES: [(&str, &str); 1] = [(
    "res-003-2-no-cpu-requests.yaml",
    "the limit is the request too, as the API server defaults it (pkg/apis/core/v1/defaults.go)",
)];

#[test]
fn kalm() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("scan/kalm");
    for row in table(&folder.join("kalm.tsv")) {
        let [id, file, expected, path, ..] = row.as_slice() else { continue };
        let control = base(id);
        if let Some((_, why)) = DIVERGENCES.iter().find(|(case, _)| case == file) {
            corpus.skip(file, why);
            continue;
        }
        let found = judge(&folder.join("kalm").join(file));
        let of_control: Vec<&Finding> =
            found.iter().filter(|finding| carries(finding, "kalm", control)).collect();
        let is_at = |finding: &&&Finding| path.split('|').any(|path| stands_at(finding, path));
        let verdict = match (expected.as_str(), of_control.as_slice()) {
            ("alert", []) => Err(format!("{id}: no finding references it")),
            ("alert", found) if found.iter().find(is_at).is_none() => {
                let places = found.iter().map(|finding| finding.place.route.to_string());
                Err(format!("{id}: {:?} instead of {path}", places.collect::<Vec<_>>()))
            }
            ("pass", [finding, ..]) => Err(format!("{id}: {} speaks up", finding.check.slug)),
            _ => Ok(()),
        };
        corpus.case(file, verdict);
    }
    corpus.finish();
}

/// `POD-035` of `POD-035-14`.
fn base(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((base, _)) if base.contains('-') => base,
        _ => id,
    }
}

/// Whether a finding is at a field in KALM's notation: `.spec.containers[].ports[].hostPort`, counted
/// from the pod where the object makes one, or `LimitRange.spec.limits[]`, where the object named may be
/// what is missing.
fn stands_at(finding: &Finding, path: &str) -> bool {
    let (kind, path) = match path.find('.') {
        Some(0) => ("", path),
        Some(at) => path.split_at(at),
        None => (path, ""),
    };
    if !kind.is_empty() && kind != finding.place.object.kind {
        // The finding is about an object that is not there.
        return kind.starts_with(|c: char| c.is_ascii_uppercase());
    }
    let wanted = path.trim_start_matches('.').replace("[]", "");
    let routes = std::iter::once(&finding.place.route).chain(&finding.also);
    routes.map(in_pod).any(|route| {
        let parent = wanted.rsplit_once('.').map_or("", |(parent, _)| parent);
        route == wanted || route == parent || route.starts_with(&format!("{wanted}."))
    })
}

/// A route from the pod on, without indices.
fn in_pod(route: &Route) -> String {
    let keys = route.steps().iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    let path = keys.collect::<Vec<_>>().join(".");
    for template in ["spec.jobTemplate.spec.template.", "spec.template."] {
        if let Some(rest) = path.strip_prefix(template) {
            return rest.to_owned();
        }
    }
    path
}

/// What a probe expects, in its words, with the row of the catalogue that says so.
const PROBES: [(&str, &str); 17] = [
    ("privileged", "P01"),
    ("allowPrivilegeEscalation", "P02"),
    ("hostPort", "P06"),
    ("runtime socket", "P10"),
    ("capabilities SYS_ADMIN", "P16"),
    ("runs as root", "P17"),
    ("probe host", "P30"),
    ("sa token", "R30"),
    ("secret as env", "S02"),
    ("latest tag", "I01"),
    ("allow all", "N05"),
    ("anonymous bound", "R26"),
    ("system:masters bound", "R25"),
    ("reads secrets", "R03"),
    ("exec", "R05"),
    ("secret read via aggregation", "R03"),
    ("PASS digest", ""),
];

#[test]
fn probes() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("scan/probes");
    for row in table(&folder.join("probes.tsv")) {
        let [file, expected, ..] = row.as_slice() else { continue };
        // In brackets is why.
        let words = expected.split(" (").next().unwrap_or_default();
        let rows: Vec<&str> = PROBES
            .iter()
            .filter(|(phrase, _)| words.split(" + ").any(|word| word == *phrase))
            .map(|(_, row)| *row)
            .collect();
        if rows.is_empty() {
            corpus.case(file, Err(format!("no row of the catalogue is known for `{words}`")));
            continue;
        }
        let found = judge(&folder.join(file));
        let has = |row: &str| found.iter().any(|finding| carries(finding, "catalogue", row));
        let verdict = if rows == [""] {
            let unpinned = ["I01", "I02", "I03"].into_iter().find(|row| has(row));
            unpinned.map_or(Ok(()), |row| Err(format!("{row} speaks up")))
        } else {
            let missing = rows.into_iter().find(|row| !has(row));
            missing.map_or(Ok(()), |row| Err(format!("no finding references {row}")))
        };
        corpus.case(file, verdict);
    }
    corpus.finish();
}

#[test]
fn seeds() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let mut corpus = Corpus::new("scan/seeds");
    for row in table(&folder.join("seeds.tsv")) {
        let [file, _, expected, ..] = row.as_slice() else { continue };
        let found = judge(&folder.join(file));
        for word in expected.split(|c: char| !c.is_ascii_alphanumeric()) {
            let is_row = word.len() == 3
                && word.starts_with(|c: char| c.is_ascii_uppercase())
                && word.chars().skip(1).all(|c| c.is_ascii_digit());
            if !is_row {
                continue;
            }
            let case = format!("{file} {word}");
            let is_found = found.iter().any(|finding| carries(finding, "catalogue", word));
            corpus.case(&case, is_found.then_some(()).ok_or("no finding references it".to_owned()));
        }
    }
    corpus.finish();
}

#[test]
fn a_restricted_pod_raises_no_security_finding_about_the_pod() {
    let Some(folder) = sekisho_testkit::folder("posture-cases") else { return };
    let found = judge(&folder.join("seeds/s26-secure-app-leftovers.yaml"));
    let is_pod_row = |control: &str| control.starts_with('P') && control.len() == 3;
    for finding in &found {
        let is_of_pod = finding
            .all_references()
            .any(|reference| reference.framework == "catalogue" && is_pod_row(reference.control));
        let is_security = finding.audience() == Audience::Security;
        assert!(!(is_of_pod && is_security), "{}", finding.check.slug);
    }
    for row in ["I01", "I02", "R30"] {
        assert!(found.iter().any(|finding| carries(finding, "catalogue", row)), "{row}");
    }
}

#[test]
fn the_roles_that_every_cluster_has_raise_nothing() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let found = judge(&folder.join("rbac/bootstrap-v1.34.1.yaml"));
    let of_rights: Vec<String> = found
        .iter()
        .filter(|finding| finding.check.id.starts_with("SK-23"))
        .map(|finding| format!("{} {}", finding.check.slug, finding.place.object.name))
        .collect();
    assert_eq!(of_rights, Vec::<String>::new());
}

fn carries(finding: &Finding, framework: &str, control: &str) -> bool {
    finding
        .all_references()
        .any(|reference| reference.framework == framework && reference.control == control)
}

/// What is open in a file that is a world of its own.
fn judge(path: &Path) -> Vec<Finding> {
    let mut request = Collect::new([path]);
    request.worlds = WorldRule::One;
    let collected = collect(request, &sekisho_collect::Silent);
    let input = Input {
        snapshots: collected.snapshots,
        problems: collected.problems,
        counts: collected.counts,
    };
    let outcome = scan(&crate::support::request(), input, &collected.sources);
    outcome.findings.into_iter().filter(Finding::is_open).collect()
}

/// The rows of a table without its head.
#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}
