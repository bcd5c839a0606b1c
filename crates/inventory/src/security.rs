//! Security settings of a container as they take effect.

use std::borrow::Cow;

use sekisho_value::{Route, Value};

use crate::{Container, Located, Pod};

/// A seccomp or AppArmor profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile<'p> {
    /// The container runtime's.
    RuntimeDefault,
    /// A file or a loaded profile of the node; empty where none is named.
    Localhost(&'p str),
    /// None at all.
    Unconfined,
    /// A text that the API does not know.
    Other(&'p str),
}

/// The capabilities that a container adds and drops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities<'p> {
    /// Added, in normal spelling, each with its place.
    pub add: Vec<Located<Cow<'p, str>>>,
    /// Dropped, in normal spelling, each with its place.
    pub drop: Vec<Located<Cow<'p, str>>>,
}

/// The spelling that capabilities are compared in: upper case without `CAP_`.
///
/// Runtimes put `CAP_` in front of the upper-cased name where it is missing, so `net_admin`,
/// `NET_ADMIN` and `CAP_NET_ADMIN` are the same to them. (Pod Security Standards compare the text as it
/// stands.)
pub fn normal_capability(text: &str) -> Cow<'_, str> {
    let has_prefix = text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("CAP_"));
    let name = if has_prefix { text.get(4..).unwrap_or_default() } else { text };
    if name.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(name.to_ascii_uppercase())
    } else {
        Cow::Borrowed(name)
    }
}

impl Capabilities<'_> {
    /// The place that a capability is added at; `ALL` adds each.
    pub fn adds(&self, capability: &str) -> Option<&Route> {
        find(&self.add, capability)
    }

    /// The place that a capability is dropped at; `ALL` drops each.
    pub fn drops(&self, capability: &str) -> Option<&Route> {
        find(&self.drop, capability)
    }

    /// Whether all capabilities are dropped that are not added again.
    pub fn drops_all(&self) -> bool {
        self.drop.iter().any(|dropped| dropped.value == "ALL")
    }
}

fn find<'c>(list: &'c [Located<Cow<'_, str>>], capability: &str) -> Option<&'c Route> {
    let capability = normal_capability(capability);
    list.iter()
        .find(|entry| entry.value == "ALL" || entry.value == capability)
        .map(|entry| &entry.route)
}

impl Pod<'_> {
    /// A field of the pod's security context with its place; null counts as absent.
    pub fn security_field(&self, field: &str) -> Option<Located<&Value>> {
        let value = self.security(field)?;
        Some(Located { value, route: self.spec_route(["securityContext", field]) })
    }
}

impl<'p> Container<'p> {
    /// The field of its own security context; null counts as absent.
    pub fn security(&self, field: &str) -> Option<&'p Value> {
        self.value.at(&["securityContext", field])
    }

    /// The effective value of a field that both levels have: the container's, else the pod's.
    pub fn effective_security(&self, field: &str) -> Option<&'p Value> {
        self.security(field).or_else(|| self.pod.security(field))
    }

    /// Like [`Container::effective_security`], with the place that the value stands at.
    pub fn effective_field(&self, field: &str) -> Option<Located<&'p Value>> {
        self.at(&["securityContext", field]).or_else(|| self.pod.security_field(field))
    }

    /// `privileged`.
    pub fn privileged(&self) -> Option<Located<bool>> {
        self.own("privileged")
    }

    /// `allowPrivilegeEscalation`; the kernel's `no_new_privs` is set only where it is false.
    pub fn allow_privilege_escalation(&self) -> Option<Located<bool>> {
        self.own("allowPrivilegeEscalation")
    }

    /// `readOnlyRootFilesystem`.
    pub fn read_only_root_filesystem(&self) -> Option<Located<bool>> {
        self.own("readOnlyRootFilesystem")
    }

    /// `procMount`.
    pub fn proc_mount(&self) -> Option<Located<&'p str>> {
        typed(self.at(&["securityContext", "procMount"])?, Value::as_str)
    }

    /// The user it runs as, if one is named: the container's, else the pod's.
    pub fn run_as_user(&self) -> Option<Located<i64>> {
        typed(self.effective_field("runAsUser")?, Value::as_i64)
    }

    /// The group it runs as, if one is named: the container's, else the pod's.
    pub fn run_as_group(&self) -> Option<Located<i64>> {
        typed(self.effective_field("runAsGroup")?, Value::as_i64)
    }

    /// `runAsNonRoot`: the container's, else the pod's.
    pub fn run_as_non_root(&self) -> Option<Located<bool>> {
        typed(self.effective_field("runAsNonRoot")?, Value::as_bool)
    }

    /// `windowsOptions.hostProcess`: the container's, else the pod's.
    pub fn host_process(&self) -> Option<Located<bool>> {
        const PATH: [&str; 3] = ["securityContext", "windowsOptions", "hostProcess"];
        if let Some(own) = self.at(&PATH) {
            return typed(own, Value::as_bool);
        }
        let value = self.pod.spec.bool_at(&PATH)?;
        Some(Located { value, route: self.pod.spec_route(PATH) })
    }

    /// The options for SELinux: the container's as a whole, else the pod's.
    pub fn se_linux(&self) -> Option<Located<&'p Value>> {
        self.effective_field("seLinuxOptions")
    }

    /// The seccomp profile: the container's, else the pod's. The annotations of old have had no
    /// effect since v1.27; see [`Container::seccomp_annotation`].
    pub fn seccomp(&self) -> Option<Located<Profile<'p>>> {
        self.effective_field("seccompProfile").map(|found| found.map(profile))
    }

    /// The annotation that named the seccomp profile up to v1.26: the container's, else the pod's.
    pub fn seccomp_annotation(&self) -> Option<Located<Profile<'p>>> {
        let own = format!("container.seccomp.security.alpha.kubernetes.io/{}", self.name());
        self.pod
            .annotation(&own)
            .or_else(|| self.pod.annotation("seccomp.security.alpha.kubernetes.io/pod"))
            .map(|found| found.map(annotated_profile))
    }

    /// The AppArmor profile: the container's field, else its annotation, else the pod's field
    /// (`pkg/security/apparmor`, where the kubelet looks them up).
    pub fn app_armor(&self) -> Option<Located<Profile<'p>>> {
        if let Some(own) = self.at(&["securityContext", "appArmorProfile"]) {
            return Some(own.map(profile));
        }
        let annotation = format!("container.apparmor.security.beta.kubernetes.io/{}", self.name());
        if let Some(found) = self.pod.annotation(&annotation) {
            return Some(found.map(annotated_profile));
        }
        self.pod.security_field("appArmorProfile").map(|found| found.map(profile))
    }

    /// The capabilities that it adds and drops.
    pub fn capabilities(&self) -> Capabilities<'p> {
        let list = |which: &str| {
            let route = Route::keys(["securityContext", "capabilities", which]);
            let items = self.value.items_at(&["securityContext", "capabilities", which]);
            let entries = items.iter().enumerate().filter_map(|(index, item)| {
                let value = normal_capability(item.as_str()?);
                Some(Located { value, route: self.place(&route.then(index)) })
            });
            entries.collect()
        };
        Capabilities { add: list("add"), drop: list("drop") }
    }

    fn own(&self, field: &str) -> Option<Located<bool>> {
        typed(self.at(&["securityContext", field])?, Value::as_bool)
    }
}

fn typed<'p, T>(
    found: Located<&'p Value>,
    read: impl FnOnce(&'p Value) -> Option<T>,
) -> Option<Located<T>> {
    let value = read(found.value)?;
    Some(Located { value, route: found.route })
}

fn profile(value: &Value) -> Profile<'_> {
    match value.str_at(&["type"]).unwrap_or_default() {
        "RuntimeDefault" => Profile::RuntimeDefault,
        "Unconfined" => Profile::Unconfined,
        "Localhost" => Profile::Localhost(value.str_at(&["localhostProfile"]).unwrap_or_default()),
        other => Profile::Other(other),
    }
}

fn annotated_profile(text: &str) -> Profile<'_> {
    match text {
        // Docker's name for its own profile, as seccomp's annotation took it.
        "runtime/default" | "docker/default" => Profile::RuntimeDefault,
        "unconfined" => Profile::Unconfined,
        other => match other.strip_prefix("localhost/") {
            Some(name) => Profile::Localhost(name),
            None => Profile::Other(other),
        },
    }
}
