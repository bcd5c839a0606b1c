//! Input that means harm, or is just odd: each is told, none stops the run.
#![cfg(unix)]

mod lab;

use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lab::Lab;
use sekisho_collect::{Progress, Silent, collect};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";

#[test]
fn links_in_a_circle_are_told() {
    let lab = Lab::new(&[("a/pod.yaml", POD)]);
    symlink("..", lab.path("a/up")).unwrap();
    symlink("two.yaml", lab.path("one.yaml")).unwrap();
    symlink("one.yaml", lab.path("two.yaml")).unwrap();
    let collected = lab.collect(&[""]);
    assert_eq!(lab.worlds(&collected), ["a: Pod a"]);
    assert_eq!(
        lab.problems(&collected),
        [
            "unreadable a/up: symbolic links lead in a circle",
            "unreadable one.yaml: symbolic links lead in a circle",
            "unreadable two.yaml: symbolic links lead in a circle",
        ]
    );
    assert_eq!(collected.counts.unread, 3);
    assert!(collected.problems.iter().all(|problem| problem.help.is_some()));
}

#[test]
fn links_are_followed_to_files_of_the_same_folder_only() {
    let outside = Lab::new(&[("secret.yaml", POD)]);
    let lab = Lab::new(&[("..data/mounted.yaml", POD), ("plain.yaml", POD)]);
    symlink("..data/mounted.yaml", lab.path("mounted.yaml")).unwrap();
    symlink("plain.yaml", lab.path("twice.yaml")).unwrap();
    symlink(outside.path("secret.yaml"), lab.path("out.yaml")).unwrap();
    symlink("nowhere", lab.path("broken.yaml")).unwrap();
    symlink("nowhere", lab.path("broken.txt")).unwrap();
    let collected = lab.collect(&[""]);
    assert_eq!(collected.counts.files, 2);
    assert_eq!(
        lab.problems(&collected),
        [
            "unreadable broken.yaml: the symbolic link leads nowhere",
            "unreadable out.yaml: the symbolic link leads out of the folder",
        ]
    );
    // A link that is named is followed wherever it leads.
    assert_eq!(lab.collect(&["out.yaml"]).counts.objects, 1);
}

#[test]
fn pipes_and_devices_hold_nothing_up() {
    let lab = Lab::new(&[("a.yaml", POD)]);
    assert!(Command::new("mkfifo").arg(lab.path("pipe.yaml")).status().unwrap().success());
    let collected = lab.collect(&["", "pipe.yaml"]);
    assert_eq!(collected.counts.objects, 1);
    assert_eq!(collected.problems.len(), 2);
    assert!(collected.problems.iter().all(|problem| problem.message.contains("pipe")));
    let mut request = lab.request(&[]);
    request.paths = vec!["/dev/zero".into()];
    assert_eq!(collect(request, &Silent).problems.len(), 1);
}

#[test]
fn what_is_not_there_is_told() {
    let lab = Lab::new(&[("x.yaml/inner.yaml", POD)]);
    let collected = lab.collect(&["missing", "x.yaml", "x.yaml/inner.yaml/deep"]);
    assert_eq!(collected.counts.objects, 1);
    assert_eq!(
        lab.problems(&collected),
        [
            "unreadable missing: there is no such file or folder",
            "unreadable x.yaml/inner.yaml/deep: there is no such file or folder",
        ]
    );
}

/// Changes the input when all files are found and the first is being read.
struct Meddler<F: Fn() + Sync> {
    files: u64,
    meddle: F,
}

impl<F: Fn() + Sync> Progress for Meddler<F> {
    fn found(&self, files: u64) {
        if files == self.files {
            (self.meddle)();
        }
    }
}

#[test]
fn a_file_that_vanishes_meanwhile_is_told() {
    let lab = Lab::new(&[("a.yaml", POD), ("b.yaml", POD)]);
    let meddler =
        Meddler { files: 2, meddle: || std::fs::remove_file(lab.path("a.yaml")).unwrap() };
    let collected = collect(lab.request(&[""]), &meddler);
    assert_eq!(lab.problems(&collected), ["unreadable a.yaml: there is no such file or folder"]);
    assert_eq!(collected.counts.objects, 1);
}

/// Grows the file when the first piece has been read.
struct Grow<'l>(&'l Lab, &'l AtomicU64);
impl Progress for Grow<'_> {
    fn read(&self, _: u64) {
        if self.1.fetch_add(1, Ordering::Relaxed) == 0 {
            self.0.append("log.yaml", "a: 1\n");
        }
    }
}

#[test]
fn a_file_that_grows_is_read_as_it_is_or_told() {
    let lab = Lab::new(&[("log.yaml", &"# line\n".repeat(1300 << 10))]);
    let grown = AtomicU64::new(0);
    let collected = collect(lab.request(&[""]), &Grow(&lab, &grown));
    assert_eq!(lab.problems(&collected), ["unreadable log.yaml: it changes while it is read"]);
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let lab = Lab::new(&[("good.yaml", POD)]);
    lab.write("latin.yaml", b"apiVersion: v1\nkind: Pod\nmetadata: {name: caf\xe9}\n");
    lab.write("binary.yaml", (0..4096).map(|n| (n * 37 % 256) as u8).collect::<Vec<u8>>());
    let collected = lab.collect(&[""]);
    assert_eq!(collected.counts.objects, 1);
    let problems = lab.problems(&collected);
    assert!(
        problems.iter().any(|problem| problem.starts_with("broken latin.yaml")),
        "{problems:?}"
    );
    assert!(
        problems.iter().any(|problem| problem.starts_with("broken binary.yaml")),
        "{problems:?}"
    );
}

#[test]
fn a_line_of_64_mb_is_bounded() {
    let lab = Lab::new(&[("good.yaml", POD)]);
    lab.write("line.yaml", format!("a: {}", "x".repeat(64 << 20)));
    let collected = lab.collect(&[""]);
    assert_eq!(collected.counts.objects, 1);
    let problems = lab.problems(&collected);
    assert!(
        matches!(problems.as_slice(), [one] if one.starts_with("limit line.yaml")),
        "{problems:?}"
    );
}

#[test]
fn every_bound_names_itself() {
    let lab =
        Lab::new(&[("a.yaml", &format!("{POD}---\n{POD}")), ("b.yaml", POD), ("c/d/e.yaml", POD)]);
    let told = |change: &dyn Fn(&mut sekisho_collect::Limits)| {
        let mut request = lab.request(&[""]);
        change(&mut request.limits);
        let collected = collect(request, &Silent);
        assert!(collected.counts.unread > 0);
        lab.problems(&collected)
    };
    for (bound, problems) in [
        ("bound on file size", told(&|limits| limits.file_bytes = 50)),
        ("more than 1 files", told(&|limits| limits.files = 1)),
        ("more than 100 bytes together", told(&|limits| limits.total_bytes = 100)),
        ("more than 1 folders", told(&|limits| limits.folder_depth = 1)),
    ] {
        assert!(
            problems.iter().any(|problem| problem.starts_with("limit") && problem.contains(bound)),
            "{bound}: {problems:?}"
        );
    }
    // Which files are read before the bound is passed is not fixed, as they are read side by side.
    let many: Vec<String> = (0..200).map(|n| format!("many/{n}.yaml")).collect();
    for path in &many {
        lab.write(path, POD);
    }
    let problems = told(&|limits| limits.documents = 3);
    assert!(
        problems.iter().any(|problem| problem.contains("more than 3 documents")),
        "{problems:?}"
    );
}

#[test]
fn a_renderer_that_hangs_is_ended() {
    let lab = Lab::new(&[("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", POD)]);
    lab.write("kustomize", "#!/bin/sh\nsleep 100\n");
    assert!(Command::new("chmod").arg("+x").arg(lab.path("kustomize")).status().unwrap().success());
    let mut request = lab.request(&[""]);
    request.render.kustomize = Some(lab.path("kustomize"));
    request.render.time_limit = Duration::from_millis(200);
    let collected = collect(request, &Silent);
    assert_eq!(collected.counts.unrendered, 1);
    assert!(lab.problems(&collected).iter().any(|problem| problem.contains("0.2 seconds")));
    // What it would have been made of is judged unpatched.
    assert_eq!(lab.worlds(&collected), [".: Pod a"]);
}
