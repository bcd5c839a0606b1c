use std::fmt;

use sekisho_value::Value;

use crate::phrase::go_quote;
use crate::policy::{Level, Mode, NoLevel, NoVersion, Policy, Version};
use crate::view::element;

/// A Pod Security label of a namespace with a value that is none.
///
/// Prints as the API server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelError {
    /// The mode it is for.
    pub mode: Mode,
    /// What is wrong.
    pub fault: LabelFault,
    /// The value.
    pub value: String,
}

/// What a label's value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFault {
    /// A level.
    Level,
    /// A version.
    Version,
}

impl LabelError {
    /// The label.
    pub fn label(&self) -> &'static str {
        match self.fault {
            LabelFault::Level => self.mode.level_label(),
            LabelFault::Version => self.mode.version_label(),
        }
    }

    /// The field as the API server names it: `metadata.labels[pod-security.kubernetes.io/warn]`.
    pub fn field(&self) -> String {
        format!("metadata.labels[{}]", self.label())
    }

    /// What is wrong, without the field.
    pub fn body(&self) -> String {
        let value = go_quote(&self.value);
        match self.fault {
            LabelFault::Level => format!("Invalid value: {value}: {NoLevel}"),
            LabelFault::Version => format!("Invalid value: {value}: {NoVersion}"),
        }
    }
}

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field(), self.body())
    }
}

impl std::error::Error for LabelError {}

/// The policy that a namespace's labels ask for, and what is wrong with them.
///
/// `labels` is the map itself; null counts as no labels. A bad enforce level means restricted, a bad
/// audit or warn level privileged, a bad version latest. Where enforce is set and stricter than the
/// default of warn, and warn is not set, warn follows enforce.
pub fn policy_of(labels: &Value, defaults: &Policy) -> (Policy, Vec<LabelError>) {
    let mut policy = *defaults;
    let mut errors = Vec::new();
    let label = |name| labels.get(name).and_then(element);
    let mut enforce_is_set = false;
    for mode in Mode::ALL {
        let target = policy.get_mut(mode);
        if let Some(value) = label(mode.level_label()) {
            target.level = value.parse().unwrap_or_else(|NoLevel| {
                errors.push(LabelError { mode, fault: LabelFault::Level, value: value.to_owned() });
                // Enforce fails closed; the others only tell, and would tell too much.
                if mode == Mode::Enforce { Level::Restricted } else { Level::Privileged }
            });
            enforce_is_set |= mode == Mode::Enforce && errors.is_empty();
        }
        if let Some(value) = label(mode.version_label()) {
            target.version = value.parse().unwrap_or_else(|NoVersion| {
                errors.push(LabelError {
                    mode,
                    fault: LabelFault::Version,
                    value: value.to_owned(),
                });
                Version::Latest
            });
        }
    }
    let warn_is_set = label(Mode::Warn.level_label()).is_some();
    if enforce_is_set && !warn_is_set && policy.enforce.level > policy.warn.level {
        policy.warn.level = policy.enforce.level;
        if label(Mode::Warn.version_label()).is_none() {
            policy.warn.version = policy.enforce.version;
        }
    }
    (policy, errors)
}

/// Several errors as the API server joins them: `[a, b]`, and a single one as it is.
pub(crate) fn joined(errors: &[LabelError]) -> String {
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    match &texts[..] {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}
