//! How a namespace gets to the next level: what passes today, what stands in the way, which labels
//! to set in which order.

use std::fmt::Write as _;

use sekisho_finding::Text;
use sekisho_value::Value;

use crate::admission::{Configuration, LabelError, policy_of};
use crate::evaluate::{Evaluator, Failure, Verdict};
use crate::policy::{Level, LevelVersion, Mode, Policy, Version};
use crate::view::Pod;

/// A namespace and what runs in it.
#[derive(Clone, Copy, Debug)]
pub struct Namespace<'v> {
    /// Its name.
    pub name: &'v str,
    /// Its `metadata.labels`; null for none.
    pub labels: &'v Value,
    /// Pods and pod templates, with the API server's defaults filled in.
    pub workloads: &'v [Workload<'v>],
}

/// A pod, or the template of what makes pods.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'v> {
    /// The pod's metadata; null for none.
    pub metadata: &'v Value,
    /// The pod's specification.
    pub spec: &'v Value,
}

/// What a namespace can enforce, and how to get there.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The policy that the labels and the cluster's defaults give today.
    pub policy: Policy,
    /// Labels with values that are none.
    pub label_errors: Vec<LabelError>,
    /// Whether the cluster's configuration exempts the namespace: then no label does anything.
    pub exempt: bool,
    /// The version that the plan is for.
    pub version: Version,
    /// How many workloads were judged. Where it is 0 nothing that the cluster does not exempt is
    /// known to run here, what `passes` and `next` say is no fact, and no stage enforces anything.
    pub judged: usize,
    /// The strictest level that everything judged passes; restricted where nothing was.
    pub passes: Level,
    /// What today's enforced policy rejects: pods, were they created now, and workloads that are
    /// accepted themselves but whose pods are not.
    pub rejected: Vec<Blocker>,
    /// The level after the one that passes, and what stands in its way; none at restricted.
    pub next: Option<Next>,
    /// What to do, in order; empty if all is done.
    pub stages: Vec<Stage>,
}

/// The next level, and what stands in its way.
#[derive(Clone, Debug)]
pub struct Next {
    /// The level.
    pub level: Level,
    /// What fails it; never empty.
    pub blockers: Vec<Blocker>,
}

/// A workload that fails a level.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// Index into the namespace's workloads.
    pub workload: usize,
    /// What it fails; each control's `meta.fix` says what to do.
    pub failures: Vec<Failure>,
}

/// One step of the roll-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What it does.
    pub kind: StageKind,
    /// The labels that it sets.
    pub labels: Vec<(&'static str, String)>,
    /// The command that sets them.
    pub command: String,
}

/// What a step of the roll-out does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StageKind {
    /// Warns and audits; nothing is rejected.
    Announce,
    /// Asks the API server what enforcing would say to the pods that run; changes nothing.
    Rehearse,
    /// Enforces what passes today.
    Enforce,
    /// Enforces the next level, once nothing stands in its way.
    EnforceNext,
}

impl StageKind {
    /// What it does, in one sentence.
    pub const fn title(self) -> Text {
        match self {
            Self::Announce => Text {
                en: "Warn and audit first: nothing is rejected, and every new violation is told and recorded",
                ja: "まず警告と監査から始めます。何も拒否されず、新しい違反はすべて通知・記録されます",
            },
            Self::Rehearse => Text {
                en: "Ask the API server what enforcing would say to the pods that run; this changes nothing",
                ja: "強制した場合に稼働中の Pod がどう判定されるかを API サーバーに確認します（変更は加えません）",
            },
            Self::Enforce => Text {
                en: "Enforce what passes today, when warnings and audit log have stayed silent",
                ja: "警告と監査ログに違反が出ないことを確認してから、現時点で満たしているレベルを強制します",
            },
            Self::EnforceNext => Text {
                en: "Enforce the next level, once nothing stands in its way",
                ja: "妨げるものがなくなったら、次のレベルを強制します",
            },
        }
    }
}

/// What moving from one policy version to another does to a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionChange {
    /// The verdict before.
    pub before: Verdict,
    /// The verdict after.
    pub after: Verdict,
}

impl VersionChange {
    /// Whether the pod passes before and fails after, or the other way round.
    pub fn flips(&self) -> bool {
        self.before.allowed() != self.after.allowed()
    }

    /// What fails after and did not before. A control that stands in for one that failed before is
    /// not among it.
    pub fn new_failures(&self) -> impl Iterator<Item = &Failure> {
        self.after.failures.iter().filter(|after| {
            let is_known = |before: &Failure| {
                before.control == after.control
                    || after.control.overrides.contains(&before.control.id)
            };
            !self.before.failures.iter().any(is_known)
        })
    }
}

impl Evaluator {
    /// What moving a level from one version to another does to a pod.
    pub fn version_change(
        self,
        level: Level,
        from: Version,
        to: Version,
        pod: &Pod<'_>,
    ) -> VersionChange {
        VersionChange {
            before: self.evaluate_pod(LevelVersion::new(level, from), pod),
            after: self.evaluate_pod(LevelVersion::new(level, to), pod),
        }
    }

    /// The plan for a namespace. `version` is the policy version to move to; commands pin it as a
    /// number, also where it is `latest`, so that an upgrade of the cluster rejects nothing by itself.
    pub fn plan(
        self,
        namespace: &Namespace<'_>,
        version: Version,
        configuration: &Configuration,
    ) -> Plan {
        let (policy, label_errors) = policy_of(namespace.labels, &configuration.defaults);
        let version = Version::Minor(self.minor(version));
        let exemptions = &configuration.exemptions;
        let pods: Vec<(usize, Pod<'_>)> = namespace
            .workloads
            .iter()
            .enumerate()
            .filter(|(_, workload)| {
                let class = workload.spec.str_at(&["runtimeClassName"]).unwrap_or_default();
                !exemptions.has_runtime_class(class)
            })
            .map(|(index, workload)| (index, Pod::new(workload.metadata, workload.spec)))
            .collect();
        let blockers = |level: Level, version: Version| -> Vec<Blocker> {
            let judged = pods.iter().map(|(workload, pod)| Blocker {
                workload: *workload,
                failures: self.evaluate_pod(LevelVersion::new(level, version), pod).failures,
            });
            judged.filter(|blocker| !blocker.failures.is_empty()).collect()
        };
        let lowest = pods.iter().map(|(_, pod)| self.highest_level(version, pod)).min();
        let passes = lowest.unwrap_or(Level::Restricted);
        let exempt = exemptions.has_namespace(namespace.name);
        let stages = if exempt {
            Vec::new()
        } else {
            Rollout { namespace: namespace.name, policy: &policy, errors: &label_errors, version }
                .stages(lowest)
        };
        Plan {
            judged: pods.len(),
            passes,
            rejected: blockers(policy.enforce.level, policy.enforce.version),
            next: passes.stricter().map(|level| Next { level, blockers: blockers(level, version) }),
            stages,
            policy,
            label_errors,
            exempt,
            version,
        }
    }
}

/// What the stages start from.
struct Rollout<'p> {
    namespace: &'p str,
    policy: &'p Policy,
    errors: &'p [LabelError],
    version: Version,
}

impl Rollout<'_> {
    /// The stages for a namespace in which everything passes a level; none if nothing was judged.
    fn stages(&self, lowest: Option<Level>) -> Vec<Stage> {
        let passes = lowest.unwrap_or(Level::Restricted);
        let next = passes.stricter();
        let mut stages = Vec::new();
        stages.extend(self.announce(next.unwrap_or(passes)));
        if lowest.is_none() {
            return stages;
        }
        // What is enforced already is never taken back: a pod that fails it is a fault of the pod.
        let enforced = self.policy.enforce.level;
        if passes > Level::Privileged
            && passes >= enforced
            && !self.holds(Mode::Enforce, passes, |version| version == self.version)
        {
            stages.push(self.stage(StageKind::Rehearse, &[(Mode::Enforce, passes)]));
            stages.push(self.stage(StageKind::Enforce, &[(Mode::Enforce, passes)]));
        }
        if let Some(next) = next.filter(|next| *next > enforced) {
            stages.push(self.stage(StageKind::EnforceNext, &[(Mode::Enforce, next)]));
        }
        stages
    }

    /// Warns and audits at a level, or at a stricter one where a mode is there already: telling less
    /// than today, or less than what is enforced, would be a step back.
    fn announce(&self, told: Level) -> Option<Stage> {
        let wanted: Vec<(Mode, Level)> = [Mode::Warn, Mode::Audit]
            .into_iter()
            .map(|mode| {
                let floor = self.policy.get(mode).level.max(self.policy.enforce.level);
                (mode, told.max(floor))
            })
            .filter(|(mode, level)| {
                let is_new_enough = |version| match (version, self.version) {
                    (Version::Minor(now), Version::Minor(wanted)) => now >= wanted,
                    _ => version == self.version,
                };
                !self.holds(*mode, *level, |version| *level > told || is_new_enough(version))
            })
            .collect();
        (!wanted.is_empty()).then(|| self.stage(StageKind::Announce, &wanted))
    }

    /// Whether a mode has a level already, in a version that will do. Labels that are in error ask to
    /// be set, also where the API server happens to read them so.
    fn holds(&self, mode: Mode, level: Level, will_do: impl Fn(Version) -> bool) -> bool {
        let now = self.policy.get(mode);
        now.level == level
            && will_do(now.version)
            && !self.errors.iter().any(|error| error.mode == mode)
    }

    fn stage(&self, kind: StageKind, wanted: &[(Mode, Level)]) -> Stage {
        let labels: Vec<(&'static str, String)> = wanted
            .iter()
            .flat_map(|(mode, level)| {
                [
                    (mode.level_label(), level.to_string()),
                    (mode.version_label(), self.version.to_string()),
                ]
            })
            .collect();
        let command = command(self.namespace, kind, &labels);
        Stage { kind, labels, command }
    }
}

fn command(namespace: &str, kind: StageKind, labels: &[(&'static str, String)]) -> String {
    let rehearse = if kind == StageKind::Rehearse { " --dry-run=server" } else { "" };
    let mut command = format!("kubectl label{rehearse} --overwrite namespace {}", shell(namespace));
    for (label, value) in labels {
        let _ = write!(command, " {label}={value}");
    }
    command
}

/// A word as a POSIX shell takes it literally; names from a file may be anything.
fn shell(word: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    if !word.is_empty() && !word.starts_with('-') && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
