//! Files of exceptions in the form of other scanners: Trivy's ignore files and Kubescape's exceptions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use sekisho_finding::{ObjectRef, Problem, ProblemKind, Scanner, Waiver, WaiverSource};
use sekisho_scan::{About, Paths, Pattern, Scope, StandingWaiver};
use sekisho_source::Locator;
use sekisho_value::{Keys, Route, Value};

use crate::commands::input::Read;
use crate::configuration::{file_object, slashes};

/// The files that Trivy looks for where the user stands.
const TRIVY: [&str; 2] = [".trivyignore", ".trivyignore.yaml"];

/// A file while it is read.
struct File {
    name: String,
    text: String,
    object: Arc<ObjectRef>,
    waivers: Vec<StandingWaiver>,
    problems: Vec<Problem>,
}

/// Reads the files that are named, or else Trivy's where the user stands.
pub(crate) fn read(named: &[PathBuf], read: &mut Read) -> anyhow::Result<Vec<StandingWaiver>> {
    let usual = || TRIVY.into_iter().map(PathBuf::from).filter(|path| path.is_file()).collect();
    let paths: Vec<PathBuf> = if named.is_empty() { usual() } else { named.to_vec() };
    let mut waivers = Vec::new();
    for path in paths {
        #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the waivers in `{}`", path.display()))?;
        let name = slashes(&path);
        let source = read.sources.add_other(name.as_str(), text.as_str());
        let object = file_object(&name, source);
        let mut file = File { name, text, object, waivers: Vec::new(), problems: Vec::new() };
        file.read(&path)
            .with_context(|| format!("the waivers in `{}` cannot be used", path.display()))?;
        waivers.extend(file.waivers);
        read.problems.extend(file.problems);
    }
    Ok(waivers)
}

impl File {
    fn read(&mut self, path: &Path) -> anyhow::Result<()> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !matches!(ending, "yaml" | "yml" | "json") {
            self.trivy_lines();
            return Ok(());
        }
        let value = parsed(&self.text)?;
        if !value.items().is_empty() {
            return self.kubescape(&value);
        }
        let known = ["misconfigurations", "vulnerabilities", "secrets", "licenses"];
        if known.iter().any(|key| value.get(key).is_some()) {
            return self.trivy_entries(&value);
        }
        if value.is_null() {
            return Ok(());
        }
        bail!(
            "it is neither Trivy's (a map with `misconfigurations`) nor Kubescape's (a list of exceptions)"
        )
    }

    /// One id a line, perhaps with `exp:2027-03-31`, from the beginning of which on it no longer holds.
    fn trivy_lines(&mut self) {
        for (at, line) in self.text.clone().lines().enumerate() {
            let mut words = line.split_whitespace();
            let Some(id) = words.next().filter(|id| !id.starts_with('#')) else { continue };
            let until = words.find_map(|word| word.strip_prefix("exp:")).map(Waiver::day_before);
            self.trivy(id, until, None, Scope::default(), at as u32 + 1);
        }
    }

    fn trivy_entries(&mut self, value: &Value) -> anyhow::Result<()> {
        let entries = value.get("misconfigurations").map_or(&[][..], Value::items);
        for (at, entry) in entries.iter().enumerate() {
            let line = self.line(&Route::keys(["misconfigurations"]).then(at));
            let id = entry
                .str_at(&["id"])
                .with_context(|| format!("line {line}: an entry has no `id`"))?;
            let until = entry.str_at(&["expired_at"]).map(last_day);
            let globs: Vec<&str> =
                entry.items_at(&["paths"]).iter().filter_map(Value::as_str).collect();
            let paths = (!globs.is_empty()).then(|| Paths::new("", &globs)).transpose();
            let paths = paths.map_err(|bad| anyhow!("line {line}: {bad}"))?;
            let scope = Scope { paths, ..Scope::default() };
            self.trivy(id, until, entry.str_at(&["statement"]), scope, line);
        }
        Ok(())
    }

    fn trivy(
        &mut self,
        id: &str,
        until: Option<String>,
        reason: Option<&str>,
        scope: Scope,
        line: u32,
    ) {
        let waiver = Waiver {
            check: id.to_owned(),
            scanner: Some(Scanner::Trivy),
            reason: reason.map(str::to_owned),
            until,
            source: WaiverSource::File { file: self.name.clone(), line: Some(line) },
        };
        self.push(waiver, About::Named, scope);
    }

    fn push(&mut self, waiver: Waiver, about: About, scope: Scope) {
        let file = Arc::clone(&self.object);
        self.waivers.push(StandingWaiver { waiver, about, scope, file, is_decision: false });
    }

    /// A list of policies, each with designators of objects and controls. Each pair is a waiver.
    fn kubescape(&mut self, value: &Value) -> anyhow::Result<()> {
        for (at, policy) in value.items().iter().enumerate() {
            let line = self.line(&Route::root().then(at));
            let sort = policy.str_at(&["policyType"]).unwrap_or("postureExceptionPolicy");
            if sort != "postureExceptionPolicy" {
                let message = format!("an exception of the type `{sort}` is not about manifests");
                self.problems
                    .push(Problem::new(ProblemKind::Note, self.name.clone(), message).at(line, 1));
                continue;
            }
            let name = policy.str_at(&["name"]);
            let reason = policy.str_at(&["reason"]).filter(|reason| !reason.is_empty()).or(name);
            let until = policy.str_at(&["expirationDate"]).map(last_day);
            let none = Value::Null;
            let controls = policy.items_at(&["posturePolicies"]);
            let controls = if controls.is_empty() { std::slice::from_ref(&none) } else { controls };
            for designator in policy.items_at(&["resources"]) {
                let Some(scope) = scope(designator).map_err(|bad| anyhow!("line {line}: {bad}"))?
                else {
                    continue;
                };
                for control in controls {
                    let (named, about) =
                        about(control).map_err(|bad| anyhow!("line {line}: {bad}"))?;
                    let waiver = Waiver {
                        check: named,
                        scanner: Some(Scanner::Kubescape),
                        reason: reason.map(str::to_owned),
                        until: until.clone(),
                        source: WaiverSource::File { file: self.name.clone(), line: Some(line) },
                    };
                    self.push(waiver, about, scope.clone());
                }
            }
        }
        Ok(())
    }

    fn line(&self, route: &Route) -> u32 {
        let located = Locator::new(&self.text).locate(&[(1, route)]);
        located.into_iter().next().flatten().map_or(1, |located| located.value.line)
    }
}

fn parsed(text: &str) -> anyhow::Result<Value> {
    let mut values = Vec::new();
    let limits = sekisho_source::Limits::default();
    let faults = sekisho_source::read(text.as_bytes(), &limits, &mut Keys::new(), |document| {
        values.push(document.value);
    });
    if let Some(fault) = faults.first() {
        bail!("line {}: {}", fault.line.unwrap_or(1), fault.message);
    }
    Ok(values.into_iter().find(|value| !value.is_null()).unwrap_or(Value::Null))
}

/// The last day before a point in time, which may be a day alone: the day itself if it has begun.
fn last_day(time: &str) -> String {
    let (day, rest) = time.split_at_checked(10).unwrap_or((time, ""));
    let is_midnight =
        rest.is_empty() || rest.trim_start_matches(['T', 't', ' ']).starts_with("00:00:00");
    if is_midnight { Waiver::day_before(day) } else { day.to_owned() }
}

/// The objects that a designator names; none if it names nothing, or a cluster, which files are not in.
fn scope(designator: &Value) -> Result<Option<Scope>, sekisho_scan::BadPattern> {
    let attributes = designator.get("attributes").unwrap_or(&Value::Null);
    let mut scope = Scope::default();
    let mut any = false;
    for (key, value) in attributes.entries() {
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else { continue };
        let pattern = Pattern::regex(text, false)?;
        any = true;
        match key {
            "kind" => scope.kind = Some(pattern),
            "namespace" => scope.namespace = Some(pattern),
            "name" => scope.name = Some(pattern),
            "cluster" if pattern.matches("") => {}
            // Objects in files have no cluster and no such id; their paths are another machine's.
            "cluster" | "resourceID" | "path" => return Ok(None),
            label => scope.labels.push((label.to_owned(), pattern)),
        }
    }
    Ok(any.then_some(scope))
}

/// The controls that a policy names, and what to call them.
fn about(control: &Value) -> Result<(String, About), sekisho_scan::BadPattern> {
    let text = |key: &str| control.str_at(&[key]).filter(|text| !text.is_empty());
    let pattern = |key: &str| text(key).map(|text| Pattern::regex(text, true)).transpose();
    let (id, rule) = (pattern("controlID")?, pattern("ruleName")?);
    // With a control, the framework only says in which report; alone, it means all of its controls.
    let framework = match (text("controlID"), text("ruleName"), text("frameworkName")) {
        (None, None, Some(name)) => match name.to_ascii_lowercase() {
            name if name.contains("nsa") => Some("nsa"),
            name if name.contains("mitre") => Some("mitre"),
            name if name.starts_with("cis") => Some("cis"),
            _ => Some("kubescape"),
        },
        _ => None,
    };
    let named = text("controlID").or_else(|| text("ruleName")).or_else(|| text("frameworkName"));
    let about = About::Controls { control: id, rule, framework };
    Ok((named.unwrap_or(Waiver::EVERYTHING).to_owned(), about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_has_a_last_whole_day() {
        assert_eq!(last_day("2027-03-31"), "2027-03-30");
        assert_eq!(last_day("2027-03-31T00:00:00Z"), "2027-03-30");
        assert_eq!(last_day("2027-03-31T12:00:00Z"), "2027-03-31");
        assert_eq!(last_day("soon"), "soon");
    }
}
