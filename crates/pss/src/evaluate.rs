use std::collections::HashSet;
use std::sync::LazyLock;

use sekisho_finding::Reference;
use sekisho_value::Value;

use crate::control::{CONTROLS, Control, Find};
use crate::offence::{Offence, Offences, Place};
use crate::policy::{Level, LevelVersion, Version};
use crate::view::Pod;

/// Judges pods as a Kubernetes API server of one version does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluator {
    newest: u64,
}

/// One control that a pod fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The control.
    pub control: &'static Control,
    /// Upstream's reason, as succinct as it is: `host namespaces`.
    pub reason: &'static str,
    /// Upstream's detail: `hostNetwork=true, hostPID=true`.
    pub detail: String,
    /// The fields that the control objects to; never empty.
    pub places: Vec<Place>,
    /// The references that this failure carries beside those of every failure of the control.
    pub references: Vec<Reference>,
}

/// The controls that a pod fails, in upstream's order; none is a pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// What failed.
    pub failures: Vec<Failure>,
}

/// A rule of the compiled policy: index into [`CONTROLS`] and the revision's function.
type Rule = (usize, Find);

/// What each level asks for in each version.
struct Registry {
    /// By minor version.
    baseline: Vec<Vec<Rule>>,
    /// By minor version; overridden baseline rules are left out.
    restricted: Vec<Vec<Rule>>,
    /// By minor version; nothing is left out.
    all: Vec<Vec<Rule>>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::compile);

impl Default for Evaluator {
    /// Knows every policy version there is.
    fn default() -> Self {
        Self::for_kubernetes(u64::MAX)
    }
}

impl Evaluator {
    /// Judges as Kubernetes `1.minor`: to it, `latest` and all that lies beyond is that version.
    pub fn for_kubernetes(minor: u64) -> Self {
        Self { newest: minor.min(newest_minor()) }
    }

    /// The newest policy version that this evaluator distinguishes: the `x` of `v1.x`.
    pub fn newest(self) -> u64 {
        self.newest
    }

    /// Which controls the pod fails at a level and version.
    pub fn evaluate(self, policy: LevelVersion, metadata: &Value, spec: &Value) -> Verdict {
        if policy.level == Level::Privileged {
            return Verdict::default();
        }
        self.evaluate_pod(policy, &Pod::new(metadata, spec))
    }

    /// Which controls a decoded pod fails at a level and version.
    pub fn evaluate_pod(self, policy: LevelVersion, pod: &Pod<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        let mut offences = Offences::new();
        for &(index, find) in self.rules(policy) {
            find(pod, &mut offences);
            if !offences.is_empty() {
                verdict.add(index, pod, &offences);
                offences.clear();
            }
        }
        verdict
    }

    /// Whether a decoded pod passes; no reasons are made.
    pub fn allows(self, policy: LevelVersion, pod: &Pod<'_>) -> bool {
        let mut offences = Offences::new();
        self.rules(policy).iter().all(|&(_, find)| {
            find(pod, &mut offences);
            offences.is_empty()
        })
    }

    /// What the pod fails whatever its namespace allows: all controls of a version, baseline ones
    /// included where a restricted one overrides them, and each field under one control only.
    ///
    /// A baseline control is the graver news, so what it names is left out of the restricted one
    /// that overrides it, in the detail as well: the details here are not upstream's.
    pub fn posture(self, version: Version, pod: &Pod<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        let mut baseline: Vec<(&str, HashSet<_>)> = Vec::new();
        for &(index, find) in at(&REGISTRY.all, self.minor(version)) {
            let Some(control) = CONTROLS.get(index) else { continue };
            let mut offences = Offences::new();
            find(pod, &mut offences);
            for (id, known) in &baseline {
                if control.overrides.contains(id) {
                    offences.retain(|offence| !known.contains(&offence.spot()));
                }
            }
            if !offences.is_empty() {
                verdict.add(index, pod, &offences);
                if control.level == Level::Baseline {
                    baseline.push((control.id, offences.iter().map(Offence::spot).collect()));
                }
            }
        }
        verdict
    }

    /// The strictest level that the pod meets in a version.
    pub fn highest_level(self, version: Version, pod: &Pod<'_>) -> Level {
        [Level::Restricted, Level::Baseline]
            .into_iter()
            .find(|level| self.allows(LevelVersion::new(*level, version), pod))
            .unwrap_or(Level::Privileged)
    }

    /// The controls that a level asks for in a version, in their order.
    pub fn controls(self, policy: LevelVersion) -> impl Iterator<Item = &'static Control> {
        self.rules(policy).iter().filter_map(|(index, _)| CONTROLS.get(*index))
    }

    fn rules(self, policy: LevelVersion) -> &'static [Rule] {
        match policy.level {
            Level::Privileged => &[],
            Level::Baseline => at(&REGISTRY.baseline, self.minor(policy.version)),
            Level::Restricted => at(&REGISTRY.restricted, self.minor(policy.version)),
        }
    }

    /// The version that is meant, as a minor.
    pub(crate) fn minor(self, version: Version) -> u64 {
        match version {
            Version::Minor(minor) => minor.min(self.newest),
            Version::Latest => self.newest,
        }
    }
}

/// The newest policy version that any control names: the `x` of `v1.x`.
pub fn newest_minor() -> u64 {
    let revisions = CONTROLS.iter().flat_map(|control| control.revisions);
    revisions.map(|revision| revision.since).max().unwrap_or(0)
}

impl Verdict {
    /// Whether the pod passes.
    pub fn allowed(&self) -> bool {
        self.failures.is_empty()
    }

    /// Upstream's reasons in one line: `host namespaces, privileged`.
    pub fn reason(&self) -> String {
        let reasons: Vec<&str> = self.failures.iter().map(|failure| failure.reason).collect();
        reasons.join(", ")
    }

    /// Upstream's reasons with their details: what the API server prints behind
    /// `violates PodSecurity "level:version": `.
    pub fn message(&self) -> String {
        let length = |failure: &Failure| failure.reason.len() + failure.detail.len() + 5;
        let mut text = String::with_capacity(self.failures.iter().map(length).sum());
        for (index, failure) in self.failures.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_str(failure.reason);
            if !failure.detail.is_empty() {
                text.push_str(" (");
                text.push_str(&failure.detail);
                text.push(')');
            }
        }
        text
    }

    fn add(&mut self, index: usize, pod: &Pod<'_>, offences: &Offences<'_>) {
        let Some(control) = CONTROLS.get(index) else { return };
        let (reason, detail) = (control.describe)(pod, offences);
        let places = offences.iter().map(|offence| offence.place(pod)).collect();
        let narrower = control.narrower.iter().filter(|it| (it.applies)(pod, offences));
        let references = narrower.flat_map(|it| it.references).copied().collect();
        self.failures.push(Failure { control, reason, detail, places, references });
    }
}

impl Registry {
    fn compile() -> Self {
        let minors = 0..=newest_minor();
        let all: Vec<Vec<Rule>> = minors.map(rules_of).collect();
        let keep = |keep: fn(&[Rule], &Control) -> bool| -> Vec<Vec<Rule>> {
            let kept = |rules: &Vec<Rule>| -> Vec<Rule> {
                let is_kept =
                    |(index, _): &Rule| CONTROLS.get(*index).is_some_and(|c| keep(rules, c));
                rules.iter().copied().filter(is_kept).collect()
            };
            all.iter().map(kept).collect()
        };
        Self {
            baseline: keep(|_, control| control.level == Level::Baseline),
            restricted: keep(|rules, control| !is_overridden(rules, control)),
            all,
        }
    }
}

fn rules_of(minor: u64) -> Vec<Rule> {
    let revisions = CONTROLS.iter().map(|control| control.revision(minor));
    let rules = revisions.enumerate().map(|(index, revision)| Some((index, revision?.find)));
    rules.flatten().collect()
}

fn is_overridden(rules: &[Rule], control: &Control) -> bool {
    rules
        .iter()
        .filter_map(|(index, _)| CONTROLS.get(*index))
        .any(|other| other.overrides.contains(&control.id))
}

fn at(versions: &'static [Vec<Rule>], minor: u64) -> &'static [Rule] {
    let index = usize::try_from(minor).unwrap_or(usize::MAX);
    versions.get(index).or(versions.last()).map_or(&[], Vec::as_slice)
}
