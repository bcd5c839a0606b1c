//! Trivy: `trivy config` and `trivy fs` name a file and lines, `trivy k8s` names the object.

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, line, list, text};

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let of_files = list(value, "Results");
    let is_result = |result: &Value| result.get("Target").is_some();
    let is_files = value.get("SchemaVersion").is_some() && value.get("ArtifactName").is_some()
        || !of_files.is_empty() && of_files.iter().all(is_result);
    let is_cluster = value.get("ClusterName").is_some();
    if !is_files && !is_cluster {
        return false;
    }
    report.version = text(value, &["Trivy", "Version"]);
    for result in of_files {
        let file = text(result, &["Target"]);
        let subject = Subject { file, ..Subject::default() };
        add(result, &subject, report);
    }
    let resources = ["Resources", "Misconfigurations", "Vulnerabilities"];
    for resource in resources.iter().flat_map(|key| list(value, key)) {
        let subject = Subject {
            kind: text(resource, &["Kind"]),
            namespace: text(resource, &["Namespace"]),
            name: text(resource, &["Name"]),
            file: None,
            line: None,
        };
        for result in list(resource, "Results") {
            add(result, &subject, report);
        }
    }
    true
}

fn add(result: &Value, subject: &Subject, report: &mut Report) {
    for entry in list(result, "Misconfigurations") {
        // The cause may stand in a file of its own, as with templates.
        let line = line(entry, &["CauseMetadata", "StartLine"]);
        let subject = Subject { line, ..subject.clone() };
        report.add(claim(entry, subject));
    }
}

fn claim(entry: &Value, subject: Subject) -> Option<Claim> {
    Some(Claim {
        control: text(entry, &["ID"]).or_else(|| text(entry, &["AVDID"]))?,
        title: text(entry, &["Title"]).unwrap_or_default(),
        rules: Vec::new(),
        subject,
        verdict: match text(entry, &["Status"])?.as_str() {
            "FAIL" => Verdict::Failed,
            "PASS" => Verdict::Passed,
            "EXCEPTION" => Verdict::Skipped,
            _ => return None,
        },
        message: text(entry, &["Message"]).unwrap_or_default(),
    })
}
