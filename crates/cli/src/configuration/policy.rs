//! What the file says of findings: severities, waivers, rules for some paths.

use std::sync::Arc;

use anyhow::anyhow;
use sekisho_finding::{
    CheckMeta, DocumentRef, ObjectRef, Severity, SourceId, Waiver, WaiverSource,
};
use sekisho_scan::{
    About, BadPattern, Override, Paths, Pattern, Policy, Scope, StandingWaiver, find_check,
};
use sekisho_value::Route;

use super::{Configuration, Given, Section};

/// A file as the object that findings about its entries are on.
pub(crate) fn file_object(name: &str, source: SourceId) -> Arc<ObjectRef> {
    Arc::new(ObjectRef {
        api_version: String::new(),
        kind: "Configuration".to_owned(),
        namespace: None,
        name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        uid: None,
        owner: None,
        world: name.into(),
        document: Some(DocumentRef { source, index: 1, base: Route::root() }),
        origin: None,
    })
}

impl Configuration {
    /// Severities, of checks and for paths.
    pub(crate) fn policy(&self) -> anyhow::Result<Policy> {
        let mut policy = Policy {
            file: self.file.as_ref().map(|file| file.name.clone()),
            severities: severities(self.get("severity")),
            overrides: Vec::new(),
        };
        for section in self.sections().iter().filter(|section| section.name == "override") {
            let severities = severities(section.get("severity"));
            policy.overrides.push(Override { paths: self.paths(section)?, severities });
        }
        Ok(policy)
    }

    /// The waivers of the file, and what it switches off for some paths, which is waived there: it stays
    /// to be seen.
    pub(crate) fn waivers(&self, source: SourceId) -> anyhow::Result<Vec<StandingWaiver>> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let object = file_object(&file.name, source);
        let mut waivers = Vec::new();
        for section in self.sections() {
            let waiver = |check: &str, reason: Option<&str>| Waiver {
                check: check.to_owned(),
                scanner: None,
                reason: reason.map(str::to_owned),
                until: section.text("until").map(str::to_owned),
                source: WaiverSource::Config { file: file.name.clone(), line: section.line },
            };
            let mut add = |waiver, scope, is_decision| {
                let file = Arc::clone(&object);
                waivers.push(StandingWaiver {
                    waiver,
                    about: About::Named,
                    scope,
                    file,
                    is_decision,
                });
            };
            let reason = section.text("reason").filter(|reason| !reason.trim().is_empty());
            match section.name {
                "waiver" => {
                    let check = section.text("check").unwrap_or_default();
                    add(waiver(check, reason), self.scope(section)?, true);
                }
                _ => {
                    let reason = reason.unwrap_or("disabled for these paths");
                    for check in section.texts("disable").unwrap_or_default() {
                        let paths = Some(self.paths(section)?);
                        let scope = Scope { paths, ..Scope::default() };
                        add(waiver(check, Some(reason)), scope, false);
                    }
                }
            }
        }
        Ok(waivers)
    }

    fn scope(&self, section: &Section) -> anyhow::Result<Scope> {
        let pattern = |key: &str| {
            let globs = section.texts(key).map(Pattern::globs).transpose();
            globs.map_err(|bad| self.bad(section, &bad))
        };
        let paths = section.texts("paths").map(|_| self.paths(section)).transpose()?;
        Ok(Scope {
            paths,
            kind: pattern("kind")?,
            namespace: pattern("namespace")?,
            name: pattern("name")?,
            container: pattern("container")?,
            labels: Vec::new(),
        })
    }

    fn paths(&self, section: &Section) -> anyhow::Result<Paths> {
        let globs = section.texts("paths").unwrap_or_default();
        Paths::new(&self.folder_in_project(), globs).map_err(|bad| self.bad(section, &bad))
    }

    fn bad(&self, section: &Section, bad: &BadPattern) -> anyhow::Error {
        let name = self.file.as_ref().map_or("", |file| &file.name);
        let line = section.line;
        anyhow!("{name}:{line}: `[[{}]]` cannot be used: {bad}", section.name)
    }
}

fn severities(given: Option<&Given>) -> Vec<(&'static CheckMeta, Severity)> {
    let Some(Given::Pairs(pairs)) = given else { return Vec::new() };
    let one = |(check, severity): &(String, Given)| {
        let Given::Text(severity) = severity else { return None };
        Some((find_check(check).ok()?, severity.parse().ok()?))
    };
    pairs.iter().filter_map(one).collect()
}
