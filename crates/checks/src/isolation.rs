//! Which policies of a world select which pods: Kubernetes' own, Cilium's, and those that are not looked
//! into. Enough to say that a pod is selected by none; what traffic passes is not asked here.

use sekisho_api::LabelSelector;
use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_value::Value;

use crate::network_policy::{Direction, is_network_policy, isolates};

/// What a policy says about pods.
#[derive(Debug)]
pub(crate) struct Policy<'s> {
    pub(crate) object: &'s Object,
    /// Whether it is about pods of every namespace.
    is_of_cluster: bool,
    /// What it selects and in which directions; several for Cilium's `specs`.
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    /// None where the selector is of a kind that is not read here.
    selector: Option<LabelSelector>,
    ingress: bool,
    egress: bool,
}

/// How a pod stands with the policies of its world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Isolation {
    pub(crate) ingress: bool,
    pub(crate) egress: bool,
    /// Whether a policy that is not looked into may select it.
    pub(crate) is_unsure: bool,
}

/// The policies of a world.
#[derive(Debug)]
pub(crate) struct Policies<'s>(Vec<Policy<'s>>);

impl<'s> Policies<'s> {
    pub(crate) fn of(snapshot: &'s Snapshot) -> Self {
        Self(snapshot.objects().iter().filter_map(policy).collect())
    }

    /// Those that are about pods of a namespace.
    pub(crate) fn about<'p>(
        &'p self,
        namespace: Option<&'p str>,
    ) -> impl Iterator<Item = &'p Policy<'s>> {
        let applies = move |policy: &&Policy<'s>| {
            policy.is_of_cluster || policy.object.namespace() == namespace
        };
        self.0.iter().filter(applies)
    }

    /// Whether something in a namespace itself, or a policy of the whole cluster that leaves out no pod
    /// of it, selects pods there; none where that cannot be said.
    pub(crate) fn cover(&self, namespace: Option<&str>) -> Option<bool> {
        let mut is_unsure = false;
        for policy in self.about(namespace) {
            for part in &policy.parts {
                match &part.selector {
                    None => is_unsure = true,
                    Some(selector) if !policy.is_of_cluster || selector.is_everything() => {
                        return Some(true);
                    }
                    Some(_) => {}
                }
            }
        }
        if is_unsure { None } else { Some(false) }
    }

    /// Whether a policy here belongs to a namespace and says anything at all.
    pub(crate) fn has_own(&self, namespace: Option<&str>) -> bool {
        let mut own = self.about(namespace).filter(|policy| !policy.is_of_cluster);
        own.any(|policy| !policy.parts.is_empty())
    }

    /// How a pod stands.
    pub(crate) fn of_pod(&self, pod: &Pod<'_>) -> Isolation {
        let mut isolation = Isolation::default();
        for policy in self.about(pod.object.namespace()) {
            isolation.add(policy, pod);
        }
        isolation
    }

    /// How a pod stands but for one policy.
    pub(crate) fn of_pod_without(&self, pod: &Pod<'_>, without: &Object) -> Isolation {
        let mut isolation = Isolation::default();
        for policy in self.about(pod.object.namespace()) {
            if !std::ptr::eq(policy.object, without) {
                isolation.add(policy, pod);
            }
        }
        isolation
    }
}

impl Isolation {
    /// Whether any policy selects the pod.
    pub(crate) fn is_selected(self) -> bool {
        self.ingress || self.egress
    }

    fn add(&mut self, policy: &Policy<'_>, pod: &Pod<'_>) {
        for part in &policy.parts {
            match &part.selector {
                None => self.is_unsure = true,
                Some(selector) if selector.matches(pod.metadata.field("labels")) => {
                    self.ingress |= part.ingress;
                    self.egress |= part.egress;
                }
                Some(_) => {}
            }
        }
    }
}

/// Kinds of policies whose selectors are not read: of other groups, or with a grammar of their own.
fn is_opaque(object: &Object) -> bool {
    matches!(
        (object.group(), object.kind()),
        (
            "policy.networking.k8s.io",
            "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy"
        ) | (
            "crd.projectcalico.org" | "projectcalico.org",
            "NetworkPolicy" | "GlobalNetworkPolicy" | "StagedNetworkPolicy"
        ) | ("crd.antrea.io", "ClusterNetworkPolicy" | "NetworkPolicy")
    )
}

fn policy(object: &Object) -> Option<Policy<'_>> {
    if is_network_policy(object) {
        let selector = match object.value.at(&["spec", "podSelector"]) {
            Some(selector) => LabelSelector::read(Some(selector)).ok(),
            None => Some(LabelSelector::everything()),
        };
        let part = Part {
            selector,
            ingress: isolates(object, Direction::Ingress),
            egress: isolates(object, Direction::Egress),
        };
        return Some(Policy { object, is_of_cluster: false, parts: vec![part] });
    }
    if object.group() == "cilium.io" {
        let is_of_cluster = match object.kind() {
            "CiliumNetworkPolicy" => false,
            "CiliumClusterwideNetworkPolicy" => true,
            _ => return None,
        };
        let specs = object.value.field("spec").into_iter().chain(object.value.items_at(&["specs"]));
        return Some(Policy { object, is_of_cluster, parts: specs.filter_map(cilium).collect() });
    }
    is_opaque(object).then(|| Policy {
        object,
        is_of_cluster: object.kind() != "NetworkPolicy" || object.namespace().is_none(),
        parts: vec![Part { selector: None, ingress: true, egress: true }],
    })
}

/// A part of Cilium's policy. A direction is cut off where the part has rules for it, an empty list
/// included.
fn cilium(spec: &Value) -> Option<Part> {
    let selector = spec.field("endpointSelector")?;
    let has = |fields: [&str; 2]| fields.iter().any(|field| spec.field(field).is_some());
    Some(Part {
        selector: cilium_selector(selector),
        ingress: has(["ingress", "ingressDeny"]),
        egress: has(["egress", "egressDeny"]),
    })
}

/// Cilium's selector of endpoints as a selector of labels: keys may name where a label comes from, and
/// what does not come from the pod's own labels is not read here.
fn cilium_selector(selector: &Value) -> Option<LabelSelector> {
    let mut plain = Value::map();
    let own = |key: &str| -> Option<String> {
        let key = key.strip_prefix("k8s:").or(key.strip_prefix("any:")).unwrap_or(key);
        let is_own = !key.starts_with("io.kubernetes.") && !key.starts_with("io.cilium.");
        (is_own && !key.contains(':')).then(|| key.to_owned())
    };
    let mut labels = Value::map();
    for (key, value) in selector.field("matchLabels").unwrap_or(&Value::Null).entries() {
        labels.set(&own(key)?, value.clone());
    }
    plain.set("matchLabels", labels);
    let mut expressions = Vec::new();
    for expression in selector.items_at(&["matchExpressions"]) {
        let mut expression = expression.clone();
        expression.set("key", own(expression.str_at(&["key"])?)?.as_str());
        expressions.push(expression);
    }
    plain.set("matchExpressions", Value::from(expressions));
    LabelSelector::read(Some(&plain)).ok()
}

/// The pods of a namespace to which policies apply: those in the node's network are none.
pub(crate) fn pods<'s>(
    snapshot: &'s Snapshot,
    namespace: Option<&'s str>,
) -> impl Iterator<Item = Pod<'s>> {
    snapshot.pods_in(namespace).filter(|pod| pod.spec.bool_at(&["hostNetwork"]) != Some(true))
}

/// The namespaces that a world's objects name, none among them for those that name none, in the order
/// of their first object.
pub(crate) fn namespaces(snapshot: &Snapshot) -> Vec<Option<&str>> {
    let mut seen = std::collections::HashSet::new();
    let mut order = Vec::new();
    for object in snapshot.objects() {
        if seen.insert(object.namespace()) {
            order.push(object.namespace());
        }
    }
    order
}
