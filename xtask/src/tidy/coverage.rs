//! Rules for `docs/coverage.md`: it stays whole, and what it names is there.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::context::Context;

const PATH: &str = "docs/coverage.md";
/// The ids are G001 to this one.
const LAST: usize = 403;

pub(super) fn run(cx: &Context, files: &[String]) -> Result<Vec<String>> {
    let text = cx.read(PATH)?;
    let commands = commands(&cx.read("crates/cli/src/args.rs")?);
    let mut complaints = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let Some(row) = Row::of(line) else { continue };
        *seen.entry(row.id).or_default() += 1;
        for complaint in judge(&row, files, &commands) {
            complaints.push(format!("{PATH}:{}: {} {complaint}", index + 1, row.id));
        }
    }
    for number in 1..=LAST {
        let id = format!("G{number:03}");
        match seen.remove(id.as_str()) {
            Some(1) => {}
            Some(times) => complaints.push(format!("{PATH}: {id} has {times} rows")),
            None => complaints.push(format!("{PATH}: {id} has no row")),
        }
    }
    for id in seen.keys() {
        complaints.push(format!("{PATH}: {id} is no id of the list"));
    }
    Ok(complaints)
}

/// `| G001 | what | how it is shown |`.
#[derive(Debug)]
struct Row<'a> {
    id: &'a str,
    what: &'a str,
    shown: &'a str,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let mut cells = line.strip_prefix("| G")?.split(" | ");
        let id = line.get(2..6)?;
        cells.next()?;
        let what = cells.next()?;
        let shown = cells.next()?.strip_suffix(" |")?;
        cells.next().is_none().then_some(Self { id, what, shown })
    }
}

/// The sub-commands that the command line has, by the names of their variants.
fn commands(args: &str) -> Vec<String> {
    args.lines()
        .map(str::trim)
        .filter_map(|line| line.split(['(', ',', ' ']).next())
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_lowercase)
        .collect()
}

fn judge(row: &Row<'_>, files: &[String], commands: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    if row.what.trim().is_empty() {
        complaints.push("says nothing".to_owned());
    }
    // What is shown in part says from which step on the rest is planned, too.
    let (shown, planned) = match row.shown.split_once("*not yet*") {
        Some((shown, planned)) => (shown, Some(planned)),
        None => (row.shown, None),
    };
    if let Some(planned) = planned
        && !planned
            .strip_prefix(" (planned: ")
            .and_then(|rest| rest.strip_suffix(')'))
            .is_some_and(|steps| steps.split(", ").all(|step| step.parse::<u8>().is_ok()))
    {
        complaints.push("does not end in `*not yet* (planned: STEP, …)`".to_owned());
    }
    let evidence: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
    if evidence.is_empty() && planned.is_none() {
        complaints
            .push("names neither a command nor a test, and is not *not yet* either".to_owned());
    }
    for item in evidence {
        if let Some(missing) = missing(item, files, commands) {
            complaints.push(missing);
        }
    }
    complaints
}

/// What is wrong with a piece of evidence: a command of the program, a command of Cargo, or a file.
fn missing(item: &str, files: &[String], commands: &[String]) -> Option<String> {
    if let Some(command) = item.strip_prefix("sekisho ") {
        let name = command.split(' ').next().unwrap_or_default();
        return (!commands.iter().any(|known| known == name))
            .then(|| format!("names `sekisho {name}`, which is no command"));
    }
    if let Some(command) = item.strip_prefix("cargo ") {
        let package = command.split_once("-p sekisho-").map(|(_, rest)| rest);
        let package = package.map(|rest| rest.split(' ').next().unwrap_or_default());
        return match package {
            Some(name) if !files.contains(&format!("crates/{name}/Cargo.toml")) => {
                Some(format!("names the crate `{name}`, which there is not"))
            }
            _ => None,
        };
    }
    let inside = format!("{item}/");
    (!files.iter().any(|file| file == item || file.starts_with(&inside)))
        .then(|| format!("names `{item}`, which is neither a command nor a file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(line: &str) -> Vec<String> {
        let files = ["crates/pss/Cargo.toml".to_owned(), "examples/shop/a.yaml".to_owned()];
        judge(&Row::of(line).unwrap(), &files, &["scan".to_owned()])
    }

    #[test]
    fn evidence_must_be_there() {
        assert!(complaints("| G001 | levels | `cargo test -p sekisho-pss` |").is_empty());
        assert!(
            complaints("| G001 | levels | `sekisho scan examples`, `examples/shop` |").is_empty()
        );
        assert_eq!(complaints("| G001 | levels | `cargo test -p sekisho-xyz` |").len(), 1);
        assert_eq!(complaints("| G001 | levels | `sekisho fly` |").len(), 1);
        assert_eq!(complaints("| G001 | levels | `crates/pss/tests/gone.rs` |").len(), 1);
    }

    #[test]
    fn a_row_without_evidence_is_not_yet() {
        assert!(complaints("| G001 | levels | *not yet* (planned: 2, 11) |").is_empty());
        assert!(
            complaints("| G001 | levels | `sekisho scan`; *not yet* (planned: 2) |").is_empty()
        );
        assert_eq!(complaints("| G001 | levels | soon |").len(), 1);
        assert_eq!(complaints("| G001 | levels | *not yet* |").len(), 1);
    }
}
