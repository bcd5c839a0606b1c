//! What a pod shows to need of that which most programs do without.
//!
//! Three things can be taken from a pod whose manifest gives no sign of them, because a program that
//! needs them is the exception and is built, started or configured in a way that shows:
//!
//! - *gaining rights* by a set-user-ID bit or a file's capabilities (`allowPrivilegeEscalation`). The
//!   restricted Pod Security Standard and OpenShift's default take it from every container.
//! - *system calls that the default seccomp profile refuses*. Container engines apply that profile to
//!   everything that they start outside Kubernetes, so nearly every image has been built and tried under it.
//! - *a token of the account `default`* to which nobody gave rights: with it one may ask the API server
//!   no more than any authenticated identity may.
//!
//! A sign is enough to leave the choice to a person; the lists of programs and images err on that side.

use sekisho_inventory::{Container, ImageRef, Pod};
use sekisho_value::Value;

use crate::command_word::program;
use crate::{host_path, system_namespace};

/// Programs that gain rights, or start others that do.
const GAINS_RIGHTS: [&str; 31] = [
    "at",
    "buildah",
    "buildkitd",
    "bwrap",
    "chsh",
    "cron",
    "crond",
    "crontab",
    "doas",
    "dumpcap",
    "fusermount",
    "fusermount3",
    "gpasswd",
    "mailq",
    "mount",
    "newgidmap",
    "newuidmap",
    "passwd",
    "ping",
    "ping6",
    "pkexec",
    "podman",
    "postdrop",
    "postfix",
    "rootlesskit",
    "sendmail",
    "sshd",
    "su",
    "sudo",
    "traceroute",
    "umount",
];

/// Parts of the names of images that are built around such programs.
const IMAGES_THAT_GAIN_RIGHTS: [&str; 17] = [
    "apptainer",
    "bind9",
    "buildah",
    "buildkit",
    "cron",
    "exim",
    "gitpod",
    "jenkins-agent",
    "mailserver",
    "openssh",
    "podman",
    "postfix",
    "rootless",
    "runner",
    "singularity",
    "smokeping",
    "sshd",
];

/// Programs that trace others, make namespaces, or ask the kernel for what containers do not.
const NEEDS_SYSTEM_CALLS: [&str; 26] = [
    "bpftool",
    "bpftrace",
    "buildah",
    "buildkitd",
    "bwrap",
    "capsh",
    "chromium",
    "criu",
    "dockerd",
    "firecracker",
    "gdb",
    "gdbserver",
    "google-chrome",
    "insmod",
    "kexec",
    "keyctl",
    "ltrace",
    "modprobe",
    "mount",
    "nsenter",
    "perf",
    "podman",
    "rootlesskit",
    "strace",
    "umount",
    "unshare",
];

/// Parts of the names of images that are built around such programs, or around `io_uring`.
const IMAGES_THAT_NEED_SYSTEM_CALLS: [&str; 34] = [
    "apptainer",
    "bcc",
    "bpf",
    "browserless",
    "buildah",
    "buildkit",
    "chrome",
    "cilium",
    "criu",
    "debugger",
    "dind",
    "docker",
    "falco",
    "firecracker",
    "gdb",
    "gvisor",
    "kubevirt",
    "lxcfs",
    "netshoot",
    "oracle",
    "parca",
    "perf",
    "pixie",
    "playwright",
    "podman",
    "puppeteer",
    "pyroscope",
    "rootless",
    "scylla",
    "selenium",
    "strace",
    "sysdig",
    "tigerbeetle",
    "virt-launcher",
];

/// What stands in the arguments and variables of programs that talk to the API server or log in with
/// the account's token elsewhere.
const SPEAKS_TO_API: [&str; 16] = [
    "apiserver",
    "in-cluster",
    "incluster",
    "k8s",
    "kube",
    "leader-elect",
    "leader_elect",
    "namespace",
    "operator",
    "pod_name",
    "serviceaccount",
    "service_account",
    "spiffe",
    "vault",
    "webhook",
    "consul",
];

/// Whether a container of the pod may have to gain rights that it does not start with.
pub fn gaining_rights(pod: &Pod<'_>) -> bool {
    pod.partial
        || pod.containers().any(|container| {
            let escalates = container.at(&["securityContext", "allowPrivilegeEscalation"]);
            // Capabilities that were added are mostly for programs whose files carry them.
            escalates.is_some_and(|it| it.value.as_bool() == Some(true))
                || has_added_capabilities(&container)
                || container.privileged().is_some_and(|it| it.value)
                || starts(&container, &GAINS_RIGHTS)
                || is_image_of(&container, &IMAGES_THAT_GAIN_RIGHTS)
        })
}

/// Whether a container of the pod may have to call the kernel for what the default seccomp profile of
/// container engines refuses.
pub fn special_system_calls(pod: &Pod<'_>) -> bool {
    pod.partial
        || ["hostPID", "hostIPC", "hostNetwork"]
            .iter()
            .any(|field| pod.spec.bool_at(&[field]) == Some(true))
        || pod.volumes().filter_map(|volume| volume.host_path()).any(is_kernel_or_runtime)
        || pod.containers().any(|container| {
            // A privileged container has no filter, whatever profile it names: only the others of the
            // pod count, and a pod of both kinds is near to the node.
            container.privileged().is_some_and(|it| it.value)
                || has_added_capabilities(&container)
                || starts(&container, &NEEDS_SYSTEM_CALLS)
                || is_image_of(&container, &IMAGES_THAT_NEED_SYSTEM_CALLS)
        })
}

/// Whether the pod may use its token although its account is `default` and nobody gave it rights.
pub fn api_token(pod: &Pod<'_>) -> bool {
    pod.partial
        || pod.service_account().is_some_and(|account| account != "default")
        || pod.automount_token().is_some()
        || pod.object.namespace().is_some_and(system_namespace::is_built_in)
        || is_injected(pod)
        || pod.containers().any(|container| {
            container.image().is_none_or(|image| image.has_variable() || speaks(&image.name()))
                || container.command_line().any(|word| speaks(word.value))
                || container.value.items_at(&["env"]).iter().any(|variable| {
                    let text = |field| variable.str_at(&[field]).is_some_and(speaks);
                    text("name")
                        || text("value")
                        || variable.str_at(&["valueFrom", "fieldRef", "fieldPath"]).is_some()
                })
        })
}

/// Whether an agent is put into the pod that logs in with the pod's token.
fn is_injected(pod: &Pod<'_>) -> bool {
    const PARTS: [&str; 4] = ["consul", "inject", "spiffe", "vault"];
    let keys = pod.metadata.field("annotations").into_iter().flat_map(Value::entries);
    keys.map(|(key, _)| key).any(|key| PARTS.iter().any(|part| key.contains(part)))
}

fn has_added_capabilities(container: &Container<'_>) -> bool {
    !container.value.items_at(&["securityContext", "capabilities", "add"]).is_empty()
}

/// Whether the container, or one of its hooks and probes, starts one of some programs.
fn starts(container: &Container<'_>, programs: &[&'static str]) -> bool {
    const COMMANDS: [&[&str]; 5] = [
        &["lifecycle", "postStart", "exec", "command"],
        &["lifecycle", "preStop", "exec", "command"],
        &["livenessProbe", "exec", "command"],
        &["readinessProbe", "exec", "command"],
        &["startupProbe", "exec", "command"],
    ];
    let asked = COMMANDS.iter().flat_map(|path| container.value.items_at(path));
    container.command_line().any(|word| program(word.value, programs).is_some())
        || asked.filter_map(Value::as_str).any(|word| program(word, programs).is_some())
}

/// Whether the image's name has one of some parts, or cannot be seen.
fn is_image_of(container: &Container<'_>, parts: &[&str]) -> bool {
    container.image().is_none_or(|image: ImageRef<'_>| {
        let path = image.path().to_ascii_lowercase();
        image.has_variable() || parts.iter().any(|part| path.contains(part))
    })
}

/// Whether a path of the node leads to the kernel or to the container runtime.
fn is_kernel_or_runtime(path: &str) -> bool {
    const TREES: [&str; 9] = [
        "/boot",
        "/dev",
        "/lib/modules",
        "/proc",
        "/run",
        "/sys",
        "/usr/src",
        "/var/lib/containerd",
        "/var/lib/docker",
    ];
    let path = host_path::normalise(path);
    path == "/"
        || TREES.iter().any(|tree| {
            path.strip_prefix(tree).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

fn speaks(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    SPEAKS_TO_API.iter().any(|part| text.contains(part))
}
