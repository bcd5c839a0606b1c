//! Built-in checks, one file each: documentation, metadata, function, fixtures, in that order.
//!
//! [`CHECKS`] lists them; [`Judge`] runs a selection of them over the objects of a world. A new check
//! is one file under the folder of its area and one line in the list below. What the Pod Security
//! Standards ask for is judged by `sekisho_pss` and never again here.

mod admission;
mod api_version;
mod argument;
mod check;
mod configured;
mod credential;
mod cx;
mod explain;
mod fixture;
mod host_path;
mod image_text;
mod judge;
mod parameters;
mod prelude;
pub mod waiver;

pub use check::{Check, Run};
pub use cx::Cx;
pub use explain::{catalogue, explain};
pub use fixture::{Fixture, Verdict};
pub use judge::{Judge, Judged, Settings};
pub use parameters::{Parameter, ParameterKind, Parameters};

/// Declares the module of each check and lists the checks in the order of their ids.
macro_rules! checks {
    ($($(#[$doc:meta])* $area:ident { $($slug:ident,)+ })+) => {
        $($(#[$doc])* mod $area { $(pub(crate) mod $slug;)+ })+

        /// All checks, sorted by id.
        pub static CHECKS: &[&Check] = &[$($(&$area::$slug::CHECK,)+)+];
    };
}

checks! {
    // What a pod may do on its node: SK-1001 and up.
    workload {
        writable_root_filesystem,
        shared_process_namespace,
        near_root_capability,
        runtime_socket_mounted,
        missing_memory_limit,
    }
    // Who a pod is: SK-1101 and up.
    identity {
        automounted_service_account_token,
        deprecated_service_account_field,
    }
    // What it runs: SK-1201 and up.
    image {
        mutable_image_tag,
        image_without_digest,
    }
    // Credentials and Secrets: SK-1301 and up.
    secret {
        credential_in_env,
        secret_as_env,
        credential_in_config_map,
        missing_secret_key,
        unreadable_secret_file,
        credential_in_arguments,
    }
    // Who reaches what: SK-1401 and up.
    network {
        service_selects_nothing,
        namespace_without_network_policy,
        ingress_without_tls,
    }
    // Pod Security admission: SK-1501 and up.
    pod_security {
        namespace_without_pod_security,
        invalid_pod_security_label,
        outdated_pod_security_version,
        future_pod_security_version,
        unpinned_pod_security_version,
        privileged_namespace,
        pod_rejected_by_namespace,
        exempt_namespace,
    }
    // The control plane and its nodes: SK-1601 and up.
    control_plane {
        anonymous_kubelet,
        identity_encryption_first,
        api_server_anonymous_auth,
        api_server_always_allow,
    }
    // The manifest itself: SK-1701 and up.
    manifest {
        removed_api_version,
        deprecated_api_version,
        duplicate_key,
        default_namespace,
    }
}

/// The check with an id, a slug or a former slug.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| {
        let meta = &check.meta;
        meta.id.eq_ignore_ascii_case(name) || meta.slug == name || meta.former_slugs.contains(&name)
    })
}
