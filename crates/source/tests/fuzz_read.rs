//! Any bytes are read without a panic, within bounds, and every node is found where it stands.

mod common;

use bolero::check;

/// Pieces that are likely to meet in a manifest; a byte of the input chooses one.
const PIECES: [&str; 64] = [
    "a",
    "b",
    "key",
    "0644",
    "yes",
    "~",
    "1.5",
    "x y",
    ": ",
    ":",
    ":\n",
    "\n",
    "\n",
    "\n\n",
    "\n  ",
    "\n    ",
    " ",
    "  ",
    "- ",
    "-",
    "\n- ",
    "\n  - ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "\"",
    "'",
    "\\n",
    "\\",
    "|\n  ",
    ">-\n  ",
    "|+\n  ",
    "|2",
    "&a ",
    "*a",
    "*a ",
    "<<: ",
    "<<",
    "!!str ",
    "!!int ",
    "!x ",
    "# c\n",
    " # c",
    "#",
    "---\n",
    "--- ",
    "...\n",
    "\t",
    "\r\n",
    "\r",
    "é",
    "あ",
    "\u{feff}",
    "%YAML 1.2\n",
    "%",
    "@",
    "null",
    "''",
    "\"\"",
    "a: b\n",
];

fn text(bytes: &[u8]) -> Vec<u8> {
    match bytes.split_first() {
        // Some inputs are taken as they are.
        Some((first, rest)) if *first < 32 => rest.to_vec(),
        _ => bytes
            .iter()
            .flat_map(|b| PIECES.get(usize::from(*b) % PIECES.len()).unwrap_or(&"").bytes())
            .collect(),
    }
}

#[test]
fn any_text_is_read_and_located() {
    check!().with_iterations(4000).for_each(|bytes: &[u8]| {
        common::check(&text(bytes));
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
fn what_was_wrong_once_stays_right() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in std::fs::read_dir(folder).unwrap() {
        common::check(&std::fs::read(entry.unwrap().path()).unwrap());
    }
}
