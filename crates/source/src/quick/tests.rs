#![expect(clippy::disallowed_methods, reason = "a test reads its corpus")]

use std::path::Path;

use bolero::check;
use sekisho_value::{Keys, Route, Value};

use super::*;
use crate::Limits;
use crate::build::Builder;
use crate::chunk::chunks;
use crate::decode::Text;
use crate::fault::Fault;
use crate::locate::{Planted, chunk_trees, general_trees};
use crate::tree::Tree;
use crate::yaml::{self, Documents};

type Found = (Value, Vec<(Route, usize)>, Option<usize>);

struct General<'r> {
    builder: Builder<'r>,
    found: Vec<Option<Found>>,
}

impl<'r> Documents<'_> for General<'r> {
    type Sink = Builder<'r>;

    fn sink(&mut self) -> &mut Builder<'r> {
        &mut self.builder
    }

    fn begin(&mut self, _: usize, _: bool) -> bool {
        self.builder.reset();
        true
    }

    fn end(&mut self) {
        let found = taken(&mut self.builder);
        self.found.push(Some(found));
    }

    fn fault(&mut self, _: Fault) {
        self.found.push(None);
    }

    fn again(&mut self) {}
}

fn taken(builder: &mut Builder<'_>) -> Found {
    let at = builder.root_at();
    let (value, mut duplicates) = builder.take();
    duplicates.sort_by_key(|(_, at)| *at);
    (value, duplicates, at)
}

/// All nodes of a tree with their places.
fn shown(tree: &Tree<'_>) -> Vec<String> {
    tree.nodes().iter().map(|node| format!("{node:?}")).collect()
}

/// Compares the two readers on every chunk, by values and by places; how many there were, and how many were read here.
fn compare(bytes: &[u8]) -> (usize, usize) {
    let limits = Limits { depth: 60, ..Limits::default() };
    let text = Text::decode(bytes);
    let (mut all, mut quick) = (0, 0);
    for chunk in chunks(text.as_str(), 0) {
        all += 1;
        let (mut keys, mut other_keys) = (Keys::new(), Keys::new());
        let mut builder = Builder::new(&limits, &mut keys);
        if read(&chunk, &mut builder).is_none() {
            continue;
        }
        quick += 1;
        let found = taken(&mut builder);
        let mut general =
            General { builder: Builder::new(&limits, &mut other_keys), found: Vec::new() };
        yaml::read(&chunk, &limits, &mut general);
        assert_eq!(general.found, [Some(found)], "{:?}", chunk.text);
        let places = |planted: Vec<Planted<'_>>| {
            let planted = planted.into_iter().map(|it| (it.index, it.begin, it.tree.unwrap()));
            let shown = planted.map(|(index, begin, tree)| (index, begin, shown(&tree)));
            shown.collect::<Vec<_>>()
        };
        let text = text.as_str();
        let (quick, general) = (
            places(chunk_trees(text, &chunk, &limits, 0)),
            places(general_trees(text, &chunk, &limits, 0)),
        );
        assert_eq!(quick, general, "{:?}", chunk.text);
    }
    (all, quick)
}

const PIECES: [&str; 64] = [
    "a",
    "b: ",
    "key:\n",
    "0644",
    "yes",
    "~",
    "x y",
    ": ",
    ":",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n  ",
    "\n    ",
    "\n      ",
    " ",
    "  ",
    "- ",
    "- ",
    "\n- ",
    "\n  - ",
    "\n    - ",
    "-",
    "\na: ",
    "\nb:\n",
    "\n  c: ",
    "\n  d:\n",
    "[a, b]",
    "{a: b}",
    "[",
    "]",
    "\n   x",
    "\n\n     y",
    ", ",
    "\"x\"",
    "'y'",
    "\"",
    "'",
    "\\n",
    "\\\n ",
    "|\n  ",
    "|-\n    ",
    "|+\n   ",
    "|",
    ">-\n  ",
    "# c\n",
    " # c\n",
    "#",
    "---\n",
    "\t",
    "é",
    ".",
    "-x",
    "<<: ",
    "a: 1\n",
    "b: x\n",
    "  c: y\n",
    "  - z\n",
    "    d: |\n      t\n",
    "\n\n",
    "{}",
    "[]",
    "null",
];

#[test]
fn it_reads_as_the_general_parser_does() {
    for bodies in [
        include_str!("../../tests/bodies.txt"),
        include_str!("../../tests/bodies-stricter.txt"),
        include_str!("../../tests/bodies-laxer.txt"),
    ] {
        for body in bodies.split("===\n") {
            compare(body.as_bytes());
            compare(format!("x:\n- y:\n  {}", body.replace('\n', "\n  ")).as_bytes());
        }
    }
    check!().with_iterations(20_000).for_each(|bytes: &[u8]| {
        let text: String = bytes
            .iter()
            .filter_map(|b| PIECES.get(usize::from(*b) % PIECES.len()).copied())
            .take(24)
            .collect();
        compare(text.as_bytes());
    });
}

#[test]
fn most_manifests_are_read_here() {
    let Ok(corpora) = std::env::var("SEKISHO_CORPORA") else {
        println!("skipped: SEKISHO_CORPORA names no folder");
        return;
    };
    let (mut all, mut quick) = (0, 0);
    let mut folders = vec![Path::new(&corpora).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
                let counts = compare(&std::fs::read(&path).unwrap());
                all += counts.0;
                quick += counts.1;
            }
        }
    }
    println!("{quick} of {all} documents are read by the quick reader");
    println!("corpus manifests: {all} passed, 0 failed, 0 skipped");
    assert!(quick * 2 > all);
}
