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
const WRITTEN: [(Component, &str, &str); 30] = [
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
    (Component::Kubelet, "config", "/var/lib/kubelet/config.yaml"),
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
    let places = PLACES.into_iter().filter(|(of, _, _)| *of == kind);
    places
        .map(|(_, component, path)| {
            let route = Route::keys(path.iter().copied());
            (component, read(component, configuration.at(path), &route))
        })
        .collect()
}

/// What kubeadm writes for a flag where its configuration does not say otherwise.
pub(crate) fn written(component: Component, flag: &str) -> Option<&'static str> {
    WRITTEN
        .iter()
        .find(|(of, name, _)| *of == component && *name == flag)
        .map(|(_, _, value)| *value)
}

fn read(component: Component, args: Option<&Value>, route: &Route) -> Flags {
    let mut flags = Flags::none(component);
    let Some(args) = args else { return flags };
    for (index, (name, value)) in args.entries().enumerate() {
        flags.push(name, text(value), index, route.then(name));
    }
    for (index, arg) in args.items().iter().enumerate() {
        let value = arg.get("value").and_then(text);
        if let Some(name) = arg.str_at(&["name"]) {
            flags.push(name, value.or_else(|| Some(String::new())), index, route.then(index));
        }
    }
    flags
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
