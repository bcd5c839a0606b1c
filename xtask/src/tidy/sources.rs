//! Rules for the text of files.

use anyhow::Result;

use crate::context::Context;

/// Lines of code of a Rust file, without blank lines and comments: past that it holds two ideas.
const LONGEST: usize = 600;
/// A binary's `main.rs` starts things and decides nothing.
const LONGEST_MAIN: usize = 150;

/// Text that means something on one machine only, in two halves so that this file has none.
const OF_ONE_MACHINE: &[(&str, &str)] =
    &[("/wor", "k/"), ("/far", "m/"), ("/roo", "t/"), ("203.0.", "113.")];

/// Words that put off work, in two halves as well. What is left to do stands in ROADMAP.md.
const PUT_OFF: &[(&str, &str)] = &[("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")];

pub(super) fn run(cx: &Context, files: &[String]) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in files {
        // What is not text has no lines to judge.
        let Ok(text) = String::from_utf8(std::fs::read(cx.root.join(path))?) else { continue };
        complaints.extend(words(path, &text));
        if super::is_a(path, "rs") {
            complaints.extend(length(path, &text));
        }
    }
    Ok(complaints)
}

fn words(path: &str, text: &str) -> Vec<String> {
    let machine: Vec<String> = OF_ONE_MACHINE.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let put_off: Vec<String> = PUT_OFF.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let mut complaints = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for found in machine.iter().filter(|found| line.contains(found.as_str())) {
            complaints.push(format!(
                "{path}:{}: `{found}` means something on one machine only",
                index + 1
            ));
        }
        let word = |word: &&String| {
            line.split(|c: char| !c.is_alphanumeric()).any(|other| other == word.as_str())
        };
        if !super::is_a(path, "lock")
            && let Some(found) = put_off.iter().find(word)
        {
            complaints.push(format!(
                "{path}:{}: `{found}` puts work off; do it, or write it into ROADMAP.md",
                index + 1
            ));
        }
    }
    complaints
}

fn length(path: &str, text: &str) -> Option<String> {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with("//")
    };
    let lines = text.lines().filter(is_code).count();
    let longest = if path.ends_with("/src/main.rs") { LONGEST_MAIN } else { LONGEST };
    (lines > longest)
        .then(|| format!("{path}: {lines} lines of code, more than {longest}: split it by idea"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_named_with_its_line() {
        let text = format!("a\nsee {}x\n", "/wor".to_owned() + "k/");
        let complaints = words("a.md", &text);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("a.md:2: "));
    }

    #[test]
    fn work_is_put_off_by_whole_words_only() {
        let word = "TO".to_owned() + "DO";
        assert_eq!(words("a.rs", &format!("// {word}: later\n")).len(), 1);
        assert!(words("a.rs", &format!("MAS{word}N\n")).is_empty());
    }

    #[test]
    fn comments_do_not_make_a_file_long() {
        let comments = "// why\n".repeat(LONGEST + 1);
        assert_eq!(length("a.rs", &comments), None);
        assert!(length("a.rs", &"let a = 1;\n".repeat(LONGEST + 1)).is_some());
        assert!(
            length("crates/cli/src/main.rs", &"let a = 1;\n".repeat(LONGEST_MAIN + 1)).is_some()
        );
    }
}
