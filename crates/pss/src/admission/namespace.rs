//! Requests for namespaces: valid labels, and what the pods that are there would say to a change.

use std::collections::HashSet;

use sekisho_value::Value;

use super::Admission;
use super::cluster::Cluster;
use super::labels::policy_of;
use super::request::Request;
use super::response::Response;
use crate::phrase::go_quote;
use crate::policy::{Level, LevelVersion, Mode, Policy};
use crate::view::{Pod, text};

/// More pods than this are not looked at.
const MOST_PODS: usize = 3000;

const NULL: &Value = &Value::Null;

/// Pods that fail for the same reasons.
struct Group<'p> {
    reasons: String,
    /// The first by name.
    name: &'p str,
    count: usize,
}

impl Admission {
    /// Answers a request for a namespace.
    pub(super) fn namespace(&self, request: &Request<'_>, cluster: &dyn Cluster) -> Response {
        if !request.subresource.is_empty() {
            return Response::default();
        }
        if !is_namespace(request.object) {
            return Response::bad_request("failed to decode namespace");
        }
        let labels = request.object.at(&["metadata", "labels"]).unwrap_or(NULL);
        let (policy, errors) = policy_of(labels, &self.configuration.defaults);
        match request.operation {
            "CREATE" if !errors.is_empty() => Response::invalid_namespace(request.name, &errors),
            "CREATE" if self.configuration.exemptions.has_namespace(request.namespace) => {
                self.exempt_warning(request, &policy)
            }
            "UPDATE" => {
                if !is_namespace(request.old_object) {
                    // Upstream's sentence has two spaces.
                    return Response::bad_request("failed to decode  old namespace");
                }
                let labels = request.old_object.at(&["metadata", "labels"]).unwrap_or(NULL);
                let (old, old_errors) = policy_of(labels, &self.configuration.defaults);
                if !errors.is_empty() && errors != old_errors {
                    return Response::invalid_namespace(request.name, &errors);
                }
                if !is_stricter(policy.enforce, old.enforce) {
                    return Response::default();
                }
                if self.configuration.exemptions.has_namespace(request.namespace) {
                    return self.exempt_warning(request, &policy);
                }
                let warnings = self.existing_pods(name_of(request.object), policy.enforce, cluster);
                Response { warnings, ..Response::default() }
            }
            _ => Response::default(),
        }
    }

    /// Says that labels of an exempt namespace do nothing, where they ask for something.
    fn exempt_warning(&self, request: &Request<'_>, policy: &Policy) -> Response {
        if policy.fully_privileged() || policy.equivalent(&self.configuration.defaults) {
            return Response::default();
        }
        let labels = request.object.at(&["metadata", "labels"]).unwrap_or(NULL);
        let is_set = |mode: &Mode| {
            policy.get(*mode).level != Level::Privileged
                && [mode.level_label(), mode.version_label()]
                    .iter()
                    .any(|label| labels.get(label).is_some())
        };
        let set: Vec<String> = Mode::ALL
            .iter()
            .filter(|mode| is_set(mode))
            .map(|mode| format!("{mode}={}", policy.get(*mode)))
            .collect();
        let warning = format!(
            "namespace {} is exempt from Pod Security, and the policy ({}) will be ignored",
            go_quote(name_of(request.object)),
            set.join(", "),
        );
        Response { warnings: vec![warning], ..Response::default() }
    }

    /// What is to be said of the pods that violate a new enforce level.
    fn existing_pods(
        &self,
        namespace: &str,
        enforce: LevelVersion,
        cluster: &dyn Cluster,
    ) -> Vec<String> {
        let Ok(pods) = cluster.pods(namespace) else {
            return vec!["failed to list pods while checking new PodSecurity enforce level".into()];
        };
        let mut ordered = self.in_order(pods.iter().map(AsRef::as_ref));
        let total = ordered.len();
        ordered.truncate(MOST_PODS);
        let mut checked = ordered.len();
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (index, pod) in ordered.iter().enumerate() {
            let spec = pod.field("spec").unwrap_or(NULL);
            let view = Pod::new(pod.field("metadata").unwrap_or(NULL), spec);
            let verdict = self.evaluator.evaluate_pod(enforce, &view);
            if !verdict.allowed() {
                count(&mut groups, verdict.reason(), name_of(pod));
            }
            if cluster.is_late() {
                checked = index + 1;
                break;
            }
        }

        let mut warnings = Vec::new();
        if checked < total {
            warnings.push(format!(
                "new PodSecurity enforce level only checked against the first {checked} of {total} existing pods"
            ));
        }
        if !groups.is_empty() {
            warnings.push(format!(
                "existing pods in namespace {} violate the new PodSecurity enforce level \"{enforce}\"",
                go_quote(namespace)
            ));
        }
        let mut sentences: Vec<String> = groups.iter().map(Group::sentence).collect();
        sentences.sort_unstable();
        warnings.extend(sentences);
        warnings
    }

    /// The pods to look at: first one of each controller, those of exempt runtime classes not at all.
    fn in_order<'p>(&self, pods: impl Iterator<Item = &'p Value>) -> Vec<&'p Value> {
        let mut first = Vec::new();
        let mut replicas = Vec::new();
        let mut controllers = HashSet::new();
        for pod in pods {
            let runtime_class = text(pod.at(&["spec", "runtimeClassName"]));
            if self.configuration.exemptions.has_runtime_class(runtime_class) {
                continue;
            }
            match controller(pod) {
                Some(uid) if !controllers.insert(uid) => replicas.push(pod),
                _ => first.push(pod),
            }
        }
        first.append(&mut replicas);
        first
    }
}

impl Group<'_> {
    fn sentence(&self) -> String {
        let Self { reasons, name, count } = self;
        match count {
            1 => format!("{name}: {reasons}"),
            2 => format!("{name} (and 1 other pod): {reasons}"),
            _ => format!("{name} (and {} other pods): {reasons}", count - 1),
        }
    }
}

fn count<'p>(groups: &mut Vec<Group<'p>>, reasons: String, name: &'p str) {
    match groups.iter_mut().find(|group| group.reasons == reasons) {
        Some(group) => {
            group.name = group.name.min(name);
            group.count += 1;
        }
        None => groups.push(Group { reasons, name, count: 1 }),
    }
}

/// Whether pods that passed before may fail now.
fn is_stricter(new: LevelVersion, old: LevelVersion) -> bool {
    let is_relaxed = new.version == old.version && new.level <= old.level;
    new != old && new.level != Level::Privileged && !is_relaxed
}

fn is_namespace(object: &Value) -> bool {
    object.as_map().is_some() && object.str_at(&["kind"]).is_none_or(|kind| kind == "Namespace")
}

fn name_of(object: &Value) -> &str {
    text(object.at(&["metadata", "name"]))
}

fn controller(pod: &Value) -> Option<&str> {
    let owners = pod.items_at(&["metadata", "ownerReferences"]);
    let controller = owners.iter().find(|owner| owner.bool_at(&["controller"]) == Some(true))?;
    Some(text(controller.field("uid")))
}
