//! Ways into a cluster: Ingresses, routes and Services, and what they lead to.

use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_value::{Route, Value};

use crate::kinds::Kinds;

/// What leads requests from outside to Services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Ingress,
    /// Routes of the Gateway API.
    Gateway,
    /// Virtual services of Istio that are bound to a gateway.
    Istio,
}

/// A Service that a way in leads to.
#[derive(Clone, Debug)]
pub(crate) struct Backend {
    pub(crate) name: String,
    /// Where the Service is looked for.
    pub(crate) namespace: Option<String>,
    /// The place of the name.
    pub(crate) route: Route,
    /// Whether it is written in the fields of an Ingress before `networking.k8s.io/v1`.
    pub(crate) is_old_form: bool,
}

/// Ingresses. `v1` with the core group is a mistake that people make.
pub(crate) const INGRESSES: Kinds =
    &[("networking.k8s.io", "Ingress"), ("extensions", "Ingress"), ("", "Ingress")];

/// Ingresses, and what takes their place in the Gateway API.
pub(crate) const TLS_ENDS: Kinds = &[
    ("networking.k8s.io", "Ingress"),
    ("extensions", "Ingress"),
    ("", "Ingress"),
    ("gateway.networking.k8s.io", "Gateway"),
];

/// Routes of the Gateway API and of Istio.
pub(crate) const ROUTES: Kinds = &[
    ("gateway.networking.k8s.io", "HTTPRoute"),
    ("gateway.networking.k8s.io", "GRPCRoute"),
    ("gateway.networking.k8s.io", "TCPRoute"),
    ("gateway.networking.k8s.io", "TLSRoute"),
    ("gateway.networking.k8s.io", "UDPRoute"),
    ("networking.istio.io", "VirtualService"),
];

/// Whether an object is an Ingress; cheap.
pub(crate) fn is_ingress(object: &Object) -> bool {
    object.kind() == "Ingress" && matches!(object.group(), "networking.k8s.io" | "extensions" | "")
}

/// Which way in an object is, if it is one.
pub(crate) fn way_in(object: &Object) -> Option<Way> {
    match (object.group(), object.kind()) {
        _ if is_ingress(object) => Some(Way::Ingress),
        (
            "gateway.networking.k8s.io",
            "HTTPRoute" | "GRPCRoute" | "TCPRoute" | "TLSRoute" | "UDPRoute",
        ) => Some(Way::Gateway),
        ("networking.istio.io", "VirtualService") => {
            let gateways = object.value.items_at(&["spec", "gateways"]);
            gateways.iter().any(|it| it.as_str() != Some("mesh")).then_some(Way::Istio)
        }
        _ => None,
    }
}

/// The Services that a way in leads to, in their order.
pub(crate) fn backends(object: &Object) -> Vec<Backend> {
    match way_in(object) {
        Some(Way::Ingress) => of_ingress(object),
        Some(Way::Gateway) => of_route(object),
        Some(Way::Istio) => of_virtual_service(object),
        None => Vec::new(),
    }
}

fn of_ingress(ingress: &Object) -> Vec<Backend> {
    let mut found = Vec::new();
    let mut add = |backend: &Value, route: Route| {
        let (name, route, is_old_form) = match backend.str_at(&["service", "name"]) {
            Some(name) => (name, route.then("service").then("name"), false),
            None => match backend.str_at(&["serviceName"]) {
                Some(name) => (name, route.then("serviceName"), true),
                None => return,
            },
        };
        let namespace = ingress.namespace().map(str::to_owned);
        found.push(Backend { name: name.to_owned(), namespace, route, is_old_form });
    };
    for field in ["defaultBackend", "backend"] {
        if let Some(backend) = ingress.value.at(&["spec", field]) {
            add(backend, Route::keys(["spec", field]));
        }
    }
    let rules = Route::keys(["spec", "rules"]);
    for (index, rule) in ingress.value.items_at(&["spec", "rules"]).iter().enumerate() {
        let paths = rules.then(index).then_keys(["http", "paths"]);
        for (index, path) in rule.items_at(&["http", "paths"]).iter().enumerate() {
            if let Some(backend) = path.field("backend") {
                add(backend, paths.then(index).then("backend"));
            }
        }
    }
    found
}

fn of_route(object: &Object) -> Vec<Backend> {
    let mut found = Vec::new();
    let rules = Route::keys(["spec", "rules"]);
    for (index, rule) in object.value.items_at(&["spec", "rules"]).iter().enumerate() {
        let list = rules.then(index).then("backendRefs");
        for (index, backend) in rule.items_at(&["backendRefs"]).iter().enumerate() {
            let is_service = matches!(backend.str_at(&["group"]), None | Some("" | "core"))
                && matches!(backend.str_at(&["kind"]), None | Some("Service"));
            let Some(name) = backend.str_at(&["name"]).filter(|_| is_service) else { continue };
            found.push(Backend {
                name: name.to_owned(),
                namespace: backend.str_at(&["namespace"]).or(object.namespace()).map(str::to_owned),
                route: list.then(index).then("name"),
                is_old_form: false,
            });
        }
    }
    found
}

fn of_virtual_service(object: &Object) -> Vec<Backend> {
    let mut found = Vec::new();
    for protocol in ["http", "tls", "tcp"] {
        let list = Route::keys(["spec", protocol]);
        for (index, rule) in object.value.items_at(&["spec", protocol]).iter().enumerate() {
            let routes = list.then(index).then("route");
            for (index, route) in rule.items_at(&["route"]).iter().enumerate() {
                let Some(host) = route.str_at(&["destination", "host"]) else { continue };
                let Some((name, namespace)) = service_of_host(host) else { continue };
                found.push(Backend {
                    name: name.to_owned(),
                    namespace: namespace.or(object.namespace()).map(str::to_owned),
                    route: routes.then(index).then_keys(["destination", "host"]),
                    is_old_form: false,
                });
            }
        }
    }
    found
}

/// The Service and perhaps the namespace that a host of a mesh names; none for a host outside.
fn service_of_host(host: &str) -> Option<(&str, Option<&str>)> {
    let short = host.strip_suffix(".svc.cluster.local").or(host.strip_suffix(".svc"));
    match (short, host.contains('.')) {
        (Some(name), _) => {
            let (name, namespace) = name.split_once('.')?;
            Some((name, Some(namespace)))
        }
        (None, false) => Some((host, None)),
        (None, true) => None,
    }
}

/// The pods behind a Service, those of its namespace. A Service and a workload of which only one names
/// a namespace are not joined.
pub(crate) fn pods_behind<'s>(snapshot: &'s Snapshot, service: &'s Object) -> Vec<Pod<'s>> {
    snapshot.pods_of_service(service).unwrap_or_default()
}

/// Whether an annotation keeps a load balancer away from the internet, by the words of AWS, Azure,
/// Google, OpenStack, Alibaba, Oracle and IBM.
pub(crate) fn is_internal(service: &Object) -> bool {
    service.annotations().entries().any(|(key, value)| {
        let value = value.as_str().unwrap_or_default().to_ascii_lowercase();
        let value = if value.is_empty() { value } else { value.trim().to_owned() };
        match key {
            "service.beta.kubernetes.io/aws-load-balancer-internal" => value != "false",
            "service.beta.kubernetes.io/azure-load-balancer-internal"
            | "service.beta.kubernetes.io/openstack-internal-load-balancer"
            | "service.beta.kubernetes.io/oci-load-balancer-internal" => value == "true",
            "service.beta.kubernetes.io/aws-load-balancer-scheme" => value == "internal",
            "networking.gke.io/load-balancer-type" | "cloud.google.com/load-balancer-type" => {
                value == "internal"
            }
            "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type" => {
                value == "intranet"
            }
            "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type" => value == "private",
            _ => false,
        }
    })
}

/// The Secrets that an Ingress or a Gateway uses for TLS: the name, the namespace that it is looked for
/// in, and the place of the name.
pub(crate) fn tls_secrets(object: &Object) -> Vec<(&str, Option<&str>, Route)> {
    let mut found = Vec::new();
    if is_ingress(object) {
        let list = Route::keys(["spec", "tls"]);
        for (index, tls) in object.value.items_at(&["spec", "tls"]).iter().enumerate() {
            if let Some(name) = tls.str_at(&["secretName"]).filter(|name| !name.is_empty()) {
                found.push((name, object.namespace(), list.then(index).then("secretName")));
            }
        }
        return found;
    }
    let listeners = Route::keys(["spec", "listeners"]);
    for (index, listener) in object.value.items_at(&["spec", "listeners"]).iter().enumerate() {
        let list = listeners.then(index).then_keys(["tls", "certificateRefs"]);
        for (index, it) in listener.items_at(&["tls", "certificateRefs"]).iter().enumerate() {
            let is_secret = matches!(it.str_at(&["kind"]), None | Some("Secret"));
            let Some(name) = it.str_at(&["name"]).filter(|_| is_secret) else { continue };
            let namespace = it.str_at(&["namespace"]).or(object.namespace());
            found.push((name, namespace, list.then(index).then("name")));
        }
    }
    found
}

/// Whether a Secret is in a namespace, or something there makes it.
pub(crate) fn is_made(snapshot: &Snapshot, namespace: Option<&str>, name: &str) -> bool {
    let makes = |object: &Object| match (object.group(), object.kind()) {
        ("", "Secret") | ("bitnami.com", "SealedSecret") => object.name() == name,
        ("cert-manager.io", "Certificate") => {
            object.value.str_at(&["spec", "secretName"]) == Some(name)
        }
        ("external-secrets.io", "ExternalSecret") => target_of(object) == name,
        _ => false,
    };
    snapshot.in_namespace(namespace).any(makes)
}

/// The name of the Secret that an ExternalSecret makes: that of its target, else its own.
pub(crate) fn target_of(external_secret: &Object) -> &str {
    let name = external_secret.value.str_at(&["spec", "target", "name"]);
    name.filter(|name| !name.is_empty()).unwrap_or(external_secret.name())
}
