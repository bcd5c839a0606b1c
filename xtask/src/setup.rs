//! What the steps need beside the toolchain, and how each thing is installed.

use std::process::Stdio;

use anyhow::Result;

use crate::context::Context;

/// A program that some step runs.
#[derive(Debug)]
struct Tool {
    name: &'static str,
    /// What it is needed for.
    what: &'static str,
    /// Succeeds where the program is there.
    probe: &'static [&'static str],
    from: Source,
    /// Whether the steps fail without it; without the others, tests say that they skip.
    required: bool,
}

/// Where a program comes from.
#[derive(Debug)]
enum Source {
    /// A package of Debian and its kin.
    Apt(&'static str),
    /// A component of the Rust toolchain.
    Rustup(&'static str),
    /// A crate, built without optimisation: it is built once and runs for seconds.
    Cargo(&'static str),
    /// A Go module at a version.
    Go(&'static str),
    /// A Python program, which is large and wants an environment of its own: it is advised only.
    Python(&'static str),
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "git",
        what: "lists the files that tidy looks at",
        probe: &["git", "--version"],
        from: Source::Apt("git"),
        required: true,
    },
    Tool {
        name: "cc",
        what: "builds the C parts of zstd",
        probe: &["cc", "--version"],
        from: Source::Apt("build-essential"),
        required: true,
    },
    Tool {
        name: "rustfmt",
        what: "step format",
        probe: &["cargo", "fmt", "--version"],
        from: Source::Rustup("rustfmt"),
        required: true,
    },
    Tool {
        name: "clippy",
        what: "step lint",
        probe: &["cargo", "clippy", "--version"],
        from: Source::Rustup("clippy"),
        required: true,
    },
    Tool {
        name: "cargo-deny",
        what: "step licences",
        probe: &["cargo-deny", "--version"],
        from: Source::Cargo("cargo-deny@0.20.2"),
        required: true,
    },
    Tool {
        name: "cargo-machete",
        what: "step unused",
        probe: &["cargo-machete", "--version"],
        from: Source::Cargo("cargo-machete@0.9.2"),
        required: true,
    },
    Tool {
        name: "helm",
        what: "tests that render charts",
        probe: &["helm", "version", "--short"],
        from: Source::Go("helm.sh/helm/v3/cmd/helm@v3.22.0"),
        required: false,
    },
    Tool {
        name: "kustomize",
        what: "tests that render kustomizations",
        probe: &["kustomize", "version"],
        from: Source::Go("sigs.k8s.io/kustomize/kustomize/v5@v5.8.2"),
        required: false,
    },
    Tool {
        name: "kube-score",
        what: "a test that compares its report",
        probe: &["kube-score", "version"],
        from: Source::Go("github.com/zegl/kube-score/cmd/kube-score@v1.20.0"),
        required: false,
    },
    Tool {
        name: "setpriv",
        what: "tests on a real cluster, which ends with its owner",
        probe: &["setpriv", "--version"],
        from: Source::Apt("util-linux"),
        required: false,
    },
    Tool {
        name: "containerd",
        what: "tests on a real node",
        probe: &["containerd", "--version"],
        from: Source::Apt("containerd"),
        required: false,
    },
    Tool {
        name: "runc",
        what: "tests on a real node",
        probe: &["runc", "--version"],
        from: Source::Apt("runc"),
        required: false,
    },
    Tool {
        name: "ip",
        what: "tests on a real node",
        probe: &["ip", "-Version"],
        from: Source::Apt("iproute2"),
        required: false,
    },
    Tool {
        name: "cni plugins",
        what: "tests on a real node",
        probe: &["test", "-x", "/usr/lib/cni/bridge"],
        from: Source::Apt("containernetworking-plugins"),
        required: false,
    },
    Tool {
        name: "busybox",
        what: "tests on a real node, whose images it fills",
        probe: &["busybox", "true"],
        from: Source::Apt("busybox-static"),
        required: false,
    },
    Tool {
        name: "checkov",
        what: "a test that compares its report",
        probe: &["checkov", "--version"],
        from: Source::Python("checkov==3.3.30"),
        required: false,
    },
];

/// Installs what is missing; complains about what is required and could not be installed.
pub(crate) fn run(cx: &Context) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    // The sources of every platform's dependencies: the licences of all of them are looked at.
    if !cx.cargo().args(["fetch", "--locked"]).status()?.success() {
        complaints.push("`cargo fetch --locked` failed".to_owned());
    }
    for tool in TOOLS {
        if is_there(cx, tool) {
            println!("  {:<14} is there", tool.name);
            continue;
        }
        let doing = if matches!(tool.from, Source::Python(_)) { "" } else { "; installing it" };
        println!("  {:<14} is missing ({}){doing}", tool.name, tool.what);
        install(cx, &tool.from);
        if is_there(cx, tool) {
            continue;
        }
        let advice = format!(
            "{} is missing ({}) and was not installed; install it with `{}`",
            tool.name,
            tool.what,
            by_hand(&tool.from)
        );
        if tool.required {
            complaints.push(advice);
        } else {
            println!("  {advice}; until then these tests say that they skip");
        }
    }
    Ok(complaints)
}

fn is_there(cx: &Context, tool: &Tool) -> bool {
    tool.probe.split_first().is_some_and(|(program, args)| cx.says(program, args).is_some())
}

/// Tries to install; whether it worked is seen by probing again.
fn install(cx: &Context, from: &Source) {
    match from {
        Source::Apt(package) => {
            let Some(privileged) = privileges(cx) else { return };
            if cx.says("apt-get", &["--version"]).is_none() {
                return;
            }
            let apt = [privileged, &["apt-get"]].concat();
            attempt(cx, &[apt.as_slice(), &["update", "--quiet"]].concat());
            let options = ["install", "--yes", "--quiet", "--no-install-recommends", package];
            attempt(cx, &[apt.as_slice(), &options].concat());
        }
        Source::Rustup(component) => attempt(cx, &["rustup", "component", "add", component]),
        Source::Cargo(package) => {
            attempt(cx, &["cargo", "install", "--locked", "--debug", "--quiet", package]);
        }
        Source::Go(module) => attempt(cx, &["go", "install", module]),
        Source::Python(_) => {}
    }
}

/// The command that a person would type.
fn by_hand(from: &Source) -> String {
    match from {
        Source::Apt(package) => format!("apt-get install {package}"),
        Source::Rustup(component) => format!("rustup component add {component}"),
        Source::Cargo(package) => format!("cargo install --locked {package}"),
        Source::Go(module) => format!("go install {module}"),
        Source::Python(package) => format!("pipx install {package}"),
    }
}

/// What stands before a command that needs the rights of root: nothing, or `sudo` where it asks for
/// no password.
fn privileges(cx: &Context) -> Option<&'static [&'static str]> {
    if cx.says("id", &["-u"]).is_some_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    cx.says("sudo", &["-n", "true"]).map(|_| ["sudo", "-n"].as_slice())
}

fn attempt(cx: &Context, words: &[&str]) {
    let Some((program, args)) = words.split_first() else { return };
    println!("  $ {}", words.join(" "));
    let mut command = cx.command(program);
    command.args(args).stdin(Stdio::null()).env("DEBIAN_FRONTEND", "noninteractive");
    match command.status() {
        Ok(status) if !status.success() => println!("  that ended with {status}"),
        Ok(_) => {}
        Err(error) => println!("  `{program}` cannot be run: {error}"),
    }
}
