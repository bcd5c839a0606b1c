//! kube-score: a list of objects, each with every check that looked at it.

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, line, list, text};

/// Grades are 1 (critical), 5 (warning), 7 (almost good) and 10; from this one on nothing is asked for.
const GOOD: u64 = 7;

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let Value::Array(objects) = value else { return false };
    let is_object =
        |object: &Value| object.get("type_meta").is_some() && object.get("checks").is_some();
    if objects.is_empty() || !objects.iter().all(is_object) {
        return false;
    }
    for object in objects {
        let subject = Subject {
            kind: text(object, &["type_meta", "kind"]),
            namespace: text(object, &["object_meta", "namespace"]),
            name: text(object, &["object_meta", "name"]),
            file: text(object, &["file_name"]),
            line: line(object, &["file_row"]),
        };
        for check in list(object, "checks") {
            if let (Some(id), Some(name)) =
                (text(check, &["check", "id"]), text(check, &["check", "name"]))
            {
                report.spellings.insert(id, name);
            }
            report.add(claim(check, &subject));
        }
    }
    true
}

fn claim(check: &Value, subject: &Subject) -> Option<Claim> {
    let skipped = check.get("skipped").and_then(Value::as_bool) == Some(true);
    let verdict = match check.get("grade").and_then(Value::as_u64) {
        _ if skipped => Verdict::Skipped,
        Some(grade) if grade >= GOOD => Verdict::Passed,
        Some(1..) => Verdict::Failed,
        _ => return None,
    };
    let said = list(check, "comments").iter().filter_map(|comment| {
        let summary = text(comment, &["summary"])?;
        Some(match text(comment, &["path"]) {
            Some(path) => format!("{path}: {summary}"),
            None => summary,
        })
    });
    Some(Claim {
        control: text(check, &["check", "name"])?,
        title: text(check, &["check", "comment"]).unwrap_or_default(),
        rules: Vec::new(),
        subject: subject.clone(),
        verdict,
        message: said.collect::<Vec<_>>().join("; "),
    })
}
