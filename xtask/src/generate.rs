//! Files that are made from others: written, or compared with what would be written.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result};
use sekisho_finding::Lang;

use crate::context::Context;
use crate::{api, edges, rows};

/// Folders that hold nothing but generated files: the catalogue of checks in each language.
const CATALOGUES: &[(&str, Lang)] = &[("docs/checks/en", Lang::En), ("docs/checks/ja", Lang::Ja)];
/// A file of which one part is generated, between `<!-- generated: NAME -->` and
/// `<!-- end: NAME -->`, and the name of the part.
const ARCHITECTURE: (&str, &str) = ("docs/architecture.md", "crates");

/// Writes every generated file; with `check`, complains about those that are out of date instead.
pub(crate) fn run(cx: &Context, check: bool) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    // The tables of crate `api` are made from recorded API servers, which the corpora hold.
    if let Err(error) = api::generate(check) {
        complaints.push(format!("{error:#}"));
    }
    let products = products(cx)?;
    let mut changed = 0;
    for (path, made) in &products {
        let kept = fs::read_to_string(cx.root.join(path)).ok();
        if kept.as_ref() == Some(made) {
            continue;
        }
        changed += 1;
        if check {
            complaints
                .push(format!("`{path}` is out of date; write it with `cargo xtask generate`"));
        } else {
            write(cx, path, made)?;
            println!("  {path} is written");
        }
    }
    for path in strays(cx, &products)? {
        changed += 1;
        if check {
            complaints.push(format!("`{path}` is made by no generator; remove it"));
        } else {
            fs::remove_file(cx.root.join(&path))?;
            println!("  {path} is removed");
        }
    }
    println!("  {} files, {changed} of them out of date", products.len());
    Ok(complaints)
}

/// What the generated files must hold, by path.
fn products(cx: &Context) -> Result<BTreeMap<String, String>> {
    let mut products = BTreeMap::new();
    for (folder, lang) in CATALOGUES {
        for (name, text) in sekisho_checks::catalogue(*lang) {
            products.insert(format!("{folder}/{name}"), text);
        }
    }
    products.insert(rows::PAGE.to_owned(), rows::page(cx)?);
    let (path, part) = ARCHITECTURE;
    let replaced = replace(&cx.read(path)?, part, &edges::table());
    products
        .insert(path.to_owned(), replaced.with_context(|| format!("`{path}` has no `{part}`"))?);
    Ok(products)
}

/// Files in generated folders that nothing generates any more.
fn strays(cx: &Context, products: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let is_generated = |path: &String| {
        CATALOGUES.iter().any(|(folder, _)| path.starts_with(&format!("{folder}/")))
    };
    let files = cx.files()?.into_iter();
    Ok(files.filter(|path| is_generated(path) && !products.contains_key(path)).collect())
}

fn write(cx: &Context, path: &str, text: &str) -> Result<()> {
    let path = cx.root.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, text).with_context(|| format!("writing `{}`", path.display()))
}

/// A text with one of its generated parts replaced; `None` if it has no such part.
fn replace(text: &str, part: &str, made: &str) -> Option<String> {
    let opening = format!("<!-- generated: {part} -->\n");
    let closing = format!("<!-- end: {part} -->");
    let (before, rest) = text.split_once(&opening)?;
    let (_, after) = rest.split_once(&closing)?;
    Some(format!("{before}{opening}{made}{closing}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_is_replaced() {
        let text = "a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb\n";
        let made = replace(text, "x", "new\n").unwrap();
        assert_eq!(made, "a\n<!-- generated: x -->\nnew\n<!-- end: x -->\nb\n");
        assert_eq!(replace(&made, "x", "new\n").as_ref(), Some(&made));
        assert_eq!(replace(text, "y", "new\n"), None);
    }
}
