//! Which fixes of the Pod Security Standards change nothing for the workload.
//!
//! Most may take away what a program needs, and only its image would tell:
//!
//! - `allowPrivilegeEscalation: false` (`no_new_privs`) breaks programs that gain rights by set-user-ID
//!   bits or file capabilities, `sudo` and `ping` among them. A process that stays root gains nothing
//!   that way, but a server that starts as root and goes on as somebody else may call such a program.
//! - `drop: [ALL]` breaks root processes that use the default capabilities (changing a file's owner,
//!   binding low ports) and, for every user, entry points with file capabilities: the kernel refuses to
//!   execute a file whose effective capabilities are not in the bounding set. CoreDNS is built so.
//! - `seccompProfile: RuntimeDefault` refuses system calls that were allowed before (`mount`, `ptrace` on
//!   old kernels, `io_uring`, `userfaultfd`).
//! - `runAsNonRoot: true` stops images that run as root.
//! - What stands there explicitly (host namespaces, added capabilities, a user 0) was probably meant.
//!
//! Two cases are different, because the outcome is known without the image.

use sekisho_finding::Safety;
use sekisho_inventory::Pod;
use sekisho_pss::Failure;
use sekisho_value::Value;

/// Whether the fix of a failed control may be made without looking.
pub(crate) fn safety(pod: &Pod<'_>, failure: &Failure) -> Safety {
    let is_harmless = !pod.partial
        && match failure.control.id {
            "runAsNonRoot" => runs_as_numbered_user(pod),
            "seccompProfile_restricted" => is_privileged(pod) && !has_profile(pod),
            _ => false,
        };
    if is_harmless { Safety::Safe } else { Safety::Unsafe }
}

/// Every container runs as a user that is not 0 because the manifest says so. The kubelet compares
/// `runAsNonRoot` with that number, whatever the image says, and starts the container as before.
fn runs_as_numbered_user(pod: &Pod<'_>) -> bool {
    pod.containers().all(|container| {
        let user = container.effective_security("runAsUser").and_then(Value::as_i64);
        user.is_some_and(|user| user > 0)
    })
}

/// Every container is privileged. Container runtimes run such a container without a seccomp filter,
/// whatever profile it names.
fn is_privileged(pod: &Pod<'_>) -> bool {
    pod.containers().all(|container| container.privileged().is_some_and(|is| is.value))
}

/// Whether somebody chose a profile somewhere in the pod.
fn has_profile(pod: &Pod<'_>) -> bool {
    pod.security("seccompProfile").is_some()
        || pod.containers().any(|container| container.seccomp().is_some())
}
