use std::fmt;
use std::str::FromStr;

/// A minor version of Kubernetes.
///
/// Any `1.N` can be named; the tables of fields and kinds know [`KubeVersion::OLDEST`] to
/// [`KubeVersion::NEWEST`], and a version outside that range is answered by the nearest of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubeVersion {
    minor: u16,
}

impl KubeVersion {
    /// The oldest version whose API is recorded.
    pub const OLDEST: Self = Self { minor: 28 };
    /// The newest version whose API is recorded.
    pub const NEWEST: Self = Self { minor: 36 };

    /// The version `1.minor`.
    pub const fn minor_of_1(minor: u16) -> Self {
        Self { minor }
    }

    /// The number after the first dot.
    pub const fn minor(self) -> u16 {
        self.minor
    }

    /// All recorded versions, oldest first.
    pub fn recorded() -> impl DoubleEndedIterator<Item = Self> {
        (Self::OLDEST.minor..=Self::NEWEST.minor).map(Self::minor_of_1)
    }

    /// The recorded version nearest to this one.
    #[must_use]
    pub fn nearest_recorded(self) -> Self {
        self.clamp(Self::OLDEST, Self::NEWEST)
    }

    /// The place of the nearest recorded version, counted from 0 for the oldest.
    pub(crate) fn index(self) -> u16 {
        self.nearest_recorded().minor - Self::OLDEST.minor
    }
}

impl Default for KubeVersion {
    fn default() -> Self {
        Self::NEWEST
    }
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v1.{}", self.minor)
    }
}

/// A text that names no version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a Kubernetes version")]
pub struct NotAVersion {
    /// The text as given.
    pub text: String,
}

impl NotAVersion {
    /// What to write instead.
    pub fn help(&self) -> &'static str {
        "write the minor version, such as `1.36`, `v1.36` or `1.36.3`"
    }
}

impl FromStr for KubeVersion {
    type Err = NotAVersion;

    /// Reads `1.36`, `v1.36`, `1.36.3` and what servers report, such as `v1.36.3-gke.100` and `1.36+`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or_else(|| NotAVersion { text: text.to_owned() })
    }
}

fn read(text: &str) -> Option<KubeVersion> {
    let trimmed = text.trim();
    let rest = trimmed.strip_prefix('v').unwrap_or(trimmed).strip_prefix("1.")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (minor, rest) = rest.split_at_checked(end)?;
    if minor.len() > 1 && minor.starts_with('0') {
        return None;
    }
    let minor = minor.parse().ok()?;
    let known_tail = match rest.chars().next() {
        None => true,
        Some('+' | '-') => true,
        Some('.') => rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()),
        Some(_) => false,
    };
    known_tail.then_some(KubeVersion { minor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_read_as_people_and_servers_write_them() {
        for text in ["1.36", "v1.36", "1.36.3", "v1.36.3-gke.100", "1.36+", " v1.36 "] {
            assert_eq!(text.parse(), Ok(KubeVersion::NEWEST), "{text}");
        }
        for text in ["", "36", "1", "1.", "v2.1", "1.x", "1.036", "1.36x", "1.36.", "latest"] {
            assert!(text.parse::<KubeVersion>().is_err(), "{text}");
        }
        assert_eq!(KubeVersion::NEWEST.to_string(), "v1.36");
        assert!(KubeVersion::minor_of_1(9) < KubeVersion::minor_of_1(10));
        assert_eq!(KubeVersion::minor_of_1(99).nearest_recorded(), KubeVersion::NEWEST);
    }
}
