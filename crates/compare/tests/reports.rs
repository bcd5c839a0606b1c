//! One small report of each scanner, written by hand.

use sekisho_compare::{NotAReport, Report, Verdict};
use sekisho_finding::Scanner;

const REPORTS: [(Scanner, &[u8]); 7] = [
    (Scanner::Trivy, include_bytes!("data/trivy.json")),
    (Scanner::Trivy, include_bytes!("data/trivy-k8s.json")),
    (Scanner::Kubescape, include_bytes!("data/kubescape.json")),
    (Scanner::Checkov, include_bytes!("data/checkov.json")),
    (Scanner::KubeLinter, include_bytes!("data/kube-linter.json")),
    (Scanner::KubeScore, include_bytes!("data/kube-score.json")),
    (Scanner::Polaris, include_bytes!("data/polaris.json")),
];

#[test]
fn the_content_tells_which_scanner_wrote_a_report() {
    for (tool, text) in REPORTS {
        let report = Report::read(text).unwrap();
        assert_eq!(report.tool, tool);
        assert_eq!(report.unread, 1, "{tool}: the entry that says too little is counted");
        let failed = report.claims.iter().filter(|claim| claim.verdict == Verdict::Failed);
        assert_eq!(failed.count(), 4, "{tool}");
    }
}

#[test]
fn what_is_no_report_is_refused_with_what_was_expected() {
    let error = Report::read(b"{\"findings\": []}").unwrap_err();
    assert_eq!(error, NotAReport::Unknown);
    for scanner in ["trivy", "kubescape", "checkov", "kube-linter", "kube-score", "polaris"] {
        assert!(error.to_string().contains(scanner), "{error}");
    }
    assert!(matches!(Report::read(b"not json"), Err(NotAReport::Json(_))));
    assert_eq!(Report::read(b"[]"), Err(NotAReport::Unknown));
    assert_eq!(Report::read(b"{}"), Err(NotAReport::Unknown));
}
