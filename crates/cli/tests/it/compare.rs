//! Reports of other scanners over the shop, written by hand, and by those scanners where they are there.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a value of JSON that is not there is null; a test says that it skips"
)]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::lab::Lab;

fn repository(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    root.join(path).to_str().unwrap().to_owned()
}

fn compared(report: &str, paths: &[&str]) -> Value {
    let ran = Lab::new().run(&[&["compare", report, "--format", "json"], paths].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

fn objects(part: &Value, control: &str) -> Vec<String> {
    let rows = part.as_array().unwrap().iter();
    let of_control =
        rows.filter(|row| row["controls"].as_array().unwrap().iter().any(|it| it == control));
    of_control.map(|row| row["object"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_scanner_is_compared_by_object_and_control() {
    for (name, control, unknown) in [
        ("trivy", "KSV-0017", "AVD-KSV-9999"),
        ("trivy-k8s", "KSV-0017", "KSV-9999"),
        ("kubescape", "C-0057", "C-9999"),
        ("checkov", "CKV_K8S_16", "CKV_K8S_9999"),
        ("kube-linter", "privileged-container", "nobody-asks"),
        ("kube-score", "Container Security Context Privileged", "Nobody Asks"),
        ("polaris", "runAsPrivileged", "nobodyAsks"),
    ] {
        let report = repository(&format!("crates/compare/tests/data/{name}.json"));
        let shop = repository("examples/shop");
        let compared = compared(&report, &[&shop]);
        assert_eq!(compared["version"], 1);
        assert_eq!(compared["counts"]["agreed"], 1, "{name}: orders is privileged for both");
        assert_eq!(objects(&compared["raisedFalsely"], control), ["storefront"], "{name}");
        let reason = &compared["raisedFalsely"][0];
        assert_eq!(reason["reason"]["code"], "good", "{name}");
        assert_eq!(reason["checks"][0]["slug"], "privileged-container", "{name}");
        assert!(reason["file"].as_str().unwrap().ends_with("storefront.yaml"), "{name}");
        assert_eq!(
            objects(&compared["missed"], control),
            ["sensor"],
            "{name}: it says nothing of it"
        );
        let unjudged = &compared["notJudged"][0];
        assert_eq!(unjudged["control"], unknown, "{name}");
        assert_eq!(unjudged["failed"][0]["object"]["name"], "storefront", "{name}");
        assert_eq!(compared["counts"]["unplaced"], 1, "{name}: nobody knows the ghost");
        assert_eq!(compared["counts"]["unread"], 1, "{name}");
        assert!(compared["counts"]["beyond"].as_u64().unwrap() > 0, "{name}");
    }
}

#[test]
fn people_read_it_in_both_languages() {
    let report = repository("crates/compare/tests/data/checkov.json");
    let shop = repository("examples/shop");
    let english = Lab::new().run(&["compare", &report, &shop]);
    assert_eq!(english.status, 0, "{english:?}");
    for words in ["Missed by checkov", "Raised falsely by checkov (1)", "Not judged by Sekisho (1)"]
    {
        assert!(english.out.contains(words), "{words}: {}", english.out);
    }
    assert!(english.out.contains("privileged-container: "), "{}", english.out);
    let japanese = Lab::new().run(&["--lang", "ja", "compare", &report, &shop]);
    assert!(japanese.out.contains("checkov の誤検知 (1)"), "{}", japanese.out);
}

#[test]
fn a_waiver_is_told_with_its_reason() {
    let pod = "\
apiVersion: v1
kind: Pod
metadata:
  name: exporter
  namespace: monitoring
spec:
  # sekisho: allow host-namespaces it reads the interfaces of the node
  hostNetwork: true
  containers:
    - name: exporter
      image: registry.example.com/exporter:1.2.3
";
    let claim = serde_json::json!({ "check_type": "kubernetes", "results": { "failed_checks": [{
        "check_id": "CKV_K8S_19", "resource": "Pod.monitoring.exporter", "file_path": "/pod.yaml",
        "file_line_range": [1, 11],
    }]}});
    let lab = Lab::with(&[("pod.yaml", pod), ("report.json", &claim.to_string())]);
    let ran = lab.run(&["compare", "report.json", "pod.yaml", "--format", "json"]);
    let compared: Value = serde_json::from_str(&ran.out).unwrap();
    let row = &compared["heldBack"][0];
    assert_eq!(row["reason"]["code"], "waived", "{compared}");
    let text = row["reason"]["text"].as_str().unwrap();
    assert!(text.contains("it reads the interfaces of the node"), "{text}");
}

#[test]
fn trouble_ends_with_2() {
    let lab = Lab::with(&[("report.json", "{\"findings\": []}"), ("pod.yaml", "a: b\n")]);
    let ran = lab.run(&["compare", "report.json", "pod.yaml"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("expected one JSON report of trivy"), "{}", ran.err);
    assert_eq!(lab.run(&["compare", "nowhere.json", "pod.yaml"]).status, 2);
}

/// What a scanner prints; none where it is not installed.
fn printed(program: &str, args: &[&str]) -> Option<Vec<u8>> {
    match Command::new(program).args(args).output() {
        Ok(output) => Some(output.stdout),
        Err(error) => {
            println!("skipped: {program} cannot be run ({error})");
            None
        }
    }
}

/// Nothing of a real report is lost, and the two see many of the same faults.
fn is_understood(name: &str, report: &[u8], shop: &str) {
    let lab = Lab::new();
    lab.write("report.json", report);
    let path = lab.path("report.json");
    let compared = compared(path.to_str().unwrap(), &[shop]);
    let counts = &compared["counts"];
    assert_eq!(compared["tool"], name);
    assert_eq!(counts["unread"], 0, "{counts}");
    assert_eq!(counts["unplaced"], 0, "{}", compared["unplaced"]);
    assert!(counts["agreed"].as_u64().unwrap() >= 20, "{counts}");
    assert!(counts["bothGood"].as_u64().unwrap() >= 10, "{counts}");
    assert!(counts["missed"].as_u64().unwrap() > 0, "{counts}");
}

#[test]
fn a_real_report_of_checkov_is_understood() {
    let shop = repository("examples/shop");
    let args = ["-d", &shop, "--framework", "kubernetes", "--skip-download", "--output", "json"];
    let Some(report) = printed("checkov", &args) else { return };
    is_understood("checkov", &report, &shop);
}

#[test]
fn a_real_report_of_kube_score_is_understood() {
    let shop = repository("examples/shop");
    let files = std::fs::read_dir(&shop).unwrap();
    let files: Vec<String> =
        files.map(|file| file.unwrap().path().to_str().unwrap().to_owned()).collect();
    let mut args = vec!["score", "--output-format", "json"];
    args.extend(files.iter().map(String::as_str));
    let Some(report) = printed("kube-score", &args) else { return };
    is_understood("kube-score", &report, &shop);
}
