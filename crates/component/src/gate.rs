//! Feature gates: which there are, how far each is, and whether it is on by default.

use std::collections::HashMap;
use std::sync::OnceLock;

use sekisho_api::KubeVersion;

/// How far a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It may be faulty, may change without notice, and is off by default.
    Alpha,
    /// It is tested, and may still change.
    Beta,
    /// It stays; the gate goes away some versions later.
    Stable,
    /// It goes away.
    Deprecated,
}

/// A feature gate in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// How far the feature is.
    pub stage: Stage,
    /// Whether it is on where nobody says.
    pub default: bool,
    /// Whether the default is the only value that the gate takes; a component that is given another one
    /// does not start.
    pub is_locked: bool,
}

/// What a version knows of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It has it.
    Gate(Gate),
    /// It is gone since the version; a component that is given it does not start.
    Gone(KubeVersion),
    /// It comes with the version; a component that is given it does not start.
    Since(KubeVersion),
    /// No version from v1.28 to v1.36 has it.
    Never,
}

const TABLE: &str = include_str!("../data/feature-gates.tsv");

/// Gates that stand for all gates of a stage; every component has them.
const ALL: [&str; 2] = ["AllAlpha", "AllBeta"];

/// What a version knows of a gate, whichever component reads it. Versions beside the table's are
/// answered by the nearest one.
pub fn feature_gate(name: &str, version: KubeVersion) -> Known {
    if ALL.contains(&name) {
        let stage = if name == "AllAlpha" { Stage::Alpha } else { Stage::Beta };
        return Known::Gate(Gate { stage, default: false, is_locked: false });
    }
    let version = version.nearest_recorded();
    let Some(changes) = table().get(name) else { return Known::Never };
    match changes.iter().rev().find(|(since, _)| *since <= version) {
        Some((_, Some(gate))) => Known::Gate(*gate),
        Some((since, None)) => Known::Gone(*since),
        None => changes.first().map_or(Known::Never, |(since, _)| Known::Since(*since)),
    }
}

/// The names of all gates that a version has.
pub fn feature_gates(version: KubeVersion) -> impl Iterator<Item = &'static str> {
    table()
        .keys()
        .copied()
        .filter(move |name| matches!(feature_gate(name, version), Known::Gate(_)))
}

type Changes = Vec<(KubeVersion, Option<Gate>)>;

fn table() -> &'static HashMap<&'static str, Changes> {
    static READ: OnceLock<HashMap<&str, Changes>> = OnceLock::new();
    READ.get_or_init(|| {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let rows = rows.filter_map(|line| line.split_once('\t'));
        rows.map(|(name, changes)| (name, changes.split(' ').filter_map(change).collect()))
            .collect()
    })
}

fn change(text: &str) -> Option<(KubeVersion, Option<Gate>)> {
    let (minor, state) = text.split_once(':')?;
    let since = KubeVersion::minor_of_1(minor.parse().ok()?);
    if state == "gone" {
        return Some((since, None));
    }
    let is_locked = state.ends_with('!');
    let state = state.trim_end_matches('!');
    let default = state.ends_with('+');
    let stage = match state.trim_end_matches(['+', '-']) {
        "alpha" => Stage::Alpha,
        "beta" => Stage::Beta,
        "stable" => Stage::Stable,
        "deprecated" => Stage::Deprecated,
        _ => return None,
    };
    Some((since, Some(Gate { stage, default, is_locked })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split('\t').next().unwrap_or_default();
            let cells = line.split('\t').nth(1).unwrap_or_default().split(' ').count();
            assert_eq!(table().get(name).map(Vec::len), Some(cells), "{line}");
        }
    }

    #[test]
    fn a_gate_comes_grows_up_and_goes() {
        let on = |name, minor| feature_gate(name, KubeVersion::minor_of_1(minor));
        let Known::Gate(gate) = on("RotateKubeletServerCertificate", 36) else { panic!("unknown") };
        assert_eq!((gate.stage, gate.default, gate.is_locked), (Stage::Beta, true, false));
        assert_eq!(on("PodSecurityPolicies", 36), Known::Never);
        assert!(
            matches!(on("SeccompDefault", 28), Known::Gate(gate) if gate.stage == Stage::Stable)
        );
        assert!(matches!(on("SeccompDefault", 36), Known::Gone(_)));
        assert!(matches!(on("AllAlpha", 30), Known::Gate(gate) if gate.stage == Stage::Alpha));
    }
}
