//! Files that are made from others: written, or compared with what would be written.

use std::fs;

use anyhow::{Context as _, Result};

use crate::context::Context;
use crate::{api, catalogue, edges};

/// A file, or a part of one, that a generator makes.
#[derive(Debug)]
struct Product {
    path: &'static str,
    /// The name of the part, between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; the whole
    /// file where there is none.
    part: Option<&'static str>,
    make: fn() -> String,
}

const PRODUCTS: &[Product] = &[
    Product { path: "docs/architecture.md", part: Some("crates"), make: edges::table },
    Product { path: "docs/checks.md", part: None, make: catalogue::english },
    Product { path: "docs/checks.ja.md", part: None, make: catalogue::japanese },
];

/// Writes every generated file; with `check`, complains about those that are out of date instead.
pub(crate) fn run(cx: &Context, check: bool) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    // The tables of crate `api` are made from recorded API servers, which the corpora hold.
    if let Err(error) = api::generate(check) {
        complaints.push(format!("{error:#}"));
    }
    for product in PRODUCTS {
        let path = cx.root.join(product.path);
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let made = match product.part {
            None => (product.make)(),
            Some(part) => replace(&kept, part, &(product.make)())
                .with_context(|| format!("`{}` has no part `{part}`", product.path))?,
        };
        if made == kept {
            println!("  {} is up to date", product.path);
        } else if check {
            complaints.push(format!(
                "`{}` is out of date; write it with `cargo xtask generate`",
                product.path
            ));
        } else {
            fs::write(&path, made).with_context(|| format!("writing `{}`", product.path))?;
            println!("  {} is written", product.path);
        }
    }
    Ok(complaints)
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
