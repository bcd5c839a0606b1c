//! What containerd and the kubelet are started with.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::{ADDRESS, NAME, PAUSE, PODS, Parts, var_lib};
use crate::Program;
use crate::control_plane::{ControlPlane, text};
use crate::daemon::Plan;

const SOCKET: &str = "/run/containerd/containerd.sock";

/// Writes the configuration of containerd and of the network of pods.
pub(crate) fn containerd(folder: &Path, parts: &Parts) -> Result<Plan> {
    let networks = folder.join("cni");
    fs::create_dir_all(&networks)?;
    let network = json!({
        "cniVersion": "0.4.0",
        "name": "pods",
        "plugins": [{
            "type": "bridge",
            "bridge": "cni0",
            "isGateway": true,
            // Nothing leaves the node's network, so nothing needs another address to do so.
            "ipMasq": false,
            "hairpinMode": true,
            "ipam": {
                "type": "host-local",
                "ranges": [[{ "subnet": PODS }]],
                "routes": [{ "dst": "0.0.0.0/0" }],
                "dataDir": text(&folder.join("addresses")),
            },
        }],
    });
    fs::write(networks.join("10-pods.conflist"), network.to_string())?;
    let config = folder.join("containerd.toml");
    let quoted = |path: &Path| format!("{:?}", path.display().to_string());
    // The plugin that is left out makes a folder under `/opt`. Whoever may not lower the score by which the kernel chooses
    // whom to kill for memory could start no container: runc fails where it cannot.
    let content = format!(
        r#"version = 2
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
address = "{SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{PAUSE}"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = {}
conf_dir = {}
"#,
        quoted(&parts.plugins),
        quoted(&networks),
    );
    fs::write(&config, content)?;
    let mut plan = Plan::new("containerd", Path::new("containerd"));
    plan.flag("config", text(&config));
    Ok(plan)
}

/// Writes the configuration of the kubelet, whose pods are in control groups under `cgroups`.
pub(crate) fn kubelet(plane: &ControlPlane<'_>, cgroups: &str) -> Result<Plan> {
    let own = var_lib(plane.folder).join("kubelet");
    fs::create_dir_all(&own)?;
    let serving = plane.authority.server("kubelet-serving", &[NAME, ADDRESS])?;
    let config = json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "anonymous": { "enabled": false },
            "webhook": { "enabled": true },
            "x509": { "clientCAFile": text(&plane.authority.own().certificate) },
        },
        "authorization": { "mode": "Webhook" },
        "tlsCertFile": text(&serving.certificate),
        "tlsPrivateKeyFile": text(&serving.key),
        "containerRuntimeEndpoint": format!("unix://{SOCKET}"),
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": cgroups,
        "failCgroupV1": false,
        "failSwapOn": false,
        // The score that it has: not everybody may lower it.
        "oomScoreAdj": 0,
        "makeIPTablesUtilChains": false,
        "resolvConf": "",
        "volumePluginDir": text(&own.join("volume-plugins")),
        // A full disk of the machine is not the node's affair.
        "evictionHard": { "memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "syncFrequency": "5s",
        "fileCheckFrequency": "5s",
        "nodeStatusUpdateFrequency": "2s",
    });
    let path = own.join("config.yaml");
    fs::write(&path, serde_json::to_string_pretty(&config)?)?;
    let kubeconfig =
        plane.log_in("kubelet", &format!("system:node:{NAME}"), Some("system:nodes"))?;
    let mut plan = Plan::new("kubelet", plane.programs.path(Program::Kubelet)?);
    plan.flag("config", text(&path))
        .flag("kubeconfig", kubeconfig)
        .flag("hostname-override", NAME)
        .flag("node-ip", ADDRESS);
    Ok(plan)
}
