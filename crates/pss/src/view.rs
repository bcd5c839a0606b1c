//! A pod as the controls see it: every map walked once, every field that matters under its name.
//!
//! What has another type than the API asks for could not be stored: the API server refuses the
//! object. A scalar of the wrong type counts as absent here, a struct of the wrong type as empty,
//! and an element of a list is always an element. So nothing panics, and nothing that is present
//! passes for absent.

use sekisho_value::{Map, Value};

/// Which of a pod's lists a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerKind {
    /// `initContainers`, sidecars included.
    Init,
    /// `containers`.
    Main,
    /// `ephemeralContainers`.
    Ephemeral,
}

impl ContainerKind {
    /// The field of the pod's specification.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Init => "initContainers",
            Self::Main => "containers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }
}

/// A pod, decoded once for any number of evaluations.
#[derive(Debug)]
pub struct Pod<'v> {
    pub(crate) annotations: Option<&'v Map>,
    pub(crate) host_network: bool,
    pub(crate) host_pid: bool,
    pub(crate) host_ipc: bool,
    pub(crate) host_users: Option<bool>,
    pub(crate) windows: bool,
    pub(crate) security: Security<'v>,
    pub(crate) sysctls: &'v [Value],
    pub(crate) volumes: &'v [Value],
    pub(crate) containers: Vec<Container<'v>>,
}

#[derive(Debug)]
pub(crate) struct Container<'v> {
    pub(crate) kind: ContainerKind,
    pub(crate) index: usize,
    pub(crate) name: &'v str,
    pub(crate) security: Security<'v>,
    pub(crate) ports: &'v [Value],
    pub(crate) liveness: Option<&'v Value>,
    pub(crate) readiness: Option<&'v Value>,
    pub(crate) startup: Option<&'v Value>,
    pub(crate) lifecycle: Option<&'v Value>,
}

/// The security context of a pod or container; what only one of them has is absent in the other.
#[derive(Debug, Default)]
pub(crate) struct Security<'v> {
    pub(crate) privileged: Option<bool>,
    pub(crate) escalation: Option<bool>,
    pub(crate) capabilities: Option<Capabilities<'v>>,
    pub(crate) proc_mount: Option<&'v str>,
    pub(crate) se_linux: Option<SeLinux<'v>>,
    /// The profile's type: empty for a profile without one.
    pub(crate) seccomp: Option<&'v str>,
    /// The profile's type: empty for a profile without one.
    pub(crate) app_armor: Option<&'v str>,
    pub(crate) run_as_non_root: Option<bool>,
    pub(crate) run_as_user: Option<i64>,
    pub(crate) host_process: Option<bool>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Capabilities<'v> {
    pub(crate) add: &'v [Value],
    pub(crate) drop: &'v [Value],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct SeLinux<'v> {
    pub(crate) user: &'v str,
    pub(crate) role: &'v str,
    pub(crate) kind: &'v str,
}

impl<'v> Pod<'v> {
    /// Decodes a pod, or a pod template, from its `metadata` and `spec`.
    ///
    /// The API server's defaults are not filled in here: whoever has a manifest does that first.
    pub fn new(metadata: &'v Value, spec: &'v Value) -> Self {
        let mut pod = Self {
            annotations: metadata.field("annotations").and_then(Value::as_map),
            host_network: false,
            host_pid: false,
            host_ipc: false,
            host_users: None,
            windows: false,
            security: Security::default(),
            sysctls: &[],
            volumes: &[],
            containers: Vec::new(),
        };
        let (mut init, mut main, mut ephemeral): (&[Value], &[Value], &[Value]) = (&[], &[], &[]);
        for (key, value) in spec.entries() {
            match key {
                "initContainers" => init = value.items(),
                "containers" => main = value.items(),
                "ephemeralContainers" => ephemeral = value.items(),
                "hostNetwork" => pod.host_network = value.as_bool() == Some(true),
                "hostPID" => pod.host_pid = value.as_bool() == Some(true),
                "hostIPC" => pod.host_ipc = value.as_bool() == Some(true),
                "hostUsers" => pod.host_users = value.as_bool(),
                "os" => pod.windows = text(value.field("name")) == "windows",
                "volumes" => pod.volumes = value.items(),
                "securityContext" => {
                    pod.security = Security::new(value);
                    pod.sysctls = value.items_at(&["sysctls"]);
                }
                _ => {}
            }
        }
        let lists = [
            (ContainerKind::Init, init),
            (ContainerKind::Main, main),
            (ContainerKind::Ephemeral, ephemeral),
        ];
        pod.containers.reserve_exact(init.len() + main.len() + ephemeral.len());
        for (kind, list) in lists {
            let containers = list.iter().enumerate();
            pod.containers
                .extend(containers.map(|(index, value)| Container::new(kind, index, value)));
        }
        pod
    }

    /// Whether the pod has its own user namespace.
    pub(crate) fn own_users(&self) -> bool {
        self.host_users == Some(false)
    }

    /// The annotations; a null value is the empty text, as it is when a map of texts is decoded.
    pub(crate) fn annotations(&self) -> impl Iterator<Item = (&'v str, &'v str)> {
        let entries = self.annotations.into_iter().flat_map(Map::iter);
        entries.filter_map(|(key, value)| Some((key, element(value)?)))
    }
}

impl<'v> Container<'v> {
    fn new(kind: ContainerKind, index: usize, value: &'v Value) -> Self {
        let mut container = Self {
            kind,
            index,
            name: "",
            security: Security::default(),
            ports: &[],
            liveness: None,
            readiness: None,
            startup: None,
            lifecycle: None,
        };
        for (key, value) in value.entries() {
            match key {
                "name" => container.name = value.as_str().unwrap_or_default(),
                "ports" => container.ports = value.items(),
                "securityContext" => container.security = Security::new(value),
                "livenessProbe" => container.liveness = Some(value),
                "readinessProbe" => container.readiness = Some(value),
                "startupProbe" => container.startup = Some(value),
                "lifecycle" => container.lifecycle = Some(value),
                _ => {}
            }
        }
        container
    }
}

impl<'v> Security<'v> {
    fn new(value: &'v Value) -> Self {
        let mut security = Self::default();
        for (key, value) in value.entries() {
            if value.is_null() {
                continue;
            }
            match key {
                "privileged" => security.privileged = value.as_bool(),
                "allowPrivilegeEscalation" => security.escalation = value.as_bool(),
                "capabilities" => {
                    security.capabilities = Some(Capabilities {
                        add: value.items_at(&["add"]),
                        drop: value.items_at(&["drop"]),
                    });
                }
                "procMount" => security.proc_mount = value.as_str(),
                "seLinuxOptions" => {
                    security.se_linux = Some(SeLinux {
                        user: text(value.field("user")),
                        role: text(value.field("role")),
                        kind: text(value.field("type")),
                    });
                }
                "seccompProfile" => security.seccomp = Some(text(value.field("type"))),
                "appArmorProfile" => security.app_armor = Some(text(value.field("type"))),
                "runAsNonRoot" => security.run_as_non_root = value.as_bool(),
                "runAsUser" => security.run_as_user = integer(value),
                "windowsOptions" => security.host_process = value.bool_at(&["hostProcess"]),
                _ => {}
            }
        }
        security
    }
}

/// The text of a field; empty where it is absent.
pub(crate) fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// An element of a list or map of texts: null is the empty text, other types are none.
pub(crate) fn element(value: &Value) -> Option<&str> {
    if value.is_null() { Some("") } else { value.as_str() }
}

/// An integer, also one that YAML wrote as `1e3` or `0.0`: the JSON made from it has no fraction.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    /// Below this every integral float is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Float(f) if f.fract() == 0.0 && f.abs() < EXACT => Some(*f as i64),
        _ => value.as_i64(),
    }
}
