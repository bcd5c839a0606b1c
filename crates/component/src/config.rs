use sekisho_value::Value;

/// A kind of configuration file that a component reads. No API server serves these kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfigKind {
    /// The kubelet's (`--config`).
    Kubelet,
    /// The scheduler's (`--config`).
    Scheduler,
    /// The controller manager's; written by some distributions, read by no released flag.
    ControllerManager,
    /// The proxy's (`--config`).
    Proxy,
    /// Encryption at rest (`--encryption-provider-config`).
    Encryption,
    /// Settings of admission plugins (`--admission-control-config-file`).
    Admission,
    /// Who may call (`--authentication-config`).
    Authentication,
    /// The chain of authorizers (`--authorization-config`).
    Authorization,
    /// What is logged of requests (`--audit-policy-file`).
    AuditPolicy,
    /// Defaults and exemptions of Pod Security admission.
    PodSecurity,
    /// Limits on the rate of events.
    EventRateLimit,
    /// How the API server reaches nodes (`--egress-selector-config-file`).
    EgressSelector,
    /// Where traces go (`--tracing-config-file`).
    Tracing,
    /// Programs that fetch registry credentials (`--image-credential-provider-config`).
    CredentialProvider,
    /// kubeadm's settings of a cluster.
    KubeadmCluster,
    /// kubeadm's settings of the first node.
    KubeadmInit,
    /// kubeadm's settings of a node that joins.
    KubeadmJoin,
}

impl ConfigKind {
    /// The kind of a configuration file, in whichever version.
    pub fn of(value: &Value) -> Option<Self> {
        Self::named(value.str_at(&["apiVersion"])?, value.str_at(&["kind"])?)
    }

    /// The kind that `apiVersion` and `kind` name.
    pub fn named(api_version: &str, kind: &str) -> Option<Self> {
        let (group, _) = api_version.split_once('/')?;
        Some(match (group, kind) {
            ("kubelet.config.k8s.io", "KubeletConfiguration") => Self::Kubelet,
            ("kubelet.config.k8s.io", "CredentialProviderConfig") => Self::CredentialProvider,
            ("kubescheduler.config.k8s.io", "KubeSchedulerConfiguration") => Self::Scheduler,
            ("kubecontrollermanager.config.k8s.io", "KubeControllerManagerConfiguration") => {
                Self::ControllerManager
            }
            ("kubeproxy.config.k8s.io", "KubeProxyConfiguration") => Self::Proxy,
            ("apiserver.config.k8s.io", "EncryptionConfiguration") => Self::Encryption,
            ("apiserver.config.k8s.io" | "apiserver.k8s.io", "AdmissionConfiguration") => {
                Self::Admission
            }
            ("apiserver.config.k8s.io" | "apiserver.k8s.io", "AuthenticationConfiguration") => {
                Self::Authentication
            }
            ("apiserver.config.k8s.io" | "apiserver.k8s.io", "AuthorizationConfiguration") => {
                Self::Authorization
            }
            ("apiserver.config.k8s.io" | "apiserver.k8s.io", "EgressSelectorConfiguration") => {
                Self::EgressSelector
            }
            ("apiserver.config.k8s.io" | "apiserver.k8s.io", "TracingConfiguration") => {
                Self::Tracing
            }
            ("audit.k8s.io", "Policy") => Self::AuditPolicy,
            ("pod-security.admission.config.k8s.io", "PodSecurityConfiguration") => {
                Self::PodSecurity
            }
            ("eventratelimit.admission.k8s.io", "Configuration") => Self::EventRateLimit,
            ("kubeadm.k8s.io", "ClusterConfiguration") => Self::KubeadmCluster,
            ("kubeadm.k8s.io", "InitConfiguration") => Self::KubeadmInit,
            ("kubeadm.k8s.io", "JoinConfiguration") => Self::KubeadmJoin,
            _ => return None,
        })
    }
}
