use std::fmt;
use std::str::FromStr;

/// The version of a program: `v1.36.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The third number.
    pub patch: u32,
}

/// A text that is no version of three numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no version; write all three numbers, as in `v1.36.3`")]
pub struct NotAVersion(String);

impl Version {
    /// The version of Kubernetes whose modules stand in `e2e/go/kubernetes/go.mod`.
    pub const KUBERNETES: Self = Self { major: 1, minor: 36, patch: 3 };
    /// The version of etcd whose module stands in `e2e/go/etcd/go.mod`. It serves every version of Kubernetes here.
    pub const ETCD: Self = Self { major: 3, minor: 6, patch: 16 };
    /// The oldest etcd that a current API server works with.
    pub(crate) const OLDEST_ETCD: Self = Self { major: 3, minor: 5, patch: 13 };

    /// Whether both are of one minor version, and so behave alike.
    pub fn is_like(self, other: Self) -> bool {
        (self.major, self.minor) == (other.major, other.minor)
    }

    /// The first version that stands in a text, as programs print theirs.
    pub(crate) fn within(text: &str) -> Option<Self> {
        text.split(|c: char| c.is_whitespace() || matches!(c, '"' | ','))
            .find_map(|word| word.parse().ok())
    }
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let numbers: Option<Vec<u32>> = text
            .strip_prefix('v')
            .unwrap_or(text)
            .split('.')
            .map(|number| number.parse().ok())
            .collect();
        match numbers.as_deref() {
            Some(&[major, minor, patch]) => Ok(Self { major, minor, patch }),
            _ => Err(NotAVersion(text.to_owned())),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let found = |text| Version::within(text).map(|version| version.to_string());
        assert_eq!(found("Kubernetes v1.36.3\n").as_deref(), Some("v1.36.3"));
        assert_eq!(found("etcd Version: 3.6.16\nGit SHA: x\n").as_deref(), Some("v3.6.16"));
        assert_eq!(
            found("Client Version: v1.35.0\nKustomize Version: v5.7.1\n").as_deref(),
            Some("v1.35.0")
        );
        assert_eq!(found("Kubernetes v0.0.0-master+$Format:%H$"), None);
    }

    #[test]
    fn a_version_has_three_numbers() {
        assert!("1.36".parse::<Version>().is_err());
        assert_eq!("1.36.3".parse(), Ok(Version::KUBERNETES));
    }
}
