//! What the daemons of the control plane are started with.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::certificate::{Authority, Pair, write_secret};
use crate::daemon::Plan;
use crate::kubeconfig::{self, Login, Server};
use crate::node;
use crate::{Options, Program, Programs};

/// The addresses of services; the first one is the API server's.
const SERVICES: &str = "10.96.0.0/16";
pub(crate) const FIRST_SERVICE: &str = "10.96.0.1";

/// Where the daemons listen.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// The address that clients use.
    pub(crate) host: String,
    /// The address to listen on.
    pub(crate) bind: String,
    /// The address that the API server puts into the endpoints of its service.
    pub(crate) advertise: String,
    pub(crate) api_server: u16,
    pub(crate) etcd: u16,
    pub(crate) etcd_peers: u16,
    pub(crate) controller_manager: u16,
    pub(crate) scheduler: u16,
}

impl Addresses {
    /// Loopback, with ports that are free now.
    pub(crate) fn on_loopback() -> Result<Self> {
        // All are held until all are known, so that none is given twice.
        let held = [(); 5].map(|()| TcpListener::bind("127.0.0.1:0"));
        let mut ports = Vec::new();
        for listener in held {
            ports.push(listener.context("no port is free on loopback")?.local_addr()?.port());
        }
        let &[api_server, etcd, etcd_peers, controller_manager, scheduler] = ports.as_slice()
        else {
            anyhow::bail!("five ports were asked for");
        };
        let host = "127.0.0.1".to_owned();
        Ok(Self {
            bind: host.clone(),
            advertise: host.clone(),
            host,
            api_server,
            etcd,
            etcd_peers,
            controller_manager,
            scheduler,
        })
    }

    /// A node's own network, in which every port is free.
    pub(crate) fn on_node() -> Self {
        Self {
            host: FIRST_SERVICE.to_owned(),
            bind: "0.0.0.0".to_owned(),
            advertise: node::ADDRESS.to_owned(),
            api_server: 443,
            etcd: 2379,
            etcd_peers: 2380,
            controller_manager: 10257,
            scheduler: 10259,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}:{}", self.host, self.api_server)
    }

    pub(crate) fn etcd_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.etcd)
    }
}

/// Everything that the plans of the daemons are made from.
#[derive(Debug)]
pub(crate) struct ControlPlane<'c> {
    pub(crate) folder: &'c Path,
    pub(crate) options: &'c Options,
    pub(crate) programs: &'c Programs,
    pub(crate) authority: &'c Authority,
    pub(crate) addresses: &'c Addresses,
    /// Signs the tokens of service accounts.
    pub(crate) tokens: &'c Pair,
}

impl ControlPlane<'_> {
    /// The server as its clients see it.
    pub(crate) fn server(&self) -> Server {
        Server { url: self.addresses.url(), authority: self.authority.own().certificate }
    }

    pub(crate) fn etcd(&self) -> Result<Plan> {
        let client = self.addresses.etcd_url();
        let peer = format!("http://127.0.0.1:{}", self.addresses.etcd_peers);
        let mut plan = Plan::new("etcd", self.programs.path(Program::Etcd)?);
        plan.flag("name", "test")
            .flag("data-dir", self.file("etcd"))
            .flag("listen-client-urls", &client)
            .flag("advertise-client-urls", &client)
            .flag("listen-peer-urls", &peer)
            .flag("initial-advertise-peer-urls", &peer)
            .flag("initial-cluster", format!("test={peer}"))
            // Nothing here outlives a loss of power.
            .flag("unsafe-no-fsync", "true");
        Ok(plan)
    }

    pub(crate) fn api_server(&self) -> Result<Plan> {
        let Addresses { host, bind, advertise, api_server, .. } = self.addresses;
        let serving = self.authority.server(
            "api-server",
            &[
                host,
                "127.0.0.1",
                advertise,
                FIRST_SERVICE,
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
            ],
        )?;
        let to_kubelets = self.authority.client(
            "api-server-to-kubelets",
            "kube-apiserver",
            Some("system:masters"),
        )?;
        let mut plan = Plan::new("kube-apiserver", self.programs.path(Program::ApiServer)?);
        plan.flag("etcd-servers", self.addresses.etcd_url())
            .flag("bind-address", bind)
            .flag("advertise-address", advertise)
            .flag("secure-port", api_server.to_string())
            .flag("tls-cert-file", text(&serving.certificate))
            .flag("tls-private-key-file", text(&serving.key))
            .flag("client-ca-file", text(&self.authority.own().certificate))
            .flag("kubelet-client-certificate", text(&to_kubelets.certificate))
            .flag("kubelet-client-key", text(&to_kubelets.key))
            .flag("kubelet-certificate-authority", text(&self.authority.own().certificate))
            .flag("kubelet-preferred-address-types", "InternalIP")
            .flag("authorization-mode", "Node,RBAC")
            .flag("allow-privileged", "true")
            .flag("service-cluster-ip-range", SERVICES)
            .flag("service-account-issuer", "https://kubernetes.default.svc")
            .flag("service-account-key-file", text(&self.tokens.certificate))
            .flag("service-account-signing-key-file", text(&self.tokens.key))
            // Where it puts what it makes itself.
            .flag("cert-dir", self.file("pki"));
        let Options { users, audit_policy, audit_webhook, encryption, admission, .. } =
            self.options;
        if !users.is_empty() {
            let lines: String = users.iter().map(crate::User::line).collect();
            plan.flag("token-auth-file", self.write("tokens.csv", &lines)?);
        }
        if let Some(policy) = audit_policy {
            plan.flag("audit-policy-file", self.write("audit-policy.yaml", policy)?)
                .flag("audit-log-path", text(&audit_log(self.folder)))
                // Written before the answer is sent, so that a test need not wait for it.
                .flag("audit-log-mode", "blocking");
        }
        if let Some(url) = audit_webhook {
            let config = serde_json::json!({
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "audit",
                "clusters": [{ "name": "audit", "cluster": { "server": url } }],
                "contexts": [{ "name": "audit", "context": { "cluster": "audit", "user": "" } }],
            });
            plan.flag(
                "audit-webhook-config-file",
                self.write("audit-webhook.json", &config.to_string())?,
            )
            .flag("audit-webhook-batch-max-wait", "1s");
        }
        if let Some(config) = encryption {
            plan.flag("encryption-provider-config", self.write("encryption.yaml", config)?);
        }
        if let Some(config) = admission {
            plan.flag("admission-control-config-file", self.write("admission.yaml", config)?);
        }
        plan.words.extend(self.options.api_server_flags.iter().cloned());
        Ok(plan)
    }

    pub(crate) fn controller_manager(&self) -> Result<Plan> {
        let kubeconfig =
            self.log_in("controller-manager", "system:kube-controller-manager", None)?;
        let own = self.authority.own();
        let mut plan =
            Plan::new("kube-controller-manager", self.programs.path(Program::ControllerManager)?);
        plan.flag("kubeconfig", &kubeconfig)
            .flag("use-service-account-credentials", "true")
            .flag("service-account-private-key-file", text(&self.tokens.key))
            .flag("root-ca-file", text(&own.certificate))
            .flag("cluster-signing-cert-file", text(&own.certificate))
            .flag("cluster-signing-key-file", text(&own.key))
            .flag("leader-elect", "false")
            .flag("bind-address", "127.0.0.1")
            .flag("secure-port", self.addresses.controller_manager.to_string())
            .flag("cert-dir", self.file("pki"));
        Ok(plan)
    }

    pub(crate) fn scheduler(&self) -> Result<Plan> {
        let kubeconfig = self.log_in("scheduler", "system:kube-scheduler", None)?;
        let mut plan = Plan::new("kube-scheduler", self.programs.path(Program::Scheduler)?);
        plan.flag("kubeconfig", &kubeconfig)
            .flag("leader-elect", "false")
            .flag("bind-address", "127.0.0.1")
            .flag("secure-port", self.addresses.scheduler.to_string())
            .flag("cert-dir", self.file("pki"));
        Ok(plan)
    }

    /// The kubeconfig of a component.
    pub(crate) fn log_in(&self, file: &str, user: &str, group: Option<&str>) -> Result<String> {
        let pair = self.authority.client(file, user, group)?;
        let path = self.folder.join(format!("{file}.kubeconfig"));
        kubeconfig::write(&path, &self.server(), &Login::Certificate(pair))?;
        Ok(text(&path))
    }

    fn file(&self, name: &str) -> String {
        text(&self.folder.join(name))
    }

    /// Writes a file of configuration: the folder `config` holds nothing else.
    fn write(&self, name: &str, content: &str) -> Result<String> {
        let folder = self.folder.join("config");
        fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        write_secret(&path, content)?;
        Ok(text(&path))
    }
}

/// Where the audit log of a cluster is.
pub(crate) fn audit_log(folder: &Path) -> PathBuf {
    folder.join("log").join("audit.log")
}

pub(crate) fn text(path: &Path) -> String {
    path.display().to_string()
}
