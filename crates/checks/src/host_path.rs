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

#[cfg(test)]
mod tests {
    use super::normalise;

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
