//! The Node authorizer (`k8s.io/kubernetes/plugin/pkg/auth/authorizer/node`, v1.28 to v1.36): what a kubelet
//! may do beside RBAC.

use sekisho_api::KubeVersion;
use sekisho_inventory::{Completeness, Object, Snapshot};
use sekisho_value::Value;

use crate::{Action, Attributes, Identity, Request};

/// How the user names of nodes begin.
const USER_PREFIX: &str = "system:node:";
/// The group that they have to be in.
const GROUP: &str = "system:nodes";

/// What the Node authorizer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeAnswer {
    /// Not a node, so it says nothing.
    NotANode,
    /// It allows; it never gives a reason then.
    Allow,
    /// It has no opinion, with its reason.
    NoOpinion(String),
    /// A pod of the node that was not read might refer to the object.
    Unknown(String),
}

/// The node that an identity is: by name and group both.
pub(crate) fn node_of(identity: &Identity) -> Option<&str> {
    identity.name().strip_prefix(USER_PREFIX).filter(|_| identity.is_in(GROUP))
}

/// Asks the Node authorizer.
pub(crate) fn authorize(
    snapshot: &Snapshot,
    version: KubeVersion,
    identity: &Identity,
    attributes: &Attributes<'_>,
) -> NodeAnswer {
    let Some(node) = node_of(identity) else { return NodeAnswer::NotANode };
    if node.is_empty() {
        let user = crate::reason::quoted(identity.name());
        return no(format!("unknown node for user {user}"));
    }
    let Action::Resource(request) = attributes.action else { return no("") };
    let asked = Asked { snapshot, version, node, request, namespace: attributes.namespace };
    asked.answer()
}

struct Asked<'a> {
    snapshot: &'a Snapshot,
    version: KubeVersion,
    node: &'a str,
    request: Request<'a>,
    namespace: &'a str,
}

fn no(reason: impl Into<String>) -> NodeAnswer {
    NodeAnswer::NoOpinion(reason.into())
}

impl Asked<'_> {
    fn answer(&self) -> NodeAnswer {
        let Request { verb, group, resource, subresource, name } = self.request;
        // `AuthorizeNodeWithSelectors` is on by default from v1.32 on.
        let by_selector = self.version.minor() >= 32;
        match (group, resource) {
            ("", "secrets" | "configmaps") => self.read_namespaced(),
            ("", "persistentvolumeclaims") if subresource == "status" => match verb {
                "update" | "patch" => self.related(),
                _ => no("can only get/update/patch this type"),
            },
            ("", "persistentvolumeclaims" | "persistentvolumes")
            | ("resource.k8s.io", "resourceclaims")
            | ("storage.k8s.io", "volumeattachments") => self.get_one(),
            // A kubelet may read the service accounts of its pods from v1.34 on.
            ("", "serviceaccounts") if verb == "get" && subresource.is_empty() => {
                if self.version.minor() >= 34 {
                    self.read_namespaced()
                } else if self.version.minor() == 33 {
                    no("not allowed to get service accounts")
                } else {
                    no("can only create tokens for individual service accounts")
                }
            }
            ("", "serviceaccounts") => match (verb, name, subresource) {
                ("create", "", _) => no("can only create tokens for individual service accounts"),
                ("create", _, "token") => self.related(),
                ("create", ..) => no("can only create token subresource of serviceaccount"),
                _ => no("can only create tokens for individual service accounts"),
            },
            ("coordination.k8s.io", "leases") => self.lease(),
            ("storage.k8s.io", "csinodes") => self.csi_node(),
            ("", "nodes") if by_selector => self.own_node(),
            ("", "pods") if by_selector => self.pod(),
            // Requests for certificates of pods and device slices rest on what is not in a snapshot.
            ("resource.k8s.io", "resourceslices")
            | ("certificates.k8s.io", "podcertificaterequests") => NodeAnswer::Unknown(format!(
                "what the Node authorizer says of {resource} is not known from the objects alone"
            )),
            _ if by_role(self.version, &self.request) => NodeAnswer::Allow,
            _ => no(""),
        }
    }

    fn read_namespaced(&self) -> NodeAnswer {
        if !matches!(self.request.verb, "get" | "list" | "watch") {
            return no("can only read resources of this type");
        }
        if !self.request.subresource.is_empty() {
            return no("cannot read subresource");
        }
        if self.namespace.is_empty() {
            return no("can only read namespaced object of this type");
        }
        self.related()
    }

    fn get_one(&self) -> NodeAnswer {
        if self.request.verb != "get" {
            return no("can only get individual resources of this type");
        }
        if !self.request.subresource.is_empty() {
            return no("cannot get subresource");
        }
        self.related()
    }

    fn lease(&self) -> NodeAnswer {
        let Request { verb, name, .. } = self.request;
        if !matches!(verb, "get" | "create" | "update" | "patch" | "delete") {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        if self.namespace != "kube-node-lease" {
            return no("can only access leases in the \"kube-node-lease\" system namespace");
        }
        if verb != "create" && name != self.node {
            return no("can only access node lease with the same name as the requesting node");
        }
        NodeAnswer::Allow
    }

    fn csi_node(&self) -> NodeAnswer {
        let Request { verb, name, subresource, .. } = self.request;
        if !matches!(verb, "get" | "create" | "update" | "patch" | "delete") {
            return no("can only get, create, update, patch, or delete a CSINode");
        }
        if !subresource.is_empty() {
            return no("cannot authorize CSINode subresources");
        }
        if verb != "create" && name != self.node {
            return no("can only access CSINode with the same name as the requesting node");
        }
        NodeAnswer::Allow
    }

    fn own_node(&self) -> NodeAnswer {
        let Request { verb, name, subresource, .. } = self.request;
        let node = self.node;
        match (subresource, verb) {
            ("", "create" | "update" | "patch") | ("status", "update" | "patch") => {
                NodeAnswer::Allow
            }
            ("", "get" | "list" | "watch") if name == node => NodeAnswer::Allow,
            ("", "get" | "list" | "watch") if name.is_empty() => {
                no(format!("node '{node}' cannot read all nodes, only its own Node object"))
            }
            ("", "get" | "list" | "watch") => {
                no(format!("node '{node}' cannot read '{name}', only its own Node object"))
            }
            _ => no(""),
        }
    }

    fn pod(&self) -> NodeAnswer {
        let Request { verb, name, subresource, .. } = self.request;
        match (subresource, verb) {
            ("", "get") => self.get_one(),
            ("", "list" | "watch") if name.is_empty() => {
                no("can only list/watch pods with spec.nodeName field selector")
            }
            ("", "list" | "watch") => self.related(),
            ("", "create" | "delete") | ("status", "update" | "patch") | ("eviction", "create") => {
                NodeAnswer::Allow
            }
            _ => no(""),
        }
    }

    /// Whether a pod on the node refers to the object.
    fn related(&self) -> NodeAnswer {
        if self.request.name.is_empty() {
            return no("No Object name found");
        }
        if self.pods().any(|pod| self.refers(pod)) || self.is_attached() {
            return NodeAnswer::Allow;
        }
        let reason = format!("no relationship found between node '{}' and this object", self.node);
        // Absence of a pod is a fact only where all pods are here.
        if self.snapshot.completeness("Pod", None) == Completeness::Closed {
            no(reason)
        } else {
            NodeAnswer::Unknown(format!(
                "whether a pod on the node '{}' refers to the object is not known: not all pods were read",
                self.node
            ))
        }
    }

    fn pods(&self) -> impl Iterator<Item = &Object> {
        let pods = self.snapshot.of_kind("", "Pod");
        pods.filter(|pod| pod.value.str_at(&["spec", "nodeName"]) == Some(self.node))
    }

    fn refers(&self, pod: &Object) -> bool {
        let Request { group, resource, name, .. } = self.request;
        let own = pod.namespace().unwrap_or("default") == self.namespace;
        if (group, resource) == ("", "pods") {
            return own && pod.name() == name;
        }
        // A mirror pod is of the node's own making, so nothing that it refers to counts.
        let is_mirror = pod.annotations().get("kubernetes.io/config.mirror").is_some();
        let Some(spec) = pod.value.at(&["spec"]).filter(|_| !is_mirror) else { return false };
        match (group, resource) {
            ("", "serviceaccounts") => {
                own && spec.str_at(&["serviceAccountName"]).unwrap_or("default") == name
            }
            ("", "secrets") => {
                own && names(spec, SECRETS, name) || self.volume_has_secret(pod, name)
            }
            ("", "configmaps") => own && names(spec, CONFIG_MAPS, name),
            ("", "persistentvolumeclaims") => own && claims(pod).any(|claim| claim == name),
            ("", "persistentvolumes") => self.volumes(pod).any(|volume| volume.name() == name),
            ("resource.k8s.io", "resourceclaims") => {
                let of_spec = spec.items_at(&["resourceClaims"]).iter();
                let of_status = pod.value.items_at(&["status", "resourceClaimStatuses"]).iter();
                let mut claims = of_spec.chain(of_status);
                own && claims.any(|claim| claim.str_at(&["resourceClaimName"]) == Some(name))
            }
            _ => false,
        }
    }

    /// The volumes that the pod's claims are bound to.
    fn volumes(&self, pod: &Object) -> impl Iterator<Item = &Object> {
        let namespace = pod.namespace().unwrap_or("default").to_owned();
        let claims: Vec<String> = claims(pod).collect();
        let volumes = self.snapshot.of_kind("", "PersistentVolume");
        volumes.filter(move |volume| {
            let of_claim = |key| volume.value.str_at(&["spec", "claimRef", key]);
            of_claim("namespace") == Some(namespace.as_str())
                && of_claim("name").is_some_and(|name| claims.iter().any(|claim| claim == name))
        })
    }

    /// Secrets that a volume of the pod refers to, which may be in another namespace.
    fn volume_has_secret(&self, pod: &Object, name: &str) -> bool {
        let home = pod.namespace().unwrap_or("default");
        self.volumes(pod).filter_map(|volume| volume.value.at(&["spec"])).any(|spec| {
            secret_references(spec).iter().any(|(namespace, secret)| {
                *secret == name && namespace.unwrap_or(home) == self.namespace
            })
        })
    }

    /// Whether the object is an attachment of a volume to the node.
    fn is_attached(&self) -> bool {
        let Request { group, resource, name, .. } = self.request;
        (group, resource) == ("storage.k8s.io", "volumeattachments")
            && self
                .snapshot
                .find(group, "VolumeAttachment", None, name)
                .is_some_and(|it| it.value.str_at(&["spec", "nodeName"]) == Some(self.node))
    }
}

/// The claims of a pod, those that are made for it included.
fn claims(pod: &Object) -> impl Iterator<Item = String> {
    pod.value.items_at(&["spec", "volumes"]).iter().filter_map(|volume| {
        let named = volume.str_at(&["persistentVolumeClaim", "claimName"]).map(str::to_owned);
        named.or_else(|| {
            volume.at(&["ephemeral"])?;
            Some(format!("{}-{}", pod.name(), volume.str_at(&["name"])?))
        })
    })
}

/// Fields of a pod that name a Secret, each a map with a name in it or the name itself.
const SECRETS: &[(&str, &str)] = &[
    ("secretKeyRef", "name"),
    ("secretRef", "name"),
    ("nodePublishSecretRef", "name"),
    ("imagePullSecrets", "name"),
    ("secret", "secretName"),
    ("secret", "name"),
    ("azureFile", "secretName"),
];

/// Fields of a pod that name a ConfigMap.
const CONFIG_MAPS: &[(&str, &str)] =
    &[("configMapKeyRef", "name"), ("configMapRef", "name"), ("configMap", "name")];

/// Whether any of the fields, wherever it is in a pod's spec, names the object.
fn names(value: &Value, fields: &[(&str, &str)], name: &str) -> bool {
    if value.items().iter().any(|item| names(item, fields, name)) {
        return true;
    }
    value.entries().any(|(key, inner)| {
        let here = fields.iter().any(|(field, of)| {
            let says = |map: &Value| map.str_at(&[of]) == Some(name);
            *field == key && (says(inner) || inner.items().iter().any(says))
        });
        here || names(inner, fields, name)
    })
}

/// The Secrets that a volume names, each with its namespace where it names one.
fn secret_references(spec: &Value) -> Vec<(Option<&str>, &str)> {
    let mut found = Vec::new();
    for (_, source) in spec.entries() {
        if let Some(name) = source.str_at(&["secretName"]) {
            found.push((source.str_at(&["secretNamespace"]), name));
        }
        for (key, reference) in source.entries() {
            if let Some(name) = reference.str_at(&["name"])
                && key.to_ascii_lowercase().ends_with("secretref")
            {
                found.push((reference.str_at(&["namespace"]), name));
            }
        }
    }
    found
}

/// The rights that every node has: one line for each group, its resources and the verbs.
const BY_ROLE: &[(&str, &[&str], &[&str])] = &[
    ("authentication.k8s.io", &["tokenreviews"], &["create"]),
    ("authorization.k8s.io", &["subjectaccessreviews", "localsubjectaccessreviews"], &["create"]),
    ("", &["services"], &["get", "list", "watch"]),
    ("", &["nodes"], &["create", "get", "list", "watch", "update", "patch"]),
    ("", &["nodes/status", "pods/status"], &["update", "patch"]),
    ("", &["events"], &["create", "update", "patch"]),
    ("events.k8s.io", &["events"], &["create", "update", "patch"]),
    ("", &["pods"], &["get", "list", "watch", "create", "delete"]),
    ("", &["pods/eviction"], &["create"]),
    ("", &["endpoints"], &["get"]),
    ("certificates.k8s.io", &["certificatesigningrequests"], &["create", "get", "list", "watch"]),
    ("storage.k8s.io", &["csidrivers"], &["get", "list", "watch"]),
    ("node.k8s.io", &["runtimeclasses"], &["get", "list", "watch"]),
];

fn by_role(version: KubeVersion, request: &Request<'_>) -> bool {
    let entry = match request.subresource {
        "" => request.resource.to_owned(),
        part => format!("{}/{part}", request.resource),
    };
    // Before v1.35 kubelets wrote events of the core group alone.
    if request.group == "events.k8s.io" && version.minor() < 35 {
        return false;
    }
    BY_ROLE.iter().any(|(group, resources, verbs)| {
        *group == request.group
            && resources.contains(&entry.as_str())
            && verbs.contains(&request.verb)
    })
}
