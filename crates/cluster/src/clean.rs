//! What of a live object is kept.

use sekisho_finding::Origin;
use sekisho_value::Value;

/// Where `kubectl apply` writes down what it was given, values of Secrets included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Leaves out of an object what no verdict rests on and what must not be kept.
///
/// Of `managedFields`, a third of most objects, the names of the managers stay. The annotation of `kubectl
/// apply` stays without its value: it repeats the object, and that of a Secret its values.
pub(crate) fn clean(value: &mut Value) {
    let Some(metadata) = value.get_mut("metadata") else { return };
    if let Some(fields) = metadata.get_mut("managedFields") {
        for entry in fields.items_mut() {
            if let Some(map) = entry.as_map_mut() {
                map.retain(|key, _| matches!(key, "manager" | "operation" | "subresource"));
            }
        }
    }
    if let Some(annotations) = metadata.get_mut("annotations")
        && annotations.field(LAST_APPLIED).is_some()
    {
        annotations.set(LAST_APPLIED, "");
    }
    // What a Secret holds is not asked for. Should it come all the same, it ends here.
    if value.str_at(&["kind"]) == Some("Secret")
        && let Some(map) = value.as_map_mut()
    {
        map.retain(|key, _| {
            matches!(key, "apiVersion" | "kind" | "metadata" | "type" | "immutable")
        });
    }
}

/// What brought an object into its cluster, as far as it says so itself.
///
/// Helm marks what it installs. `kubectl apply` writes an annotation or, with `--server-side`, its name among
/// the managers.
pub(crate) fn origin(value: &Value) -> Option<Origin> {
    let annotation = |name| value.str_at(&["metadata", "annotations", name]);
    if let Some(release) = annotation("meta.helm.sh/release-name") {
        let namespace = annotation("meta.helm.sh/release-namespace")
            .or_else(|| value.str_at(&["metadata", "namespace"]));
        let release = match namespace {
            Some(namespace) => format!("{namespace}/{release}"),
            None => release.to_owned(),
        };
        return Some(Origin { release: Some(release), ..Origin::default() });
    }
    let manager = || {
        let managers = value.items_at(&["metadata", "managedFields"]);
        let applied = managers.iter().find(|entry| entry.str_at(&["operation"]) == Some("Apply"));
        let by_hand = || {
            managers.iter().find(|entry| {
                entry.str_at(&["manager"]).is_some_and(|name| name.starts_with("kubectl"))
            })
        };
        applied.or_else(by_hand)?.str_at(&["manager"]).map(str::to_owned)
    };
    let manager = match annotation(LAST_APPLIED) {
        Some(_) => "kubectl apply".to_owned(),
        None => manager()?,
    };
    Some(Origin { manager: Some(manager), ..Origin::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn nothing_of_what_a_secret_holds_is_kept() {
        let mut secret = json(
            r#"{"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"p":"aHVudGVyMg=="},
                "stringData":{"p":"hunter2"},"metadata":{"name":"s","annotations":{
                "kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"p\":\"aHVudGVyMg==\"}}"}}}"#,
        );
        clean(&mut secret);
        let text = serde_json::to_string(&secret).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg"), "{text}");
        assert_eq!(secret.str_at(&["type"]), Some("Opaque"));
        assert_eq!(origin(&secret).unwrap().manager.as_deref(), Some("kubectl apply"));
    }

    #[test]
    fn helm_and_server_side_apply_are_named() {
        let helm = json(
            r#"{"metadata":{"name":"a","namespace":"shop","annotations":
                {"meta.helm.sh/release-name":"web","meta.helm.sh/release-namespace":"shop"}}}"#,
        );
        assert_eq!(origin(&helm).unwrap().release.as_deref(), Some("shop/web"));
        let mut applied = json(
            r#"{"metadata":{"managedFields":[{"manager":"kube-controller-manager","operation":"Update",
                "fieldsV1":{}},{"manager":"argocd","operation":"Apply","fieldsV1":{"f:spec":{}}}]}}"#,
        );
        clean(&mut applied);
        assert_eq!(origin(&applied).unwrap().manager.as_deref(), Some("argocd"));
        assert!(!serde_json::to_string(&applied).unwrap().contains("f:spec"));
        assert!(origin(&json(r#"{"metadata":{"name":"a"}}"#)).is_none());
    }
}
