//! Rules about single settings of components: what a value must not be, and what a finding says then.
//!
//! Most of what benchmarks ask of a control plane has one shape: a flag that must be there, that must
//! not, or that has the wrong value. A check lists such rules; this module runs them.

use sekisho_component::{Answer, Found, Origin, Setting};

use crate::Configured;
use crate::prelude::*;

/// What must not be of a setting.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// The setting.
    pub(crate) setting: Setting,
    /// What is wrong.
    pub(crate) fault: Fault,
    /// The value that a fix writes.
    pub(crate) fix: Option<(&'static str, Safety)>,
    /// How bad it is, where that is not as the check says.
    pub(crate) severity: Option<Severity>,
    /// Controls that this rule stands for beside those of the check.
    pub(crate) references: &'static [Reference],
}

/// What is wrong with a value.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// There is none.
    Missing,
    /// There is one.
    Given,
    /// It is a boolean, and this one.
    Is(bool),
    /// It is a text that the function finds wrong. No value is fine.
    Value(fn(&str) -> bool),
}

/// A rule with neither fix nor controls of its own.
pub(crate) const fn rule(setting: Setting, fault: Fault) -> Rule {
    Rule { setting, fault, fix: None, severity: None, references: &[] }
}

impl Rule {
    /// Adds a fix that sets a value.
    pub(crate) const fn fix(mut self, value: &'static str, safety: Safety) -> Self {
        self.fix = Some((value, safety));
        self
    }

    /// Says how bad it is.
    pub(crate) const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Adds controls that it stands for.
    pub(crate) const fn references(mut self, references: &'static [Reference]) -> Self {
        self.references = references;
        self
    }
}

const SET: Text = text(
    "{component} has `{setting}` set to `{value}`",
    "{component} の `{setting}` が `{value}` に設定されています",
);
const DEFAULT: Text = text(
    "{component} leaves `{setting}` at its default, `{value}`",
    "{component} の `{setting}` が既定値 `{value}` のままです",
);
const MISSING: Text =
    text("{component} is given no `{setting}`", "{component} に `{setting}` が設定されていません");

/// Judges a component by the rules that are about it.
pub(crate) fn judge(cx: &mut Cx<'_>, configured: &Configured<'_>, rules: &[Rule]) {
    for rule in rules.iter().filter(|it| it.setting.component == configured.component()) {
        if let Some(finding) = apply(cx, configured, rule) {
            cx.report(finding);
        }
    }
}

/// What one rule finds.
pub(crate) fn apply(cx: &mut Cx<'_>, configured: &Configured<'_>, rule: &Rule) -> Option<Finding> {
    let found = match configured.settings.text(&rule.setting) {
        Answer::Known(found) if found.value.is_empty() => None,
        Answer::Known(found) => Some(found),
        Answer::Unset => None,
        Answer::Unknown(_) => {
            cx.unknown();
            return None;
        }
    };
    let is_faulty = match (rule.fault, &found) {
        (Fault::Missing, None) | (Fault::Given, Some(_)) => true,
        (Fault::Value(is_wrong), Some(found)) => is_wrong(&found.value),
        (Fault::Is(wrong), Some(found)) => match sekisho_component::parse_bool(&found.value) {
            Some(value) => value == wrong,
            None => {
                cx.unknown();
                false
            }
        },
        (Fault::Missing, Some(_)) | (Fault::Given | Fault::Is(_) | Fault::Value(_), None) => false,
    };
    is_faulty.then(|| finding(cx, configured, rule, found))
}

/// A finding about a setting as it is.
pub(crate) fn finding(
    cx: &Cx<'_>,
    configured: &Configured<'_>,
    rule: &Rule,
    found: Option<Found<String>>,
) -> Finding {
    let (template, value, origin) = match found {
        Some(Found { value, origin: origin @ (Origin::Flag(_) | Origin::File(_)) }) => {
            (SET, value, origin)
        }
        Some(Found { value, origin }) => (DEFAULT, value, origin),
        None => (MISSING, String::new(), Origin::Default),
    };
    let message = Message::new(template)
        .with("component", configured.component().binary())
        .with("setting", configured.name_of(&rule.setting, &origin))
        .with("value", value);
    let mut finding = at(cx, configured, &origin, message);
    if let Some(severity) = rule.severity {
        finding = finding.severity(severity);
    }
    if let Some((value, safety)) = rule.fix
        && let Some(fix) = configured.set(&rule.setting, &origin, value, safety)
    {
        finding = finding.fix(fix);
    }
    finding.references.extend_from_slice(rule.references);
    finding
}

/// A finding at the place that a value comes from, in the component's container if it has one.
pub(crate) fn at(
    cx: &Cx<'_>,
    configured: &Configured<'_>,
    origin: &Origin,
    message: Message,
) -> Finding {
    let finding = cx.finding(configured.place(origin), message);
    match configured.container {
        Some(container) => finding.container(container.name()),
        None => finding,
    }
}
