//! Flags that components do not take any more.

use sekisho_api::KubeVersion;

use crate::Component;

/// A flag that a version does not take any more. A component that is given it does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemovedFlag {
    /// Its name without dashes.
    pub name: &'static str,
    /// The components that had it.
    pub components: &'static [Component],
    /// The minor version that does not take it any more.
    gone: u16,
}

use Component::{ApiServer, ControllerManager, Kubelet, Proxy, Scheduler};

/// Flags that mattered for security, and those that are met most often, by the release notes of the
/// versions and the options of v1.28 to v1.36.
const REMOVED: [RemovedFlag; 20] = [
    gone("address", &[ApiServer, ControllerManager, Scheduler], 24),
    gone("basic-auth-file", &[ApiServer], 19),
    gone("cloud-config", &[ApiServer], 33),
    gone("cloud-config", &[Kubelet], 34),
    gone("cloud-provider", &[ApiServer], 33),
    gone("container-runtime", &[Kubelet], 27),
    gone("dynamic-config-dir", &[Kubelet], 24),
    gone("insecure-bind-address", &[ApiServer], 24),
    gone("insecure-port", &[ApiServer], 24),
    gone("iptables-drop-bit", &[Kubelet], 31),
    gone("iptables-masquerade-bit", &[Kubelet], 31),
    gone("keep-terminated-pod-volumes", &[Kubelet], 31),
    gone("kubelet-https", &[ApiServer], 22),
    gone("network-plugin", &[Kubelet], 24),
    gone("pod-infra-container-image", &[Kubelet], 35),
    gone("port", &[ApiServer, ControllerManager, Scheduler], 24),
    gone("proxy-port-range", &[Proxy], 31),
    gone("register-schedulable", &[Kubelet], 34),
    gone("volume-host-allow-local-loopback", &[ControllerManager], 31),
    gone("volume-host-cidr-denylist", &[ControllerManager], 31),
];

const fn gone(name: &'static str, components: &'static [Component], gone: u16) -> RemovedFlag {
    RemovedFlag { name, components, gone }
}

/// The flags of a component that a version does not take any more.
pub fn removed_flags(
    component: Component,
    version: KubeVersion,
) -> impl Iterator<Item = &'static RemovedFlag> {
    REMOVED
        .iter()
        .filter(move |flag| flag.components.contains(&component) && version.minor() >= flag.gone)
}

impl RemovedFlag {
    /// The version that does not take it any more.
    pub fn gone(&self) -> KubeVersion {
        KubeVersion::minor_of_1(self.gone)
    }
}
