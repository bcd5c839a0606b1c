//! What was probably meant by a name that is not known.

use std::collections::VecDeque;

use super::UnknownField;
use super::plan::{Node, Plan, Struct};
use crate::{KubeVersion, Schema};

/// How many structs deep a misplaced field is looked for.
const DEEPEST: usize = 3;

/// The name of `known` that `name` is probably a misspelling of; letter case, hyphens and a plural
/// `s` make no difference.
pub fn nearest_name<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = plain(name);
    // A third of the letters may differ, so that short names are not taken for each other.
    let most = (name.chars().count() / 3).clamp(1, 3);
    let distance = |known: &str| {
        let other = plain(known);
        let is_plural =
            other.strip_suffix('s') == Some(&wanted) || wanted.strip_suffix('s') == Some(&other);
        if is_plural { 0 } else { strsim::osa_distance(&wanted, &other) }
    };
    let near = known.into_iter().map(|known| (distance(known), known));
    let (distance, known) = near.min()?;
    (distance <= most && distance < wanted.len()).then_some(known)
}

/// What is known of the field `key`, which `r#struct` does not have.
pub(super) fn unknown_field(version: KubeVersion, r#struct: &Struct, key: &str) -> UnknownField {
    let has = |version: &KubeVersion| {
        Schema::definition_named(r#struct.name, *version)
            .is_some_and(|schema| schema.property(key).is_some())
    };
    let since = KubeVersion::recorded().find(|other| *other > version && has(other));
    let last = KubeVersion::recorded().rev().find(|other| *other < version && has(other));
    if since.is_some() || last.is_some() {
        let removed_in = last.map(|last| KubeVersion::minor_of_1(last.minor() + 1));
        return UnknownField { since, removed_in, ..UnknownField::default() };
    }
    let names = r#struct.fields().iter().map(|field| field.name);
    UnknownField { nearest: nearest_name(key, names).map(str::to_owned), ..UnknownField::default() }
}

/// The way from a struct down to the nearest field called `key`, such as
/// `containers[*].securityContext.privileged`.
pub(super) fn way_to(plan: &'static Plan, from: &'static Struct, key: &str) -> Option<String> {
    let mut queue: VecDeque<(&'static Struct, String, usize)> = VecDeque::new();
    queue.push_back((from, String::new(), 0));
    let mut seen: Vec<&str> = Vec::new();
    while let Some((r#struct, way, depth)) = queue.pop_front() {
        if seen.contains(&r#struct.name) {
            continue;
        }
        seen.push(r#struct.name);
        if r#struct.field(key).is_some() {
            return Some(way + key);
        }
        if depth == DEEPEST {
            continue;
        }
        for field in r#struct.fields() {
            let (inner, mark) = match plan.node(field.node) {
                Node::Struct(inner) => (inner, "."),
                Node::List(items) => match plan.node(*items) {
                    Node::Struct(inner) => (inner, "[*]."),
                    _ => continue,
                },
                _ => continue,
            };
            // A field of one sort of volume is no hint for another.
            let is_hint = !matches!(field.name, "status" | "metadata")
                && !inner.name.ends_with("VolumeSource");
            if is_hint {
                queue.push_back((inner, format!("{way}{}{mark}", field.name), depth + 1));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_near_by_spelling_and_by_case() {
        let known = ["privileged", "procMount", "runAsUser", "runAsNonRoot", "hostPID"];
        let near = |name| nearest_name(name, known);
        assert_eq!(near("priviledged"), Some("privileged"));
        assert_eq!(near("hostPid"), Some("hostPID"));
        assert_eq!(near("run-as-user"), Some("runAsUser"));
        assert_eq!(near("runAsRoot"), Some("runAsNonRoot"));
        assert_eq!(near("cpu"), None);
        assert_eq!(near("x"), None);
    }
}
