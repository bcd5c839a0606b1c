//! Pods as a whole: what rests on more than one container or volume.

use super::{At, Ban, Cause, Need, Rule, Value, Walk, at, format, items, text};
use crate::KubeVersion;

/// The lists of containers.
const CONTAINERS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

pub(super) fn pod<'v>(walk: &mut Walk<'v>, pod: &'v Value) {
    if !pod.items_at(&["spec", "ephemeralContainers"]).is_empty() {
        walk.report(at!["spec", "ephemeralContainers"], Cause::Forbidden(Ban::OnCreate));
    }
    if let Some(annotations) = pod.at(&["metadata", "annotations"]) {
        app_armor(walk, pod.field("spec"), annotations);
        seccomp(walk, annotations);
    }
}

/// Profiles in annotations, which have had no effect since v1.27, still have to be some.
fn seccomp<'v>(walk: &mut Walk<'v>, annotations: &'v Value) {
    const POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
    const CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
    for (key, profile) in annotations.entries() {
        let Some(profile) = profile.as_str() else { continue };
        if key != POD && !key.starts_with(CONTAINER) {
            continue;
        }
        match profile.strip_prefix("localhost/") {
            Some(path) if path.starts_with('/') || path.split('/').any(|step| step == "..") => {
                walk.invalid(at!["metadata", "annotations", key], Rule::RelativePath);
            }
            None if !["runtime/default", "docker/default", "unconfined"].contains(&profile) => {
                walk.invalid(at!["metadata", "annotations", key], Rule::SeccompProfile);
            }
            _ => {}
        }
    }
}

/// Profiles in annotations name a container.
fn app_armor<'v>(walk: &mut Walk<'v>, spec: Option<&'v Value>, annotations: &'v Value) {
    const PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";
    let Some(spec) = spec else { return };
    for (key, _) in annotations.entries() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        let mut containers = CONTAINERS.iter().flat_map(|list| items(spec, list));
        if !containers.any(|container| text(container, "name") == name) {
            walk.invalid(at!["metadata", "annotations", key], Rule::NamesContainer);
        }
    }
}

pub(super) fn pod_spec<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    if items(spec, "containers").is_empty() {
        let is_list = matches!(spec.field("containers"), None | Some(Value::Seq(_)));
        if is_list {
            walk.report(at!["containers"], Cause::Required(Need::Element));
        }
    }
    names(walk, spec);
    walk.unique(items(spec, "volumes"), "volumes", "name");
    mounts(walk, spec);
    hosts(walk, spec);
    windows(walk, spec);
    let subdomain: [&str; 4] =
        ["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"];
    for key in subdomain {
        walk.formed(spec, key, format::is_dns_subdomain, Rule::DnsSubdomain);
    }
    for key in ["hostname", "subdomain"] {
        walk.formed(spec, key, format::is_dns_label, Rule::DnsLabel);
    }
    for (name, value) in spec.field("nodeSelector").into_iter().flat_map(Value::entries) {
        if !format::is_label(name, value.as_str().unwrap_or("")) {
            walk.invalid(at!["nodeSelector", name], Rule::LabelValue);
        }
    }
    walk.between(spec, "activeDeadlineSeconds", 1, i64::from(i32::MAX));
    if text(spec, "dnsPolicy") == "None" && spec.items_at(&["dnsConfig", "nameservers"]).is_empty()
    {
        walk.report(at!["dnsConfig", "nameservers"], Cause::Required(Need::Element));
    }
    for (index, server) in spec.items_at(&["dnsConfig", "nameservers"]).iter().enumerate() {
        if server.as_str().is_some_and(|server| !format::is_ip(server)) {
            walk.invalid(at!["dnsConfig", "nameservers", index], Rule::IpAddress);
        }
    }
    for (index, alias) in items(spec, "hostAliases").iter().enumerate() {
        let ip = text(alias, "ip");
        if !ip.is_empty() && !format::is_ip(ip) {
            walk.invalid(at!["hostAliases", index, "ip"], Rule::IpAddress);
        }
    }
}

/// Names of containers are unique among all of them.
fn names<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let mut seen: Vec<&str> = Vec::new();
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        for (index, container) in items(spec, list).iter().enumerate() {
            let name = text(container, "name");
            if name.is_empty() {
                continue;
            }
            if seen.contains(&name) {
                walk.report(at![list, index, "name"], Cause::Duplicate(name.to_owned()));
            }
            seen.push(name);
        }
    }
}

/// What containers mount is a volume of the pod, or a claim of the set that makes it.
fn mounts<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let root = walk.root;
    let claims = match text(root, "kind") {
        "StatefulSet" => root.items_at(&["spec", "volumeClaimTemplates"]),
        _ => &[],
    };
    let has = |name: &str| {
        items(spec, "volumes").iter().any(|volume| text(volume, "name") == name)
            || claims.iter().any(|claim| claim.str_at(&["metadata", "name"]) == Some(name))
    };
    for list in CONTAINERS {
        for (index, container) in items(spec, list).iter().enumerate() {
            for (mounted, mount) in items(container, "volumeMounts").iter().enumerate() {
                let way = at![list, index, "volumeMounts", mounted, "name"];
                match text(mount, "name") {
                    // What has no name is found nowhere.
                    "" => walk.follows(way, Cause::NotFound(String::new())),
                    name if !has(name) => walk.report(way, Cause::NotFound(name.to_owned())),
                    _ => {}
                }
            }
        }
    }
}

/// What sharing the node's network and processes forbids.
fn hosts<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let shares = |key| spec.field(key).and_then(Value::as_bool) == Some(true);
    let (network, ipc) = (shares("hostNetwork"), shares("hostIPC"));
    if network {
        // The server does not ask this of init containers.
        for (index, container) in items(spec, "containers").iter().enumerate() {
            for (number, port) in items(container, "ports").iter().enumerate() {
                let host = port.i64_at(&["hostPort"]).filter(|host| *host != 0);
                if host.is_some() && host != port.i64_at(&["containerPort"]) {
                    let way = at!["containers", index, "ports", number, "hostPort"];
                    walk.invalid(way, Rule::Equals("containerPort"));
                }
            }
        }
    }
    for (index, sysctl) in spec.items_at(&["securityContext", "sysctls"]).iter().enumerate() {
        let name = text(sysctl, "name").replace('/', ".");
        let is_ipc = ["kernel.shm", "kernel.msg", "fs.mqueue."]
            .iter()
            .any(|prefix| name.starts_with(prefix))
            || name == "kernel.sem";
        let way = at!["securityContext", "sysctls", index, "name"];
        if network && name.starts_with("net.") {
            walk.invalid(way, Rule::Excludes("hostNetwork"));
        }
        if ipc && is_ipc {
            walk.invalid(way, Rule::Excludes("hostIPC"));
        }
    }
    if spec.bool_at(&["hostUsers"]) != Some(false) && walk.version >= KubeVersion::minor_of_1(33) {
        for list in CONTAINERS {
            for (index, container) in items(spec, list).iter().enumerate() {
                if container.str_at(&["securityContext", "procMount"]) == Some("Unmasked") {
                    let way = at![list, index, "securityContext", "procMount"];
                    walk.invalid(way, Rule::Needs("hostUsers: false"));
                }
            }
        }
    }
}

/// Fields of a container's security context that mean something on Linux only.
const LINUX_CONTAINER: &[&str] = &[
    "seLinuxOptions",
    "appArmorProfile",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
];
/// The same of a pod's.
const LINUX_POD: &[&str] = &[
    "seLinuxOptions",
    "appArmorProfile",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
];

fn windows<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let contexts = || {
        CONTAINERS.into_iter().flat_map(move |list| {
            let with_index = items(spec, list).iter().enumerate();
            with_index
                .map(move |(index, container)| (list, index, container.field("securityContext")))
        })
    };
    match spec.str_at(&["os", "name"]) {
        Some("windows") => {
            for key in LINUX_POD {
                if spec.at(&["securityContext", key]).is_some() {
                    walk.report(at!["securityContext", *key], Cause::Forbidden(Ban::OnWindows));
                }
            }
            for key in ["hostPID", "hostIPC", "shareProcessNamespace"] {
                if spec.bool_at(&[key]) == Some(true) {
                    walk.report(at![key], Cause::Forbidden(Ban::OnWindows));
                }
            }
            for (list, index, context) in contexts() {
                for key in LINUX_CONTAINER {
                    if context.is_some_and(|context| context.field(key).is_some()) {
                        let way = at![list, index, "securityContext", *key];
                        walk.report(way, Cause::Forbidden(Ban::OnWindows));
                    }
                }
            }
        }
        Some("linux") => {
            if spec.at(&["securityContext", "windowsOptions"]).is_some() {
                let way = at!["securityContext", "windowsOptions"];
                walk.report(way, Cause::Forbidden(Ban::OnLinux));
            }
            for (list, index, context) in contexts() {
                if context.is_some_and(|context| context.field("windowsOptions").is_some()) {
                    let way = at![list, index, "securityContext", "windowsOptions"];
                    walk.report(way, Cause::Forbidden(Ban::OnLinux));
                }
            }
        }
        _ => {}
    }
    host_process(walk, spec);
}

/// Either all containers run in the node's own Windows session, or none.
fn host_process<'v>(walk: &mut Walk<'v>, spec: &'v Value) {
    let own = spec.bool_at(&["securityContext", "windowsOptions", "hostProcess"]);
    let mut all = true;
    let mut any = false;
    for list in CONTAINERS {
        for container in items(spec, list) {
            let of_container =
                container.bool_at(&["securityContext", "windowsOptions", "hostProcess"]);
            let is = of_container.or(own) == Some(true);
            all &= is;
            any |= is;
        }
    }
    if !any {
        return;
    }
    if !all {
        walk.invalid(&[], Rule::Excludes("hostProcess"));
    }
    if spec.bool_at(&["hostNetwork"]) != Some(true) {
        walk.invalid(at!["hostNetwork"], Rule::Needs("hostNetwork: true"));
    }
}

pub(super) fn toleration<'v>(walk: &mut Walk<'v>, toleration: &'v Value) {
    let operator = text(toleration, "operator");
    let key = text(toleration, "key");
    if key.is_empty() && operator != "Exists" {
        walk.invalid(at!["operator"], Rule::Only("Exists"));
    }
    if !key.is_empty() && !crate::is_label_name(key) {
        walk.invalid(at!["key"], Rule::LabelName);
    }
    if operator == "Exists" && !text(toleration, "value").is_empty() {
        walk.invalid(at!["value"], Rule::Excludes("operator: Exists"));
    }
    if toleration.field("tolerationSeconds").is_some() && text(toleration, "effect") != "NoExecute"
    {
        walk.invalid(at!["effect"], Rule::Only("NoExecute"));
    }
}

pub(super) fn topology_spread<'v>(walk: &mut Walk<'v>, constraint: &'v Value) {
    let policy = text(constraint, "whenUnsatisfiable");
    if policy.is_empty() {
        walk.unsupported(at!["whenUnsatisfiable"], policy, &["DoNotSchedule", "ScheduleAnyway"]);
    }
    if constraint.i64_at(&["maxSkew"]).unwrap_or(0) < 1 {
        walk.invalid(at!["maxSkew"], Rule::AtLeast(1));
    }
    walk.at_least(constraint, "minDomains", 1);
}

/// The nodes that a pod must have.
pub(super) fn node_selector<'v>(walk: &mut Walk<'v>, selector: &'v Value) {
    let is_list = matches!(selector.field("nodeSelectorTerms"), None | Some(Value::Seq(_)));
    if items(selector, "nodeSelectorTerms").is_empty() && is_list {
        walk.report(at!["nodeSelectorTerms"], Cause::Required(Need::Element));
    }
}

pub(super) fn node_selector_term<'v>(walk: &mut Walk<'v>, term: &'v Value) {
    for (index, expression) in items(term, "matchExpressions").iter().enumerate() {
        let values = items(expression, "values").len();
        let way = at!["matchExpressions", index, "values"];
        match text(expression, "operator") {
            "In" | "NotIn" if values == 0 => walk.report(way, Cause::Required(Need::Element)),
            "Exists" | "DoesNotExist" if values > 0 => {
                walk.report(way, Cause::Forbidden(Ban::Beside("operator")));
            }
            "Gt" | "Lt" if values != 1 => walk.report(way, Cause::Required(Need::Element)),
            "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
            _ => {
                let way = at!["matchExpressions", index, "operator"];
                walk.invalid(way, Rule::SelectorOperator);
            }
        }
        if !crate::is_label_name(text(expression, "key")) {
            walk.invalid(at!["matchExpressions", index, "key"], Rule::LabelName);
        }
    }
}

/// A preference with its weight; an absent one is zero.
pub(super) fn weighted<'v>(walk: &mut Walk<'v>, term: &'v Value) {
    let weight = term.field("weight");
    let is_number = matches!(weight, None | Some(Value::Int(_)));
    if is_number && !(1..=100).contains(&weight.and_then(Value::as_i64).unwrap_or(0)) {
        walk.invalid(at!["weight"], Rule::Between(1, 100));
    }
}

/// A profile of seccomp: one of the node has a name, all others have none, even if there is no such type.
pub(super) fn seccomp_profile<'v>(walk: &mut Walk<'v>, profile: &'v Value) {
    named_profile(walk, profile, text(profile, "type") != "Localhost");
}

/// A profile of `AppArmor`: one of the node has a name, the others have none.
pub(super) fn app_armor_profile<'v>(walk: &mut Walk<'v>, profile: &'v Value) {
    named_profile(walk, profile, ["RuntimeDefault", "Unconfined"].contains(&text(profile, "type")));
}

fn named_profile<'v>(walk: &mut Walk<'v>, profile: &'v Value, is_nameless: bool) {
    if text(profile, "type") == "Localhost" && text(profile, "localhostProfile").is_empty() {
        walk.required(at!["localhostProfile"]);
    } else if is_nameless && profile.field("localhostProfile").is_some() {
        walk.invalid(at!["localhostProfile"], Rule::Needs("type: Localhost"));
    }
}

/// The pod's `restartPolicy` where a controller starts pods anew itself.
pub(super) fn restarts_always(walk: &mut Walk<'_>, template: &Value) {
    let policy = template.str_at(&["spec", "restartPolicy"]).unwrap_or("");
    if !policy.is_empty() && policy != "Always" {
        let way: &[At<'_>] = at!["spec", "template", "spec", "restartPolicy"];
        walk.unsupported(way, policy, &["Always"]);
    }
}
