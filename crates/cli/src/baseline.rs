//! Baselines: files of findings that are known, so that only what is new fails a run.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use sekisho_finding::{Finding, Outcome, Status};
use sekisho_scan::{Known, KnownFinding, Selection, find_check};
use serde::Deserialize;

use crate::written::write_whole;

/// The first line of a baseline file.
const HEAD: &str = "# sekisho baseline 1: check, object and fingerprint of each known finding";

/// What is needed of an earlier JSON report.
#[derive(Debug, Deserialize)]
struct Report {
    findings: Vec<Reported>,
}

#[derive(Debug, Deserialize)]
struct Reported {
    fingerprint: String,
    #[serde(default)]
    check: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

/// Reads a baseline: a file that `--write-baseline` wrote, or an earlier JSON report, of which what is
/// waived there does not count as known.
pub(crate) fn read(path: &Path) -> anyhow::Result<Known> {
    #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the baseline `{}`", path.display()))?;
    let findings = if text.starts_with("# sekisho baseline ") {
        lines(&text).with_context(|| format!("the baseline `{}` is damaged", path.display()))?
    } else {
        let report: Report = serde_json::from_str(&text).with_context(|| {
            format!(
                "the baseline `{}` is no JSON report of a scan and no file of `--write-baseline`",
                path.display()
            )
        })?;
        let known = report.findings.into_iter();
        known
            .filter(|finding| finding.status.as_deref() != Some("waived"))
            .map(|finding| KnownFinding::recorded(finding.fingerprint, finding.check))
            .collect()
    };
    Ok(Known::recorded(path.display().to_string(), findings))
}

fn lines(text: &str) -> anyhow::Result<Vec<KnownFinding>> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split('\t');
        match (parts.next(), parts.next_back()) {
            (Some(check), Some(print)) if print.bytes().all(|b| b.is_ascii_hexdigit()) => {
                found.push(KnownFinding::recorded(print, Some(check.to_owned())));
            }
            _ => bail!(
                "line {} is no check, object and fingerprint with tabs between them; write the file \
                 anew with `--write-baseline`",
                at + 1
            ),
        }
    }
    Ok(found)
}

/// Writes what is found and not waived, sorted, one finding a line. Entries of an earlier baseline stay
/// if their check was not asked this time, because nobody looked.
pub(crate) fn write(
    path: &Path,
    outcome: &Outcome,
    earlier: Option<&Known>,
    selection: &Selection,
) -> anyhow::Result<()> {
    let mut entries: BTreeSet<(String, String)> = BTreeSet::new();
    let mut add = |check: &str, object: &str, print: &str| {
        entries.insert((format!("{check}\t{object}"), print.to_owned()));
    };
    let stay = |finding: &&Finding| !matches!(finding.status, Status::Waived(_));
    for finding in outcome.findings.iter().filter(stay) {
        let object = &finding.place.object;
        let container = finding.container.as_deref().map(|name| format!(" ({name})"));
        let label = format!("{}{}", object.label(), container.unwrap_or_default());
        let label: String = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        add(finding.check.slug, &label, &finding.fingerprint);
    }
    for known in earlier.iter().flat_map(|known| &known.findings) {
        let check = known.check.as_deref().and_then(|check| find_check(check).ok());
        if let Some(check) = check.filter(|check| !selection.asks(check)) {
            add(check.slug, "-", &known.fingerprint);
        }
    }
    let mut text = format!("{HEAD}\n");
    for (what, print) in &entries {
        let _ = writeln!(text, "{what}\t{print}");
    }
    write_whole(path, |out| out.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write the baseline `{}`", path.display()))
}
