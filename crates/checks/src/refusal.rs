//! What checks of refused fields have in common: the value that stands there, and how it is told.

use sekisho_api::{Cause, Rule, Violation};
use sekisho_finding::{Finding, Message, Text};
use sekisho_inventory::Object;
use sekisho_value::{Step, Value};

use crate::Cx;
use crate::schemas::is_placeholder;

/// Where the value may be told: never in a Secret, and never what an environment variable holds.
fn may_show(object: &Object, violation: &Violation) -> bool {
    let is_value = matches!(violation.route.last(), Some(Step::Key(key)) if key == "value");
    object.kind() != "Secret" && !is_value
}

/// The scalar at the field, as messages quote it; empty if it must not be told or is none.
pub(crate) fn shown_value(object: &Object, violation: &Violation) -> String {
    if !may_show(object, violation) {
        return "…".to_owned();
    }
    match violation.route.find(&object.value) {
        Some(Value::String(text)) => text.as_str().to_owned(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::UInt(number)) => number.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        Some(Value::Bool(b)) => b.to_string(),
        Some(Value::Map(_)) => "{…}".to_owned(),
        Some(Value::Seq(_)) => "[…]".to_owned(),
        Some(Value::Null) | None => "null".to_owned(),
    }
}

/// Controls of other scanners that ask for one of the rules alone.
fn other_controls(object: &Object, violation: &Violation) -> Vec<(&'static str, &'static str)> {
    if violation.cause == Cause::Invalid(Rule::SelectorMatchesTemplate) {
        let mut controls = vec![("kube-linter", "mismatching-selector"), ("catalogue", "H07")];
        match object.kind() {
            "Deployment" => controls.push((
                "kube-score",
                "Deployment Pod Selector labels match template metadata labels",
            )),
            "StatefulSet" => controls.push((
                "kube-score",
                "StatefulSet Pod Selector labels match template metadata labels",
            )),
            _ => {}
        }
        return controls;
    }
    let of_spread =
        |step: &Step| matches!(step, Step::Key(key) if key == "topologySpreadConstraints");
    if violation.route.steps().iter().any(of_spread) {
        return vec![("kube-score", "Pod Topology Spread Constraints")];
    }
    if is_port_name(object, violation) {
        return vec![("kube-linter", "invalid-target-ports")];
    }
    Vec::new()
}

/// Whether a violation is about the port that a Service leads to, or about the name of a container's.
fn is_port_name(object: &Object, violation: &Violation) -> bool {
    let steps = violation.route.steps();
    let last = |back: usize| match steps.get(steps.len().checked_sub(back)?)? {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    };
    if object.is("", "Service") {
        return last(1) == Some("targetPort");
    }
    last(1) == Some("name") && last(3) == Some("ports")
}

/// A finding at the field of a violation, unless its value is filled in later: then nothing is known.
/// Fills the gaps `{field}` and `{value}`.
pub(crate) fn finding(
    cx: &mut Cx<'_>,
    object: &Object,
    violation: &Violation,
    template: Text,
) -> Option<(Finding, Message)> {
    let value = violation.route.find(&object.value);
    if value.and_then(Value::as_str).is_some_and(is_placeholder) {
        cx.unknown();
        return None;
    }
    let message = Message::new(template)
        .with("field", violation.route.field_path())
        .with("value", shown_value(object, violation));
    let place = object.place(violation.route.clone());
    Some((cx.finding(place, message.clone()), message))
}

/// The same, with what the message still needs.
pub(crate) fn report(
    cx: &mut Cx<'_>,
    object: &Object,
    violation: &Violation,
    template: Text,
    complete: impl FnOnce(Message) -> Message,
) -> Option<Finding> {
    let (mut finding, message) = finding(cx, object, violation, template)?;
    finding.message = complete(message);
    for (framework, control) in other_controls(object, violation) {
        finding = finding.reference(framework, control);
    }
    // Keys of Secrets and values beside the place must not be quoted from the text either.
    if object.kind() == "Secret" {
        finding = finding.sensitive();
    }
    Some(finding)
}
