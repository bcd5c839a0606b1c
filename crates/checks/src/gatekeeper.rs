//! Policies of Gatekeeper as text: enough to tell what they never read. Rego is not evaluated here.

use sekisho_inventory::Object;
use sekisho_value::{Route, Value};

/// The Rego of a ConstraintTemplate: the text, its place, and the libraries beside it.
pub(crate) fn regos(template: &Object) -> Vec<(&str, Route, Vec<&str>)> {
    let mut found = Vec::new();
    let targets = Route::keys(["spec", "targets"]);
    for (index, target) in template.value.items_at(&["spec", "targets"]).iter().enumerate() {
        let here = targets.then(index);
        if let Some(text) = target.str_at(&["rego"]) {
            let libs = target.items_at(&["libs"]).iter().filter_map(Value::as_str).collect();
            found.push((text, here.then("rego"), libs));
        }
        for (index, code) in target.items_at(&["code"]).iter().enumerate() {
            if let Some(text) = code.str_at(&["source", "rego"]) {
                let libs = code.items_at(&["source", "libs"]);
                let libs = libs.iter().filter_map(Value::as_str).collect();
                let route = here.then("code").then(index).then("source").then("rego");
                found.push((text, route, libs));
            }
        }
    }
    found
}

/// Calls a function with every key and every text in a value.
pub(crate) fn mentions(value: &Value, visit: &mut impl FnMut(&str)) {
    if let Some(text) = value.as_str() {
        visit(text);
    }
    for item in value.items() {
        mentions(item, visit);
    }
    for (key, value) in value.entries() {
        visit(key);
        mentions(value, visit);
    }
}

/// Whether a value is about probes or lifecycle hooks, which init containers do not have.
pub(crate) fn is_about_probes(value: &Value) -> bool {
    let mut is_about = false;
    mentions(value, &mut |text| is_about |= text.contains("Probe") || text.contains("lifecycle"));
    is_about
}

/// Whether a word stands in a text, letters and digits being what words are made of.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|it| it == word)
}

/// What can be told of Rego without evaluating it.
pub(crate) mod rego {
    use super::has_word;

    /// The lines without their comments.
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.lines().map(|line| line.split('#').next().unwrap_or_default())
    }

    /// Whether a function of a name is called.
    pub(crate) fn calls(text: &str, name: &str) -> bool {
        lines(text).any(|line| {
            line.match_indices(name).any(|(at, _)| {
                let before = line.get(..at).and_then(|it| it.chars().next_back());
                let after = line.get(at + name.len()..).unwrap_or_default();
                let is_start =
                    !before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
                is_start && after.trim_start().starts_with('(')
            })
        })
    }

    /// Whether a rule of that name is defined: a line that begins with it.
    pub(crate) fn defines(text: &str, name: &str) -> bool {
        lines(text).any(|line| {
            let rest = line.strip_prefix("default ").unwrap_or(line).strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(['(', ' ', '[']))
        })
    }

    /// A call under `not` that has `[_]` among its arguments: `not f(x, list[_])`.
    pub(crate) fn negated_wildcard(text: &str) -> Option<&str> {
        let is_one = |line: &&str| {
            let Some(rest) = line.trim().strip_prefix("not ") else { return false };
            rest.split_once('(').is_some_and(|(_, arguments)| arguments.contains("[_]"))
        };
        lines(text).find(is_one).map(str::trim)
    }

    /// Whether the parameters are used other than one by one.
    pub(crate) fn reads_all_parameters(text: &str) -> bool {
        const WHOLE: &str = "input.parameters";
        lines(text).any(|line| {
            line.match_indices(WHOLE).any(|(at, _)| {
                let rest = line.get(at + WHOLE.len()..).unwrap_or_default();
                let is_field = rest.starts_with('.') || rest.starts_with("[\"");
                !is_field
            })
        })
    }

    /// Whether a parameter is mentioned by name.
    pub(crate) fn reads_parameter(text: &str, name: &str) -> bool {
        lines(text).any(|line| {
            line.contains("parameters") && has_word(line, name)
                || line.contains(&format!("\"{name}\""))
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn calls_are_told_from_definitions_and_comments() {
            assert!(calls("  starts_with(a, b)", "starts_with"));
            assert!(!calls("  # starts_with(a, b)", "starts_with"));
            assert!(!calls("  lib.starts_with(a, b)", "starts_with"));
            assert!(!calls("  my_len(a)", "len"));
            assert!(defines("starts_with(a, b) { startswith(a, b) }", "starts_with"));
            assert_eq!(negated_wildcard("  not f(x, y[_])"), Some("not f(x, y[_])"));
            assert_eq!(negated_wildcard("  not x.y[_]"), None);
        }

        #[test]
        fn parameters_count_where_they_are_read() {
            assert!(reads_parameter("x := input.parameters.cpu", "cpu"));
            assert!(reads_parameter("x := get(input.parameters, \"cpu\", 1)", "cpu"));
            assert!(!reads_parameter("not c.resources.limits.cpu", "cpu"));
            assert!(reads_all_parameters("p := input.parameters"));
            assert!(!reads_all_parameters("p := input.parameters.cpu"));
        }
    }
}
