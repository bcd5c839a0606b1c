//! Polaris: objects with results of their own, of their pod and of each container.

use serde_json::Value;

use super::{Claim, Report, Subject, Verdict, list, text};

pub(super) fn read(value: &Value, report: &mut Report) -> bool {
    let results = list(value, "Results");
    let has_pods = results.iter().any(|it| it.get("PodResult").is_some());
    if value.get("PolarisOutputVersion").is_none() && !has_pods {
        return false;
    }
    for object in results {
        let subject = Subject {
            kind: text(object, &["Kind"]),
            namespace: text(object, &["Namespace"]),
            name: text(object, &["Name"]),
            file: None,
            line: None,
        };
        add(object, &subject, None, report);
        if let Some(pod) = object.get("PodResult") {
            add(pod, &subject, None, report);
            for container in list(pod, "ContainerResults") {
                add(container, &subject, text(container, &["Name"]).as_deref(), report);
            }
        }
    }
    true
}

fn add(holder: &Value, subject: &Subject, container: Option<&str>, report: &mut Report) {
    let Some(results) = holder.get("Results").and_then(Value::as_object) else { return };
    for (control, result) in results {
        let success = result.get("Success").and_then(Value::as_bool);
        let said = text(result, &["Message"]).unwrap_or_default();
        report.add(success.map(|success| Claim {
            control: control.clone(),
            title: String::new(),
            rules: Vec::new(),
            subject: subject.clone(),
            verdict: if success { Verdict::Passed } else { Verdict::Failed },
            message: match container {
                Some(container) => format!("{container}: {said}"),
                None => said,
            },
        }));
    }
}
