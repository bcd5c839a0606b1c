//! Clusters of EKS, GKE and AKS as configuration files and operators describe them. What a provider's
//! API answers about a running cluster is not read here.

use sekisho_inventory::Object;
use sekisho_value::{Route, Value};

use crate::kinds::Kinds;

/// A description of a managed cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManagedCluster<'o> {
    object: &'o Object,
    tool: Tool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    /// `ClusterConfig` of eksctl.
    Eksctl,
    /// `AWSManagedControlPlane` of Cluster API.
    CapiEks,
    /// `AzureManagedControlPlane` of Cluster API.
    CapiAks,
    /// `ContainerCluster` of Config Connector.
    Gke,
    /// `Cluster` of Crossplane's provider for EKS.
    CrossplaneEks,
}

/// The kinds of such descriptions.
pub(crate) const KINDS: Kinds = &[
    ("eksctl.io", "ClusterConfig"),
    ("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane"),
    ("infrastructure.cluster.x-k8s.io", "AzureManagedControlPlane"),
    ("container.cnrm.cloud.google.com", "ContainerCluster"),
    ("eks.aws.crossplane.io", "Cluster"),
];

/// The cluster that an object describes, if it does.
pub(crate) fn of(object: &Object) -> Option<ManagedCluster<'_>> {
    let tool = match (object.group(), object.kind()) {
        ("eksctl.io", "ClusterConfig") => Tool::Eksctl,
        ("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane") => Tool::CapiEks,
        ("infrastructure.cluster.x-k8s.io", "AzureManagedControlPlane") => Tool::CapiAks,
        ("container.cnrm.cloud.google.com", "ContainerCluster") => Tool::Gke,
        ("eks.aws.crossplane.io", "Cluster") => Tool::CrossplaneEks,
        _ => return None,
    };
    Some(ManagedCluster { object, tool })
}

impl<'o> ManagedCluster<'o> {
    pub(crate) fn name(self) -> &'o str {
        self.object.name()
    }

    fn value(self) -> &'o Value {
        &self.object.value
    }

    /// The place of what leaves the API server open to every address.
    pub(crate) fn public_endpoint(self) -> Option<Route> {
        let value = self.value();
        let is_false = |path: &[&str]| value.bool_at(path) == Some(false);
        let is_true = |path: &[&str]| value.bool_at(path) == Some(true);
        let (is_closed, ranges, place): (bool, &[&str], &[&'static str]) = match self.tool {
            Tool::Eksctl => (
                is_false(&["vpc", "clusterEndpoints", "publicAccess"])
                    || is_true(&["privateCluster", "enabled"]),
                &["vpc", "publicAccessCIDRs"],
                &["vpc", "clusterEndpoints", "publicAccess"],
            ),
            Tool::CapiEks => (
                is_false(&["spec", "endpointAccess", "public"]),
                &["spec", "endpointAccess", "publicCIDRs"],
                &["spec", "endpointAccess", "public"],
            ),
            Tool::CapiAks => (
                is_true(&["spec", "apiServerAccessProfile", "enablePrivateCluster"]),
                &["spec", "apiServerAccessProfile", "authorizedIPRanges"],
                &["spec", "apiServerAccessProfile"],
            ),
            Tool::Gke => (
                is_true(&["spec", "privateClusterConfig", "enablePrivateEndpoint"]),
                &["spec", "masterAuthorizedNetworksConfig", "cidrBlocks"],
                &["spec", "masterAuthorizedNetworksConfig"],
            ),
            Tool::CrossplaneEks => (
                is_false(&["spec", "forProvider", "resourcesVpcConfig", "endpointPublicAccess"]),
                &["spec", "forProvider", "resourcesVpcConfig", "publicAccessCidrs"],
                &["spec", "forProvider", "resourcesVpcConfig", "endpointPublicAccess"],
            ),
        };
        let everyone = |range: &Value| {
            let text = range.as_str().or(range.str_at(&["cidrBlock"]));
            text.is_some_and(|text| text.ends_with("/0"))
        };
        let ranges = value.items_at(ranges);
        let is_narrow = !ranges.is_empty() && !ranges.iter().any(everyone);
        (!is_closed && !is_narrow).then(|| Route::keys(place.iter().copied()))
    }

    /// The place where a key for the Secrets would be named.
    pub(crate) fn unencrypted_secrets(self) -> Option<Route> {
        let value = self.value();
        let (is_encrypted, place): (bool, &[&'static str]) = match self.tool {
            Tool::Eksctl => (
                value.at(&["secretsEncryption", "keyARN"]).is_some(),
                &["secretsEncryption", "keyARN"],
            ),
            Tool::CapiEks => (
                value.at(&["spec", "encryptionConfig", "provider"]).is_some(),
                &["spec", "encryptionConfig"],
            ),
            Tool::CrossplaneEks => (
                !value.items_at(&["spec", "forProvider", "encryptionConfig"]).is_empty(),
                &["spec", "forProvider", "encryptionConfig"],
            ),
            Tool::Gke => (
                value.str_at(&["spec", "databaseEncryption", "state"]) == Some("ENCRYPTED"),
                &["spec", "databaseEncryption", "state"],
            ),
            // Of AKS the description does not tell where the key is.
            Tool::CapiAks => return None,
        };
        (!is_encrypted).then(|| Route::keys(place.iter().copied()))
    }
}
