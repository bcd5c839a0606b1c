//! `sekisho scan` as a user meets it: exit statuses, positions, reports, gaps.

use std::process::Stdio;

use crate::lab::{Lab, findings};

const PRIVILEGED: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: root, namespace: shop}
spec:
  containers:
  - name: c
    image: registry.example.com/c:1.2.3
    securityContext:
      privileged: true
";

const CLEAN: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {greeting: hello}\n";

#[test]
fn exit_statuses_tell_clean_findings_and_trouble_apart() {
    let lab = Lab::with(&[("clean/a.yaml", CLEAN), ("bad/p.yaml", PRIVILEGED)]);
    lab.write("broken/b.yaml", b"a: [1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    assert_eq!(lab.run(&["scan", "clean"]).status, 0);
    assert_eq!(lab.run(&["scan", "bad"]).status, 1);
    assert_eq!(lab.run(&["scan", "bad", "--fail-on", "never"]).status, 0);
    assert_eq!(lab.run(&["scan", "broken"]).status, 2);
    assert_eq!(lab.run(&["scan", "nothing-here"]).status, 2);
    assert_eq!(lab.run(&["scan"]).status, 2);
    assert_eq!(lab.run(&["scan", "clean", "--check", "no-such-check"]).status, 2);
}

#[test]
fn a_finding_carries_its_line_column_and_pointer() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    let (status, report) = lab.report(&["p.yaml"]);
    assert_eq!(status, 1);
    let [finding] = findings(&report, "privileged-container")[..] else { panic!("{report}") };
    let location = &finding["location"];
    assert_eq!(location["file"], "p.yaml");
    assert_eq!((&location["line"], &location["column"]), (&9.into(), &7.into()));
    assert_eq!((&location["endLine"], &location["endColumn"]), (&9.into(), &23.into()));
    assert_eq!(location["pointer"], "/spec/containers/0/securityContext/privileged");
    assert_eq!(finding["object"]["container"], "c");
    assert_eq!(finding["severity"], "critical");
    assert_eq!(finding["status"], "open");
}

#[test]
fn pointers_in_a_list_are_within_the_object() {
    let items = PRIVILEGED.replace('\n', "\n  ");
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {items}\n");
    let lab = Lab::with(&[("list.yaml", &list)]);
    let (_, report) = lab.report(&["list.yaml"]);
    let [finding] = findings(&report, "privileged-container")[..] else { panic!("{report}") };
    assert_eq!(finding["location"]["pointer"], "/spec/containers/0/securityContext/privileged");
    assert_eq!(finding["location"]["line"], 12);
}

#[test]
fn columns_count_characters() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, x: 関所, spec: {hostPID: true, containers: [{name: c, image: 'a:1'}]}}\n";
    let lab = Lab::with(&[("p.yaml", pod)]);
    let (_, report) = lab.report(&["p.yaml"]);
    let [finding] = findings(&report, "host-namespaces")[..] else { panic!("{report}") };
    let column =
        pod.chars().collect::<String>().split("hostPID").next().unwrap().chars().count() + 1;
    assert_eq!(finding["location"]["column"], column);
}

#[test]
fn a_broken_document_is_told_and_the_rest_counts() {
    let lab = Lab::new();
    lab.write("mixed.yaml", format!("a: b: c\n---\n{PRIVILEGED}").as_bytes());
    let (status, report) = lab.report(&["mixed.yaml"]);
    assert_eq!(status, 2);
    assert_eq!(findings(&report, "privileged-container").len(), 1);
    let [error] = &report["errors"].as_array().unwrap()[..] else { panic!("{report}") };
    assert_eq!(error["file"], "mixed.yaml");
    assert_eq!(error["document"], 1);
    assert_eq!(error["line"], 1);
    assert_eq!(report["summary"]["unread"], 1);
    assert_eq!(report["summary"]["objects"], 1);
}

#[test]
fn standard_input_is_a_world() {
    let lab = Lab::new();
    let ran = lab.run_with(&["scan", "--report", "json", "-"], PRIVILEGED.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.status, 1);
    let [finding] = findings(&report, "privileged-container")[..] else { panic!("{report}") };
    assert_eq!(finding["world"], "-");
    assert_eq!(finding["location"]["line"], 9);
}

/// Standard input was mended before it was judged, so that a gzip file passed for clean.
#[test]
fn standard_input_that_is_no_text_is_told() {
    let lab = Lab::new();
    for input in [
        &b"\x1f\x8b\x08\x00\x00\x00"[..],
        &b"apiVersion: v1\nkind: Pod\nmetadata: {name: caf\xe9}\n"[..],
    ] {
        let ran = lab.run_with(&["scan", "-"], input);
        assert_eq!(ran.status, 2, "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_folder_outside_is_told() {
    let lab = Lab::with(&[("in/a.yaml", CLEAN), ("out/p.yaml", PRIVILEGED)]);
    std::os::unix::fs::symlink(lab.path("out"), lab.path("in/link")).unwrap();
    let (status, report) = lab.report(&["in"]);
    assert_eq!(status, 2);
    assert_eq!(report["errors"][0]["file"], "in/link");
    assert_eq!(report["summary"]["unread"], 1);
}

#[test]
fn list_elements_that_are_no_objects_are_counted() {
    let list =
        "apiVersion: v1\nkind: List\nitems:\n- just text\n- {apiVersion: v1, kind: ConfigMap}\n";
    let lab = Lab::with(&[("l.yaml", list)]);
    let (_, report) = lab.report(&["l.yaml"]);
    assert_eq!(report["summary"]["strays"], 1);
    assert_eq!(report["summary"]["objects"], 1);
}

/// A finding for other people failed the run without being shown.
#[test]
fn only_what_is_shown_fails_the_run() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    let only = ["scan", "p.yaml", "--check", "image-without-digest", "--fail-on", "low"];
    assert_eq!(lab.run(&only).status, 0);
    assert_eq!(lab.run(&[&only[..], &["--audience", "audit"]].concat()).status, 1);
}

#[test]
fn several_reports_are_written_at_once() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    let args = [
        "scan",
        "p.yaml",
        "--report",
        "json=r.json",
        "--report",
        "sarif=r.sarif",
        "--report",
        "junit=r.xml",
        "--report",
        "html=r.html",
        "--report",
        "markdown=r.md",
        "--report",
        "github=r.gh",
    ];
    let ran = lab.run(&args);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("privileged-container"), "people still see the terminal report");
    for name in ["r.json", "r.sarif", "r.xml", "r.html", "r.md", "r.gh"] {
        assert!(lab.read(name).contains("privileged"), "{name}");
    }
    let both = lab.run(&["scan", "p.yaml", "--report", "json", "--report", "sarif"]);
    assert_eq!(both.status, 2);
    assert!(both.err.contains("--report sarif=FILE"), "{}", both.err);
}

#[test]
fn a_report_that_cannot_be_written_is_trouble() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    let ran = lab.run(&["scan", "p.yaml", "--report", "json=no/such/folder/r.json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("no/such/folder/r.json"), "{}", ran.err);
}

#[test]
fn an_earlier_report_is_a_baseline() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    lab.run(&["scan", "p.yaml", "--report", "json=old.json"]);
    lab.write("p.yaml", format!("# moved\n\n{PRIVILEGED}").as_bytes());
    let (status, report) = lab.report(&["p.yaml", "--baseline", "old.json"]);
    assert_eq!(status, 0);
    assert_eq!(findings(&report, "privileged-container")[0]["status"], "baseline");
    let bad = lab.run(&["scan", "p.yaml", "--baseline", "p.yaml"]);
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("is no JSON report"), "{}", bad.err);
}

#[test]
fn comments_waive_with_a_reason() {
    let waived = PRIVILEGED.replace(
        "privileged: true",
        "privileged: true  # sekisho: allow privileged-container formats disks",
    );
    let lab = Lab::with(&[("p.yaml", &waived)]);
    let (_, report) = lab.report(&["p.yaml"]);
    let finding = findings(&report, "privileged-container")[0];
    assert_eq!(finding["status"], "waived");
    assert_eq!(finding["waiver"]["source"], "comment");
    assert_eq!(finding["waiver"]["reason"], "formats disks");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let lab = Lab::new();
    for n in 0..200 {
        lab.write(
            &format!("{n}.yaml"),
            PRIVILEGED.replace("root", &format!("root-{n}")).as_bytes(),
        );
    }
    let mut child = lab
        .command(&["scan", "-v", "--fail-on", "never", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}

#[test]
fn the_language_comes_from_the_option_and_the_locale() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    assert!(lab.run(&["scan", "p.yaml", "--lang", "ja"]).out.contains("特権"));
    let from_locale = lab.command(&["scan", "p.yaml"]).env("LANG", "ja_JP.UTF-8").output().unwrap();
    assert!(String::from_utf8(from_locale.stdout).unwrap().contains("特権"));
    let (_, en) = lab.report(&["p.yaml", "--lang", "en"]);
    let (_, ja) = lab.report(&["p.yaml", "--lang", "ja"]);
    let prints = |report: &serde_json::Value| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["fingerprint"].to_string()).collect()
    };
    assert_eq!(prints(&en), prints(&ja));
}

#[test]
fn an_admission_configuration_gives_defaults_and_exemptions() {
    let config = "\
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults: {enforce: baseline}
    exemptions: {namespaces: [NAMES]}
";
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n";
    let lab = Lab::with(&[("all/p.yaml", &format!("{namespace}{PRIVILEGED}"))]);
    lab.write("open.yaml", config.replace("NAMES", "").as_bytes());
    lab.write("exempt.yaml", config.replace("NAMES", "shop").as_bytes());
    lab.write("bad.yaml", config.replace("enforce: baseline", "enforce: basic").as_bytes());
    let rejected = |config: &str| {
        let (_, report) = lab.report(&["all", "--admission-config", config]);
        findings(&report, "pod-rejected-by-namespace").len()
    };
    assert_eq!(rejected("open.yaml"), 1);
    assert_eq!(rejected("exempt.yaml"), 0);
    let bad = lab.run(&["scan", "all", "--admission-config", "bad.yaml"]);
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("enforce"), "{}", bad.err);
}

#[test]
fn worlds_are_named_by_the_command_line_or_the_configuration_file() {
    let lab = Lab::with(&[("x/a/p.yaml", PRIVILEGED), ("x/b/p.yaml", PRIVILEGED)]);
    let worlds = |args: &[&str]| {
        let (_, report) = lab.report(&[&["x"], args].concat());
        report["summary"]["worlds"].clone()
    };
    let named = worlds(&["--world", "left=a/**", "--world", "right=b/**"]);
    assert_eq!(named, serde_json::json!(["left", "right"]));
    assert_eq!(worlds(&["--one-world"]).as_array().unwrap().len(), 1);
    lab.write("sekisho.toml", b"[worlds]\nall = ['a/**', 'b/**']\n");
    assert_eq!(worlds(&[]), serde_json::json!(["all"]));
    lab.write("sekisho.toml", b"[world]\n");
    let ran = lab.run(&["scan", "x"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("sekisho.toml") && ran.err.contains("worlds"), "{}", ran.err);
}

#[test]
fn the_report_is_valid_by_its_own_schema_names() {
    let lab = Lab::with(&[("p.yaml", PRIVILEGED)]);
    let schema: serde_json::Value = serde_json::from_str(&lab.run(&["schema"]).out).unwrap();
    let (_, report) = lab.report(&["p.yaml"]);
    for required in schema["required"].as_array().unwrap() {
        assert!(report.get(required.as_str().unwrap()).is_some(), "{required}");
    }
}

#[test]
fn checks_are_listed_and_explained_in_both_languages() {
    let lab = Lab::new();
    let listed = lab.run(&["checks"]);
    assert_eq!(listed.status, 0);
    assert!(listed.out.contains("privileged-container"));
    for (lang, word) in [("en", "privileged"), ("ja", "特権")] {
        let explained = lab.run(&["explain", "privileged-container", "--lang", lang]);
        assert!(explained.out.contains(word), "{}", explained.out);
    }
    for id in ["KSV-0014", "avd-ksv-0014", "CKV_K8S_22"] {
        let explained = lab.run(&["explain", id]);
        assert!(explained.out.contains("writable-root-filesystem"), "{id}: {}", explained.err);
    }
    // Only some of its findings are about these capabilities.
    assert!(lab.run(&["explain", "C-0046"]).out.contains("near-root-capability"));
    let several = lab.run(&["explain", "C-0012"]);
    assert_eq!(several.status, 2);
    assert!(several.err.contains("`credential-in-env`"), "{}", several.err);
    let typo = lab.run(&["explain", "privileged-contaner"]);
    assert_eq!(typo.status, 2);
    assert!(typo.err.contains("did you mean `privileged-container`?"), "{}", typo.err);
}

#[test]
fn completions_and_manual_come_from_the_options() {
    let lab = Lab::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(lab.run(&["completions", shell]).out.contains("admission-config"), "{shell}");
    }
    assert!(lab.run(&["man"]).out.contains("sekisho"));
    assert_eq!(lab.run(&["man", "pages"]).status, 0);
    assert!(lab.read("pages/sekisho-scan.1").contains("kubernetes"));
}
