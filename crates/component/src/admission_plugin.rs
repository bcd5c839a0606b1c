//! Admission plugins of the API server: which there are, and which are on where nobody says.

use sekisho_api::KubeVersion;

/// An admission plugin that is compiled into the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionPlugin {
    /// Its name as flags take it.
    pub name: &'static str,
    /// Whether it is on where nobody says.
    pub is_default: bool,
    /// The minor version that has it first; 0 where that is older than v1.28.
    since: u16,
    /// The minor version that does not have it any more.
    gone: u16,
}

const fn always(name: &'static str, is_default: bool) -> AdmissionPlugin {
    AdmissionPlugin { name, is_default, since: 0, gone: u16::MAX }
}

const fn since(name: &'static str, since: u16) -> AdmissionPlugin {
    AdmissionPlugin { since, ..always(name, true) }
}

const fn until(name: &'static str, gone: u16) -> AdmissionPlugin {
    AdmissionPlugin { gone, ..always(name, false) }
}

/// All plugins, by name (`pkg/kubeapiserver/options/plugins.go`, `AllOrderedPlugins` and
/// `DefaultOffAdmissionPlugins` of v1.28 to v1.36).
const PLUGINS: [AdmissionPlugin; 44] = [
    always("AlwaysAdmit", false),
    always("AlwaysDeny", false),
    always("AlwaysPullImages", false),
    always("CertificateApproval", true),
    always("CertificateSigning", true),
    always("CertificateSubjectRestriction", true),
    always("ClusterTrustBundleAttest", true),
    always("DefaultIngressClass", true),
    always("DefaultStorageClass", true),
    always("DefaultTolerationSeconds", true),
    AdmissionPlugin { since: 21, ..always("DenyServiceExternalIPs", false) },
    always("EventRateLimit", false),
    always("ExtendedResourceToleration", false),
    always("ImagePolicyWebhook", false),
    since("JobValidation", 36),
    always("LimitPodHardAntiAffinityTopology", false),
    always("LimitRanger", true),
    since("MutatingAdmissionPolicy", 32),
    always("MutatingAdmissionWebhook", true),
    always("NamespaceAutoProvision", false),
    always("NamespaceExists", false),
    always("NamespaceLifecycle", true),
    since("NodeDeclaredFeatureValidator", 35),
    always("NodeRestriction", false),
    always("OwnerReferencesPermissionEnforcement", false),
    always("PersistentVolumeClaimResize", true),
    until("PersistentVolumeLabel", 31),
    since("PodGroupProtection", 36),
    since("PodGroupWorkloadExists", 36),
    always("PodNodeSelector", false),
    since("PodResizeValidator", 36),
    always("PodSecurity", true),
    until("PodSecurityPolicy", 25),
    always("PodTolerationRestriction", false),
    since("PodTopologyLabels", 33),
    always("Priority", true),
    always("ResourceQuota", true),
    always("RuntimeClass", true),
    until("SecurityContextDeny", 30),
    always("ServiceAccount", true),
    always("StorageObjectInUseProtection", true),
    always("TaintNodesByCondition", true),
    always("ValidatingAdmissionPolicy", true),
    always("ValidatingAdmissionWebhook", true),
];

/// A plugin by its name, whether or not the version has it.
pub fn admission_plugin(name: &str) -> Option<&'static AdmissionPlugin> {
    PLUGINS.iter().find(|plugin| plugin.name == name)
}

/// All plugins, by name.
pub fn admission_plugins() -> impl Iterator<Item = &'static AdmissionPlugin> {
    PLUGINS.iter()
}

impl AdmissionPlugin {
    /// Whether a version has it; an API server that is told to switch another one does not start.
    pub fn is_in(&self, version: KubeVersion) -> bool {
        (self.since..self.gone).contains(&version.minor())
    }

    /// The version that does not have it any more.
    pub fn gone(&self) -> Option<KubeVersion> {
        (self.gone != u16::MAX).then(|| KubeVersion::minor_of_1(self.gone))
    }

    /// Whether it is on in a version where nobody says.
    pub fn is_on_by_default(&self, version: KubeVersion) -> bool {
        self.is_default && self.is_in(version)
    }
}
