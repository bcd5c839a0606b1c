mod annotations;
mod faults;
mod standing;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use sekisho_checks::Judged;
use sekisho_finding::{
    Finding, ObjectRef, Place, Problem, ProblemKind, Scanner, Sources, Status, Tally, Waiver,
    controls_named,
};
use sekisho_inventory::{Object, Snapshot};
use sekisho_value::{Route, Value};

use self::annotations::Annotated;
pub use self::standing::{About, Scope, StandingWaiver};
use crate::{Request, all_checks, fingerprint};

/// Everything that waives findings of one object from within it.
struct Here<'a> {
    object: &'a Object,
    waivers: Vec<Annotated>,
}

/// Marks findings that are waived, and adds what is wrong with the waivers themselves: one that names
/// no check, has ended or covers nothing misleads whoever reads it. Gives what is worth a note.
pub(crate) fn apply(
    judged: &mut Judged,
    snapshots: &[Snapshot],
    request: &Request,
    sources: &dyn Sources,
) -> Vec<Problem> {
    let objects = || snapshots.iter().flat_map(Snapshot::objects);
    let mut here: HashMap<*const ObjectRef, Here<'_>> = HashMap::new();
    for object in objects() {
        let waivers = waivers_of(object);
        if !waivers.is_empty() {
            here.insert(Arc::as_ptr(&object.id), Here { object, waivers });
        }
    }
    let needs_values = request.waivers.iter().any(|standing| !standing.scope.labels.is_empty());
    let values: HashMap<*const ObjectRef, &Value> = if needs_values {
        objects().map(|object| (Arc::as_ptr(&object.id), &object.value)).collect()
    } else {
        HashMap::new()
    };
    let mut marker = Marker { here: &here, values, request, sources, used: HashSet::new() };
    for finding in &mut judged.findings {
        marker.mark(finding);
    }
    let used = std::mem::take(&mut marker.used);
    let mut faults = Vec::new();
    let mut tallies: Vec<Tally> = Vec::new();
    let mut judge = |one: &faults::Judged<'_>| {
        let found = faults::find(one, request);
        for check in faults::asked(one, request) {
            let failed = u64::from(found.iter().any(|finding| finding.check.id == check.id));
            match tallies.iter_mut().find(|tally| tally.check.id == check.id) {
                Some(tally) => {
                    tally.judged += 1;
                    tally.failed += failed;
                }
                None => tallies.push(Tally { check, judged: 1, failed, unknown: 0 }),
            }
        }
        faults.extend(found);
    };
    for Here { object, waivers } in objects().filter_map(|o| here.get(&Arc::as_ptr(&o.id))) {
        for Annotated { scope: _, at, waiver } in waivers {
            judge(&faults::Judged {
                waiver,
                place: object.place(at.clone()),
                is_used: Some(used.contains(&std::ptr::from_ref(waiver))),
                is_decision: true,
            });
        }
    }
    for standing in &request.waivers {
        let waiver = &standing.waiver;
        let is_used = used.contains(&std::ptr::from_ref(waiver));
        // Whose objects were not read may be needed elsewhere.
        let is_seen =
            || request.is_whole || objects().any(|it| standing.may_cover(it, request, sources));
        let route = Route::keys(["waiver", &waiver.check]);
        judge(&faults::Judged {
            waiver,
            place: Place { object: Arc::clone(&standing.file), route },
            is_used: if is_used || is_seen() { Some(is_used) } else { None },
            is_decision: standing.is_decision,
        });
    }
    fingerprint::assign(&mut faults, snapshots, &request.root);
    for finding in &mut faults {
        marker.mark(finding);
    }
    let notes = unknown_ids(&here, request, &judged.findings);
    judged.findings.append(&mut faults);
    judged.tallies.append(&mut tallies);
    judged.tallies.sort_by_key(|tally| tally.check.id);
    notes.into_iter().collect()
}

/// Marks findings, and remembers which waivers did.
struct Marker<'a> {
    here: &'a HashMap<*const ObjectRef, Here<'a>>,
    values: HashMap<*const ObjectRef, &'a Value>,
    request: &'a Request,
    sources: &'a dyn Sources,
    used: HashSet<*const Waiver>,
}

impl Marker<'_> {
    fn mark(&mut self, finding: &mut Finding) {
        if let Some(waiver) = self.waiver_of(finding) {
            finding.status = Status::Waived(Box::new(waiver));
        }
    }

    /// The waiver of a finding: one that covers all of its fields, or several that do so together. A
    /// container that nobody spoke of is never waived along with another.
    fn waiver_of(&mut self, finding: &Finding) -> Option<Waiver> {
        let Self { here, values, request, sources, used } = self;
        let today = request.today.as_deref();
        let object = Arc::as_ptr(&finding.place.object);
        let value = values.get(&object).copied().unwrap_or(&Value::Null);
        let whole = request.waivers.iter().find(|standing| {
            holds(&standing.waiver, today) && standing.covers(finding, value, request, *sources)
        });
        if let Some(standing) = whole {
            used.insert(std::ptr::from_ref(&standing.waiver));
            return Some(standing.waiver.clone());
        }
        let here = here.get(&object).map_or(&[][..], |here| &here.waivers);
        let mut first = None;
        let mut all = true;
        for route in std::iter::once(&finding.place.route).chain(&finding.also) {
            let waiver = here.iter().find(|Annotated { scope, waiver, .. }| {
                route.starts_with(scope) && is_for(waiver, finding) && holds(waiver, today)
            });
            match waiver {
                Some(Annotated { waiver, .. }) => {
                    used.insert(std::ptr::from_ref(waiver));
                    first.get_or_insert(waiver);
                }
                None => all = false,
            }
        }
        first.filter(|_| all).cloned()
    }
}

/// Comments and annotations of an object.
fn waivers_of(object: &Object) -> Vec<Annotated> {
    let comments = object.waivers.iter().map(|(scope, waiver)| {
        let waiver = waiver.clone();
        Annotated { scope: scope.clone(), at: scope.clone(), waiver }
    });
    comments.chain(annotations::find(object)).collect()
}

/// Whether it holds on a day; days compare as text because they are written year first.
fn holds(waiver: &Waiver, today: Option<&str>) -> bool {
    match (waiver.until.as_deref(), today) {
        (Some(until), Some(today)) => Waiver::is_day(until) && today <= until,
        (Some(until), None) => Waiver::is_day(until),
        (None, _) => true,
    }
}

/// Whether a waiver names the check of a finding, or a control of a scanner that the finding stands for.
fn is_for(waiver: &Waiver, finding: &Finding) -> bool {
    let check = finding.check;
    match waiver.scanner {
        _ if waiver.check == Waiver::EVERYTHING => true,
        None => {
            waiver.check == check.slug
                || waiver.check.eq_ignore_ascii_case(check.id)
                || check.former_slugs.contains(&waiver.check.as_str())
        }
        Some(scanner) => finding
            .all_references()
            .filter(|reference| reference.framework == scanner.name())
            .any(|reference| is_control(scanner, &waiver.check, reference.control)),
    }
}

/// Whether an id of a scanner, in whichever of its spellings, is the one of a control.
fn is_control(scanner: Scanner, id: &str, control: &str) -> bool {
    if scanner == Scanner::KubeScore {
        // Its ids are made of the names of its checks, which references have.
        return slug(id) == slug(control);
    }
    id.eq_ignore_ascii_case(control) || controls_named(scanner.name(), id).any(|it| it == control)
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// The ids of other scanners that nothing here stands for, in one note: they are no error, because that
/// scanner may still read them.
fn unknown_ids(
    here: &HashMap<*const ObjectRef, Here<'_>>,
    request: &Request,
    findings: &[Finding],
) -> Option<Problem> {
    let inside = here.values().flat_map(|here| &here.waivers).map(|annotated| &annotated.waiver);
    let named = |standing: &&StandingWaiver| matches!(standing.about, About::Named);
    let standing = request.waivers.iter().filter(named).map(|standing| &standing.waiver);
    let asked: BTreeSet<(Scanner, &str)> = inside
        .chain(standing)
        .filter(|waiver| waiver.check != Waiver::EVERYTHING)
        .filter_map(|waiver| Some((waiver.scanner?, waiver.check.as_str())))
        .filter(|(scanner, id)| is_about_kubernetes(*scanner, id))
        .collect();
    if asked.is_empty() {
        return None;
    }
    let of_checks = all_checks().flat_map(|check| check.references.iter().copied());
    let of_findings = findings.iter().flat_map(|finding| finding.references.iter().copied());
    let known: BTreeSet<_> = of_checks.chain(of_findings).collect();
    let unknown: Vec<String> = asked
        .into_iter()
        .filter(|(scanner, id)| {
            !known.iter().any(|reference| {
                reference.framework == scanner.name() && is_control(*scanner, id, reference.control)
            })
        })
        .map(|(scanner, id)| format!("`{id}` of {scanner}"))
        .collect();
    (!unknown.is_empty()).then(|| Problem {
        path: None,
        ..Problem::new(
            ProblemKind::Note,
            String::new(),
            format!(
                "waivers of other scanners that no check here stands for: {}",
                unknown.join(", ")
            ),
        )
    })
}

/// Trivy's ignore files hold vulnerabilities, licences and controls of clouds as well.
fn is_about_kubernetes(scanner: Scanner, id: &str) -> bool {
    let upper = id.to_ascii_uppercase();
    let bare = upper.strip_prefix("AVD-").unwrap_or(&upper);
    scanner != Scanner::Trivy
        || bare.starts_with("KSV")
        || bare.starts_with("KCV")
        || controls_named("trivy", id).next().is_some()
}

#[cfg(test)]
mod tests {
    use sekisho_finding::WaiverSource;

    use super::*;

    fn waiver(until: Option<&str>) -> Waiver {
        Waiver {
            check: "privileged-container".into(),
            scanner: None,
            reason: None,
            until: until.map(str::to_owned),
            source: WaiverSource::Comment { line: 1 },
        }
    }

    #[test]
    fn a_waiver_holds_to_the_end_of_its_last_day() {
        assert!(holds(&waiver(Some("2027-03-31")), Some("2027-03-31")));
        assert!(!holds(&waiver(Some("2027-03-31")), Some("2027-04-01")));
        assert!(holds(&waiver(None), Some("2027-04-01")));
    }

    #[test]
    fn a_waiver_with_an_unreadable_end_does_not_hold() {
        assert!(!holds(&waiver(Some("31.3.2027")), Some("2026-11-22")));
        assert!(!holds(&waiver(Some("31.3.2027")), None));
    }

    #[test]
    fn spellings_of_scanners_are_one_control() {
        for id in ["KSV-0017", "AVD-KSV-0017", "KSV017", "ksv-0017"] {
            assert!(is_control(Scanner::Trivy, id, "KSV-0017"), "{id}");
        }
        assert!(!is_control(Scanner::Trivy, "KSV-0018", "KSV-0017"));
        assert!(is_control(Scanner::KubeScore, "container-resources", "Container Resources"));
        assert!(is_about_kubernetes(Scanner::Trivy, "AVD-KSV-0999"));
        assert!(!is_about_kubernetes(Scanner::Trivy, "CVE-2024-1234"));
    }
}
