use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{
    Finding, ObjectRef, Problem, ProblemKind, Sources, Status, Waiver, WaiverSource,
};
use sekisho_inventory::{Object, Snapshot};
use sekisho_value::{Route, Value};

use crate::{Request, find_check};

/// The annotation that waives a check on its object: `allow.sekisho.dev/privileged-container:
/// "reads raw disks; until=2027-03-31"`.
const PREFIX: &str = "allow.sekisho.dev/";

/// A waiver and the part of the object that it covers.
type Scoped = (Route, Waiver);

/// Marks findings that are waived or that the baseline has. A waiver that names no check, has ended
/// or covers nothing is a problem, because whoever wrote it believes that it works.
pub(crate) fn apply(
    findings: &mut [Finding],
    snapshots: &[Snapshot],
    request: &Request,
    sources: &dyn Sources,
) -> Vec<Problem> {
    let mut by_object: HashMap<*const ObjectRef, Vec<Scoped>> = HashMap::new();
    for object in snapshots.iter().flat_map(Snapshot::objects) {
        let waivers = waivers_of(object);
        if !waivers.is_empty() {
            by_object.insert(Arc::as_ptr(&object.id), waivers);
        }
    }
    let mut used: HashSet<*const Waiver> = HashSet::new();
    for finding in findings {
        let here = by_object.get(&Arc::as_ptr(&finding.place.object));
        if let Some(waiver) =
            waiver_of(finding, here.map_or(&[], Vec::as_slice), request, &mut used)
        {
            finding.status = Status::Waived(waiver);
        } else if request.baseline.contains(&finding.fingerprint) {
            finding.status = Status::Baseline;
        }
    }
    let mut problems = Vec::new();
    for object in snapshots.iter().flat_map(Snapshot::objects) {
        for (_, waiver) in by_object.get(&Arc::as_ptr(&object.id)).into_iter().flatten() {
            let is_used = used.contains(&std::ptr::from_ref(waiver));
            let message = fault(waiver, is_used, request);
            problems.extend(message.map(|message| problem(&message, waiver, object, sources)));
        }
    }
    problems
}

/// The waiver of a finding: one that covers all of its fields, or several that do so together. A
/// container that nobody spoke of is never waived along with another.
fn waiver_of(
    finding: &Finding,
    here: &[Scoped],
    request: &Request,
    used: &mut HashSet<*const Waiver>,
) -> Option<Waiver> {
    let today = request.today.as_deref();
    let whole =
        request.waivers.iter().find(|waiver| holds(waiver, today) && is_for(waiver, finding));
    if let Some(waiver) = whole {
        return Some(waiver.clone());
    }
    let mut first = None;
    let mut all = true;
    for route in std::iter::once(&finding.place.route).chain(&finding.also) {
        let waiver = here.iter().find(|(scope, waiver)| {
            route.starts_with(scope) && is_for(waiver, finding) && holds(waiver, today)
        });
        match waiver {
            Some((_, waiver)) => {
                used.insert(std::ptr::from_ref(waiver));
                first.get_or_insert(waiver);
            }
            None => all = false,
        }
    }
    first.filter(|_| all).cloned()
}

/// Comments and annotations of an object; annotations of a pod template count as well.
fn waivers_of(object: &Object) -> Vec<Scoped> {
    let mut waivers = object.waivers.clone();
    waivers.extend(annotated(object.annotations()).map(|waiver| (Route::root(), waiver)));
    if has_annotated_template(object) {
        for pod in object.pods() {
            let annotations = pod.metadata.field("annotations").unwrap_or(&Value::Null);
            let scope = pod.route(&Route::keys(["spec"]));
            waivers.extend(annotated(annotations).map(|waiver| (scope.clone(), waiver)));
        }
    }
    waivers
}

/// Taking the pods of every object again would be slow, and nearly none has such an annotation.
fn has_annotated_template(object: &Object) -> bool {
    let paths: [&[&str]; 3] = [
        &["spec", "template", "metadata", "annotations"],
        &["spec", "jobTemplate", "spec", "template", "metadata", "annotations"],
        &["template", "metadata", "annotations"],
    ];
    paths.iter().any(|path| {
        let annotations = object.value.at(path).unwrap_or(&Value::Null);
        annotations.entries().any(|(key, _)| key.starts_with(PREFIX))
    })
}

fn annotated(annotations: &Value) -> impl Iterator<Item = Waiver> {
    annotations.entries().filter_map(|(key, value)| {
        let check = key.strip_prefix(PREFIX)?;
        let text = value.as_str().unwrap_or_default();
        let (until, reason) = take_until(text);
        Some(Waiver { check: check.to_owned(), reason, until, source: WaiverSource::Annotation })
    })
}

/// Takes `until=2027-03-31` out of the text of a waiver; the rest is the reason.
fn take_until(text: &str) -> (Option<String>, Option<String>) {
    let mut until = None;
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| match word.strip_prefix("until=") {
            Some(day) => {
                until = Some(day.trim_end_matches([',', ';', '.']).to_owned());
                false
            }
            None => true,
        })
        .collect();
    let reason = words.join(" ");
    let reason = reason.trim_end_matches([',', ';']).to_owned();
    (until, (!reason.is_empty()).then_some(reason))
}

/// Whether it holds on a day; days compare as text because they are written year first.
fn holds(waiver: &Waiver, today: Option<&str>) -> bool {
    match (waiver.until.as_deref(), today) {
        (Some(until), Some(today)) => Waiver::is_day(until) && today <= until,
        _ => true,
    }
}

fn is_for(waiver: &Waiver, finding: &Finding) -> bool {
    let check = finding.check;
    waiver.check == check.slug
        || waiver.check.eq_ignore_ascii_case(check.id)
        || check.former_slugs.contains(&waiver.check.as_str())
}

/// Why a waiver does not do what whoever wrote it believes.
fn fault(waiver: &Waiver, is_used: bool, request: &Request) -> Option<String> {
    let name = &waiver.check;
    let check = match find_check(name) {
        Ok(check) => check,
        Err(unknown) => {
            let nearest = unknown.nearest.map(|slug| format!("; did you mean `{slug}`?"));
            return Some(format!(
                "a waiver names `{name}`, which is no check{}",
                nearest.unwrap_or_default()
            ));
        }
    };
    match waiver.until.as_deref() {
        Some(until) if !Waiver::is_day(until) => Some(format!(
            "the waiver of `{name}` ends on `{until}`, which is no day like 2027-03-31, so it does not hold"
        )),
        Some(until) if !holds(waiver, request.today.as_deref()) => {
            Some(format!("the waiver of `{name}` ended on {until}"))
        }
        _ if !is_used && request.selection.asks(check) => {
            Some(format!("the waiver of `{name}` covers no finding"))
        }
        _ => None,
    }
}

fn problem(message: &str, waiver: &Waiver, object: &Object, sources: &dyn Sources) -> Problem {
    let document = object.id.document.as_ref();
    Problem {
        kind: ProblemKind::Waiver,
        path: document.map(|document| sources.name(document.source).to_owned()),
        document: document.map(|document| document.index),
        line: match waiver.source {
            WaiverSource::Comment { line } => Some(line),
            _ => None,
        },
        column: None,
        message: format!("{}: {message}", object.id.label()),
        help: Some("correct it or take it out; `sekisho checks` lists the names".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(until: Option<&str>) -> Waiver {
        Waiver {
            check: "privileged-container".into(),
            reason: None,
            until: until.map(str::to_owned),
            source: WaiverSource::Annotation,
        }
    }

    #[test]
    fn the_end_is_taken_out_of_the_reason() {
        let (until, reason) = take_until("reads raw disks, until=2027-03-31");
        assert_eq!(until.as_deref(), Some("2027-03-31"));
        assert_eq!(reason.as_deref(), Some("reads raw disks"));
        assert_eq!(take_until(""), (None, None));
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
    }
}
