//! Waivers in annotations: our own, and those of other scanners.

use sekisho_finding::{Scanner, Waiver, WaiverSource};
use sekisho_inventory::Object;
use sekisho_value::{Route, Value};

/// Our annotation waives a check on its object: `allow.sekisho.dev/privileged-container: "reads raw
/// disks; until=2027-03-31"`.
const PREFIX: &str = "allow.sekisho.dev/";

/// A waiver with the part of the object that it covers, and where it stands in the object.
pub(super) struct Annotated {
    pub(super) scope: Route,
    pub(super) at: Route,
    pub(super) waiver: Waiver,
}

/// The waivers in the annotations of an object; annotations of a pod template count for the pod.
pub(super) fn find(object: &Object) -> Vec<Annotated> {
    let own = Route::keys(["metadata", "annotations"]);
    let mut found = Vec::new();
    read(object.annotations(), &Route::root(), &own, &mut found);
    if has_annotated_template(object) {
        for pod in object.pods() {
            let annotations = pod.metadata.field("annotations").unwrap_or(&Value::Null);
            let scope = pod.route(&Route::keys(["spec"]));
            let at = pod.route(&Route::keys(["metadata", "annotations"]));
            read(annotations, &scope, &at, &mut found);
        }
    }
    found
}

fn read(annotations: &Value, scope: &Route, at: &Route, found: &mut Vec<Annotated>) {
    for (key, value) in annotations.entries() {
        let waivers = waivers(key, value.as_str().unwrap_or_default());
        found.extend(waivers.into_iter().map(|waiver| Annotated {
            scope: scope.clone(),
            at: at.then(key),
            waiver,
        }));
    }
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
        annotations
            .entries()
            .any(|(key, value)| !waivers(key, value.as_str().unwrap_or_default()).is_empty())
    })
}

/// The keys of Checkov, named after the products that it was part of.
const CHECKOV: [&str; 3] = ["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"];

/// What an annotation waives; nothing, nearly always.
fn waivers(key: &str, text: &str) -> Vec<Waiver> {
    let Some((domain, name)) = key.split_once('/') else { return Vec::new() };
    let one = |scanner, check: &str, reason: Option<&str>| {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        vec![Waiver {
            check: check.to_owned(),
            scanner: Some(scanner),
            reason: reason.map(str::to_owned),
            until: None,
            source: WaiverSource::Annotation { key: key.to_owned() },
        }]
    };
    let is_true = text.eq_ignore_ascii_case("true");
    match (domain, name) {
        (_, check) if key.starts_with(PREFIX) => {
            let (until, reason) = Waiver::end_and_reason(text);
            let source = WaiverSource::Annotation { key: key.to_owned() };
            vec![Waiver { check: check.to_owned(), scanner: None, reason, until, source }]
        }
        ("ignore-check.kube-linter.io", check) => one(Scanner::KubeLinter, check, Some(text)),
        ("kube-linter.io", "ignore-all") => {
            one(Scanner::KubeLinter, Waiver::EVERYTHING, Some(text))
        }
        ("polaris.fairwinds.com", "exempt") if is_true => {
            one(Scanner::Polaris, Waiver::EVERYTHING, None)
        }
        ("polaris.fairwinds.com", name) if is_true => match name.strip_suffix("-exempt") {
            Some(check) => one(Scanner::Polaris, check, None),
            None => Vec::new(),
        },
        ("kube-score", "skip") if is_true => one(Scanner::KubeScore, Waiver::EVERYTHING, None),
        ("kube-score", "ignore") => {
            let mut ids: Vec<&str> =
                text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
            // kube-score lets the one stand for the other.
            if ids.contains(&"container-resources") {
                ids.push("container-ephemeral-storage-request-and-limit");
            }
            ids.into_iter().flat_map(|id| one(Scanner::KubeScore, id, None)).collect()
        }
        // Checkov looks for the word anywhere in the key and numbers the annotations, `skip1`.
        _ if CHECKOV.iter().any(|word| key.contains(word)) => {
            let (id, reason) =
                text.split_once('=').map_or((text, None), |(id, why)| (id, Some(why)));
            match id.trim() {
                "" => Vec::new(),
                id => one(Scanner::Checkov, id, reason),
            }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(key: &str, text: &str) -> Vec<String> {
        let name = |waiver: &Waiver| {
            let scanner = waiver.scanner.map_or("sekisho", Scanner::name);
            format!("{scanner} {} {}", waiver.check, waiver.reason.as_deref().unwrap_or("-"))
        };
        waivers(key, text).iter().map(name).collect()
    }

    #[test]
    fn annotations_of_other_scanners_mean_what_they_mean_there() {
        assert_eq!(
            told("ignore-check.kube-linter.io/run-as-non-root", "old image"),
            ["kube-linter run-as-non-root old image"]
        );
        assert_eq!(told("kube-linter.io/ignore-all", ""), ["kube-linter * -"]);
        assert_eq!(told("polaris.fairwinds.com/exempt", "TRUE"), ["polaris * -"]);
        assert_eq!(
            told("polaris.fairwinds.com/hostPIDSet-exempt", "true"),
            ["polaris hostPIDSet -"]
        );
        assert_eq!(told("polaris.fairwinds.com/hostPIDSet-exempt", "false"), [""; 0]);
        assert_eq!(
            told("kube-score/ignore", "pod-networkpolicy, container-resources"),
            [
                "kube-score pod-networkpolicy -",
                "kube-score container-resources -",
                "kube-score container-ephemeral-storage-request-and-limit -",
            ]
        );
        assert_eq!(told("kube-score/enable", "container-seccomp-profile"), [""; 0]);
        assert_eq!(told("checkov.io/skip3", "CKV_K8S_20=a=b"), ["checkov CKV_K8S_20 a=b"]);
        assert_eq!(told("checkov.io/skip", "CKV_K8S_14"), ["checkov CKV_K8S_14 -"]);
        assert_eq!(told("cortex.io/skip2", "CKV_K8S_14"), ["checkov CKV_K8S_14 -"]);
        assert_eq!(told("app.kubernetes.io/name", "web"), [""; 0]);
    }
}
