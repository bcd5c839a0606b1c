//! The READMEs' transcripts: what stands after a prompt is run, and what the program prints must
//! stand below it.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::context::Context;

/// The READMEs, and the language of the transcripts in each.
const READMES: &[(&str, &str)] = &[("README.md", "en"), ("README.ja.md", "ja")];
/// How the READMEs start the program: a release build, as a reader wants it.
const START: &str = "cargo run --release -- ";
/// A line that stands for any number of lines left out.
const ELLIPSIS: &str = "…";
/// The columns that a transcript may take.
const WIDTH: &str = "100";

/// Complains about transcripts that are not what the program prints; with `write`, corrects them.
pub(crate) fn run(cx: &Context, write: bool) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (path, lang) in READMES {
        let text = cx.read(path)?;
        let mut corrected = text.clone();
        let transcripts = transcripts(&text);
        for transcript in &transcripts {
            let printed = print(cx, &transcript.command, lang)?;
            if matches(&transcript.shown, &printed) {
                println!("  {path}: `{}` prints what is shown", transcript.command);
            } else if write {
                let block = |lines: &[String]| {
                    format!("$ {}\n{}\n```", transcript.command, lines.join("\n"))
                };
                let shown: Vec<String> =
                    transcript.shown.iter().map(|line| (*line).to_owned()).collect();
                let renewed = elide(&transcript.shown, &printed);
                corrected = corrected.replace(&block(&shown), &block(&renewed));
                println!("  {path}: `{}` is written anew", transcript.command);
            } else {
                complaints.push(format!(
                    "{path}: `{}` prints something else than what is shown; it prints:\n{}",
                    transcript.command,
                    printed.join("\n")
                ));
            }
        }
        if transcripts.is_empty() {
            complaints.push(format!("{path}: shows no transcript"));
        }
        if corrected != text {
            fs::write(cx.root.join(path), corrected)?;
        }
    }
    Ok(complaints)
}

/// A command, and the lines shown below it.
#[derive(Debug, PartialEq, Eq)]
struct Transcript<'a> {
    command: String,
    shown: Vec<&'a str>,
}

/// The blocks marked `console` that start our program and show what it prints.
fn transcripts(text: &str) -> Vec<Transcript<'_>> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != "```console" {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some((first, shown)) = block.split_first()
            && let Some(command) = first.strip_prefix("$ ")
            && command.starts_with(START)
            && !shown.is_empty()
        {
            found.push(Transcript { command: command.to_owned(), shown: shown.to_vec() });
        }
    }
    found
}

/// What the program prints on standard output. Built without optimisation: it prints the same, and
/// the tests have built it already.
fn print(cx: &Context, command: &str, lang: &str) -> Result<Vec<String>> {
    let Some(words) = command.strip_prefix(START) else {
        bail!("`{command}` does not start the program");
    };
    let output = cx
        .cargo()
        .args(["run", "--quiet", "--package", "sekisho-cli", "--"])
        .args(words.split(' '))
        .env("COLUMNS", WIDTH)
        .env("NO_COLOR", "1")
        .env("LC_ALL", if lang == "ja" { "ja_JP.UTF-8" } else { "C.UTF-8" })
        .env("LANG", "C.UTF-8")
        .output()
        .with_context(|| format!("running `{command}`"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if printed.trim().is_empty() {
        bail!("`{command}` prints nothing: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(printed.trim_end().lines().map(|line| line.trim_end().to_owned()).collect())
}

/// Whether the shown lines are the printed ones, an ellipsis standing for any number of lines.
fn matches(shown: &[&str], printed: &[String]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((&ELLIPSIS, rest)), _) => (0..=printed.len())
            .any(|skipped| printed.get(skipped..).is_some_and(|printed| matches(rest, printed))),
        (Some((shown, rest)), Some((line, others))) => {
            shown.trim_end() == line && matches(rest, others)
        }
        _ => false,
    }
}

/// Printed lines with as much left out as is in the shown ones: as many paragraphs stand before and
/// behind the ellipsis.
fn elide(shown: &[&str], printed: &[String]) -> Vec<String> {
    let Some(at) = shown.iter().position(|line| *line == ELLIPSIS) else {
        return printed.to_vec();
    };
    let (head, tail) = shown.split_at(at);
    let paragraphs: Vec<&[String]> = printed.split(String::is_empty).collect();
    let head = paragraphs_of(head).min(paragraphs.len());
    let tail = paragraphs_of(tail.get(1..).unwrap_or_default()).min(paragraphs.len() - head);
    let (first, rest) = paragraphs.split_at(head);
    let (_, last) = rest.split_at(rest.len() - tail);
    let joined = |paragraphs: &[&[String]]| paragraphs.join(&String::new());
    [joined(first), vec![ELLIPSIS.to_owned()], joined(last)].concat()
}

fn paragraphs_of(lines: &[&str]) -> usize {
    if lines.is_empty() { 0 } else { lines.split(|line| line.is_empty()).count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_that_start_the_program_and_show_something_are_transcripts() {
        let text = "```console\n$ cargo run --release -- scan x\na\nb\n```\n\
                    ```console\n$ cargo xtask test\n```\n```console\n$ cargo run --release -- scan y\n```\n";
        let expected = Transcript {
            command: "cargo run --release -- scan x".to_owned(),
            shown: vec!["a", "b"],
        };
        assert_eq!(transcripts(text), [expected]);
    }

    #[test]
    fn what_is_left_out_stays_left_out() {
        let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
        let printed = lines("A\na\n\nB\n\nC\n\nD\nd");
        assert_eq!(elide(&["x", "", "y", "y", "…", "z"], &printed), lines("A\na\n\nB\n…\nD\nd"));
        assert_eq!(elide(&["x"], &printed), printed);
    }

    #[test]
    fn an_ellipsis_stands_for_any_number_of_lines() {
        let printed: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert!(matches(&["a", "b", "c"], &printed));
        assert!(matches(&["a", "…"], &printed));
        assert!(matches(&["…", "c"], &printed));
        assert!(matches(&["a", "…", "b", "c", "…"], &printed));
        assert!(!matches(&["a", "…", "b"], &printed));
        assert!(!matches(&["a", "c"], &printed));
    }
}
