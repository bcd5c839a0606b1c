//! Pod Security admission as the checks of namespaces see it.

use sekisho_finding::{Finding, Place};
use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_pss::admission::{LabelError, policy_of};
use sekisho_pss::{Fault, LevelVersion, Mode, Policy, Verdict};
use sekisho_value::{Route, Value};

use crate::Settings;

/// Labels of Pod Security admission begin so.
pub(crate) const PREFIX: &str = "pod-security.kubernetes.io/";

/// The policy of a namespace, from its labels and the configured defaults, and its bad labels.
pub(crate) fn policy(settings: &Settings, namespace: &Object) -> (Policy, Vec<LabelError>) {
    policy_of(namespace.labels(), &defaults(settings))
}

/// What holds where labels are silent.
pub(crate) fn defaults(settings: &Settings) -> Policy {
    settings.pod_security.as_ref().map(|configured| configured.defaults).unwrap_or_default()
}

/// Whether the configuration exempts a namespace.
pub(crate) fn is_exempt(settings: &Settings, namespace: &str) -> bool {
    let configured = settings.pod_security.as_ref();
    configured.is_some_and(|configured| configured.exemptions.has_namespace(namespace))
}

/// Whether a namespace has a label, with a value or without.
pub(crate) fn has_label(namespace: &Object, label: &str) -> bool {
    namespace.labels().get(label).is_some()
}

/// The place of a label, present or not.
pub(crate) fn label(namespace: &Object, label: &str) -> Place {
    namespace.place(label_route(label))
}

/// The route of a label.
pub(crate) fn label_route(label: &str) -> Route {
    Route::keys(["metadata", "labels", label])
}

/// The modes whose level a namespace's labels set.
pub(crate) fn labelled(namespace: &Object) -> impl Iterator<Item = Mode> {
    Mode::ALL.into_iter().filter(|mode| has_label(namespace, mode.level_label()))
}

/// What a pod fails at a level, with the API server's defaults filled in first.
pub(crate) fn evaluate(settings: &Settings, policy: LevelVersion, pod: &Pod<'_>) -> Verdict {
    let mut spec = pod.spec.clone().into_owned();
    sekisho_api::default_pod_spec(&mut spec, settings.version);
    settings.evaluator.evaluate(policy, &pod.metadata, &spec)
}

/// Whether a verdict rests on fields that are missing and nothing else.
pub(crate) fn rests_on_absence(verdict: &Verdict) -> bool {
    let places = verdict.failures.iter().flat_map(|failure| &failure.places);
    places.into_iter().all(|place| place.fault == Fault::Required)
}

/// The objects of a namespace that are or make pods.
pub(crate) fn workloads<'s>(
    snapshot: &'s Snapshot,
    namespace: &'s str,
) -> impl Iterator<Item = &'s Object> {
    snapshot.objects().iter().filter(move |object| object.namespace() == Some(namespace))
}

/// The controls of other catalogues that ask for at least baseline.
pub(crate) fn below_baseline(finding: Finding) -> Finding {
    [
        "C-0193",
        "C-0194",
        "C-0195",
        "C-0196",
        "C-0199",
        "C-0202",
        "C-0203",
        "C-0204",
        "pod-security-admission-baseline-applied-1",
        "pod-security-admission-baseline-applied-2",
    ]
    .into_iter()
    .fold(finding, |finding, control| finding.reference("kubescape", control))
}

/// The controls of other catalogues that ask for restricted.
pub(crate) fn below_restricted(finding: Finding) -> Finding {
    [
        "C-0197",
        "C-0198",
        "C-0200",
        "C-0201",
        "pod-security-admission-restricted-applied-1",
        "pod-security-admission-restricted-applied-2",
    ]
    .into_iter()
    .fold(finding, |finding, control| finding.reference("kubescape", control))
}

/// Whether a webhook or a policy of the world may judge pods in place of Pod Security admission.
pub(crate) fn has_policy_engine(snapshot: &Snapshot) -> bool {
    snapshot.objects().iter().any(|object| match (object.group(), object.kind()) {
        (
            "admissionregistration.k8s.io",
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration",
        ) => {
            let webhooks = object.value.items_at(&["webhooks"]).iter();
            let mut rules = webhooks.flat_map(|webhook| webhook.items_at(&["rules"]));
            rules.any(|rule| {
                let resources = rule.items_at(&["resources"]).iter().filter_map(Value::as_str);
                rule.str_at(&["scope"]) != Some("Cluster")
                    && resources.into_iter().any(|it| matches!(it, "pods" | "*" | "*/*"))
            })
        }
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding") => true,
        ("constraints.gatekeeper.sh" | "kyverno.io" | "policies.kyverno.io", _) => true,
        _ => false,
    })
}
