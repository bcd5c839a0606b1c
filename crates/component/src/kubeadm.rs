//! kubeadm's configuration: the flags that it will write for the components.

use sekisho_value::{Route, Value};

use crate::{Component, ConfigKind, Flags};

/// Where the flags of a component stand.
const PLACES: [(ConfigKind, Component, &[&str]); 6] = [
    (ConfigKind::KubeadmCluster, Component::ApiServer, &["apiServer", "extraArgs"]),
    (ConfigKind::KubeadmCluster, Component::ControllerManager, &["controllerManager", "extraArgs"]),
    (ConfigKind::KubeadmCluster, Component::Scheduler, &["scheduler", "extraArgs"]),
    (ConfigKind::KubeadmCluster, Component::Etcd, &["etcd", "local", "extraArgs"]),
    (ConfigKind::KubeadmInit, Component::Kubelet, &["nodeRegistration", "kubeletExtraArgs"]),
    (ConfigKind::KubeadmJoin, Component::Kubelet, &["nodeRegistration", "kubeletExtraArgs"]),
];

/// What kubeadm writes for a component where its configuration does not say otherwise, as far as it
/// matters for security (`cmd/kubeadm/app/phases/controlplane`, `…/etcd`). Names of files are
/// those under kubeadm's own folders.
const WRITTEN: [(Component, &str, &str); 36] = [
    (Component::ApiServer, "allow-privileged", "true"),
    (Component::ApiServer, "authorization-mode", "Node,RBAC"),
    (Component::ApiServer, "client-ca-file", "/etc/kubernetes/pki/ca.crt"),
    (Component::ApiServer, "enable-admission-plugins", "NodeRestriction"),
    (Component::ApiServer, "enable-bootstrap-token-auth", "true"),
    (Component::ApiServer, "etcd-cafile", "/etc/kubernetes/pki/etcd/ca.crt"),
    (Component::ApiServer, "etcd-certfile", "/etc/kubernetes/pki/apiserver-etcd-client.crt"),
    (Component::ApiServer, "etcd-keyfile", "/etc/kubernetes/pki/apiserver-etcd-client.key"),
    (
        Component::ApiServer,
        "kubelet-client-certificate",
        "/etc/kubernetes/pki/apiserver-kubelet-client.crt",
    ),
    (
        Component::ApiServer,
        "kubelet-client-key",
        "/etc/kubernetes/pki/apiserver-kubelet-client.key",
    ),
    (Component::ApiServer, "service-account-key-file", "/etc/kubernetes/pki/sa.pub"),
    (Component::ApiServer, "service-account-signing-key-file", "/etc/kubernetes/pki/sa.key"),
    (Component::ApiServer, "tls-cert-file", "/etc/kubernetes/pki/apiserver.crt"),
    (Component::ApiServer, "tls-private-key-file", "/etc/kubernetes/pki/apiserver.key"),
    (Component::ControllerManager, "bind-address", "127.0.0.1"),
    (Component::ControllerManager, "client-ca-file", "/etc/kubernetes/pki/ca.crt"),
    (Component::ControllerManager, "cluster-signing-key-file", "/etc/kubernetes/pki/ca.key"),
    (Component::ControllerManager, "root-ca-file", "/etc/kubernetes/pki/ca.crt"),
    (
        Component::ControllerManager,
        "service-account-private-key-file",
        "/etc/kubernetes/pki/sa.key",
    ),
    (Component::ControllerManager, "use-service-account-credentials", "true"),
    (Component::Scheduler, "bind-address", "127.0.0.1"),
    (Component::Etcd, "cert-file", "/etc/kubernetes/pki/etcd/server.crt"),
    (Component::Etcd, "client-cert-auth", "true"),
    (Component::Etcd, "key-file", "/etc/kubernetes/pki/etcd/server.key"),
    (Component::Etcd, "peer-cert-file", "/etc/kubernetes/pki/etcd/peer.crt"),
    (Component::Etcd, "peer-client-cert-auth", "true"),
    (Component::Etcd, "peer-key-file", "/etc/kubernetes/pki/etcd/peer.key"),
    (Component::Etcd, "peer-trusted-ca-file", "/etc/kubernetes/pki/etcd/ca.crt"),
    (Component::Etcd, "trusted-ca-file", "/etc/kubernetes/pki/etcd/ca.crt"),
    (Component::Kubelet, "anonymous-auth", "false"),
    (Component::Kubelet, "authentication-token-webhook", "true"),
    (Component::Kubelet, "authorization-mode", "Webhook"),
    (Component::Kubelet, "client-ca-file", "/etc/kubernetes/pki/ca.crt"),
    (Component::Kubelet, "config", "/var/lib/kubelet/config.yaml"),
    (Component::Kubelet, "read-only-port", "0"),
    (Component::Kubelet, "rotate-certificates", "true"),
];

/// The flags that a kubeadm configuration gives to components, each with its place in the file; a
/// component that it could give flags to but does not has none.
///
/// `extraArgs` is a map up to `v1beta3`, and from `v1beta4` a list of names and values in which a
/// name may stand several times.
pub fn extra_args(configuration: &Value) -> Vec<(Component, Flags)> {
    let Some(kind) = ConfigKind::of(configuration) else {
        return Vec::new();
    };
    let external = configuration.at(&["etcd", "external"]);
    let places = PLACES.into_iter().filter(|(of, component, _)| {
        *of == kind && (*component != Component::Etcd || external.is_none())
    });
    places
        .map(|(_, component, path)| {
            let route = Route::keys(path.iter().copied());
            let mut flags = Flags::none(component);
            if let Some(etcd) = external.filter(|_| component == Component::ApiServer) {
                add_external_etcd(&mut flags, etcd);
            }
            read(&mut flags, configuration.at(path), &route);
            (component, flags)
        })
        .collect()
}

/// The place of what a kubeadm configuration says of a component: the deepest map on the way to its
/// flags that is there.
pub fn place(configuration: &Value, component: Component) -> Route {
    let kind = ConfigKind::of(configuration);
    let path = PLACES.iter().find(|(of, its, _)| Some(*of) == kind && *its == component);
    let path = path.map_or(&[][..], |(_, _, path)| path);
    let depth = (0..=path.len()).rev().find(|depth| {
        let way = path.get(..*depth).unwrap_or_default();
        way.is_empty() || configuration.at(way).is_some_and(|value| !value.is_null())
    });
    Route::keys(path.iter().copied().take(depth.unwrap_or_default()))
}

/// The path of the flags of a component in a kubeadm configuration, if it can have any there.
pub fn path(configuration: &Value, component: Component) -> Option<&'static [&'static str]> {
    let kind = ConfigKind::of(configuration)?;
    PLACES.iter().find(|(of, its, _)| *of == kind && *its == component).map(|(_, _, path)| *path)
}

/// How the API server reaches an etcd that kubeadm does not run: with the files that are given, and
/// without those that are not.
fn add_external_etcd(flags: &mut Flags, etcd: &Value) {
    let endpoints = etcd.items_at(&["endpoints"]).iter().filter_map(Value::as_str);
    let endpoints: Vec<&str> = endpoints.collect();
    let section = Route::keys(["etcd", "external"]);
    flags.push("etcd-servers", Some(endpoints.join(",")), 0, section.then("endpoints"));
    for (flag, field) in
        [("etcd-cafile", "caFile"), ("etcd-certfile", "certFile"), ("etcd-keyfile", "keyFile")]
    {
        let value = etcd.str_at(&[field]);
        let route = if value.is_some() { section.then(field) } else { section.clone() };
        flags.push(flag, Some(value.unwrap_or_default().to_owned()), 0, route);
    }
}

/// What kubeadm writes for a flag where its configuration does not say otherwise.
pub(crate) fn written(component: Component, flag: &str) -> Option<&'static str> {
    WRITTEN
        .iter()
        .find(|(of, name, _)| *of == component && *name == flag)
        .map(|(_, _, value)| *value)
}

fn read(flags: &mut Flags, args: Option<&Value>, route: &Route) {
    let Some(args) = args else { return };
    for (index, (name, value)) in args.entries().enumerate() {
        flags.push(name, text(value), index, route.then(name));
    }
    for (index, arg) in args.items().iter().enumerate() {
        let value = arg.get("value").and_then(text);
        if let Some(name) = arg.str_at(&["name"]) {
            flags.push(name, value.or_else(|| Some(String::new())), index, route.then(index));
        }
    }
}

/// kubeadm takes texts only; a number or boolean without quotes would be refused, and is read as
/// what was meant.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Int(i) => Some(i.to_string()),
        Value::UInt(u) => Some(u.to_string()),
        Value::Float(f) => Some(f.to_string()),
        Value::Null => Some(String::new()),
        Value::Seq(_) | Value::Map(_) => None,
    }
}
