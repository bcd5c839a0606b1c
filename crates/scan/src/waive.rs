use std::collections::HashMap;
use std::sync::Arc;

use sekisho_finding::{Finding, ObjectRef, Problem, ProblemKind, Status, Waiver, WaiverSource};
use sekisho_inventory::{Object, Snapshot};
use sekisho_value::{Route, Value};

use crate::{Request, find_check};

/// The annotation that waives a check on its object: `allow.sekisho.dev/privileged-container:
/// "reads raw disks; until=2027-03-31"`.
const PREFIX: &str = "allow.sekisho.dev/";

/// A waiver and the part of the object that it covers.
type Scoped = (Route, Waiver);

/// Marks findings that are waived or that the baseline has; a waiver that names no check is a
/// problem, because whoever wrote it believes that it works.
pub(crate) fn apply(
    findings: &mut [Finding],
    snapshots: &[Snapshot],
    request: &Request,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut by_object: HashMap<*const ObjectRef, Vec<Scoped>> = HashMap::new();
    for object in snapshots.iter().flat_map(Snapshot::objects) {
        let waivers = waivers_of(object);
        if !waivers.is_empty() {
            problems.extend(waivers.iter().filter_map(|(_, waiver)| misspelt(waiver, object)));
            by_object.insert(Arc::as_ptr(&object.id), waivers);
        }
    }
    for finding in findings {
        let at = by_object.get(&Arc::as_ptr(&finding.place.object));
        let here =
            at.into_iter().flatten().filter(|(scope, _)| finding.place.route.starts_with(scope));
        let waiver = here
            .map(|(_, waiver)| waiver)
            .chain(&request.waivers)
            .find(|waiver| holds(waiver, request.today.as_deref()) && is_for(waiver, finding));
        if let Some(waiver) = waiver {
            finding.status = Status::Waived(waiver.clone());
        } else if request.baseline.contains(&finding.fingerprint) {
            finding.status = Status::Baseline;
        }
    }
    problems
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
        (Some(until), Some(today)) => is_day(until) && today <= until,
        _ => true,
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn is_for(waiver: &Waiver, finding: &Finding) -> bool {
    let check = finding.check;
    waiver.check == check.slug
        || waiver.check.eq_ignore_ascii_case(check.id)
        || check.former_slugs.contains(&waiver.check.as_str())
}

fn misspelt(waiver: &Waiver, object: &Object) -> Option<Problem> {
    let message = match (find_check(&waiver.check), &waiver.until) {
        (Err(unknown), _) => {
            let nearest = unknown.nearest.map(|slug| format!("; did you mean `{slug}`?"));
            format!(
                "a waiver names `{}`, which is no check{}",
                waiver.check,
                nearest.unwrap_or_default()
            )
        }
        (Ok(_), Some(until)) if !is_day(until) => {
            format!(
                "the waiver of `{}` ends on `{until}`, which is no day like 2027-03-31, so it does not hold",
                waiver.check
            )
        }
        _ => return None,
    };
    let line = match waiver.source {
        WaiverSource::Comment { line } => Some(line),
        _ => None,
    };
    Some(Problem {
        kind: ProblemKind::Waiver,
        path: None,
        document: object.id.document.as_ref().map(|document| document.index),
        line,
        column: None,
        message: format!("{}: {message}", object.id.label()),
        help: Some("`sekisho checks` lists the names".to_owned()),
    })
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
