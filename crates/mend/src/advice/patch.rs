//! A change as an entry of `patches` in a kustomization.

use std::fmt::Write as _;

use sekisho_finding::{Edit, ObjectRef};
use sekisho_source::{block, flow};
use sekisho_value::{Map, Route, Step, Value};

/// The entry, ready to be pasted: a strategic merge patch where one can say it, because several of
/// these for one object add up, and else a JSON patch.
pub(super) fn entry(
    object: &ObjectRef,
    value: &Value,
    edits: &[Edit],
    kustomization: &str,
) -> Option<String> {
    match merge(object, value, edits, kustomization) {
        Some(patch) => Some(format!("- patch: |-\n{}", block(&patch, 4))),
        None => json(object, value, edits, kustomization),
    }
}

/// Lists whose elements a strategic merge patch finds by their name.
const BY_NAME: &[&str] = &["containers", "initContainers"];

/// The change as a strategic merge patch; none for custom resources, whose lists are replaced as a
/// whole, and for changes that it cannot say.
fn merge(object: &ObjectRef, value: &Value, edits: &[Edit], kustomization: &str) -> Option<Value> {
    if !matches!(object.group(), "" | "apps" | "batch") {
        return None;
    }
    let mut patch = Value::map();
    patch.set("apiVersion", object.api_version.as_str());
    patch.set("kind", object.kind.as_str());
    let mut metadata = Value::map();
    for (key, field) in target_of(object, kustomization) {
        if matches!(key, "name" | "namespace") {
            metadata.set(key, field);
        }
    }
    patch.set("metadata", metadata);
    for edit in edits {
        let new = match edit {
            Edit::Set { value, .. } => value.clone(),
            // A null takes the field out.
            Edit::Remove { route } if matches!(route.last(), Some(Step::Key(_))) => Value::Null,
            Edit::Remove { .. } | Edit::KeepLast { .. } | Edit::Rename { .. } => return None,
        };
        let mut place = &mut patch;
        let mut there = Some(value);
        let mut list = "";
        for step in edit.route().steps() {
            match step {
                Step::Key(key) => {
                    there = there.and_then(|value| value.get(key));
                    if place.is_null() {
                        *place = Value::map();
                    }
                    if place.get(key).is_none() {
                        place.as_map_mut()?.insert(key.as_str().into(), Value::Null);
                    }
                    place = place.get_mut(key)?;
                    list = key;
                }
                Step::Index(index) if BY_NAME.contains(&list) => {
                    there = there.and_then(|value| value.items().get(*index));
                    let name = there?.str_at(&["name"])?;
                    let known =
                        place.items().iter().position(|i| i.str_at(&["name"]) == Some(name));
                    let at = match known {
                        Some(at) => at,
                        None => {
                            let mut items = place.items().to_vec();
                            let mut element = Value::map();
                            element.set("name", name);
                            items.push(element);
                            *place = Value::from(items);
                            place.items().len().checked_sub(1)?
                        }
                    };
                    place = place.items_mut().get_mut(at)?;
                }
                Step::Index(_) => return None,
            }
        }
        *place = new;
    }
    Some(patch)
}

/// What tells the object from others when patches are applied: before names get their prefix and
/// suffix, and objects their namespace.
fn target_of<'o>(object: &'o ObjectRef, kustomization: &str) -> Vec<(&'static str, &'o str)> {
    let setting = |key: &str| {
        let line = kustomization.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.map(|value| value.split(" #").next().unwrap_or_default())
            .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
            .unwrap_or_default()
    };
    let name = object.name.strip_prefix(setting("namePrefix").as_str()).unwrap_or(&object.name);
    let name = name.strip_suffix(setting("nameSuffix").as_str()).unwrap_or(name);
    let (group, version) = match object.api_version.split_once('/') {
        Some((group, version)) => (Some(group), version),
        None => (None, object.api_version.as_str()),
    };
    let sets_namespace = !setting("namespace").is_empty();
    let namespace = object.namespace.as_deref().filter(|_| !sets_namespace);
    let fields = [
        ("group", group),
        ("version", Some(version)),
        ("kind", Some(object.kind.as_str())),
        ("namespace", namespace),
        ("name", Some(name)),
    ];
    fields.into_iter().filter_map(|(key, field)| Some((key, field?))).collect()
}

/// An entry with a JSON patch (RFC 6902).
fn json(object: &ObjectRef, value: &Value, edits: &[Edit], kustomization: &str) -> Option<String> {
    let mut now = value.clone();
    let mut operations: Vec<String> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Set { route, value } => {
                let (at, value, op) = addition(&now, route, value)?;
                operations.push(format!(
                    "    - op: {op}\n      path: {at}\n      value: {}",
                    flow(&value)
                ));
                set(&mut now, &at, value)?;
            }
            Edit::Remove { route } => {
                route.find(&now)?;
                operations.push(format!("    - op: remove\n      path: {route}"));
                remove(&mut now, route)?;
            }
            Edit::Rename { route, to } => {
                let value = route.find(&now)?.clone();
                let new = route.parent()?.then(to.as_str());
                operations.push(format!("    - op: move\n      from: {route}\n      path: {new}"));
                remove(&mut now, route)?;
                set(&mut now, &new, value)?;
            }
            Edit::KeepLast { .. } => return None,
        }
    }
    let mut target = String::new();
    for (key, field) in target_of(object, kustomization) {
        let _ = writeln!(target, "    {key}: {field}");
    }
    Some(format!("- target:\n{target}  patch: |-\n{}", operations.join("\n")))
}

/// What to add where, so that maps that are missing on the way come with it.
fn addition(now: &Value, route: &Route, value: &Value) -> Option<(Route, Value, &'static str)> {
    let mut at = Route::root();
    let mut place = Some(now);
    let mut steps = route.steps().iter();
    for step in steps.by_ref() {
        at.push(step.clone());
        place = match (step, place?) {
            (Step::Key(key), value) => value.get(key),
            (Step::Index(index), value) => value.items().get(*index),
        };
        if place.is_none_or(Value::is_null) {
            break;
        }
    }
    let rest: Vec<&Step> = steps.collect();
    let op = if place.is_some() { "replace" } else { "add" };
    let wrapped = rest.iter().rev().try_fold(value.clone(), |value, step| match step {
        Step::Key(key) => Some(Value::Map(Map::from_entries(vec![(key.as_str().into(), value)]))),
        Step::Index(_) => None,
    })?;
    Some((at, wrapped, op))
}

fn set(now: &mut Value, route: &Route, value: Value) -> Option<()> {
    let (last, way) = route.steps().split_last()?;
    let parent = way.iter().try_fold(now, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.items_mut().get_mut(*index),
    })?;
    match last {
        Step::Key(key) => parent.set(key.as_str(), value),
        Step::Index(index) => *parent.items_mut().get_mut(*index)? = value,
    }
    Some(())
}

fn remove(now: &mut Value, route: &Route) -> Option<()> {
    let (last, way) = route.steps().split_last()?;
    let parent = way.iter().try_fold(now, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.items_mut().get_mut(*index),
    })?;
    match (parent, last) {
        (Value::Map(map), Step::Key(key)) => {
            map.remove(key)?;
        }
        (Value::Seq(items), Step::Index(index)) if *index < items.len() => {
            let mut rest = std::mem::take(items).into_vec();
            rest.remove(*index);
            *items = rest.into();
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sekisho_inventory::Object;
    use sekisho_value::Keys;

    use super::*;

    fn object(text: &str) -> Object {
        let mut value = Value::Null;
        let limits = sekisho_source::Limits::default();
        sekisho_source::read(text.as_bytes(), &limits, &mut Keys::new(), |document| {
            value = document.value;
        });
        Object::new(value, Arc::from("."), None, None)
    }

    fn patched(text: &str, edits: &[Edit], kustomization: &str) -> String {
        let object = object(text);
        entry(&object.id, &object.value, edits, kustomization).unwrap_or_default()
    }

    fn set(route: Route, value: impl Into<Value>) -> Edit {
        Edit::Set { route, value: value.into() }
    }

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: prod-web, namespace: shop}\nspec: {template: {spec: {hostPID: true, containers: [{name: a}, {name: web, securityContext: {privileged: true}}]}}}\n";

    #[test]
    fn a_merge_patch_names_containers_and_the_object_as_it_was_before_its_prefix() {
        let spec = Route::keys(["spec", "template", "spec"]);
        let context = spec.then("containers").then(1).then("securityContext");
        let edits = [
            set(context.then("readOnlyRootFilesystem"), true),
            Edit::Remove { route: context.then("privileged") },
            Edit::Remove { route: spec.then("hostPID") },
        ];
        let kustomization = "namePrefix: prod- # all\nnamespace: shop\n";
        assert_eq!(
            patched(DEPLOYMENT, &edits, kustomization),
            "- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: web\n    spec:\n      template:\n        spec:\n          containers:\n            - name: web\n              securityContext:\n                readOnlyRootFilesystem: true\n                privileged: null\n          hostPID: null"
        );
    }

    #[test]
    fn a_custom_resource_gets_a_json_patch_with_the_maps_that_are_missing() {
        let text = "apiVersion: example.org/v1\nkind: App\nmetadata: {name: web, namespace: shop}\nspec: {args: [a, b]}\n";
        let edits = [
            set(Route::keys(["spec", "security", "user"]), 1000),
            set(Route::keys(["spec", "security", "group"]), 1000),
            Edit::Remove { route: Route::keys(["spec", "args"]).then(0) },
        ];
        assert_eq!(
            patched(text, &edits, ""),
            "- target:\n    group: example.org\n    version: v1\n    kind: App\n    namespace: shop\n    name: web\n  patch: |-\n    - op: add\n      path: /spec/security\n      value: {user: 1000}\n    - op: add\n      path: /spec/security/group\n      value: 1000\n    - op: remove\n      path: /spec/args/0"
        );
    }
}
