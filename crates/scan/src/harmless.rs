//! Which fixes of the Pod Security Standards may be made without looking.
//!
//! The outcome of some is known, whatever the image holds:
//!
//! - `runAsNonRoot: true` beside a user that is not 0: the kubelet compares the two and starts the
//!   container as before. Else it stops images that run as root.
//! - `seccompProfile` in a pod of privileged containers: these run without a filter, whatever they name.
//!
//! Others take away what a program does without unless its manifest shows otherwise, see [`needs`]:
//!
//! - `allowPrivilegeEscalation: false` (`no_new_privs`): programs that gain rights by set-user-ID bits or
//!   file capabilities, `sudo` and `postfix` among them.
//! - `seccompProfile: RuntimeDefault`: system calls that no container has had that an engine started
//!   outside Kubernetes (`mount`, `unshare`, `bpf`, `io_uring`).
//! - `drop: [ALL]` from processes that are not root and cannot gain rights: they hold no capability, and
//!   without ports below 1024 need none in their files. (The kernel refuses to execute a file whose
//!   effective capabilities are not in the bounding set.)
//!
//! And the rest may take away what a program needs, where only its image would tell: root processes use
//! the default capabilities (changing a file's owner, becoming another user), and what stands there
//! explicitly (host namespaces, added capabilities, a user 0, an unconfined profile) was probably meant.

use sekisho_checks::needs;
use sekisho_finding::Safety;
use sekisho_inventory::{Container, Pod};
use sekisho_pss::Failure;
use sekisho_value::Value;

/// Whether the fix of a failed control may be made without looking.
pub(crate) fn safety(pod: &Pod<'_>, failure: &Failure) -> Safety {
    let is_harmless = !pod.partial
        && match failure.control.id {
            "runAsNonRoot" => pod.containers().all(|container| is_numbered_user(&container)),
            "allowPrivilegeEscalation" => !needs::gaining_rights(pod),
            "seccompProfile_restricted" => {
                !has_profile(pod) && (is_privileged(pod) || !needs::special_system_calls(pod))
            }
            "capabilities_restricted" => {
                !needs::gaining_rights(pod) && pod.containers().all(|it| is_without_rights(&it))
            }
            _ => false,
        };
    if is_harmless { Safety::Safe } else { Safety::Unsafe }
}

/// The container runs as a user that is not 0 because the manifest says so. The kubelet compares
/// `runAsNonRoot` with that number, whatever the image says, and starts the container as before.
fn is_numbered_user(container: &Container<'_>) -> bool {
    let user = container.effective_security("runAsUser").and_then(Value::as_i64);
    user.is_some_and(|user| user > 0)
}

/// The container is not root, cannot become it, and listens on no port that asks for a capability.
fn is_without_rights(container: &Container<'_>) -> bool {
    let is = |field: &str, value: bool| {
        container.effective_security(field).and_then(Value::as_bool) == Some(value)
    };
    let mut ports = container.value.items_at(&["ports"]).iter();
    (is_numbered_user(container) || is("runAsNonRoot", true))
        && is("allowPrivilegeEscalation", false)
        && ports.all(|port| port.at(&["containerPort"]).and_then(Value::as_i64) >= Some(1024))
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
