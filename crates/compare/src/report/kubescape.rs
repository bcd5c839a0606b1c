//! Kubescape, JSON of version 2: resources, and for each the controls with their rules.

use std::collections::HashMap;

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, list, text};

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let (Some(results), Some(resources)) = (value.get("results"), value.get("resources")) else {
        return false;
    };
    report.version = text(value, &["metadata", "scanMetadata", "kubescapeVersion"]);
    let resources: HashMap<String, &Value> = resources
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|resource| Some((text(resource, &["resourceID"])?, resource)))
        .collect();
    for result in results.as_array().into_iter().flatten() {
        let Some(id) = text(result, &["resourceID"]) else {
            report.unread += 1;
            continue;
        };
        let subject = subject(&id, resources.get(&id).copied(), result);
        for control in list(result, "controls") {
            report.add(claim(control, &subject));
        }
    }
    true
}

fn subject(id: &str, resource: Option<&Value>, result: &Value) -> Subject {
    let of_object = |path: &[&str]| text(resource?.get("object")?, path);
    // `path=1234/api=apps/v1/namespace/Kind/name`, or without the first part.
    let mut from_id = id.rsplit('/').map(|part| Some(part.to_owned()).filter(|it| !it.is_empty()));
    let (name, kind, namespace) =
        (from_id.next().flatten(), from_id.next().flatten(), from_id.next().flatten());
    let source = [Some(result), resource].into_iter().flatten().find_map(|holder| {
        text(holder, &["source", "relativePath"]).or_else(|| text(holder, &["source", "path"]))
    });
    let known = of_object(&["kind"]);
    let namespace = if known.is_some() { None } else { namespace };
    Subject {
        kind: known.or(kind),
        namespace: of_object(&["metadata", "namespace"]).or(namespace),
        name: of_object(&["metadata", "name"]).or(name),
        file: source,
        line: None,
    }
}

fn claim(control: &Value, subject: &Subject) -> Option<Claim> {
    let rules = list(control, "rules");
    let failed = |rule: &&Value| text(rule, &["status"]).as_deref() == Some("failed");
    let status = text(control, &["status", "status"]).or_else(|| text(control, &["status"]));
    let verdict = match status.as_deref() {
        Some("failed") => Verdict::Failed,
        Some("passed") => Verdict::Passed,
        Some("skipped" | "excluded" | "irrelevant") => Verdict::Skipped,
        Some(_) => return None,
        None if rules.iter().any(|rule| failed(&rule)) => Verdict::Failed,
        None => return None,
    };
    let rules: Vec<String> =
        rules.iter().filter(failed).filter_map(|rule| text(rule, &["name"])).collect();
    Some(Claim {
        control: text(control, &["controlID"])?,
        title: text(control, &["name"]).unwrap_or_default(),
        message: rules.join(", "),
        rules,
        subject: subject.clone(),
        verdict,
    })
}
