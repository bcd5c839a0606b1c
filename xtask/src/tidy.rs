//! House rules that no other tool knows, each with the reason it is one.

mod coverage;
mod docs;
mod manifests;
mod sources;

use anyhow::Result;

use crate::context::Context;

/// Complains about everything untidy.
pub(crate) fn run(cx: &Context) -> Result<Vec<String>> {
    let files = cx.files()?;
    let mut complaints = Vec::new();
    let rules: [(&str, Rule); 4] = [
        ("sources", sources::run),
        ("manifests", manifests::run),
        ("docs", docs::run),
        ("coverage", coverage::run),
    ];
    for (name, rule) in rules {
        let found = rule(cx, &files)?;
        println!("  {name:<10} {}", if found.is_empty() { "tidy" } else { "untidy" });
        complaints.extend(found);
    }
    println!("  {} files", files.len());
    Ok(complaints)
}

/// Whether a file's name ends in a dot and this.
fn is_a(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, last)| last == ending)
}

/// A group of rules over the files of the repository.
type Rule = fn(&Context, &[String]) -> Result<Vec<String>>;
