use std::fmt;
use std::str::FromStr;

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

/// The same text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Japanese.
    pub ja: &'static str,
}

impl Text {
    /// The text in one language.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ja => self.ja,
        }
    }
}

macro_rules! names {
    ($type:ident, $what:literal, $($variant:ident => $name:literal),+ $(,)?) => {
        impl $type {
            /// All values, lowest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name as it stands in reports and on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(format!(
                        concat!("`{}` is no ", $what, "; one of: {}"),
                        name,
                        [$($name),+].join(", "),
                    )),
                }
            }
        }
    };
}

/// How bad it is if the finding is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Hardening that one would like to have.
    Low,
    /// A missing layer of defence.
    Medium,
    /// One step away from harm.
    High,
    /// Harm as it stands.
    Critical,
}

names!(Severity, "severity", Info => "info", Low => "low", Medium => "medium", High => "high", Critical => "critical");

/// How sure the check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A hint that a person should look.
    Low,
    /// True in most cases; what would make it false is not visible here.
    Medium,
    /// Follows from the object alone.
    High,
}

names!(Confidence, "confidence", Low => "low", Medium => "medium", High => "high");

/// Who wants to hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody who is responsible for security: always shown.
    Security,
    /// Whoever keeps the workload running: in the JSON always, in the terminal on request.
    Reliability,
    /// Auditors: inventory and conventions, in the JSON always, in the terminal on request.
    Audit,
}

names!(Audience, "audience", Security => "security", Reliability => "reliability", Audit => "audit");

/// A control of a framework, or a check of another scanner, that a check stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The framework with its version where it has one: `cis-1.12`, `nsa`, `mitre`, `pss`, `trivy`.
    pub framework: &'static str,
    /// The control's id in that framework.
    pub control: &'static str,
}

/// Everything about a check but its function.
#[derive(Clone, Copy, Debug)]
pub struct CheckMeta {
    /// Permanent id, `SK-1001`; never used again for something else.
    pub id: &'static str,
    /// Readable name that reads well in "allow ‹slug›".
    pub slug: &'static str,
    /// Slugs that this check had before; they go on working.
    pub former_slugs: &'static [&'static str],
    /// The version of Sekisho that had it first.
    pub since: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// How sure it is, unless a finding says otherwise.
    pub confidence: Confidence,
    /// Who wants to hear it.
    pub audience: Audience,
    /// A phrase that names the fault.
    pub title: Text,
    /// What it finds.
    pub what: Text,
    /// Why it matters.
    pub why: Text,
    /// How to fix it.
    pub fix: Text,
    /// When it is fine.
    pub fine: Text,
    /// The controls it stands for.
    pub references: &'static [Reference],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_are_ordered_and_read_back() {
        assert!(Severity::Critical > Severity::High);
        for severity in Severity::ALL {
            assert_eq!(severity.name().parse(), Ok(*severity));
        }
        assert_eq!(
            "hihg".parse::<Severity>().unwrap_err(),
            "`hihg` is no severity; one of: info, low, medium, high, critical"
        );
    }
}
