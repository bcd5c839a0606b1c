//! Versions of the APIs of widely used extensions, as their release notes tell.

use crate::kinds::Kinds;
use crate::prelude::*;

/// A version that has a successor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Whether the release no longer serves it, rather than merely preferring the successor.
    pub(crate) removed: bool,
    /// The release since which that is so.
    pub(crate) release: &'static str,
    /// What to write instead.
    pub(crate) replacement: &'static str,
}

/// API version, kinds (none means all of the group), whether it is gone, since which release, and what
/// takes its place.
type Line = (&'static str, &'static [&'static str], bool, &'static str, &'static str);

const ALL: &[&str] = &[];
const ISTIO_TRAFFIC: &[&str] = &[
    "DestinationRule",
    "Gateway",
    "ServiceEntry",
    "Sidecar",
    "VirtualService",
    "WorkloadEntry",
    "WorkloadGroup",
];
const ISTIO_SECURITY: &[&str] =
    &["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"];
const SECRETS: &[&str] =
    &["ExternalSecret", "SecretStore", "ClusterSecretStore", "ClusterExternalSecret"];
const ROUTES: &[&str] = &["Gateway", "GatewayClass", "HTTPRoute"];
const SNAPSHOTS: &[&str] = &["VolumeSnapshot", "VolumeSnapshotClass", "VolumeSnapshotContent"];
const CLUSTERS: &[&str] = &["Cluster", "Machine", "MachineDeployment", "MachineSet"];

#[rustfmt::skip]
const LINES: &[Line] = &[
    ("net.alpha.kubernetes.io/v1alpha1", ALL, true, "Kubernetes v1.3", "networking.k8s.io/v1"),
    ("certmanager.k8s.io/v1alpha1", ALL, true, "cert-manager 0.11", "cert-manager.io/v1"),
    ("cert-manager.io/v1alpha2", ALL, true, "cert-manager 1.6", "cert-manager.io/v1"),
    ("cert-manager.io/v1alpha3", ALL, true, "cert-manager 1.6", "cert-manager.io/v1"),
    ("cert-manager.io/v1beta1", ALL, true, "cert-manager 1.6", "cert-manager.io/v1"),
    ("acme.cert-manager.io/v1alpha2", ALL, true, "cert-manager 1.6", "acme.cert-manager.io/v1"),
    ("acme.cert-manager.io/v1alpha3", ALL, true, "cert-manager 1.6", "acme.cert-manager.io/v1"),
    ("acme.cert-manager.io/v1beta1", ALL, true, "cert-manager 1.6", "acme.cert-manager.io/v1"),
    ("external-secrets.io/v1alpha1", SECRETS, true, "External Secrets 0.17", "external-secrets.io/v1"),
    ("external-secrets.io/v1beta1", SECRETS, true, "External Secrets 0.17", "external-secrets.io/v1"),
    ("templates.gatekeeper.sh/v1alpha1", ALL, false, "Gatekeeper 3.6", "templates.gatekeeper.sh/v1"),
    ("templates.gatekeeper.sh/v1beta1", ALL, false, "Gatekeeper 3.6", "templates.gatekeeper.sh/v1"),
    ("networking.istio.io/v1alpha3", ISTIO_TRAFFIC, false, "Istio 1.22", "networking.istio.io/v1"),
    ("networking.istio.io/v1beta1", ISTIO_TRAFFIC, false, "Istio 1.22", "networking.istio.io/v1"),
    ("security.istio.io/v1beta1", ISTIO_SECURITY, false, "Istio 1.22", "security.istio.io/v1"),
    ("telemetry.istio.io/v1alpha1", &["Telemetry"], false, "Istio 1.22", "telemetry.istio.io/v1"),
    ("gateway.networking.k8s.io/v1alpha2", ROUTES, true, "Gateway API 1.0", "gateway.networking.k8s.io/v1"),
    ("gateway.networking.k8s.io/v1beta1", ROUTES, false, "Gateway API 1.0", "gateway.networking.k8s.io/v1"),
    ("gateway.networking.k8s.io/v1alpha2", &["GRPCRoute"], false, "Gateway API 1.1", "gateway.networking.k8s.io/v1"),
    ("snapshot.storage.k8s.io/v1alpha1", SNAPSHOTS, true, "external-snapshotter 4.0", "snapshot.storage.k8s.io/v1"),
    ("snapshot.storage.k8s.io/v1beta1", SNAPSHOTS, false, "external-snapshotter 4.0", "snapshot.storage.k8s.io/v1"),
    ("keda.k8s.io/v1alpha1", ALL, true, "KEDA 2.0", "keda.sh/v1alpha1"),
    ("traefik.containo.us/v1alpha1", ALL, true, "Traefik 3.0", "traefik.io/v1alpha1"),
    ("karpenter.sh/v1alpha5", ALL, true, "Karpenter 0.33", "karpenter.sh/v1"),
    ("karpenter.sh/v1beta1", ALL, false, "Karpenter 1.0", "karpenter.sh/v1"),
    ("helm.toolkit.fluxcd.io/v2beta1", ALL, false, "Flux 2.3", "helm.toolkit.fluxcd.io/v2"),
    ("helm.toolkit.fluxcd.io/v2beta2", ALL, false, "Flux 2.3", "helm.toolkit.fluxcd.io/v2"),
    ("kustomize.toolkit.fluxcd.io/v1beta1", ALL, false, "Flux 2.0", "kustomize.toolkit.fluxcd.io/v1"),
    ("kustomize.toolkit.fluxcd.io/v1beta2", ALL, false, "Flux 2.0", "kustomize.toolkit.fluxcd.io/v1"),
    ("source.toolkit.fluxcd.io/v1beta1", &["GitRepository"], false, "Flux 2.0", "source.toolkit.fluxcd.io/v1"),
    ("source.toolkit.fluxcd.io/v1beta2", &["GitRepository"], false, "Flux 2.0", "source.toolkit.fluxcd.io/v1"),
    ("cluster.x-k8s.io/v1alpha3", CLUSTERS, true, "Cluster API 1.5", "cluster.x-k8s.io/v1beta1"),
    ("cluster.x-k8s.io/v1alpha4", CLUSTERS, true, "Cluster API 1.7", "cluster.x-k8s.io/v1beta1"),
    ("serving.knative.dev/v1alpha1", &["Configuration", "Revision", "Route", "Service"], true, "Knative 0.20", "serving.knative.dev/v1"),
    ("serving.knative.dev/v1beta1", &["Configuration", "Revision", "Route", "Service"], true, "Knative 0.20", "serving.knative.dev/v1"),
];

/// The groups of these versions.
pub(crate) const GROUPS: Kinds = &[
    ("net.alpha.kubernetes.io", "*"),
    ("certmanager.k8s.io", "*"),
    ("cert-manager.io", "*"),
    ("acme.cert-manager.io", "*"),
    ("external-secrets.io", "*"),
    ("templates.gatekeeper.sh", "*"),
    ("networking.istio.io", "*"),
    ("security.istio.io", "*"),
    ("telemetry.istio.io", "*"),
    ("gateway.networking.k8s.io", "*"),
    ("snapshot.storage.k8s.io", "*"),
    ("keda.k8s.io", "*"),
    ("traefik.containo.us", "*"),
    ("karpenter.sh", "*"),
    ("helm.toolkit.fluxcd.io", "*"),
    ("kustomize.toolkit.fluxcd.io", "*"),
    ("source.toolkit.fluxcd.io", "*"),
    ("cluster.x-k8s.io", "*"),
    ("serving.knative.dev", "*"),
];

/// What there is to say about the API version of an object.
pub(crate) fn find(object: &Object) -> Option<Row> {
    let is_it = |line: &&Line| {
        line.0 == object.api_version() && (line.1.is_empty() || line.1.contains(&object.kind()))
    };
    let (.., removed, release, replacement) = *LINES.iter().find(is_it)?;
    Some(Row { removed, release, replacement })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_those_of_the_lines() {
        let of_lines = LINES.iter().filter_map(|line| line.0.split_once('/')).map(|(it, _)| it);
        let mut of_lines: Vec<&str> = of_lines.collect();
        let mut groups: Vec<&str> = GROUPS.iter().map(|(group, _)| *group).collect();
        groups.sort_unstable();
        of_lines.sort_unstable();
        of_lines.dedup();
        assert_eq!(groups, of_lines);
    }
}
