//! `sekisho scan --diff`, `--fix` and `--fix-unsafe` as a user meets them.

use crate::lab::Lab;

/// Only these are asked, so that further checks change no test.
const CHECKS: &str = "deprecated-service-account-field,privileged-container";

const POD: &str = "\
# the shop\r
apiVersion: v1\r
kind: Pod\r
metadata: {name: web, namespace: shop}\r
spec:\r
  serviceAccount: web  # its account\r
  containers:\r
  - name: 店\r
    image: registry.example.com/c:1.2.3\r
    securityContext:\r
      privileged: true\r
";

#[test]
fn a_diff_writes_nothing_and_can_be_applied() {
    let lab = Lab::with(&[("p.yaml", POD)]);
    let run = lab.run(&["scan", "p.yaml", "--diff", "--audience", "audit", "--check", CHECKS]);
    assert_eq!(run.status, 1, "the status is that of the findings as they are");
    assert!(run.out.starts_with("--- a/p.yaml\n+++ b/p.yaml\n@@ -3,7 +3,7 @@ "), "{}", run.out);
    assert!(run.out.contains("-  serviceAccount: web  # its account\r\n"), "{}", run.out);
    assert!(run.out.contains("+  serviceAccountName: web  # its account\r\n"), "{}", run.out);
    assert!(run.out.ends_with("Nothing was written.\n"), "{}", run.out);
    assert_eq!(lab.read("p.yaml"), POD);
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let lab = Lab::with(&[("p.yaml", POD)]);
    let run = lab.run(&["scan", "p.yaml", "--fix", "--audience", "audit", "--check", CHECKS]);
    assert_eq!(run.status, 1, "a privileged container is left");
    let after = lab.read("p.yaml");
    assert!(after.contains("serviceAccountName: web"), "{after}");
    assert!(after.contains("privileged: true\r\n"), "{after}");
    assert!(!after.replace("\r\n", "").contains('\n'), "every line ends as before");
    assert!(run.out.contains("more need --fix-unsafe"), "{}", run.out);
    assert!(run.out.contains("privileged-container"), "{}", run.out);
}

#[test]
fn unsafe_fixes_are_written_when_asked_for_with_their_risk() {
    let lab = Lab::with(&[("p.yaml", POD)]);
    let run = lab.run(&["scan", "p.yaml", "--fix-unsafe", "--fail-on", "low"]);
    let after = lab.read("p.yaml");
    assert!(!after.contains("privileged:"), "{after}");
    assert!(after.starts_with("# the shop\r\n"), "{after}");
    assert!(run.out.contains("may break a workload"), "{}", run.out);
    let again = lab.run(&["scan", "p.yaml", "--fix-unsafe"]);
    assert_eq!(again.status, 0, "{}", again.out);
    assert_eq!(lab.read("p.yaml"), after, "a second run changes nothing");
}

#[test]
fn the_json_report_tells_what_became_of_each_fix() {
    let lab = Lab::with(&[("p.yaml", POD)]);
    let (_, report) = lab.report(&["p.yaml", "--fix", "--audience", "audit", "--check", CHECKS]);
    let mended = report["mended"].as_array().unwrap();
    assert_eq!(mended.len(), 1, "{mended:?}");
    assert!(mended.iter().any(|finding| finding["check"] == "deprecated-service-account-field"));
    assert!(mended.iter().all(|finding| finding["fixes"][0]["mending"]["state"] == "applied"));
    let left = report["findings"].as_array().unwrap();
    let privileged = left.iter().find(|it| it["check"] == "privileged-container").unwrap();
    assert_eq!(privileged["fixes"][0]["mending"]["state"], "notAsked");
    assert!(privileged["fixes"][0]["mending"]["reason"].as_str().unwrap().contains("--fix-unsafe"));
    let (_, report) = lab.report(&["p.yaml"]);
    assert!(report.get("mended").is_none());
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let lab = Lab::with(&[]);
    let text = POD.replace("\r\n", "\n");
    let args = ["scan", "-", "--fix", "--audience", "audit", "--check", CHECKS];
    let run = lab.run_with(&args, text.as_bytes());
    assert_eq!(run.out, text.replace("serviceAccount:", "serviceAccountName:"));
    assert!(run.err.contains("mended in 1 files"), "{}", run.err);
    let refused = lab.run_with(&["scan", "-", "--fix", "--report", "json"], text.as_bytes());
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("--report json=FILE"), "{}", refused.err);
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_left_and_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let lab = Lab::with(&[("p.yaml", POD)]);
    let path = lab.path("p.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let run = lab.run(&["scan", "p.yaml", "--fix", "--audience", "audit", "--check", CHECKS]);
    assert_eq!(run.status, 2);
    assert!(run.out.contains("the file is read-only"), "{}", run.out);
    assert_eq!(lab.read("p.yaml"), POD);
}

#[test]
fn sarif_tells_replacements_that_were_proven() {
    let lab = Lab::with(&[("p.yaml", POD)]);
    lab.run(&["scan", "p.yaml", "--diff", "--fix-unsafe", "--report", "sarif=r.sarif"]);
    let log: serde_json::Value = serde_json::from_str(&lab.read("r.sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fixes: Vec<_> = results.iter().filter_map(|result| result["fixes"].get(0)).collect();
    assert!(!fixes.is_empty());
    for fix in fixes {
        let change = &fix["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "p.yaml");
        assert!(change["replacements"][0]["deletedRegion"]["startLine"].as_u64().unwrap() > 4);
    }
    // Without fixes that were asked for there are none.
    lab.run(&["scan", "p.yaml", "--report", "sarif=r.sarif"]);
    assert!(!lab.read("r.sarif").contains("artifactChanges"));
}
