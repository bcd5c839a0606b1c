//! The pods of every kind of workload, and the places that their parts stand at.
//!
//! Each `fixtures/NAME.yaml` has a `NAME.pods` beside it that says which pods there are. For every
//! object a line with its kind and name; for every pod the place of its spec, then a line for each
//! container, volume and other field with its place, and `made` for a text that stands nowhere in
//! the object. `UPDATE_FIXTURES=1` writes the files anew, to be read before they are kept.
#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use sekisho_inventory::{Container, ContainerKind, Object, Pod, Recognised, recognise};
use sekisho_source::{Limits, read};
use sekisho_value::{Keys, Route, Value};

fn objects(yaml: &[u8]) -> Vec<Object> {
    let mut objects = Vec::new();
    let problems = read(yaml, &Limits::default(), &mut Keys::new(), |document| {
        if let Recognised::Objects(found, _) = recognise(document.value) {
            for (_, value) in found {
                objects.push(Object::new(value, Arc::from("test"), None, None));
            }
        }
    });
    assert!(problems.is_empty(), "{problems:?}");
    objects
}

fn describe(objects: &[Object]) -> String {
    let mut out = String::new();
    for object in objects {
        let _ = writeln!(out, "{} {}", object.kind(), object.name());
        for pod in object.pods() {
            describe_pod(&pod, &mut out);
        }
    }
    out
}

fn describe_pod(pod: &Pod<'_>, out: &mut String) {
    let partial = if pod.partial { " partial" } else { "" };
    let _ = writeln!(out, "  pod {}{partial}", pod.spec_route([]));
    for container in pod.containers() {
        let kind = match container.kind {
            ContainerKind::Init => "init",
            ContainerKind::Sidecar => "sidecar",
            ContainerKind::Regular => "container",
            ContainerKind::Ephemeral => "ephemeral",
        };
        let image = container.image().map_or("-", |image| image.text);
        let _ = writeln!(out, "    {kind} {} {image} {}", container.name(), container.route);
        strays(pod, &container, out);
    }
    for (field, value) in pod.spec.entries() {
        if matches!(field, "containers" | "initContainers" | "ephemeralContainers") {
            continue;
        }
        let route = Route::keys(["spec", field]);
        if value.items().is_empty() {
            let _ = writeln!(out, "    {field} {}", pod.route(&route));
        }
        for (index, item) in value.items().iter().enumerate() {
            let name = item.str_at(&["name"]).unwrap_or("-");
            let _ = writeln!(out, "    {field} {name} {}", pod.route(&route.then(index)));
        }
    }
    for field in ["labels", "annotations"] {
        for (key, _) in pod.metadata.at(&[field]).into_iter().flat_map(Value::entries) {
            let route = pod.route(&Route::keys(["metadata", field, key]));
            let _ = writeln!(out, "    {field} {key} {route}");
        }
    }
    let mut whole = Value::map();
    if !pod.metadata.is_null() {
        whole.set("metadata", pod.metadata.clone().into_owned());
    }
    whole.set("spec", pod.spec.clone().into_owned());
    leaves(&whole, &Route::root(), &mut |route, leaf| {
        let place = pod.route(route);
        if place.find(&pod.object.value) != Some(leaf) {
            let _ = writeln!(out, "    made {route} = {leaf:?} {place}");
        }
    });
}

/// Fields of a container that do not stand within it.
fn strays(pod: &Pod<'_>, container: &Container<'_>, out: &mut String) {
    leaves(container.value, &Route::root(), &mut |route, leaf| {
        let place = container.place(route);
        let is_there = place.find(&pod.object.value) == Some(leaf);
        if is_there && !place.starts_with(&container.route) {
            let _ = writeln!(out, "      {route} {place}");
        }
    });
}

fn leaves(value: &Value, route: &Route, each: &mut impl FnMut(&Route, &Value)) {
    match value {
        Value::Map(_) => {
            value.entries().for_each(|(key, value)| leaves(value, &route.then(key), each));
        }
        Value::Seq(items) => {
            items.iter().enumerate().for_each(|(i, value)| leaves(value, &route.then(i), each));
        }
        _ => each(route, value),
    }
}

#[test]
fn fixtures_have_the_pods_that_stand_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut count = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        count += 1;
        let described = describe(&objects(&std::fs::read(&path).unwrap()));
        let expected = path.with_extension("pods");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&expected, &described).unwrap();
        }
        if std::fs::read_to_string(&expected).unwrap_or_default() != described {
            wrong.push(format!("{}:\n{described}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 0);
}

/// Deep nesting costs neither the stack nor endless time.
#[test]
fn objects_within_objects_end_at_a_bound() {
    let mut value = Value::map();
    value.set(
        "containers",
        Value::from(vec![{
            let mut container = Value::map();
            container.set("image", "nginx");
            container
        }]),
    );
    for depth in 0..400 {
        let mut outer = Value::map();
        if depth % 2 == 0 {
            outer.set("apiVersion", "example.com/v1");
            outer.set("kind", "Nested");
        }
        outer.set("spec", value);
        value = outer;
    }
    value.set("apiVersion", "example.com/v1");
    value.set("kind", "Nested");
    let object = Object::new(value, Arc::from("test"), None, None);
    assert!(object.pods().is_empty());
}
