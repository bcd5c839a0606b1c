use sekisho_value::{Route, Value};

/// What a document is.
#[derive(Debug)]
pub enum Recognised {
    /// Nothing in it.
    Empty,
    /// YAML or JSON, but no Kubernetes object.
    Other,
    /// One or more objects, each with its place in the document, and the number of list elements
    /// that are none; an empty `List` gives none of either.
    Objects(Vec<(Route, Value)>, u64),
}

/// Tells Kubernetes objects from other YAML, and takes `List` kinds apart, as deep as they nest.
///
/// An object is a map with text under both `apiVersion` and `kind`. Elements of a typed list such
/// as `PodList` may leave both out; they then get those that the list implies.
pub fn recognise(value: Value) -> Recognised {
    match value {
        Value::Null => Recognised::Empty,
        value if is_object(&value) => {
            let mut objects = Vec::new();
            let mut other = 0;
            take_apart(value, Route::root(), &mut objects, &mut other);
            Recognised::Objects(objects, other)
        }
        _ => Recognised::Other,
    }
}

fn is_object(value: &Value) -> bool {
    let text = |key| value.str_at(&[key]).is_some_and(|text| !text.is_empty());
    text("apiVersion") && text("kind")
}

fn take_apart(mut value: Value, route: Route, objects: &mut Vec<(Route, Value)>, other: &mut u64) {
    let list_of = match value.str_at(&["kind"]) {
        Some(kind) => kind.strip_suffix("List").map(str::to_owned),
        None => None,
    };
    let (Some(kind), Some(Value::Seq(_))) = (list_of, value.get("items")) else {
        objects.push((route, value));
        return;
    };
    let api_version = value.str_at(&["apiVersion"]).map(str::to_owned);
    let Some(Value::Seq(items)) = value.as_map_mut().and_then(|map| map.remove("items")) else {
        return;
    };
    let items_route = route.then("items");
    for (index, mut item) in items.into_iter().enumerate() {
        if !kind.is_empty() && item.as_map().is_some() && item.field("kind").is_none() {
            item.set("kind", kind.as_str());
            if let (None, Some(api_version)) = (item.field("apiVersion"), &api_version) {
                item.set("apiVersion", api_version.as_str());
            }
        }
        if is_object(&item) {
            take_apart(item, items_route.then(index), objects, other);
        } else {
            *other += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn lists_are_taken_apart_with_their_places() {
        let list = json(
            r#"{"apiVersion":"v1","kind":"List","items":[
                {"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"a"}}]},
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"b"}},
                "no object"]}"#,
        );
        let Recognised::Objects(objects, other) = recognise(list) else { panic!("no objects") };
        assert_eq!(other, 1);
        let seen: Vec<_> = objects
            .iter()
            .map(|(route, value)| (route.to_string(), value.str_at(&["kind"]).unwrap()))
            .collect();
        assert_eq!(seen, [("/items/0/items/0".into(), "Pod"), ("/items/1".into(), "Service")]);
    }

    #[test]
    fn other_yaml_is_recognised() {
        assert!(matches!(recognise(Value::Null), Recognised::Empty));
        assert!(matches!(recognise(json(r#"{"services":{}}"#)), Recognised::Other));
        assert!(matches!(recognise(json(r#"{"kind":"Pod"}"#)), Recognised::Other));
        assert!(matches!(recognise(json("[1]")), Recognised::Other));
    }
}
