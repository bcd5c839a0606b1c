//! Over real manifests: every part of a pod leads to its own place in the object, and no container is
//! counted twice.
#![expect(clippy::disallowed_methods, reason = "a test reads its cases")]

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use sekisho_inventory::{Object, Pod, Recognised, recognise};
use sekisho_source::{Limits, read};
use sekisho_testkit::{Corpus, folder};
use sekisho_value::{Keys, Route, Value};

#[test]
fn parts_of_pods_lead_to_their_places() {
    for name in ["manifests", "posture-cases"] {
        let Some(root) = folder(name) else { continue };
        let mut corpus = Corpus::new(&format!("{name}/pods"));
        visit(&root, &mut |path| {
            let Ok(text) = std::fs::read(path) else { return };
            let mut verdict = Ok(());
            read(&text, &Limits::default(), &mut Keys::new(), |document| {
                let Recognised::Objects(found, _) = recognise(document.value) else { return };
                for (_, value) in found {
                    let object = Object::new(value, Arc::from("corpus"), None, None);
                    if verdict.is_ok() {
                        verdict = judge(&object)
                            .map_err(|why| format!("{} {}: {why}", object.kind(), object.name()));
                    }
                }
            });
            corpus.case(&path.display().to_string(), verdict);
        });
        corpus.finish();
    }
}

fn visit(path: &Path, each: &mut impl FnMut(&Path)) {
    if path.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in &paths {
            visit(path, each);
        }
    } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
        each(path);
    }
}

fn judge(object: &Object) -> Result<(), String> {
    let mut seen = HashSet::new();
    for pod in object.pods() {
        for container in pod.containers() {
            if !seen.insert(container.route.to_string()) {
                return Err(format!("`{}` is counted twice", container.route));
            }
        }
        places(&pod)?;
    }
    Ok(())
}

fn places(pod: &Pod<'_>) -> Result<(), String> {
    let mut whole = Value::map();
    whole.set("spec", pod.spec.clone().into_owned());
    whole.set("metadata", pod.metadata.clone().into_owned());
    let mut wrong = None;
    leaves(&whole, &Route::root(), &mut |route, leaf| {
        // The names of containers that the object does not name are made.
        let is_made = route.last() == Some(&"name".into()) && route.steps().len() == 4;
        let place = pod.route(route);
        if place.find(&pod.object.value) != Some(leaf) && !is_made {
            wrong = Some(format!("`{route}` leads to `{place}`, where something else stands"));
        }
    });
    wrong.map_or(Ok(()), Err)
}

fn leaves(value: &Value, route: &Route, each: &mut impl FnMut(&Route, &Value)) {
    match value {
        Value::Map(_) => {
            value.entries().for_each(|(key, value)| leaves(value, &route.then(key), each));
        }
        Value::Seq(items) => {
            items.iter().enumerate().for_each(|(i, value)| leaves(value, &route.then(i), each));
        }
        Value::Null => {}
        _ => each(route, value),
    }
}
