use sekisho_finding::{CheckMeta, Configured, Finding, Severity, Sources};

use crate::pattern::Paths;
use crate::{Request, whereabouts};

/// How severe findings are where users said so.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The configuration file that it comes from, as the user would name it.
    pub file: Option<String>,
    /// Severities of all findings of a check.
    pub severities: Vec<(&'static CheckMeta, Severity)>,
    /// Severities for some paths; the last one that fits counts.
    pub overrides: Vec<Override>,
}

/// Severities for some paths.
#[derive(Clone, Debug)]
pub struct Override {
    /// The paths.
    pub paths: Paths,
    /// Severities of all findings of a check.
    pub severities: Vec<(&'static CheckMeta, Severity)>,
}

impl Policy {
    /// Gives findings the severities that users said they have.
    pub(crate) fn weigh(&self, findings: &mut [Finding], request: &Request, sources: &dyn Sources) {
        if self.severities.is_empty() && self.overrides.is_empty() {
            return;
        }
        for finding in findings {
            let of = |severities: &[(&'static CheckMeta, Severity)]| {
                let set = severities.iter().find(|(check, _)| check.id == finding.check.id);
                set.map(|(_, severity)| *severity)
            };
            let here = self.overrides.iter().rev().find_map(|item| {
                let severity = of(&item.severities)?;
                let path = whereabouts(&finding.place.object, sources)?;
                item.paths.matches(&path, &request.root).then_some(severity)
            });
            if let Some(severity) = here.or_else(|| of(&self.severities)) {
                finding.severity = severity;
            }
        }
    }

    /// What reports say of it.
    pub(crate) fn configured(&self, request: &Request) -> Configured {
        let mut severities = self.severities.clone();
        severities.sort_by_key(|(check, _)| check.id);
        Configured {
            file: self.file.clone(),
            disabled: request.selection.disabled(),
            severities,
            overrides: self.overrides.len() as u64,
        }
    }
}
