//! Rules for Markdown files.

use anyhow::Result;

use crate::context::Context;
use crate::edges::ROOMS;

pub(super) fn run(cx: &Context, files: &[String]) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in files.iter().filter(|path| super::is_a(path, "md")) {
        complaints.extend(links(path, &cx.read(path)?, files));
    }
    complaints.extend(architecture(&cx.read("docs/architecture.md")?));
    Ok(complaints)
}

/// A link into the repository leads to a file or a folder.
fn links(path: &str, text: &str, files: &[String]) -> Vec<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut complaints = Vec::new();
    let mut code = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            code = !code;
        }
        if code {
            continue;
        }
        for rest in line.split("](").skip(1) {
            let Some((target, _)) = rest.split_once(')') else { continue };
            let target = target.split_once('#').map_or(target, |(file, _)| file);
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let resolved = resolve(folder, target);
            let inside = format!("{resolved}/");
            if !files.iter().any(|file| *file == resolved || file.starts_with(&inside)) {
                complaints.push(format!("{path}:{}: the link to `{target}` is dead", index + 1));
            }
        }
    }
    complaints
}

/// A relative path from a folder, both within the repository.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Every crate has a section in the architecture, and every section an invariant.
fn architecture(text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for room in ROOMS {
        let heading = format!("\n### `{}`\n", room.name);
        let Some((_, rest)) = text.split_once(&heading) else {
            complaints.push(format!("docs/architecture.md: no section `### {}`", room.name));
            continue;
        };
        let section = rest.split("\n### ").next().unwrap_or_default();
        let section = section.split("\n## ").next().unwrap_or_default();
        if !section.contains("**Invariant**") {
            complaints
                .push(format!("docs/architecture.md: `{}` states no **Invariant**", room.name));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_is_named() {
        let files =
            ["docs/a.md".to_owned(), "README.md".to_owned(), "crates/x/src/lib.rs".to_owned()];
        let text =
            "[up](../README.md) [room](../crates/x/) [web](https://example.org)\n[gone](b.md#c)\n";
        assert_eq!(links("docs/a.md", text, &files), ["docs/a.md:2: the link to `b.md` is dead"]);
    }

    #[test]
    fn code_holds_no_links() {
        assert!(links("a.md", "```\na[0](b)\n```\n", &[]).is_empty());
    }
}
