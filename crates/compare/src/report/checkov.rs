//! Checkov: an object, or a list of one for each framework it ran.

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, line, list, text};

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let parts = match value {
        Value::Array(parts) if !parts.is_empty() => parts.as_slice(),
        Value::Object(_) => std::slice::from_ref(value),
        _ => return false,
    };
    let is_part = |part: &Value| part.get("check_type").is_some() || is_summary(part);
    if !parts.iter().all(is_part) {
        return false;
    }
    for part in parts {
        report.version = report
            .version
            .take()
            .or_else(|| text(part, &["summary", "checkov_version"]))
            .or_else(|| text(part, &["checkov_version"]));
        let Some(results) = part.get("results") else { continue };
        for (key, verdict) in [
            ("passed_checks", Verdict::Passed),
            ("failed_checks", Verdict::Failed),
            ("skipped_checks", Verdict::Skipped),
        ] {
            for check in list(results, key) {
                report.add(claim(check, verdict));
            }
        }
        report.unread += list(results, "parsing_errors").len() as u64;
    }
    true
}

/// What it writes where it found nothing to check.
fn is_summary(part: &Value) -> bool {
    part.get("checkov_version").is_some() && part.get("passed").is_some()
}

fn claim(check: &Value, verdict: Verdict) -> Option<Claim> {
    let resource = text(check, &["resource"])?;
    // `Kind.namespace.name`; of a pod in a template its labels follow the name.
    let mut words = resource.splitn(3, '.');
    let subject = Subject {
        kind: words.next().map(str::to_owned),
        namespace: words.next().map(str::to_owned),
        name: words.next().map(str::to_owned),
        file: text(check, &["file_path"]),
        line: check
            .get("file_line_range")
            .and_then(Value::as_array)
            .and_then(|range| range.first()?.as_u64().and_then(|line| u32::try_from(line).ok())),
    };
    let subject = Subject { line: subject.line.or_else(|| line(check, &["line"])), ..subject };
    Some(Claim {
        control: text(check, &["check_id"])?,
        title: text(check, &["check_name"]).unwrap_or_default(),
        rules: Vec::new(),
        subject,
        verdict,
        message: text(check, &["check_result", "suppress_comment"]).unwrap_or_default(),
    })
}
