//! Ports, probes and compute resources of a container.

use sekisho_value::{Route, Value};

use crate::{Container, Located};

/// A port that a container says it listens on.
#[derive(Clone, Debug)]
pub struct Port<'p> {
    /// Its name; empty where it has none.
    pub name: &'p str,
    /// The number in the container.
    pub number: Option<i64>,
    /// The port of the node that leads to it; 0 counts as none.
    pub host_port: Option<i64>,
    /// The address of the node that it is bound to; empty for all.
    pub host_ip: &'p str,
    /// `TCP`, `UDP` or `SCTP`; the API server's default is `TCP`.
    pub protocol: &'p str,
    /// Its place in the object.
    pub route: Route,
}

/// What a probe is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProbeKind {
    /// Restarts the container.
    Liveness,
    /// Takes the pod out of its services.
    Readiness,
    /// Holds the other two back.
    Startup,
}

impl ProbeKind {
    /// The field of the container.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
            Self::Startup => "startupProbe",
        }
    }
}

/// What is asked for and what is the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// What the scheduler sets aside.
    Request,
    /// What the node enforces.
    Limit,
}

impl ResourceKind {
    /// The field of `resources`.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Limit => "limits",
        }
    }
}

impl<'p> Container<'p> {
    /// The ports that it names, in their order.
    pub fn ports(&self) -> impl Iterator<Item = Port<'p>> + '_ {
        let list = Route::keys(["ports"]);
        self.value.items_at(&["ports"]).iter().enumerate().map(move |(index, value)| Port {
            name: value.str_at(&["name"]).unwrap_or_default(),
            number: value.i64_at(&["containerPort"]),
            host_port: value.i64_at(&["hostPort"]).filter(|port| *port != 0),
            host_ip: value.str_at(&["hostIP"]).unwrap_or_default(),
            protocol: value.str_at(&["protocol"]).unwrap_or("TCP"),
            route: self.place(&list.then(index)),
        })
    }

    /// A probe.
    pub fn probe(&self, kind: ProbeKind) -> Option<Located<&'p Value>> {
        self.at(&[kind.field()])
    }

    /// What it says about a resource, such as `memory`; the value is a quantity.
    pub fn resource(&self, kind: ResourceKind, resource: &str) -> Option<Located<&'p Value>> {
        self.at(&["resources", kind.field(), resource])
    }

    /// What is requested of a resource: the request, else the limit, as the API server defaults it.
    pub fn requested(&self, resource: &str) -> Option<Located<&'p Value>> {
        self.resource(ResourceKind::Request, resource)
            .or_else(|| self.resource(ResourceKind::Limit, resource))
    }
}
