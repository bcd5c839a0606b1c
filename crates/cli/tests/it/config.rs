//! `sekisho.toml`, and what `sekisho config` says of it.

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

fn lab(config: &str) -> Lab {
    let lab = Lab::with(&[("a/p.yaml", PRIVILEGED), ("b/p.yaml", PRIVILEGED)]);
    lab.write("sekisho.toml", config.as_bytes());
    lab
}

#[test]
fn faults_of_the_file_are_shown_with_a_caret_and_the_next_step() {
    let lab = lab("fail_on = 'hihg'\nconfidense = 'low'\n[severity]\nrun-as-root = 3\n");
    let ran = lab.run(&["scan", "a"]);
    assert_eq!(ran.status, 2);
    for part in [
        "sekisho.toml:1:11: `fail_on` cannot be `hihg`",
        "did you mean `high`?",
        "sekisho.toml:2:1: `confidense` is no key",
        "2 | confidense = 'low'\n  | ^^^^^^^^^^",
        "did you mean `confidence`?",
        "`severity.run-as-root` is one of info, low, medium, high, critical in quotes, not a number",
    ] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn the_file_decides_and_the_command_line_wins() {
    let lab = lab("fail_on = 'never'\ndisable = ['privileged-container']\n");
    assert_eq!(lab.run(&["scan", "a"]).status, 0);
    let (_, report) = lab.report(&["a"]);
    assert_eq!(findings(&report, "privileged-container").len(), 0);
    assert_eq!(report["summary"]["disabledChecks"], 1);
    assert_eq!(report["configuration"]["disabled"][0], "privileged-container");
    assert_eq!(report["configuration"]["file"], "sekisho.toml");
    let out = lab.run(&["scan", "a"]).out;
    assert!(out.contains("1 check is disabled: privileged-container"), "{out}");
    let (status, report) =
        lab.report(&["a", "--fail-on", "high", "--check", "privileged-container"]);
    assert_eq!((status, findings(&report, "privileged-container").len()), (1, 1));
}

#[test]
fn the_file_is_found_in_the_folders_around() {
    let lab = lab("[severity]\nprivileged-container = 'low'\n");
    let mut command = lab.command(&["scan", "--report", "json", "."]);
    let output = command.current_dir(lab.path("a")).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(findings(&report, "privileged-container")[0]["severity"], "low");
    assert_eq!(report["configuration"]["file"], "../sekisho.toml");
    let named = lab.run(&["scan", "a", "--config", "none.toml"]);
    assert_eq!(named.status, 2);
    assert!(named.err.contains("none.toml"), "{}", named.err);
}

#[test]
fn overrides_are_for_some_paths_and_stay_to_be_seen() {
    let lab =
        lab("[[override]]\npaths = ['b/**']\ndisable = ['privileged-container']\nreason = 'old'\n\
         severity = { run-as-root = 'info' }\n");
    let (_, report) = lab.report(&["."]);
    for finding in findings(&report, "privileged-container") {
        let is_in_b = finding["location"]["file"] == "b/p.yaml";
        assert_eq!(finding["status"], if is_in_b { "waived" } else { "open" });
        if is_in_b {
            assert_eq!(finding["waiver"]["reason"], "old");
            assert_eq!(finding["waiver"]["file"], "sekisho.toml");
            assert_eq!(finding["waiver"]["line"], 1);
        }
    }
    for finding in findings(&report, "run-as-root") {
        let is_in_b = finding["location"]["file"] == "b/p.yaml";
        assert_eq!(finding["severity"] == "info", is_in_b);
    }
}

#[test]
fn waivers_of_the_file_cover_what_they_name_and_are_judged() {
    let lab = lab(
        "[[waiver]]\ncheck = 'privileged-container'\nreason = 'formats disks'\npaths = ['a']\n\
         namespace = ['sh*']\ncontainer = ['c']\n\n[[waiver]]\ncheck = 'host-namespaces'\nreason = 'x'\n\n\
         [[waiver]]\ncheck = 'run-as-root'\nuntil = 2020-01-01\n",
    );
    let (_, report) = lab.report(&["."]);
    let waived: Vec<_> = findings(&report, "privileged-container")
        .iter()
        .map(|finding| (finding["location"]["file"].clone(), finding["status"].clone()))
        .collect();
    assert!(waived.contains(&("a/p.yaml".into(), "waived".into())), "{waived:?}");
    assert!(waived.contains(&("b/p.yaml".into(), "open".into())), "{waived:?}");
    let place = |check: &str| {
        let [finding] = findings(&report, check)[..] else { panic!("{check}: {report}") };
        (finding["location"]["file"].clone(), finding["location"]["line"].clone())
    };
    assert_eq!(place("useless-waiver"), ("sekisho.toml".into(), 8.into()));
    assert_eq!(place("expired-waiver"), ("sekisho.toml".into(), 12.into()));
    assert_eq!(findings(&report, "run-as-root")[0]["status"], "open");
}

#[test]
fn what_is_in_force_says_where_it_comes_from() {
    let lab = lab("# head\nfail_on = 'low'\n[parameters]\nminimum_replicas = 3\n");
    let text = lab.run(&["config", "--confidence", "low"]).out;
    for (setting, source) in [
        ("fail_on = \"low\"", "sekisho.toml:2"),
        ("confidence = \"low\"", "command line"),
        ("parameters.minimum_replicas = 3", "sekisho.toml:4"),
        ("render.timeout = 30", "default"),
    ] {
        let line = text.lines().find(|line| line.starts_with(setting));
        assert!(line.is_some_and(|line| line.ends_with(source)), "{setting}: {text}");
    }
    let json = lab.run(&["config", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let settings = json["settings"].as_array().unwrap();
    let fail_on = settings.iter().find(|setting| setting["key"] == "fail_on").unwrap();
    assert_eq!(
        fail_on["source"],
        serde_json::json!({"from": "file", "file": "sekisho.toml", "line": 2})
    );
}

/// What the template shows must pass when its comments are taken off.
#[test]
fn the_template_is_a_file_that_passes() {
    let lab = lab("");
    let template = lab.run(&["config", "--example"]).out;
    assert_eq!(lab.run(&["config"]).status, 0);
    lab.write("sekisho.toml", template.as_bytes());
    assert_eq!(lab.run(&["config"]).status, 0);
    let told = |line: &str| {
        !line.starts_with("##") && !line.starts_with("# sekisho") && !line.starts_with("# Every")
    };
    let bare: String = template
        .lines()
        .filter(|line| told(line))
        .map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n")
        .collect();
    assert!(bare.contains("[[waiver]]\ncheck = "), "{bare}");
    lab.write("sekisho.toml", bare.as_bytes());
    let ran = lab.run(&["config"]);
    assert_eq!(ran.status, 0, "{}\n{bare}", ran.err);
    let schema: serde_json::Value =
        serde_json::from_str(&lab.run(&["config", "--schema"]).out).unwrap();
    assert_eq!(schema["properties"]["fail_on"]["enum"][5], "never");
    assert_eq!(schema["properties"]["waiver"]["items"]["required"][0], "check");
}

#[test]
fn files_of_other_scanners_waive() {
    let status = |file: &str, text: &str, args: &[&str]| {
        let lab = lab("");
        lab.write(file, text.as_bytes());
        let (_, report) = lab.report(&[&["a"], args].concat());
        let finding = findings(&report, "privileged-container")[0].clone();
        (finding["status"].as_str().unwrap().to_owned(), finding["waiver"].clone(), report)
    };
    let (waived, waiver, _) =
        status(".trivyignore", "# why\nCVE-2024-1\nAVD-KSV-0017 exp:2099-01-01\n", &[]);
    assert_eq!(waived, "waived");
    assert_eq!(waiver["source"], "file");
    assert_eq!(waiver["line"], 3);
    assert_eq!(waiver["until"], "2098-12-31");
    let (open, _, report) = status(".trivyignore", "KSV017 exp:2020-01-01\n", &[]);
    assert_eq!(open, "open");
    assert_eq!(findings(&report, "expired-waiver")[0]["location"]["file"], ".trivyignore");
    let yaml = |path: &str| {
        format!("misconfigurations:\n- id: KSV-0017\n  paths: ['{path}']\n  statement: why\n")
    };
    assert_eq!(status(".trivyignore.yaml", &yaml("a/*.yaml"), &[]).0, "waived");
    assert_eq!(status(".trivyignore.yaml", &yaml("b/*.yaml"), &[]).0, "open");
    let exceptions = |namespace: &str, control: &str| {
        format!(
            "[{{\"name\": \"disks\", \"policyType\": \"postureExceptionPolicy\", \"actions\": [\"alertOnly\"],
              \"resources\": [{{\"designatorType\": \"Attributes\",
                \"attributes\": {{\"kind\": \".*\", \"namespace\": \"{namespace}\"}}}}],
              \"posturePolicies\": [{{\"controlID\": \"{control}\"}}]}}]"
        )
    };
    let kubescape = |namespace: &str, control: &str| {
        status("e.json", &exceptions(namespace, control), &["--waivers", "e.json"])
    };
    let (waived, waiver, _) = kubescape("sh.*", "c-0057");
    assert_eq!((waived.as_str(), waiver["reason"].as_str()), ("waived", Some("disks")));
    assert_eq!(kubescape("sho", "C-0057").0, "open");
    assert_eq!(kubescape("shop", "C-0001").0, "open");
    let lab = lab("");
    lab.write("bad.json", exceptions("[", "C-0057").as_bytes());
    let bad = lab.run(&["scan", "a", "--waivers", "bad.json"]);
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("bad.json") && bad.err.contains("line 1"), "{}", bad.err);
}

#[test]
fn comments_of_other_scanners_waive() {
    let pod =
        PRIVILEGED.replace("      privileged", "      # trivy:ignore:KSV-0017\n      privileged");
    let lab = Lab::with(&[("p.yaml", &pod)]);
    let (_, report) = lab.report(&["p.yaml"]);
    let finding = findings(&report, "privileged-container")[0];
    assert_eq!(finding["status"], "waived");
    assert_eq!(finding["waiver"]["scanner"], "trivy");
    lab.write("p.yaml", format!("# checkov:skip=CKV_K8S_16:why\n{PRIVILEGED}").as_bytes());
    let (_, report) = lab.report(&["p.yaml"]);
    assert_eq!(findings(&report, "privileged-container")[0]["waiver"]["reason"], "why");
}

#[test]
fn a_comment_that_does_not_work_is_a_finding_at_its_line() {
    let lab =
        Lab::with(&[("p.yaml", &format!("# sekisho: allow host-namespaces x\n{PRIVILEGED}"))]);
    let (_, report) = lab.report(&["p.yaml"]);
    let [finding] = findings(&report, "useless-waiver")[..] else { panic!("{report}") };
    assert_eq!(
        (&finding["location"]["line"], &finding["location"]["column"]),
        (&1.into(), &1.into())
    );
    assert!(lab.run(&["explain", "useless-waiver"]).out.contains("A waiver covers nothing"));
    assert!(lab.run(&["checks"]).out.contains("SK-2105"));
}
