//! The kinds that a live scan reads.
//!
//! The list is the one statement of what Sekisho asks of a cluster: requests, the shipped ClusterRole and
//! the statement of completeness follow from it. It holds what checks read or join, and workloads of
//! well-known operators. Left out on purpose: what changes all the time and nothing judges (events, leases,
//! endpoint slices), and custom resources that nothing knows: the pods that their operators make are
//! read anyway.

/// A kind, by the name of its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReadKind {
    /// Its group, empty for the core group.
    pub group: &'static str,
    /// `Deployment`.
    pub kind: &'static str,
    /// `deployments`: what roles name.
    pub resource: &'static str,
}

const fn kind(group: &'static str, kind: &'static str, resource: &'static str) -> ReadKind {
    ReadKind { group, kind, resource }
}

/// Every kind that is read, by group and resource.
pub const READ: &[ReadKind] = &[
    kind("", "ConfigMap", "configmaps"),
    kind("", "Endpoints", "endpoints"),
    kind("", "LimitRange", "limitranges"),
    kind("", "Namespace", "namespaces"),
    kind("", "Node", "nodes"),
    kind("", "PersistentVolumeClaim", "persistentvolumeclaims"),
    kind("", "PersistentVolume", "persistentvolumes"),
    kind("", "Pod", "pods"),
    kind("", "PodTemplate", "podtemplates"),
    kind("", "ReplicationController", "replicationcontrollers"),
    kind("", "ResourceQuota", "resourcequotas"),
    kind("", "Secret", "secrets"),
    kind("", "ServiceAccount", "serviceaccounts"),
    kind("", "Service", "services"),
    kind("admissionregistration.k8s.io", "MutatingAdmissionPolicy", "mutatingadmissionpolicies"),
    kind(
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicyBinding",
        "mutatingadmissionpolicybindings",
    ),
    kind(
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        "mutatingwebhookconfigurations",
    ),
    kind(
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        "validatingadmissionpolicies",
    ),
    kind(
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
        "validatingadmissionpolicybindings",
    ),
    kind(
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        "validatingwebhookconfigurations",
    ),
    kind("agents.x-k8s.io", "Sandbox", "sandboxes"),
    kind("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions"),
    kind("apiregistration.k8s.io", "APIService", "apiservices"),
    kind("apps", "DaemonSet", "daemonsets"),
    kind("apps", "Deployment", "deployments"),
    kind("apps", "ReplicaSet", "replicasets"),
    kind("apps", "StatefulSet", "statefulsets"),
    kind("apps.openshift.io", "DeploymentConfig", "deploymentconfigs"),
    kind("argoproj.io", "Application", "applications"),
    kind("argoproj.io", "ApplicationSet", "applicationsets"),
    kind("argoproj.io", "AppProject", "appprojects"),
    kind("argoproj.io", "ClusterWorkflowTemplate", "clusterworkflowtemplates"),
    kind("argoproj.io", "CronWorkflow", "cronworkflows"),
    kind("argoproj.io", "Rollout", "rollouts"),
    kind("argoproj.io", "Workflow", "workflows"),
    kind("argoproj.io", "WorkflowTemplate", "workflowtemplates"),
    kind("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    kind("batch", "CronJob", "cronjobs"),
    kind("batch", "Job", "jobs"),
    kind("bitnami.com", "SealedSecret", "sealedsecrets"),
    kind("cert-manager.io", "Certificate", "certificates"),
    kind("cert-manager.io", "ClusterIssuer", "clusterissuers"),
    kind("cert-manager.io", "Issuer", "issuers"),
    kind("certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests"),
    kind("cilium.io", "CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies"),
    kind("cilium.io", "CiliumNetworkPolicy", "ciliumnetworkpolicies"),
    kind("crd.antrea.io", "ClusterNetworkPolicy", "clusternetworkpolicies"),
    kind("crd.antrea.io", "NetworkPolicy", "networkpolicies"),
    kind("crd.projectcalico.org", "GlobalNetworkPolicy", "globalnetworkpolicies"),
    kind("crd.projectcalico.org", "NetworkPolicy", "networkpolicies"),
    kind("extensions.agents.x-k8s.io", "SandboxClaim", "sandboxclaims"),
    kind("extensions.agents.x-k8s.io", "SandboxTemplate", "sandboxtemplates"),
    kind("extensions.agents.x-k8s.io", "SandboxWarmPool", "sandboxwarmpools"),
    kind("external-secrets.io", "ClusterExternalSecret", "clusterexternalsecrets"),
    kind("external-secrets.io", "ClusterSecretStore", "clustersecretstores"),
    kind("external-secrets.io", "ExternalSecret", "externalsecrets"),
    kind("external-secrets.io", "PushSecret", "pushsecrets"),
    kind("external-secrets.io", "SecretStore", "secretstores"),
    kind("gateway.networking.k8s.io", "Gateway", "gateways"),
    kind("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes"),
    kind("gateway.networking.k8s.io", "HTTPRoute", "httproutes"),
    kind("gateway.networking.k8s.io", "ReferenceGrant", "referencegrants"),
    kind("gateway.networking.k8s.io", "TCPRoute", "tcproutes"),
    kind("gateway.networking.k8s.io", "TLSRoute", "tlsroutes"),
    kind("k8s.bitwarden.com", "BitwardenSecret", "bitwardensecrets"),
    kind("keda.sh", "ScaledJob", "scaledjobs"),
    kind("keda.sh", "ScaledObject", "scaledobjects"),
    kind("kubevirt.io", "VirtualMachineInstance", "virtualmachineinstances"),
    kind("kubevirt.io", "VirtualMachine", "virtualmachines"),
    kind("kyverno.io", "ClusterPolicy", "clusterpolicies"),
    kind("kyverno.io", "Policy", "policies"),
    kind("monitoring.coreos.com", "PodMonitor", "podmonitors"),
    kind("monitoring.coreos.com", "PrometheusRule", "prometheusrules"),
    kind("monitoring.coreos.com", "ServiceMonitor", "servicemonitors"),
    kind("networking.istio.io", "DestinationRule", "destinationrules"),
    kind("networking.istio.io", "Gateway", "gateways"),
    kind("networking.istio.io", "ServiceEntry", "serviceentries"),
    kind("networking.istio.io", "Sidecar", "sidecars"),
    kind("networking.istio.io", "VirtualService", "virtualservices"),
    kind("networking.k8s.io", "IngressClass", "ingressclasses"),
    kind("networking.k8s.io", "Ingress", "ingresses"),
    kind("networking.k8s.io", "NetworkPolicy", "networkpolicies"),
    kind("node.k8s.io", "RuntimeClass", "runtimeclasses"),
    kind("onepassword.com", "OnePasswordItem", "onepassworditems"),
    kind("opentelemetry.io", "OpenTelemetryCollector", "opentelemetrycollectors"),
    kind("policies.kyverno.io", "ImageValidatingPolicy", "imagevalidatingpolicies"),
    kind("policies.kyverno.io", "ValidatingPolicy", "validatingpolicies"),
    kind("policy", "PodDisruptionBudget", "poddisruptionbudgets"),
    kind("policy.networking.k8s.io", "AdminNetworkPolicy", "adminnetworkpolicies"),
    kind("policy.networking.k8s.io", "BaselineAdminNetworkPolicy", "baselineadminnetworkpolicies"),
    kind("policy.networking.k8s.io", "ClusterNetworkPolicy", "clusternetworkpolicies"),
    kind("projectcalico.org", "GlobalNetworkPolicy", "globalnetworkpolicies"),
    kind("projectcalico.org", "NetworkPolicy", "networkpolicies"),
    kind("projectcontour.io", "HTTPProxy", "httpproxies"),
    kind("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings"),
    kind("rbac.authorization.k8s.io", "ClusterRole", "clusterroles"),
    kind("rbac.authorization.k8s.io", "RoleBinding", "rolebindings"),
    kind("rbac.authorization.k8s.io", "Role", "roles"),
    kind("redhatcop.redhat.io", "VaultSecret", "vaultsecrets"),
    kind("ricoberger.de", "VaultSecret", "vaultsecrets"),
    kind("scheduling.k8s.io", "PriorityClass", "priorityclasses"),
    kind("secrets-store.csi.x-k8s.io", "SecretProviderClass", "secretproviderclasses"),
    kind("secrets.hashicorp.com", "VaultDynamicSecret", "vaultdynamicsecrets"),
    kind("secrets.hashicorp.com", "VaultPKISecret", "vaultpkisecrets"),
    kind("secrets.hashicorp.com", "VaultStaticSecret", "vaultstaticsecrets"),
    kind("security.istio.io", "AuthorizationPolicy", "authorizationpolicies"),
    kind("security.istio.io", "PeerAuthentication", "peerauthentications"),
    kind("security.istio.io", "RequestAuthentication", "requestauthentications"),
    kind("serving.knative.dev", "Configuration", "configurations"),
    kind("serving.knative.dev", "Revision", "revisions"),
    kind("serving.knative.dev", "Service", "services"),
    kind("sparkoperator.k8s.io", "ScheduledSparkApplication", "scheduledsparkapplications"),
    kind("sparkoperator.k8s.io", "SparkApplication", "sparkapplications"),
    kind("storage.k8s.io", "StorageClass", "storageclasses"),
    kind("tekton.dev", "PipelineRun", "pipelineruns"),
    kind("tekton.dev", "Pipeline", "pipelines"),
    kind("tekton.dev", "TaskRun", "taskruns"),
    kind("tekton.dev", "Task", "tasks"),
    kind("templates.gatekeeper.sh", "ConstraintTemplate", "constrainttemplates"),
    kind("traefik.io", "IngressRoute", "ingressroutes"),
];

#[cfg(feature = "client")]
/// The group and resource of Secrets, of which metadata and type are asked for and nothing else.
pub(crate) const SECRET: (&str, &str) = ("", "secrets");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_names_nothing_twice() {
        let names: Vec<_> = READ.iter().map(|read| (read.group, read.resource)).collect();
        assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
    }
}
