use std::borrow::Cow;

use sekisho_value::{Key, Map, Value};

use super::cluster::Cluster;
use super::configuration::Configuration;
use super::request::Request;
use super::response::object;
use super::{Admission, Decision};

/// Replays a recorded case: `{id, defaults, exempt…, namespaceObject, existingPods, request}` gives
/// `{id, response, metrics}`, with the response as an `AdmissionResponse` and the metrics as one
/// line a count.
///
/// A case names its configuration by `defaults` (as in a `PodSecurityConfiguration`),
/// `exemptNamespaces`, `exemptUsernames` and `exemptRuntimeClasses`; its `request` has `resource`,
/// `subresource`, `operation`, `name`, `namespace`, `username`, `object` and `oldObject`. What is not
/// there is empty. A configuration that the API server would not start with gives `{id, error}`.
pub fn admit_case(case: &Value) -> Value {
    let id = case.get("id").cloned();
    let configuration = match configuration(case) {
        Ok(configuration) => configuration,
        Err(error) => return object([("id", id), ("error", Some(error.into()))]),
    };
    let admission = Admission { configuration, ..Admission::default() };
    let Decision { response, events } = admission.admit(&request(case), &Recorded { case });
    let metrics: Vec<Value> = events.iter().map(|event| event.to_string().into()).collect();
    object([("id", id), ("response", Some(response.to_value())), ("metrics", Some(metrics.into()))])
}

/// The cluster of a case: at most one namespace, and the pods in it.
struct Recorded<'a> {
    case: &'a Value,
}

impl Cluster for Recorded<'_> {
    fn namespace(&self, name: &str) -> Result<Cow<'_, Value>, String> {
        let namespace = self.case.field("namespaceObject").map(Cow::Borrowed);
        namespace.ok_or_else(|| format!("namespace \"{name}\" not found"))
    }

    fn pods(&self, _: &str) -> Result<Vec<Cow<'_, Value>>, String> {
        Ok(self.case.items_at(&["existingPods"]).iter().map(Cow::Borrowed).collect())
    }
}

fn configuration(case: &Value) -> Result<Configuration, String> {
    let exemptions = object([
        ("namespaces", case.field("exemptNamespaces").cloned()),
        ("usernames", case.field("exemptUsernames").cloned()),
        ("runtimeClasses", case.field("exemptRuntimeClasses").cloned()),
    ]);
    let mut entries = vec![
        (Key::new("apiVersion"), "pod-security.admission.config.k8s.io/v1".into()),
        (Key::new("kind"), "PodSecurityConfiguration".into()),
        (Key::new("exemptions"), exemptions),
    ];
    entries.extend(case.field("defaults").map(|defaults| (Key::new("defaults"), defaults.clone())));
    Configuration::from_value(&Value::Map(Map::from_entries(entries))).map_err(|errors| {
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        texts.join("; ")
    })
}

fn request(case: &Value) -> Request<'_> {
    const NULL: &Value = &Value::Null;
    let request = case.field("request").unwrap_or(NULL);
    let text = |name| request.str_at(&[name]).unwrap_or_default();
    let (group, resource) = match text("resource").split_once('.') {
        Some((resource, group)) => (group, resource),
        None => (group_of(text("resource")), text("resource")),
    };
    Request {
        group,
        resource,
        subresource: text("subresource"),
        operation: text("operation"),
        name: text("name"),
        namespace: text("namespace"),
        username: text("username"),
        object: request.field("object").unwrap_or(NULL),
        old_object: request.field("oldObject").unwrap_or(NULL),
    }
}

/// Cases name built-in resources without their group.
fn group_of(resource: &str) -> &'static str {
    match resource {
        "deployments" | "replicasets" | "statefulsets" | "daemonsets" => "apps",
        "jobs" | "cronjobs" => "batch",
        _ => "",
    }
}
