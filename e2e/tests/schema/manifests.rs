//! The objects of a folder of manifests.

use std::path::{Path, PathBuf};

use sekisho_source::{Document, Duplicate, Limits, read};
use sekisho_value::{Keys, Value};

/// An object of a manifest.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// `FILE#INDEX`, with the index of its document, and kind and name.
    pub(crate) id: String,
    pub(crate) object: Value,
    /// Keys that stand twice in what is sent as text.
    pub(crate) duplicates: Vec<Duplicate>,
    /// The whole file, where the object is all of it: the server then reads the YAML itself.
    pub(crate) text: Option<String>,
}

/// All objects of all files, in order; those of a `List` by themselves.
pub(crate) fn read_all(folder: &Path) -> Vec<Manifest> {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.sort();
    let mut manifests = Vec::new();
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let mut documents: Vec<Document> = Vec::new();
        let problems = read(&bytes, &Limits::default(), &mut Keys::default(), |document| {
            documents.push(document);
        });
        let name = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let is_whole = problems.is_empty() && documents.len() == 1;
        for document in documents {
            let text = String::from_utf8(bytes.clone()).ok().filter(|_| is_whole);
            let Document { index, value, duplicates, .. } = document;
            let is_list = value.str_at(&["kind"]).is_some_and(|kind| kind.ends_with("List"))
                && value.get("items").is_some();
            if is_list {
                for item in value.items_at(&["items"]) {
                    manifests.push(manifest(&name, index, item.clone(), Vec::new(), None));
                }
            } else if value.str_at(&["kind"]).is_some() {
                // The text of one document among several is not at hand, so its duplicates are gone.
                let duplicates = if text.is_some() { duplicates } else { Vec::new() };
                manifests.push(manifest(&name, index, value, duplicates, text));
            }
        }
    }
    manifests
}

fn manifest(
    file: &str,
    index: u32,
    object: Value,
    duplicates: Vec<Duplicate>,
    text: Option<String>,
) -> Manifest {
    let kind = object.str_at(&["kind"]).unwrap_or("?");
    let name = object.str_at(&["metadata", "name"]).unwrap_or("?");
    Manifest { id: format!("{file}#{index} {kind} {name}"), object, duplicates, text }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            walk(&path, files);
        } else if ["yaml", "yml", "json"].contains(&ending) {
            files.push(path);
        }
    }
}
