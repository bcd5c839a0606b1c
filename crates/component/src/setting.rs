//! Settings that matter for security: where each is written, and what it is where nobody says.
//!
//! Defaults are those of Kubernetes v1.28 to v1.36, over which none of them changed, and of etcd 3.5
//! and 3.6.

use crate::Component;

/// A setting of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whose it is.
    pub component: Component,
    /// The flag without dashes; empty if there is none.
    pub flag: &'static str,
    /// The path in the component's configuration file; empty if it cannot be written there.
    pub file: &'static [&'static str],
    /// What it is where nobody says.
    pub default: Fallback,
    /// Whether the flag counts for nothing once a configuration file is used; otherwise it goes
    /// before the file.
    pub yields_to_file: bool,
    /// Whether a duration of zero in the file means the default, as it does not by flag.
    pub zero_is_default: bool,
    /// Another flag that names a file which takes this setting's place.
    pub replaced_by: Option<&'static str>,
}

/// What a setting is where nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: an empty path, no list.
    Unset,
    /// A value.
    Is(&'static str),
    /// One value where the component is started with flags alone, another where it reads a
    /// configuration file: the kubelet's file format has safer defaults than its flags
    /// (`cmd/kubelet/app/options`, `applyLegacyDefaults`).
    Differs {
        /// Without a file.
        flags: &'static str,
        /// With a file.
        file: &'static str,
    },
}

const fn flag(component: Component, flag: &'static str, default: Fallback) -> Setting {
    filed(component, flag, &[], default)
}

const fn filed(
    component: Component,
    flag: &'static str,
    file: &'static [&'static str],
    default: Fallback,
) -> Setting {
    Setting {
        component,
        flag,
        file,
        default,
        yields_to_file: false,
        zero_is_default: false,
        replaced_by: None,
    }
}

/// Settings of `kube-apiserver`.
pub mod api_server {
    use super::{Component::ApiServer, Fallback, Setting, flag};

    /// Whether requests without credentials are let through to the authorizers.
    pub const ANONYMOUS_AUTH: Setting = Setting {
        replaced_by: Some("authentication-config"),
        ..flag(ApiServer, "anonymous-auth", Fallback::Is("true"))
    };
    /// The chain of authorizers.
    pub const AUTHORIZATION_MODE: Setting = Setting {
        replaced_by: Some("authorization-config"),
        ..flag(ApiServer, "authorization-mode", Fallback::Is("AlwaysAllow"))
    };
    /// Passwords or tokens in a file that stay valid until a restart.
    pub const TOKEN_AUTH_FILE: Setting = flag(ApiServer, "token-auth-file", Fallback::Unset);
    /// Admission plugins that are on beside those that are on by default.
    pub const ENABLE_ADMISSION_PLUGINS: Setting =
        flag(ApiServer, "enable-admission-plugins", Fallback::Unset);
    /// Admission plugins that are off although they are on by default.
    pub const DISABLE_ADMISSION_PLUGINS: Setting =
        flag(ApiServer, "disable-admission-plugins", Fallback::Unset);
    /// The admission plugins that run, as it was told before v1.10; nothing is added by default.
    pub const ADMISSION_CONTROL: Setting = flag(ApiServer, "admission-control", Fallback::Unset);
    /// Settings of admission plugins.
    pub const ADMISSION_CONTROL_CONFIG_FILE: Setting =
        flag(ApiServer, "admission-control-config-file", Fallback::Unset);
    /// Whether profiles of the running program are served.
    pub const PROFILING: Setting = flag(ApiServer, "profiling", Fallback::Is("true"));
    /// Where the audit log goes.
    pub const AUDIT_LOG_PATH: Setting = flag(ApiServer, "audit-log-path", Fallback::Unset);
    /// Days that audit logs are kept; 0 keeps them.
    pub const AUDIT_LOG_MAXAGE: Setting = flag(ApiServer, "audit-log-maxage", Fallback::Is("0"));
    /// Files of the audit log that are kept; 0 keeps all.
    pub const AUDIT_LOG_MAXBACKUP: Setting =
        flag(ApiServer, "audit-log-maxbackup", Fallback::Is("0"));
    /// Megabytes of the audit log before it is rotated; 0 never rotates, and then neither age nor
    /// number of files counts.
    pub const AUDIT_LOG_MAXSIZE: Setting = flag(ApiServer, "audit-log-maxsize", Fallback::Is("0"));
    /// Where else audit events go.
    pub const AUDIT_WEBHOOK_CONFIG_FILE: Setting =
        flag(ApiServer, "audit-webhook-config-file", Fallback::Unset);
    /// What is logged.
    pub const AUDIT_POLICY_FILE: Setting = flag(ApiServer, "audit-policy-file", Fallback::Unset);
    /// How long a request may take.
    pub const REQUEST_TIMEOUT: Setting = flag(ApiServer, "request-timeout", Fallback::Is("1m0s"));
    /// Whether tokens of deleted service accounts are refused.
    pub const SERVICE_ACCOUNT_LOOKUP: Setting =
        flag(ApiServer, "service-account-lookup", Fallback::Is("true"));
    /// Keys that tokens of service accounts are verified with.
    pub const SERVICE_ACCOUNT_KEY_FILE: Setting =
        flag(ApiServer, "service-account-key-file", Fallback::Unset);
    /// A program outside that signs tokens of service accounts, and whose keys verify them (v1.32).
    pub const SERVICE_ACCOUNT_SIGNING_ENDPOINT: Setting =
        flag(ApiServer, "service-account-signing-endpoint", Fallback::Unset);
    /// Whether tokens of an hour are valid for a year while clients learn to renew them.
    pub const SERVICE_ACCOUNT_EXTEND_TOKEN_EXPIRATION: Setting =
        flag(ApiServer, "service-account-extend-token-expiration", Fallback::Is("true"));
    /// Authority of client certificates.
    pub const CLIENT_CA_FILE: Setting = flag(ApiServer, "client-ca-file", Fallback::Unset);
    /// Certificate that is served.
    pub const TLS_CERT_FILE: Setting = flag(ApiServer, "tls-cert-file", Fallback::Unset);
    /// Its key.
    pub const TLS_PRIVATE_KEY_FILE: Setting =
        flag(ApiServer, "tls-private-key-file", Fallback::Unset);
    /// Cipher suites; Go's where none are named.
    pub const TLS_CIPHER_SUITES: Setting = flag(ApiServer, "tls-cipher-suites", Fallback::Unset);
    /// Oldest version of TLS; Go's where none is named.
    pub const TLS_MIN_VERSION: Setting = flag(ApiServer, "tls-min-version", Fallback::Unset);
    /// Certificate for kubelets.
    pub const KUBELET_CLIENT_CERTIFICATE: Setting =
        flag(ApiServer, "kubelet-client-certificate", Fallback::Unset);
    /// Its key.
    pub const KUBELET_CLIENT_KEY: Setting = flag(ApiServer, "kubelet-client-key", Fallback::Unset);
    /// Authority of kubelets' certificates; without it they are not verified.
    pub const KUBELET_CERTIFICATE_AUTHORITY: Setting =
        flag(ApiServer, "kubelet-certificate-authority", Fallback::Unset);
    /// Authority of etcd's certificate.
    pub const ETCD_CAFILE: Setting = flag(ApiServer, "etcd-cafile", Fallback::Unset);
    /// Certificate for etcd.
    pub const ETCD_CERTFILE: Setting = flag(ApiServer, "etcd-certfile", Fallback::Unset);
    /// Its key.
    pub const ETCD_KEYFILE: Setting = flag(ApiServer, "etcd-keyfile", Fallback::Unset);
    /// Where etcd is.
    pub const ETCD_SERVERS: Setting = flag(ApiServer, "etcd-servers", Fallback::Unset);
    /// The claim of an identity provider's token that becomes the user's groups.
    pub const OIDC_GROUPS_CLAIM: Setting = flag(ApiServer, "oidc-groups-claim", Fallback::Unset);
    /// What is put before such groups.
    pub const OIDC_GROUPS_PREFIX: Setting = flag(ApiServer, "oidc-groups-prefix", Fallback::Unset);
    /// What is put before users of the identity provider; `-` is nothing.
    pub const OIDC_USERNAME_PREFIX: Setting =
        flag(ApiServer, "oidc-username-prefix", Fallback::Unset);
    /// Encryption at rest.
    pub const ENCRYPTION_PROVIDER_CONFIG: Setting =
        flag(ApiServer, "encryption-provider-config", Fallback::Unset);
    /// Port of the API; 0 is refused since it is the only one.
    pub const SECURE_PORT: Setting = flag(ApiServer, "secure-port", Fallback::Is("6443"));
}

/// Settings of `kube-controller-manager`.
pub mod controller_manager {
    use super::{Component::ControllerManager, Fallback, Setting, flag};

    /// Address of its own server.
    pub const BIND_ADDRESS: Setting =
        flag(ControllerManager, "bind-address", Fallback::Is("0.0.0.0"));
    /// Whether profiles of the running program are served.
    pub const PROFILING: Setting = flag(ControllerManager, "profiling", Fallback::Is("true"));
    /// Finished pods that are kept.
    pub const TERMINATED_POD_GC_THRESHOLD: Setting =
        flag(ControllerManager, "terminated-pod-gc-threshold", Fallback::Is("12500"));
    /// Whether each controller has a service account of its own.
    pub const USE_SERVICE_ACCOUNT_CREDENTIALS: Setting =
        flag(ControllerManager, "use-service-account-credentials", Fallback::Is("false"));
    /// Key that tokens of service accounts are signed with.
    pub const SERVICE_ACCOUNT_PRIVATE_KEY_FILE: Setting =
        flag(ControllerManager, "service-account-private-key-file", Fallback::Unset);
    /// How long certificates live that it signs.
    pub const CLUSTER_SIGNING_DURATION: Setting =
        flag(ControllerManager, "cluster-signing-duration", Fallback::Is("8760h0m0s"));
    /// Authority that pods verify the API server with.
    pub const ROOT_CA_FILE: Setting = flag(ControllerManager, "root-ca-file", Fallback::Unset);
    /// Cipher suites; Go's where none are named.
    pub const TLS_CIPHER_SUITES: Setting =
        flag(ControllerManager, "tls-cipher-suites", Fallback::Unset);
    /// Oldest version of TLS; Go's where none is named.
    pub const TLS_MIN_VERSION: Setting =
        flag(ControllerManager, "tls-min-version", Fallback::Unset);
}

/// Settings of `kube-scheduler`.
pub mod scheduler {
    use super::{Component::Scheduler, Fallback, Setting, filed, flag};

    /// Address of its own server.
    pub const BIND_ADDRESS: Setting = flag(Scheduler, "bind-address", Fallback::Is("0.0.0.0"));
    /// Cipher suites; Go's where none are named.
    pub const TLS_CIPHER_SUITES: Setting = flag(Scheduler, "tls-cipher-suites", Fallback::Unset);
    /// Oldest version of TLS; Go's where none is named.
    pub const TLS_MIN_VERSION: Setting = flag(Scheduler, "tls-min-version", Fallback::Unset);
    /// Whether profiles of the running program are served.
    pub const PROFILING: Setting = Setting {
        yields_to_file: true,
        ..filed(Scheduler, "profiling", &["enableProfiling"], Fallback::Is("true"))
    };
}

/// Settings of `etcd`.
pub mod etcd {
    use super::{Component::Etcd, Fallback, Setting, flag};

    /// Certificate that clients see.
    pub const CERT_FILE: Setting = flag(Etcd, "cert-file", Fallback::Unset);
    /// Its key.
    pub const KEY_FILE: Setting = flag(Etcd, "key-file", Fallback::Unset);
    /// Whether clients need a certificate.
    pub const CLIENT_CERT_AUTH: Setting = flag(Etcd, "client-cert-auth", Fallback::Is("false"));
    /// Whether clients see a certificate that it signed itself.
    pub const AUTO_TLS: Setting = flag(Etcd, "auto-tls", Fallback::Is("false"));
    /// Authority of clients' certificates.
    pub const TRUSTED_CA_FILE: Setting = flag(Etcd, "trusted-ca-file", Fallback::Unset);
    /// Certificate that peers see.
    pub const PEER_CERT_FILE: Setting = flag(Etcd, "peer-cert-file", Fallback::Unset);
    /// Its key.
    pub const PEER_KEY_FILE: Setting = flag(Etcd, "peer-key-file", Fallback::Unset);
    /// Whether peers need a certificate.
    pub const PEER_CLIENT_CERT_AUTH: Setting =
        flag(Etcd, "peer-client-cert-auth", Fallback::Is("false"));
    /// Whether peers see a certificate that it signed itself.
    pub const PEER_AUTO_TLS: Setting = flag(Etcd, "peer-auto-tls", Fallback::Is("false"));
    /// Where clients are served.
    pub const LISTEN_CLIENT_URLS: Setting =
        flag(Etcd, "listen-client-urls", Fallback::Is("http://localhost:2379"));
    /// Where peers are served.
    pub const LISTEN_PEER_URLS: Setting =
        flag(Etcd, "listen-peer-urls", Fallback::Is("http://localhost:2380"));
    /// Where metrics are served beside the clients' addresses.
    pub const LISTEN_METRICS_URLS: Setting = flag(Etcd, "listen-metrics-urls", Fallback::Unset);
    /// Cipher suites; Go's where none are named.
    pub const CIPHER_SUITES: Setting = flag(Etcd, "cipher-suites", Fallback::Unset);
    /// Oldest version of TLS; 1.2 where none is named.
    pub const TLS_MIN_VERSION: Setting = flag(Etcd, "tls-min-version", Fallback::Unset);
    /// Authority of peers' certificates.
    pub const PEER_TRUSTED_CA_FILE: Setting = flag(Etcd, "peer-trusted-ca-file", Fallback::Unset);
}

/// Settings of the kubelet.
pub mod kubelet {
    use super::{Component::Kubelet, Fallback, Setting, filed, flag};

    /// Whether requests without credentials are let through to the authorizer.
    pub const ANONYMOUS_AUTH: Setting = filed(
        Kubelet,
        "anonymous-auth",
        &["authentication", "anonymous", "enabled"],
        Fallback::Differs { flags: "true", file: "false" },
    );
    /// Whether tokens are verified by the API server.
    pub const TOKEN_WEBHOOK: Setting = filed(
        Kubelet,
        "authentication-token-webhook",
        &["authentication", "webhook", "enabled"],
        Fallback::Differs { flags: "false", file: "true" },
    );
    /// `AlwaysAllow` or `Webhook`.
    pub const AUTHORIZATION_MODE: Setting = filed(
        Kubelet,
        "authorization-mode",
        &["authorization", "mode"],
        Fallback::Differs { flags: "AlwaysAllow", file: "Webhook" },
    );
    /// Authority of client certificates.
    pub const CLIENT_CA_FILE: Setting = filed(
        Kubelet,
        "client-ca-file",
        &["authentication", "x509", "clientCAFile"],
        Fallback::Unset,
    );
    /// Port that asks for no credentials; 0 is none.
    pub const READ_ONLY_PORT: Setting = filed(
        Kubelet,
        "read-only-port",
        &["readOnlyPort"],
        Fallback::Differs { flags: "10255", file: "0" },
    );
    /// When an idle connection is closed; 0 is never.
    pub const STREAMING_CONNECTION_IDLE_TIMEOUT: Setting = Setting {
        zero_is_default: true,
        ..filed(
            Kubelet,
            "streaming-connection-idle-timeout",
            &["streamingConnectionIdleTimeout"],
            Fallback::Is("4h0m0s"),
        )
    };
    /// Whether it refuses to start where kernel settings differ from those it wants.
    pub const PROTECT_KERNEL_DEFAULTS: Setting = filed(
        Kubelet,
        "protect-kernel-defaults",
        &["protectKernelDefaults"],
        Fallback::Is("false"),
    );
    /// Whether it writes its rules for iptables.
    pub const MAKE_IPTABLES_UTIL_CHAINS: Setting = filed(
        Kubelet,
        "make-iptables-util-chains",
        &["makeIPTablesUtilChains"],
        Fallback::Is("true"),
    );
    /// Another name for the node.
    pub const HOSTNAME_OVERRIDE: Setting = flag(Kubelet, "hostname-override", Fallback::Unset);
    /// Events per second; 0 is the client library's default of 5.
    pub const EVENT_QPS: Setting =
        filed(Kubelet, "event-qps", &["eventRecordQPS"], Fallback::Is("50"));
    /// Certificate that is served; one that it signed itself where none is named.
    pub const TLS_CERT_FILE: Setting =
        filed(Kubelet, "tls-cert-file", &["tlsCertFile"], Fallback::Unset);
    /// Its key.
    pub const TLS_PRIVATE_KEY_FILE: Setting =
        filed(Kubelet, "tls-private-key-file", &["tlsPrivateKeyFile"], Fallback::Unset);
    /// Cipher suites; Go's where none are named.
    pub const TLS_CIPHER_SUITES: Setting =
        filed(Kubelet, "tls-cipher-suites", &["tlsCipherSuites"], Fallback::Unset);
    /// Oldest version of TLS; Go's where none is named.
    pub const TLS_MIN_VERSION: Setting =
        filed(Kubelet, "tls-min-version", &["tlsMinVersion"], Fallback::Unset);
    /// Whether its client certificate is renewed.
    pub const ROTATE_CERTIFICATES: Setting =
        filed(Kubelet, "rotate-certificates", &["rotateCertificates"], Fallback::Is("false"));
    /// Whether its serving certificate is one that the cluster signs and renews.
    pub const SERVER_TLS_BOOTSTRAP: Setting = filed(
        Kubelet,
        "rotate-server-certificates",
        &["serverTLSBootstrap"],
        Fallback::Is("false"),
    );
    /// Address of the port that tells its health, without credentials.
    pub const HEALTHZ_BIND_ADDRESS: Setting =
        filed(Kubelet, "healthz-bind-address", &["healthzBindAddress"], Fallback::Is("127.0.0.1"));
    /// Processes per pod; -1 is the node's own limit.
    pub const POD_MAX_PIDS: Setting =
        filed(Kubelet, "pod-max-pids", &["podPidsLimit"], Fallback::Is("-1"));
    /// Whether pods that name no seccomp profile get the runtime's.
    pub const SECCOMP_DEFAULT: Setting =
        filed(Kubelet, "seccomp-default", &["seccompDefault"], Fallback::Is("false"));
    /// Whether logs, exec and port forwarding are served.
    pub const ENABLE_DEBUGGING_HANDLERS: Setting = filed(
        Kubelet,
        "enable-debugging-handlers",
        &["enableDebuggingHandlers"],
        Fallback::Is("true"),
    );
}

/// Settings of `kube-proxy`.
pub mod proxy {
    use super::{Component::Proxy, Fallback, Setting, filed};

    /// Address of the metrics.
    pub const METRICS_BIND_ADDRESS: Setting = Setting {
        yields_to_file: true,
        ..filed(
            Proxy,
            "metrics-bind-address",
            &["metricsBindAddress"],
            Fallback::Is("127.0.0.1:10249"),
        )
    };
    /// Whether profiles of the running program are served.
    pub const PROFILING: Setting = Setting {
        yields_to_file: true,
        ..filed(Proxy, "profiling", &["enableProfiling"], Fallback::Is("false"))
    };
}
