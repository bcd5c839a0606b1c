//! A folder on disk to collect from, and what came of it in words.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests lay out files")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use sekisho_collect::{Collected, Request, Silent, collect};
use sekisho_inventory::Snapshot;
use tempfile::TempDir;

pub(crate) struct Lab {
    folder: TempDir,
}

impl Lab {
    /// Files by path and text; missing folders are made.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let lab = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            lab.write(path, text);
        }
        lab
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        let mut file = fs::OpenOptions::new().append(true).open(self.path(path)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// A request for paths below the folder.
    pub(crate) fn request(&self, paths: &[&str]) -> Request {
        Request::new(paths.iter().map(|path| self.path(path)))
    }

    pub(crate) fn collect(&self, paths: &[&str]) -> Collected {
        collect(self.request(paths), &Silent)
    }

    /// A name or message with the folder's own path taken out.
    pub(crate) fn short(&self, text: &str) -> String {
        let root = self.root();
        let root = root.to_str().unwrap();
        text.replace(&format!("{root}/"), "").replace(root, ".")
    }

    /// The worlds, each with its objects: `dev: Service web, Pod a`.
    pub(crate) fn worlds(&self, collected: &Collected) -> Vec<String> {
        collected
            .snapshots
            .iter()
            .map(|snapshot| {
                let objects: Vec<String> =
                    snapshot.objects().iter().map(|object| object.id.label()).collect();
                format!("{}: {}", self.short(&snapshot.world.name), objects.join(", "))
            })
            .collect()
    }

    /// The problems: `kind path: message`.
    pub(crate) fn problems(&self, collected: &Collected) -> Vec<String> {
        collected
            .problems
            .iter()
            .map(|problem| {
                let path = problem.path.as_deref().unwrap_or_default();
                self.short(&format!("{} {path}: {}", problem.kind.name(), problem.message))
            })
            .collect()
    }
}

/// Every document and every object is counted once.
pub(crate) fn assert_counts_add_up(collected: &Collected) {
    let counts = &collected.counts;
    assert_eq!(counts.objects, counts.kinds.values().sum::<u64>());
    let objects: usize = collected.snapshots.iter().map(|snapshot| snapshot.objects().len()).sum();
    assert_eq!(counts.objects, objects as u64);
    assert_eq!(counts.worlds.len(), collected.snapshots.len());
    let mut by_document: BTreeMap<_, u64> = BTreeMap::new();
    for object in collected.snapshots.iter().flat_map(Snapshot::objects) {
        let document = object.id.document.as_ref().unwrap();
        *by_document.entry((document.source, document.index)).or_default() += 1;
    }
    let told = counts.empty + counts.other + by_document.len() as u64;
    // The rest is broken, or a list of nothing.
    assert!(told <= counts.documents, "{counts:?}");
    assert!(told + counts.unread >= counts.documents, "{counts:?}");
}

/// A plain object.
pub(crate) fn object(kind: &str, name: &str) -> String {
    format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n")
}
