//! Paths on the node, as the kernel would follow them.

/// The path without `.`, `..`, double and trailing slashes, and with `/run` for `/var/run`, which is a
/// link to it wherever systemd runs. Windows pipes stay as they are.
pub(crate) fn normalise(path: &str) -> String {
    if path.starts_with('\\') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
        if parts == ["var", "run"] {
            parts = vec!["run"];
        }
    }
    format!("/{}", parts.join("/"))
}

/// Directories that hold the system or the secrets of a node, each by itself.
const SENSITIVE: [&str; 21] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/etc/cni/net.d",
    "/etc/shadow",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/proc",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/sbin",
    "/var",
    "/var/lib",
    "/var/lib/kubelet",
    "/var/log",
];

/// Directories of which everything below is as sensitive as they are.
const SENSITIVE_TREES: [&str; 13] = [
    "/etc/cron.d",
    "/etc/kubernetes",
    "/etc/pam.d",
    "/etc/ssh",
    "/etc/sudoers.d",
    "/etc/systemd",
    "/root",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet/pki",
    "/var/lib/kubelet/pods",
];

/// Whether a path of the node holds its system, its credentials or those of its pods.
pub(crate) fn is_sensitive(path: &str) -> bool {
    let path = normalise(path);
    let is_below = |tree: &&str| path.strip_prefix(tree).is_some_and(|it| it.starts_with('/'));
    SENSITIVE.contains(&path.as_str())
        || SENSITIVE_TREES.iter().any(|tree| path == *tree || is_below(tree))
}

/// Whether users let pods mount a path of the node: it, or a directory above it, is among those that
/// they named. The root lets everything pass.
pub(crate) fn is_allowed(path: &str, allowed: &[String]) -> bool {
    let path = normalise(path);
    allowed.iter().any(|allowed| {
        let allowed = normalise(allowed);
        let rest = path.strip_prefix(&*allowed);
        allowed == "/" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_allowed, is_sensitive, normalise};

    #[test]
    fn allowed_paths_are_allowed_all_the_way_down() {
        let allowed = ["/var/log/shop/".to_owned()];
        for path in ["/var/log/shop", "/var/log/shop/a", "/var/log//shop/./b"] {
            assert!(is_allowed(path, &allowed), "{path}");
        }
        for path in ["/var/log", "/var/log/shopping", "/var/log/shop/../db"] {
            assert!(!is_allowed(path, &allowed), "{path}");
        }
        assert!(is_allowed("/etc", &["/".to_owned()]));
    }

    #[test]
    fn trees_are_sensitive_all_the_way_down() {
        for path in ["/", "/etc/", "/etc/kubernetes/pki/ca.key", "/var/lib/etcd", "/var/../proc"] {
            assert!(is_sensitive(path), "{path}");
        }
        for path in ["/data", "/etc/localtime", "/dev/fuse", "/var/lib/kubeletx", "/opt/cni/bin"] {
            assert!(!is_sensitive(path), "{path}");
        }
    }

    #[test]
    fn paths_lead_where_the_kernel_would_go() {
        for (path, expected) in [
            ("/", "/"),
            ("//var//run/", "/run"),
            ("/var/run/docker.sock", "/run/docker.sock"),
            ("/var/lib/../run/./crio", "/run/crio"),
            ("/var/run/../lib", "/lib"),
            ("/../..", "/"),
            (r"\\.\pipe\docker_engine", r"\\.\pipe\docker_engine"),
        ] {
            assert_eq!(normalise(path), expected, "{path}");
        }
    }
}
