//! Rules for `Cargo.toml` and `deny.toml`.

use anyhow::Result;

use crate::context::Context;

pub(super) fn run(cx: &Context, files: &[String]) -> Result<Vec<String>> {
    let mut complaints = reasons(&cx.read("Cargo.toml")?);
    complaints.extend(skips(&cx.read("deny.toml")?));
    for path in files.iter().filter(|path| path.ends_with("/Cargo.toml")) {
        complaints.extend(member(path, &cx.read(path)?));
    }
    Ok(complaints)
}

/// A dependency is argued for in the line above it.
fn reasons(text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut above = "";
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        }
        let name = line.split([' ', '=', '.']).next().unwrap_or_default();
        let is_dependency = inside && line.contains('=') && !line.starts_with(['#', ' ']);
        if is_dependency && !line.contains("path = ") && !above.starts_with("# ") {
            complaints.push(format!(
                "Cargo.toml:{}: `{name}` has no reason in the line above it",
                index + 1
            ));
        }
        above = line;
    }
    complaints
}

/// A duplicate that is let through says why.
fn skips(text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("skip") && line.ends_with('[') {
            inside = true;
        } else if line == "]" {
            inside = false;
        } else if inside && line.starts_with('{') && !line.contains("reason = \"") {
            complaints.push(format!("deny.toml:{}: a skip without a reason", index + 1));
        }
    }
    complaints
}

/// A member takes versions, lints and the package's data from the workspace.
fn member(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut section = "";
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && line.contains('=')
            && !line.starts_with('#')
            && !line.contains("workspace = true")
        {
            complaints.push(format!(
                "{path}:{}: take this dependency from the workspace, where its reason stands",
                index + 1
            ));
        }
    }
    for wanted in ["description = ", "license.workspace = true", "[lints]\nworkspace = true"] {
        if !text.contains(wanted) {
            complaints.push(format!("{path}: no `{}`", wanted.replace('\n', " ")));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_named() {
        let text = "[workspace.dependencies]\n# Because.\na = \"1\"\nb = \"1\"\n";
        assert_eq!(reasons(text), ["Cargo.toml:4: `b` has no reason in the line above it"]);
    }

    #[test]
    fn our_own_crates_need_no_reason() {
        let text =
            "[workspace.dependencies]\nx = { path = \"crates/x\" }\n[profile.dev]\nopt-level = 1\n";
        assert!(reasons(text).is_empty());
    }

    #[test]
    fn a_skip_without_a_reason_is_named() {
        let text = "skip = [\n  { crate = \"a\", reason = \"b\" },\n  { crate = \"c\" },\n]\n";
        assert_eq!(skips(text), ["deny.toml:3: a skip without a reason"]);
    }

    #[test]
    fn a_member_with_a_version_of_its_own_is_named() {
        let text = "[package]\ndescription = \"d\"\nlicense.workspace = true\n[dependencies]\na = \"1\"\n\
                    [lints]\nworkspace = true\n";
        assert_eq!(member("crates/a/Cargo.toml", text).len(), 1);
    }
}
