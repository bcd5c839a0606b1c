//! Requests for pods and for what makes pods.

use sekisho_value::Value;

use super::cluster::Cluster;
use super::labels::{LabelError, joined, policy_of};
use super::metrics::Event;
use super::request::Request;
use super::response::Response;
use super::template::{Template, template};
use super::{Admission, Decision};
use crate::phrase::go_quote;
use crate::policy::{Level, LevelVersion, Mode, Policy};
use crate::view::{Pod, text};

/// Subresources that cannot change what a pod may do. All others are judged, unknown ones too, so
/// that one that a later Kubernetes adds is not let through.
const IGNORED_SUBRESOURCES: [&str; 8] =
    ["exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status"];

const NULL: &Value = &Value::Null;

impl Admission {
    /// Answers a request for a pod.
    pub(super) fn pod(&self, request: &Request<'_>, cluster: &dyn Cluster) -> Decision {
        if IGNORED_SUBRESOURCES.contains(&request.subresource) {
            return Decision::default();
        }
        if let Some(exempt) = self.exempt(request) {
            return exempt;
        }
        let (policy, errors) = match cluster.namespace(request.namespace) {
            Ok(namespace) => self.policy_of_namespace(&namespace),
            Err(why) => {
                let what = format!("failed to lookup namespace {}", go_quote(request.namespace));
                return fatal(Response::internal_error(&what, &why));
            }
        };
        if errors.is_empty() && policy.fully_privileged() {
            return Decision {
                response: Response::annotated("enforce-policy", "privileged:latest"),
                events: vec![Event::Evaluation {
                    denied: false,
                    policy: policy.enforce,
                    mode: Mode::Enforce,
                }],
            };
        }
        if !is_pod(request.object) {
            return fatal(Response::bad_request("failed to decode pod"));
        }
        let spec = request.object.field("spec").unwrap_or(NULL);
        if request.operation == "UPDATE" {
            if !is_pod(request.old_object) {
                return fatal(Response::bad_request("failed to decode old pod"));
            }
            let old_spec = request.old_object.field("spec").unwrap_or(NULL);
            if !is_significant(spec, old_spec) {
                return Decision::default();
            }
        }
        let metadata = request.object.field("metadata").unwrap_or(NULL);
        self.evaluate(request, &policy, &errors, Template { metadata, spec }, true)
    }

    /// Answers a request for what makes pods: it is never denied.
    pub(super) fn controller(&self, request: &Request<'_>, cluster: &dyn Cluster) -> Decision {
        if !request.subresource.is_empty() {
            return Decision::default();
        }
        if let Some(exempt) = self.exempt(request) {
            return exempt;
        }
        let (policy, errors) = match cluster.namespace(request.namespace) {
            Ok(namespace) => self.policy_of_namespace(&namespace),
            Err(why) => {
                let namespace = go_quote(request.namespace);
                let error = format!("failed to lookup namespace {namespace}: {why}");
                return fatal(Response::annotated("error", error));
            }
        };
        let asks_nothing =
            policy.warn.level == Level::Privileged && policy.audit.level == Level::Privileged;
        if errors.is_empty() && asks_nothing {
            return Decision::default();
        }
        match template(request.object) {
            Ok(Some(template)) => self.evaluate(request, &policy, &errors, template, false),
            Ok(None) => Decision::default(),
            Err(why) => {
                let error = format!("failed to extract pod template: {why}");
                fatal(Response::annotated("error", error))
            }
        }
    }

    fn exempt(&self, request: &Request<'_>) -> Option<Decision> {
        let exemptions = &self.configuration.exemptions;
        let why = if exemptions.has_namespace(request.namespace) {
            "namespace"
        } else if exemptions.has_user(request.username) {
            "user"
        } else {
            return None;
        };
        Some(exemption(why))
    }

    fn policy_of_namespace(&self, namespace: &Value) -> (Policy, Vec<LabelError>) {
        let labels = namespace.at(&["metadata", "labels"]).unwrap_or(NULL);
        policy_of(labels, &self.configuration.defaults)
    }

    fn evaluate(
        &self,
        request: &Request<'_>,
        policy: &Policy,
        errors: &[LabelError],
        template: Template<'_>,
        enforce: bool,
    ) -> Decision {
        let runtime_class = text(template.spec.field("runtimeClassName"));
        if self.configuration.exemptions.has_runtime_class(runtime_class) {
            return exemption("runtimeClass");
        }
        let mut decision = Decision::default();
        let Decision { response, events } = &mut decision;
        let mut annotations = std::collections::BTreeMap::new();
        if !errors.is_empty() {
            annotations.insert("error", format!("Failed to parse policy: {}", joined(errors)));
            events.push(Event::Error { fatal: false });
        }

        let pod = Pod::new(template.metadata, template.spec);
        let mut known: Vec<(LevelVersion, Option<String>)> = Vec::new();
        // The message of a violation; modes with the same policy share one evaluation.
        let mut violation = |policy: LevelVersion| {
            if let Some((_, message)) = known.iter().find(|(known, _)| *known == policy) {
                return message.clone();
            }
            let verdict = self.evaluator.evaluate_pod(policy, &pod);
            let message = (!verdict.allowed())
                .then(|| format!("PodSecurity \"{policy}\": {}", verdict.message()));
            known.push((policy, message.clone()));
            message
        };

        if enforce {
            annotations.insert("enforce-policy", policy.enforce.to_string());
            let message = violation(policy.enforce);
            if let Some(message) = &message {
                *response = Response::forbidden(request, &format!("violates {message}"));
            }
            events.push(Event::Evaluation {
                denied: message.is_some(),
                policy: policy.enforce,
                mode: Mode::Enforce,
            });
        }
        if let Some(message) = violation(policy.audit) {
            annotations.insert("audit-violations", format!("would violate {message}"));
            events.push(Event::Evaluation {
                denied: true,
                policy: policy.audit,
                mode: Mode::Audit,
            });
        }
        // A request that is denied anyway has said enough.
        if response.allowed
            && let Some(message) = violation(policy.warn)
        {
            response.warnings.push(format!("would violate {message}"));
            events.push(Event::Evaluation { denied: true, policy: policy.warn, mode: Mode::Warn });
        }
        response.audit_annotations = annotations;
        decision
    }
}

fn exemption(why: &str) -> Decision {
    Decision { response: Response::annotated("exempt", why), events: vec![Event::Exemption] }
}

fn fatal(response: Response) -> Decision {
    Decision { response, events: vec![Event::Error { fatal: true }] }
}

fn is_pod(object: &Value) -> bool {
    object.as_map().is_some() && object.str_at(&["kind"]).is_none_or(|kind| kind == "Pod")
}

/// Whether an update touches what the policy looks at. Of a pod's specification only images can
/// change, and ephemeral containers can be added.
fn is_significant(new: &Value, old: &Value) -> bool {
    fn image(container: &Value) -> &str {
        text(container.field("image"))
    }
    fn name(container: &Value) -> &str {
        text(container.field("name"))
    }
    let changed = |list| {
        let (new, old) = (new.items_at(&[list]), old.items_at(&[list]));
        new.len() != old.len() || new.iter().zip(old).any(|(new, old)| image(new) != image(old))
    };
    let [new_ephemeral, old_ephemeral] =
        [new, old].map(|spec| spec.items_at(&["ephemeralContainers"]));
    changed("containers")
        || changed("initContainers")
        || new_ephemeral.iter().any(|container| {
            let before = old_ephemeral.iter().find(|before| name(before) == name(container));
            before.is_none_or(|before| image(before) != image(container))
        })
}
