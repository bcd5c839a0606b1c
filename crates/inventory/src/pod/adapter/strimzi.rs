//! Strimzi: `template` says what the operator lays over the pods of Kafka and its companions.
//!
//! `template.pod` holds fields of the pod and `template.<name>Container` those of one container;
//! the image and the resources stand beside `template`. The operator brings the rest: partial.

use sekisho_value::{Route, Value};

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::part::Part;

/// Where each kind keeps its components, and the main container of each.
const COMPONENTS: [(&str, &[&str], &str); 12] = [
    ("Kafka", &["spec", "kafka"], "kafka"),
    ("Kafka", &["spec", "zookeeper"], "zookeeper"),
    ("Kafka", &["spec", "entityOperator"], ""),
    ("Kafka", &["spec", "cruiseControl"], "cruiseControl"),
    ("Kafka", &["spec", "kafkaExporter"], "kafkaExporter"),
    ("Kafka", &["spec", "jmxTrans"], "jmxTrans"),
    ("KafkaNodePool", &["spec"], "kafka"),
    ("KafkaConnect", &["spec"], "connect"),
    ("KafkaConnectS2I", &["spec"], "connect"),
    ("KafkaMirrorMaker", &["spec"], "mirrorMaker"),
    ("KafkaMirrorMaker2", &["spec"], "connect"),
    ("KafkaBridge", &["spec"], "bridge"),
];

const FIELDS: [&str; 12] = [
    "affinity",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "hostAliases",
    "imagePullSecrets",
    "priorityClassName",
    "schedulerName",
    "securityContext",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
];

pub(super) fn pods<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let kind = at.value.str_at(&["kind"]).unwrap_or_default();
    for (of, path, main) in COMPONENTS {
        if of == kind
            && let Some(component) = at.at(path)
        {
            pods.extend(pod(object, &component, main));
        }
    }
}

/// The pod of a component; none if nothing is said about it.
fn pod<'a>(object: &'a Object, component: &Part<'a>, main: &str) -> Option<Pod<'a>> {
    let template = component.route.then("template");
    let place = template.then("pod");
    let mut draft = Draft::new(object, place.clone(), place.then("metadata"));
    draft.partial();
    container(&mut draft, component, component, main);
    for operator in ["topicOperator", "userOperator"] {
        if let Some(part) = component.field(operator) {
            container(&mut draft, component, &part, operator);
        }
    }
    if let Some(template) = component.field("template") {
        for (key, part) in template.entries() {
            match key.strip_suffix("Container") {
                Some("init") => {
                    draft.push("initContainers", named(part.value.clone(), "init"), part.route);
                }
                Some(name) if !is_listed(&draft, name) => {
                    draft.push("containers", named(part.value.clone(), name), part.route);
                }
                _ => {}
            }
        }
        if let Some(pod) = template.field("pod") {
            draft.take_all(&pod, &FIELDS);
            draft.take("volumes", pod.field("volumes"));
            draft.take_metadata("labels", pod.at(&["metadata", "labels"]));
            draft.take_metadata("annotations", pod.at(&["metadata", "annotations"]));
        }
    }
    (!draft.is_empty()).then(|| draft.finish())
}

/// Adds a container that names its image beside the template.
fn container(draft: &mut Draft<'_>, component: &Part<'_>, part: &Part<'_>, name: &str) {
    if part.text("image").is_none() || name.is_empty() {
        return;
    }
    let key = format!("{name}Container");
    let place = component.route.then("template").then(key.as_str());
    let mut value = component.value.at(&["template", &key]).cloned().unwrap_or_else(Value::map);
    let mut moved: Vec<(Route, Route)> = Vec::new();
    for field in ["image", "resources", "livenessProbe", "readinessProbe"] {
        if let Some(part) = part.field(field) {
            value.set(field, part.value.clone());
            moved.push((Route::keys([field]), part.route));
        }
    }
    let in_pod = draft.push("containers", named(value, name), place);
    for (within, to) in moved {
        draft.moved(in_pod.join(&within), to);
    }
}

fn is_listed(draft: &Draft<'_>, name: &str) -> bool {
    draft.list("containers").iter().any(|container| container.str_at(&["name"]) == Some(name))
}

fn named(mut value: Value, name: &str) -> Value {
    value.set("name", name);
    value
}
