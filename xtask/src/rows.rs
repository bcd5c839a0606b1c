//! Which row of the catalogue of controls is which check, and which rows wait, and for what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

use crate::context::Context;

/// The rows: id, title, the item of CIS 1.12 or the row that is the same, and what a row waits for.
const ROWS: &str = "xtask/data/control-rows.tsv";
/// The page that is made of them.
pub(crate) const PAGE: &str = "docs/controls.md";
/// Where checks are written, with the folder of their pages.
const CHECKS: [&str; 2] = ["crates/checks/src/", "crates/pss/src/controls/"];

/// The page. References that only some findings carry count too, so the source is read and not the
/// metadata alone.
pub(crate) fn page(cx: &Context) -> Result<String> {
    let checks = references(cx)?;
    let table = cx.read(ROWS)?;
    let mut judged = String::new();
    let mut waiting = String::new();
    let mut counts = (0, 0);
    for line in table.lines().skip(1) {
        let [row, title, same, waits] = *line.split('\t').collect::<Vec<_>>() else {
            anyhow::bail!("`{ROWS}` has a line that is not of four columns: {line}");
        };
        let title = title.replace('|', "\\|");
        let of = |control: &str| checks.get(control).into_iter().flatten();
        let found: BTreeSet<&Check> = of(&format!("catalogue {row}"))
            .chain(of(&format!("catalogue {same}")))
            .chain(of(&format!("cis-1.12 {}", same.strip_prefix('C').unwrap_or(same))))
            .collect();
        if found.is_empty() {
            ensure!(
                !waits.is_empty(),
                "row `{row}` of `{ROWS}` has no check and waits for nothing"
            );
            writeln!(waiting, "| {row} | {title} | {waits} |")?;
            counts.1 += 1;
        } else {
            let links: Vec<String> = found.iter().map(|check| check.link()).collect();
            writeln!(judged, "| {row} | {title} | {} |", links.join(", "))?;
            counts.0 += 1;
        }
    }
    Ok(format!(
        "# Controls\n\nWhat posture scanners and benchmarks look at, row by row, and which check of ours \
         looks at it.\nThis page is generated from the references of the checks by `cargo xtask \
         generate`.\n\n{} rows are judged, {} wait.\n\n## Judged\n\n| row | what | checks |\n| --- | --- \
         | --- |\n{judged}\n## Waiting\n\n| row | what | waits for |\n| --- | --- | --- |\n{waiting}",
        counts.0, counts.1
    ))
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Check {
    id: String,
    slug: String,
}

impl Check {
    fn link(&self) -> String {
        format!("[{slug}](checks/en/{id}-{slug}.md)", slug = self.slug, id = self.id)
    }
}

/// Checks by `framework control`.
fn references(cx: &Context) -> Result<BTreeMap<String, BTreeSet<Check>>> {
    let mut found: BTreeMap<String, BTreeSet<Check>> = BTreeMap::new();
    for path in cx.files()? {
        let is_rust = std::path::Path::new(&path).extension().is_some_and(|it| it == "rs");
        if !is_rust || !CHECKS.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let text = cx.read(&path)?;
        let (Some(id), Some(slug)) = (quoted(&text, "id: \"SK-"), quoted(&text, "slug: \"")) else {
            continue;
        };
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for framework in ["catalogue", "cis-1.12"] {
            let opening = format!("\"{framework}\", \"");
            for part in words.split(opening.as_str()).skip(1) {
                let control = part.split('"').next().context("a text ends")?;
                let check = Check { id: format!("SK-{id}"), slug: slug.to_owned() };
                found.entry(format!("{framework} {control}")).or_default().insert(check);
            }
        }
    }
    Ok(found)
}

/// What stands between an opening and the next quote.
fn quoted<'t>(text: &'t str, opening: &str) -> Option<&'t str> {
    text.split_once(opening)?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_quotes_is_found() {
        assert_eq!(quoted("meta { id: \"SK-1001\", slug: \"a-b\" }", "slug: \""), Some("a-b"));
        assert_eq!(quoted("nothing", "slug: \""), None);
    }
}
