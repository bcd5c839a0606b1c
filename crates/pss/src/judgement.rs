//! What can be wrong with the Pod Security labels of a namespace, as facts; texts are for others.

use sekisho_value::{Route, Value};

use crate::policy::{Level, Mode, Version};
use crate::view::element;

/// The releases that pins are compared with, as the `x` of `1.x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releases {
    /// The oldest release that is still supported.
    pub oldest_supported: u64,
    /// The release that the cluster runs.
    pub server: u64,
}

/// Something about a namespace's Pod Security labels; `route` is within the namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelFact {
    /// The label, or the place where it would be.
    pub route: Route,
    /// What is so.
    pub kind: LabelFactKind,
}

/// What is so about a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelFactKind {
    /// A key like those of Pod Security that the API server does not know and so ignores.
    Misspelt {
        /// The key.
        label: String,
        /// The key that was meant, where one is near.
        meant: Option<&'static str>,
    },
    /// A value that is no text: the API server refuses the object.
    NotText {
        /// The mode it is for.
        mode: Mode,
        /// What it is: `number`.
        type_name: &'static str,
    },
    /// A value that is no level.
    InvalidLevel {
        /// The mode it is for.
        mode: Mode,
        /// The value.
        value: String,
        /// The level that was meant, where one is near.
        meant: Option<Level>,
        /// What the API server takes instead: restricted for enforce, privileged for the others.
        taken: Level,
    },
    /// A value that is no version: the API server takes `latest` instead.
    InvalidVersion {
        /// The mode it is for.
        mode: Mode,
        /// The value.
        value: String,
        /// The version that was meant, where that can be told: `v1.30` for `1.30` or `v1.30.2`.
        meant: Option<Version>,
    },
    /// No level for a mode: the cluster's default holds.
    Missing {
        /// The mode.
        mode: Mode,
    },
    /// A mode that asks for nothing: its level is privileged.
    Privileged {
        /// The mode.
        mode: Mode,
    },
    /// A level without a version: it changes whenever the cluster is upgraded.
    Unpinned {
        /// The mode.
        mode: Mode,
        /// The level.
        level: Level,
    },
    /// The version `latest`: it changes whenever the cluster is upgraded.
    Latest {
        /// The mode.
        mode: Mode,
    },
    /// A version without a level, which does something only if the cluster's default has a level.
    VersionAlone {
        /// The mode.
        mode: Mode,
    },
    /// A version older than the oldest supported release.
    Old {
        /// The mode.
        mode: Mode,
        /// The `x` of `v1.x`.
        version: u64,
        /// What it was compared with.
        oldest_supported: u64,
    },
    /// A version newer than the cluster: until it is upgraded, the cluster's own holds.
    Future {
        /// The mode.
        mode: Mode,
        /// The `x` of `v1.x`.
        version: u64,
        /// What it was compared with.
        server: u64,
    },
    /// Audit or warn ask for less than enforce, and so tell of nothing.
    WeakerThanEnforce {
        /// The mode.
        mode: Mode,
        /// Its level.
        level: Level,
        /// The level enforced.
        enforced: Level,
    },
}

const PREFIX: &str = "pod-security.kubernetes.io/";
const LABELS: [&str; 6] = [
    Mode::Enforce.level_label(),
    Mode::Enforce.version_label(),
    Mode::Audit.level_label(),
    Mode::Audit.version_label(),
    Mode::Warn.level_label(),
    Mode::Warn.version_label(),
];

/// Judges the labels of a namespace, given as the whole object.
pub fn judge_labels(namespace: &Value, releases: Releases) -> Vec<LabelFact> {
    const NULL: &Value = &Value::Null;
    let labels = namespace.at(&["metadata", "labels"]).unwrap_or(NULL);
    let mut judge = Judge { releases, facts: Vec::new() };
    judge.misspelt(labels);
    let enforced =
        labels.str_at(&[Mode::Enforce.level_label()]).and_then(|level| level.parse().ok());
    for mode in Mode::ALL {
        let level = judge.level(labels, mode);
        judge.version(labels, mode, level);
        if let (Some(level), Some(enforced)) = (level.level(), enforced)
            && Level::Privileged < level
            && level < enforced
        {
            judge.add(
                mode.level_label(),
                LabelFactKind::WeakerThanEnforce { mode, level, enforced },
            );
        }
    }
    judge.facts
}

struct Judge {
    releases: Releases,
    facts: Vec<LabelFact>,
}

/// The level label of a mode.
#[derive(Clone, Copy)]
enum LevelLabel {
    Absent,
    Invalid,
    Valid(Level),
}

impl LevelLabel {
    fn level(self) -> Option<Level> {
        match self {
            Self::Valid(level) => Some(level),
            _ => None,
        }
    }
}

impl Judge {
    fn add(&mut self, label: &str, kind: LabelFactKind) {
        let route = Route::keys(["metadata", "labels", label]);
        self.facts.push(LabelFact { route, kind });
    }

    fn misspelt(&mut self, labels: &Value) {
        for (key, _) in labels.entries() {
            if is_of_pod_security(key) && !LABELS.contains(&key) {
                let meant = meant_label(key);
                self.add(key, LabelFactKind::Misspelt { label: key.to_owned(), meant });
            }
        }
    }

    /// The text of a label; a value of another type is a fact.
    fn text<'v>(&mut self, labels: &'v Value, mode: Mode, label: &str) -> Option<&'v str> {
        let value = labels.get(label)?;
        let text = element(value);
        if text.is_none() {
            let type_name = value.type_name();
            self.add(label, LabelFactKind::NotText { mode, type_name });
        }
        text
    }

    fn level(&mut self, labels: &Value, mode: Mode) -> LevelLabel {
        let label = mode.level_label();
        if labels.get(label).is_none() {
            self.add(label, LabelFactKind::Missing { mode });
            return LevelLabel::Absent;
        }
        let Some(text) = self.text(labels, mode, label) else { return LevelLabel::Invalid };
        let Ok(level) = text.parse() else {
            let taken = if mode == Mode::Enforce { Level::Restricted } else { Level::Privileged };
            let meant =
                nearest(text, Level::ALL.map(Level::name)).and_then(|name| name.parse().ok());
            let value = text.to_owned();
            self.add(label, LabelFactKind::InvalidLevel { mode, value, meant, taken });
            return LevelLabel::Invalid;
        };
        if level == Level::Privileged {
            self.add(label, LabelFactKind::Privileged { mode });
        }
        LevelLabel::Valid(level)
    }

    fn version(&mut self, labels: &Value, mode: Mode, level: LevelLabel) {
        let label = mode.version_label();
        if labels.get(label).is_none() {
            // Privileged is the same in every version.
            if let Some(level) = level.level().filter(|level| *level != Level::Privileged) {
                self.add(label, LabelFactKind::Unpinned { mode, level });
            }
            return;
        }
        if matches!(level, LevelLabel::Absent) {
            self.add(label, LabelFactKind::VersionAlone { mode });
        }
        let Some(text) = self.text(labels, mode, label) else { return };
        let Releases { oldest_supported, server } = self.releases;
        match text.parse() {
            Err(_) => {
                let (value, meant) = (text.to_owned(), meant_version(text));
                self.add(label, LabelFactKind::InvalidVersion { mode, value, meant });
            }
            Ok(Version::Latest) => self.add(label, LabelFactKind::Latest { mode }),
            Ok(Version::Minor(version)) if version < oldest_supported => {
                self.add(label, LabelFactKind::Old { mode, version, oldest_supported });
            }
            Ok(Version::Minor(version)) if version > server => {
                self.add(label, LabelFactKind::Future { mode, version, server });
            }
            Ok(Version::Minor(_)) => {}
        }
    }
}

/// Whether a label's author meant Pod Security: its prefix, or one that differs in dots, dashes,
/// an abbreviation or two letters.
fn is_of_pod_security(key: &str) -> bool {
    let Some((prefix, _)) = key.split_once('/') else { return false };
    let plain = |text: &str| -> String {
        let lower = text.to_lowercase().replace("k8s", "kubernetes");
        lower.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    prefix.len() <= LONGEST && strsim::osa_distance(&plain(prefix), &plain(PREFIX)) <= 2
}

fn meant_label(key: &str) -> Option<&'static str> {
    let (_, name) = key.split_once('/')?;
    let name = name.to_lowercase().replace('_', "-");
    let names = LABELS.map(|label| label.strip_prefix(PREFIX).unwrap_or(label));
    let meant = nearest(&name, names)?;
    LABELS.into_iter().find(|label| label.strip_prefix(PREFIX) == Some(meant))
}

/// `1.30`, `v1.30.2`, `V1.30` and `v1-30` mean v1.30.
fn meant_version(text: &str) -> Option<Version> {
    let text = text.trim().to_lowercase().replace(['-', '_'], ".");
    if text == "latest" {
        return Some(Version::Latest);
    }
    let rest = text.strip_prefix('v').unwrap_or(&text).strip_prefix("1.")?;
    let minor = rest.split('.').next()?;
    minor.parse().ok().map(Version::Minor)
}

/// Labels are at most this long; longer text is no misspelling of one.
const LONGEST: usize = 128;

/// The name that is at most a third of its letters away, if any.
fn nearest<const N: usize>(text: &str, names: [&'static str; N]) -> Option<&'static str> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim().to_lowercase();
    let near = names.into_iter().map(|name| (strsim::osa_distance(&text, name), name)).min()?;
    (near.0 <= near.1.len().div_ceil(3)).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASES: Releases = Releases { oldest_supported: 34, server: 36 };

    fn facts(labels: &[(&str, Value)]) -> Vec<LabelFactKind> {
        let mut map = Value::map();
        for (key, value) in labels {
            map.set(key, value.clone());
        }
        let mut metadata = Value::map();
        metadata.set("labels", map);
        let mut namespace = Value::map();
        namespace.set("metadata", metadata);
        judge_labels(&namespace, RELEASES).into_iter().map(|fact| fact.kind).collect()
    }

    #[test]
    fn a_namespace_without_labels_lacks_every_mode() {
        let missing = Mode::ALL.map(|mode| LabelFactKind::Missing { mode });
        assert_eq!(facts(&[]), missing);
        assert_eq!(judge_labels(&Value::Null, RELEASES).len(), 3);
    }

    #[test]
    fn misspelt_labels_are_told_with_what_was_meant() {
        for (label, meant) in [
            ("pod-security.kubernetes.io/enforced", Some(Mode::Enforce.level_label())),
            ("pod-security.kubernetes.io/enforce_version", Some(Mode::Enforce.version_label())),
            ("pod-security.kubernetes.io/Warn", Some(Mode::Warn.level_label())),
            ("pod-security.kubernetes.io/aduit", Some(Mode::Audit.level_label())),
            ("podsecurity.kubernetes.io/enforce", Some(Mode::Enforce.level_label())),
            ("pod-security.k8s.io/audit-version", Some(Mode::Audit.version_label())),
            ("pod-security.kubernetes.io/something-else", None),
        ] {
            let expected = LabelFactKind::Misspelt { label: label.to_owned(), meant };
            assert!(facts(&[(label, "baseline".into())]).contains(&expected), "{label}");
        }
        for label in ["app.kubernetes.io/name", "enforce", "security.example.com/enforce"] {
            let facts = facts(&[(label, "x".into())]);
            let is_misspelt = |fact: &LabelFactKind| matches!(fact, LabelFactKind::Misspelt { .. });
            assert!(!facts.iter().any(is_misspelt), "{label}");
        }
    }

    #[test]
    fn values_are_judged() {
        let enforce = Mode::Enforce;
        for (level, version, expected) in [
            (
                "restrcited",
                "v1.36",
                LabelFactKind::InvalidLevel {
                    mode: enforce,
                    value: "restrcited".into(),
                    meant: Some(Level::Restricted),
                    taken: Level::Restricted,
                },
            ),
            (
                "baseline",
                "1.36",
                LabelFactKind::InvalidVersion {
                    mode: enforce,
                    value: "1.36".into(),
                    meant: Some(Version::Minor(36)),
                },
            ),
            (
                "baseline",
                "v1.24",
                LabelFactKind::Old { mode: enforce, version: 24, oldest_supported: 34 },
            ),
            ("baseline", "v1.99", LabelFactKind::Future { mode: enforce, version: 99, server: 36 }),
            ("baseline", "latest", LabelFactKind::Latest { mode: enforce }),
            ("privileged", "v1.36", LabelFactKind::Privileged { mode: enforce }),
        ] {
            let labels =
                [(enforce.level_label(), level.into()), (enforce.version_label(), version.into())];
            assert!(facts(&labels).contains(&expected), "{level} {version}");
        }
    }

    #[test]
    fn levels_and_versions_belong_together() {
        let mode = Mode::Enforce;
        let alone = facts(&[(mode.version_label(), "v1.36".into())]);
        assert!(alone.contains(&LabelFactKind::VersionAlone { mode }));
        let unpinned = facts(&[(mode.level_label(), "baseline".into())]);
        assert!(unpinned.contains(&LabelFactKind::Unpinned { mode, level: Level::Baseline }));
        let number = facts(&[(mode.version_label(), Value::Float(1.36))]);
        assert!(number.contains(&LabelFactKind::NotText { mode, type_name: "number" }));
    }

    #[test]
    fn a_warning_weaker_than_what_is_enforced_is_told() {
        let labels = [
            (Mode::Enforce.level_label(), "restricted".into()),
            (Mode::Warn.level_label(), "baseline".into()),
        ];
        assert!(facts(&labels).contains(&LabelFactKind::WeakerThanEnforce {
            mode: Mode::Warn,
            level: Level::Baseline,
            enforced: Level::Restricted,
        }));
    }
}
