//! KubeLinter: a list of what does not hold, beside the checks that were asked.

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, list, text};

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let Some(reports) = value.get("Reports") else { return false };
    if value.get("Checks").is_none() && value.get("Summary").is_none() {
        return false;
    }
    report.version = text(value, &["Summary", "KubeLinterVersion"]);
    report.asked.extend(list(value, "Checks").iter().filter_map(|check| text(check, &["name"])));
    for entry in reports.as_array().map_or(&[][..], Vec::as_slice) {
        report.add(claim(entry));
    }
    true
}

fn claim(entry: &Value) -> Option<Claim> {
    let object = entry.get("Object")?;
    let k8s = object.get("K8sObject")?;
    Some(Claim {
        control: text(entry, &["Check"])?,
        title: String::new(),
        rules: Vec::new(),
        subject: Subject {
            kind: text(k8s, &["GroupVersionKind", "Kind"]),
            namespace: text(k8s, &["Namespace"]),
            name: Some(text(k8s, &["Name"])?),
            file: text(object, &["Metadata", "FilePath"]),
            line: None,
        },
        verdict: Verdict::Failed,
        message: text(entry, &["Diagnostic", "Message"]).unwrap_or_default(),
    })
}
