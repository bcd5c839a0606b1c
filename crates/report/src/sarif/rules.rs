use std::collections::BTreeMap;

use sekisho_finding::{Audience, CheckMeta, Confidence, Lang, Reference, Severity};

use super::level;
use super::types::{
    Configuration, Help, Message, Relationship, Rule, RuleProperties, Target, Taxon, Taxonomy,
    TaxonomyRef,
};
use crate::{Report, words};

/// The checks as SARIF rules, and the controls they stand for as taxonomies.
pub(super) struct Rules {
    checks: BTreeMap<&'static str, (usize, &'static CheckMeta)>,
    frameworks: BTreeMap<&'static str, (usize, Vec<&'static str>)>,
    /// By check, the controls of the frameworks that were asked for: `nsa/pod.privileged`.
    controls: BTreeMap<&'static str, Vec<String>>,
}

impl Rules {
    /// Every check that was asked or has a finding, by id.
    pub(super) fn of(report: &Report<'_>) -> Self {
        let asked = report.outcome.tallies.iter().map(|tally| tally.check);
        let found = report.outcome.findings.iter().map(|finding| finding.check);
        let mut checks: BTreeMap<&str, (usize, &CheckMeta)> =
            asked.chain(found).map(|check| (check.id, (0, check))).collect();
        for (index, (place, _)) in checks.values_mut().enumerate() {
            *place = index;
        }
        let of_checks = checks.values().flat_map(|(_, check)| check.references);
        let of_findings = report.outcome.findings.iter().flat_map(|f| &f.references);
        let mut frameworks: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
        for reference in of_checks.chain(of_findings) {
            let (_, controls) = frameworks.entry(reference.framework).or_default();
            controls.push(reference.control);
        }
        for (index, (place, controls)) in frameworks.values_mut().enumerate() {
            *place = index;
            controls.sort_unstable();
            controls.dedup();
        }
        let mut of_frameworks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for assessment in report.assessments().asked() {
            for assessed in &assessment.controls {
                let tag = format!("{}/{}", assessment.framework.name, assessed.control.id);
                for check in &assessed.checks {
                    of_frameworks.entry(check.id).or_default().push(tag.clone());
                }
            }
        }
        Self { checks, frameworks, controls: of_frameworks }
    }

    /// The position of a check among the rules.
    pub(super) fn index(&self, check: &CheckMeta) -> usize {
        self.checks.get(check.id).map_or(0, |(index, _)| *index)
    }

    pub(super) fn descriptors(&self, lang: Lang) -> Vec<Rule> {
        self.checks.values().map(|(_, check)| self.rule(check, lang)).collect()
    }

    pub(super) fn taxonomies(&self) -> Vec<Taxonomy> {
        self.frameworks
            .iter()
            .map(|(name, (_, controls))| Taxonomy {
                name,
                taxa: controls.iter().map(|id| Taxon { id }).collect(),
            })
            .collect()
    }

    /// The control in its taxonomy.
    pub(super) fn taxon(&self, reference: &Reference) -> Option<Target> {
        let (framework, controls) = self.frameworks.get(reference.framework)?;
        Some(Target {
            id: reference.control,
            index: controls.binary_search(&reference.control).ok()?,
            tool_component: TaxonomyRef { name: reference.framework, index: *framework },
        })
    }

    fn tags(&self, check: &CheckMeta) -> Vec<String> {
        let fixed = [check.audience.name(), "kubernetes"].map(str::to_owned).into_iter();
        let controls = self.controls.get(check.id).into_iter().flatten().cloned();
        fixed.chain(controls).collect()
    }

    fn rule(&self, check: &'static CheckMeta, lang: Lang) -> Rule {
        let sections = [
            (words::WHAT, check.what),
            (words::WHY, check.why),
            (words::FIX, check.fix),
            (words::FINE, check.fine),
        ]
        .map(|(heading, text)| (heading.get(lang), text.get(lang)));
        let text = sections.map(|(heading, text)| format!("{heading}: {text}"));
        let markdown = sections.map(|(heading, text)| format!("## {heading}\n\n{text}"));
        let security = check.audience == Audience::Security;
        Rule {
            id: check.id,
            name: check.slug,
            deprecated_names: check.former_slugs,
            short_description: Message::text(check.title.get(lang).to_owned()),
            full_description: Message::text(check.what.get(lang).to_owned()),
            help: Help { text: text.join("\n\n"), markdown: markdown.join("\n\n") },
            default_configuration: Configuration { level: level(check.severity) },
            relationships: check
                .references
                .iter()
                .filter_map(|reference| self.taxon(reference))
                .map(|target| Relationship { target, kinds: ["relevant"] })
                .collect(),
            properties: RuleProperties {
                tags: self.tags(check),
                precision: precision(check.confidence),
                problem_severity: problem_severity(check.severity),
                security_severity: security.then(|| security_severity(check.severity)),
            },
        }
    }
}

/// The words that GitHub knows for how sure a rule is.
fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "very-high",
        Confidence::Medium => "high",
        Confidence::Low => "medium",
    }
}

/// The words that GitHub knows for rules that are not about security.
fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

/// A number from 0 to 10 as CVSS has it; GitHub calls above 9.0 critical, from 7.0 high, from 4.0
/// medium and the rest low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "1.0",
    }
}
