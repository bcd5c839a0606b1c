//! Baselines and `--since`: what is new, in real repositories of git.

use std::process::Command;

use crate::lab::Lab;

fn pod(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: c\n    \
         image: registry.example.com/c:1.2.3\n    securityContext:\n      privileged: true\n"
    )
}

fn git(lab: &Lab, args: &[&str]) {
    let own =
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    let output =
        Command::new("git").arg("-C").arg(lab.path("")).args(own).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(lab: &Lab) {
    git(lab, &["add", "-A"]);
    git(lab, &["commit", "-q", "-m", "x"]);
}

fn repository(files: &[(&str, &str)]) -> Lab {
    let lab = Lab::with(files);
    git(&lab, &["init", "-q"]);
    commit(&lab);
    lab
}

/// The open findings of the check by file, and how the run ended.
#[expect(clippy::indexing_slicing, reason = "a value of JSON that is not there is null")]
fn new(lab: &Lab, args: &[&str]) -> (i32, Vec<String>) {
    let (status, report) = lab.report(&[args, &["--check", "privileged-container"]].concat());
    let open = report["findings"].as_array().unwrap().iter().filter(|it| it["status"] == "open");
    (status, open.map(|it| it["location"]["file"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn only_what_the_change_brought_is_new_committed_or_not() {
    let lab = repository(&[("k8s/a.yaml", &pod("a"))]);
    assert_eq!(new(&lab, &["k8s", "--since", "HEAD"]), (0, vec![]));
    lab.write("k8s/a.yaml", format!("# moved\n\n{}", pod("a")).as_bytes());
    lab.write("k8s/b.yaml", pod("b").as_bytes());
    assert_eq!(new(&lab, &["k8s", "--since", "HEAD"]), (1, vec!["k8s/b.yaml".to_owned()]));
    assert_eq!(new(&lab, &[".", "--since", "HEAD"]), (1, vec!["k8s/b.yaml".to_owned()]));
    git(&lab, &["checkout", "-q", "-b", "feature"]);
    commit(&lab);
    assert_eq!(new(&lab, &["k8s", "--since", "main"]), (1, vec!["k8s/b.yaml".to_owned()]));
    assert_eq!(new(&lab, &["k8s", "--since", "HEAD"]), (0, vec![]));
    let (_, report) = lab.report(&["k8s", "--since", "main"]);
    assert_eq!(report["compared"][0]["with"], "main");
    let out = lab.run(&["scan", "k8s", "--since", "main"]).out;
    assert!(out.contains("with `main`"), "{out}");
}

#[test]
fn renamed_files_and_folders_make_nothing_new() {
    let lab = repository(&[("k8s/a.yaml", &pod("a")), ("k8s/sub/c.yaml", &pod("c"))]);
    git(&lab, &["mv", "k8s/a.yaml", "k8s/z.yaml"]);
    assert_eq!(new(&lab, &["k8s", "--since", "HEAD"]), (0, vec![]));
    git(&lab, &["mv", "k8s", "deploy"]);
    assert_eq!(new(&lab, &[".", "--since", "HEAD"]), (0, vec![]));
    // A copy brings what it holds once more.
    lab.write("prod/a.yaml", pod("a").as_bytes());
    assert_eq!(new(&lab, &[".", "--since", "HEAD"]).1.len(), 1);
}

/// What others put on the main branch after this branch began, mended or not, is not this branch's.
#[test]
fn the_common_ancestor_counts() {
    let lab = repository(&[("k8s/a.yaml", &pod("a"))]);
    git(&lab, &["checkout", "-q", "-b", "feature"]);
    lab.write("k8s/b.yaml", pod("b").as_bytes());
    commit(&lab);
    git(&lab, &["checkout", "-q", "main"]);
    lab.write("k8s/a.yaml", pod("a").replace("true", "false").as_bytes());
    commit(&lab);
    git(&lab, &["checkout", "-q", "feature"]);
    assert_eq!(new(&lab, &["k8s", "--since", "main"]), (1, vec!["k8s/b.yaml".to_owned()]));
}

#[test]
fn ignore_files_and_waivers_hold_in_the_earlier_tree_too() {
    let waived = pod("w").replace("true", "true # sekisho: allow privileged-container why");
    let lab = repository(&[("k8s/w.yaml", &waived), (".sekishoignore", "x.yaml\n")]);
    lab.write("k8s/w.yaml", pod("w").as_bytes());
    lab.write("k8s/x.yaml", pod("x").as_bytes());
    assert_eq!(new(&lab, &["k8s", "--since", "HEAD"]).1, ["k8s/w.yaml"]);
}

#[test]
fn what_git_cannot_give_is_told_with_the_next_step() {
    let told = |lab: &Lab, args: &[&str]| {
        let ran = lab.run(&[&["scan"], args].concat());
        assert_eq!(ran.status, 2, "{ran:?}");
        ran.err
    };
    let lab = repository(&[("a.yaml", &pod("a"))]);
    lab.write("a.yaml", pod("b").as_bytes());
    commit(&lab);
    let err = told(&lab, &[".", "--since", "nowhere"]);
    assert!(err.contains("no revision `nowhere`") && err.contains("git fetch"), "{err}");
    let err = told(&lab, &["-", "--since", "HEAD"]);
    assert!(err.contains("standard input"), "{err}");
    let bare = Lab::with(&[("a.yaml", &pod("a"))]);
    let err = told(&bare, &[".", "--since", "HEAD"]);
    assert!(err.contains("no git repository"), "{err}");
    let shallow = Lab::new();
    let url = format!("file://{}", lab.path("").display());
    git(&shallow, &["clone", "-q", "--depth", "1", &url, "c"]);
    let err = told(&shallow, &["c", "--since", "HEAD~1"]);
    assert!(err.contains("shallow") && err.contains("--unshallow"), "{err}");
}

#[test]
fn a_baseline_of_its_own_is_small_sorted_and_read_back() {
    let lab = Lab::with(&[("k8s/a.yaml", &pod("a")), ("k8s/b.yaml", &pod("b"))]);
    assert_eq!(lab.run(&["scan", "k8s", "--write-baseline", "base"]).status, 1);
    let text = lab.read("base");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert!(text.starts_with("# sekisho baseline 1") && lines.is_sorted(), "{text}");
    assert!(
        lines.iter().any(|line| line.starts_with("privileged-container\tPod a (c)\t")),
        "{text}"
    );
    assert_eq!(lab.run(&["scan", "k8s", "--baseline", "base"]).status, 0);
    // Another checkout in another folder has the same fingerprints.
    let other = Lab::with(&[("k8s/a.yaml", &pod("a")), ("k8s/b.yaml", &pod("b"))]);
    other.run(&["scan", "k8s", "--write-baseline", "base"]);
    assert_eq!(other.read("base"), text);
    lab.write("bad", b"# sekisho baseline 1\nno tabs\n");
    let bad = lab.run(&["scan", "k8s", "--baseline", "bad"]);
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("line 2") && bad.err.contains("--write-baseline"), "{}", bad.err);
}

#[test]
fn what_is_gone_is_counted_and_dropped_where_it_was_looked_for() {
    let lab = Lab::with(&[("a.yaml", &pod("a")), ("b.yaml", &pod("b"))]);
    lab.run(&["scan", ".", "--write-baseline", "base"]);
    let before = lab.read("base").lines().count();
    lab.write("b.yaml", b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
    let (_, report) = lab.report(&[".", "--baseline", "base"]);
    assert!(report["compared"][0]["gone"].as_u64().unwrap() > 1, "{}", report["compared"]);
    let narrow = ["scan", ".", "--check", "privileged-container"];
    lab.run(&[&narrow[..], &["--baseline", "base", "--write-baseline", "base"]].concat());
    assert_eq!(lab.read("base").lines().count(), before - 1);
    lab.run(&["scan", ".", "--baseline", "base", "--write-baseline", "base"]);
    assert!(!lab.read("base").contains("Pod b"), "{}", lab.read("base"));
    assert_eq!(lab.run(&["scan", ".", "--baseline", "base"]).status, 0);
}

/// An update that the API server refuses is told by the change that asks for it, once.
#[test]
fn a_change_of_what_cannot_change_is_told() {
    let binding = |name: &str, role: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {name}, namespace: \
             shop}}\nroleRef:\n  kind: Role\n  name: {role}\nsubjects: [{{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}}]\n"
        )
    };
    let lab = repository(&[
        ("k8s/a.yaml", &binding("a", "reader")),
        ("k8s/b.yaml", &binding("b", "reader")),
    ]);
    lab.write("k8s/a.yaml", binding("a", "editor").as_bytes());
    // Written out as the server would fill it in, and moved to another file.
    git(&lab, &["mv", "k8s/b.yaml", "k8s/c.yaml"]);
    let written_out = binding("b", "reader")
        .replace("  kind: Role\n", "  kind: Role\n  apiGroup: rbac.authorization.k8s.io\n");
    lab.write("k8s/c.yaml", written_out.as_bytes());
    let found = |since: &str| {
        let args = ["k8s", "--since", since, "--check", "immutable-field-changed"];
        let (_, report) = lab.report(&args);
        let found = report["findings"].as_array().unwrap().iter().map(|finding| {
            let location = &finding["location"];
            let status = finding["status"].as_str().unwrap();
            format!("{}:{} {status}", location["file"].as_str().unwrap(), location["line"])
        });
        found.collect::<Vec<_>>()
    };
    assert_eq!(found("HEAD"), ["k8s/a.yaml:4 open"]);
    commit(&lab);
    assert_eq!(found("HEAD~1"), ["k8s/a.yaml:4 open"]);
    assert_eq!(found("HEAD"), [""; 0]);
}
