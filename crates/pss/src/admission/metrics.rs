use std::fmt;

use crate::policy::{Level, LevelVersion, Mode, Version};

/// One count in upstream's metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// `pod_security_errors_total`: something kept the request from being judged as it should.
    Error {
        /// Whether it was not judged at all.
        fatal: bool,
    },
    /// `pod_security_exemptions_total`.
    Exemption,
    /// `pod_security_evaluations_total`; in audit and warn, only denials are counted.
    Evaluation {
        /// Whether the policy is violated.
        denied: bool,
        /// The policy.
        policy: LevelVersion,
        /// What the policy is for.
        mode: Mode,
    },
}

impl Event {
    /// The label `policy_version`: `future` where a version is newer than the server `1.server`.
    pub fn version_label(policy: LevelVersion, server: u64) -> String {
        match policy.version {
            _ if policy.level == Level::Privileged => "latest".to_owned(),
            Version::Minor(minor) if minor > server => "future".to_owned(),
            version => version.to_string(),
        }
    }
}

/// Prints one line a count: `evaluation decision=deny policy=baseline:latest mode=enforce`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error { fatal } => write!(f, "error fatal={fatal}"),
            Self::Exemption => f.write_str("exemption"),
            Self::Evaluation { denied, policy, mode } => {
                let decision = if *denied { "deny" } else { "allow" };
                write!(f, "evaluation decision={decision} policy={policy} mode={mode}")
            }
        }
    }
}
