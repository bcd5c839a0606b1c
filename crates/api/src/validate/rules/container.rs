//! Containers and what they consist of.

use super::{Ban, Cause, Need, Rule, Value, Walk, at, format, items, set_of, text};
use crate::quantity::Quantity;

pub(super) fn container<'v>(walk: &mut Walk<'v>, container: &'v Value) {
    match text(container, "name") {
        "" => walk.required(at!["name"]),
        name if !format::is_dns_label(name) => walk.invalid(at!["name"], Rule::DnsLabel),
        _ => {}
    }
    match text(container, "image") {
        "" => walk.required(at!["image"]),
        image if image.trim() != image => walk.invalid(at!["image"], Rule::NoSpace),
        _ => {}
    }
    walk.unique(items(container, "ports"), "ports", "name");
    let mounts = items(container, "volumeMounts");
    for (index, mount) in mounts.iter().enumerate() {
        let path = text(mount, "mountPath");
        let before = mounts.iter().take(index);
        if !path.is_empty() && before.clone().any(|other| text(other, "mountPath") == path) {
            // The server calls it invalid rather than duplicate.
            walk.invalid(at!["volumeMounts", index, "mountPath"], Rule::Unique);
        }
    }
    resources(walk, container);
}

/// Names and amounts of what the container is given.
fn resources<'v>(walk: &mut Walk<'v>, container: &'v Value) {
    let Some(resources) = container.field("resources") else { return };
    for list in ["limits", "requests"] {
        for (name, amount) in resources.field(list).into_iter().flat_map(Value::entries) {
            let way = at!["resources", list, name];
            if !is_container_resource(name) {
                walk.invalid(way, Rule::ContainerResource);
                // A pod's limits are its requests where it states none.
                let is_stated = resources.at(&["requests", name]).is_some();
                if list == "limits" && !is_stated && text(walk.root, "kind") == "Pod" {
                    let way = at!["resources", "requests", name];
                    walk.follows(way, Cause::Invalid(Rule::ContainerResource));
                }
            }
            walk.amount(way, amount, true);
        }
    }
    let limits = resources.field("limits");
    for (name, request) in resources.field("requests").into_iter().flat_map(Value::entries) {
        let Some(limit) = limits.and_then(|limits| limits.field(name)) else { continue };
        let amounts = (Quantity::from_value(request), Quantity::from_value(limit));
        let (Some(Ok(request)), Some(Ok(limit))) = amounts else { continue };
        if request > limit {
            walk.invalid(at!["resources", "requests", name], Rule::RequestWithinLimit);
        }
    }
}

fn is_container_resource(name: &str) -> bool {
    matches!(name, "cpu" | "memory" | "ephemeral-storage")
        || name.starts_with("hugepages-")
        || (name.contains('/') && crate::is_label_name(name))
}

pub(super) fn port<'v>(walk: &mut Walk<'v>, port: &'v Value) {
    match port.field("containerPort") {
        None | Some(Value::Int(0)) => walk.required(at!["containerPort"]),
        Some(Value::Int(1..=65535)) => {}
        Some(Value::Int(_)) => walk.invalid(at!["containerPort"], Rule::Port),
        Some(_) => {}
    }
    if port.i64_at(&["hostPort"]).is_some_and(|number| !(0..=65535).contains(&number)) {
        walk.invalid(at!["hostPort"], Rule::Port);
    }
    walk.formed(port, "name", format::is_port_name, Rule::PortName);
}

pub(super) fn env<'v>(walk: &mut Walk<'v>, env: &'v Value) {
    walk.formed(env, "name", format::is_environment_name, Rule::EnvironmentName);
    if env.field("valueFrom").is_some() && !text(env, "value").is_empty() {
        walk.invalid(at!["valueFrom"], Rule::Excludes("value"));
    }
}

pub(super) fn env_source<'v>(walk: &mut Walk<'v>, source: &'v Value) {
    let known = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    match set_of(source, &known).len() {
        0 => walk
            .invalid(&[], Rule::OneOf("fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef")),
        1 => {}
        _ => walk.invalid(&[], Rule::Excludes("another source")),
    }
}

/// What a container can be told of its pod, beside single labels and annotations.
const POD_FIELDS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.hostname",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccount",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.phase",
    "status.podIP",
    "status.podIPs",
];

pub(super) fn object_field<'v>(walk: &mut Walk<'v>, selector: &'v Value) {
    let path = text(selector, "fieldPath");
    let is_one = path.ends_with("']")
        && ["metadata.labels['", "metadata.annotations['"]
            .iter()
            .any(|head| path.starts_with(head));
    if !path.is_empty() && !is_one && !POD_FIELDS.contains(&path) {
        walk.invalid(at!["fieldPath"], Rule::PodField);
    }
}

pub(super) fn key_selector<'v>(walk: &mut Walk<'v>, selector: &'v Value) {
    walk.formed(selector, "name", format::is_dns_subdomain, Rule::DnsSubdomain);
    walk.formed(selector, "key", format::is_config_key, Rule::ConfigKey);
}

pub(super) fn probe<'v>(walk: &mut Walk<'v>, probe: &'v Value) {
    handler(
        walk,
        probe,
        &["exec", "httpGet", "tcpSocket", "grpc"],
        "exec, httpGet, tcpSocket, grpc",
    );
    for key in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        walk.at_least(probe, key, 0);
    }
}

pub(super) fn lifecycle<'v>(walk: &mut Walk<'v>, hook: &'v Value) {
    handler(walk, hook, &["exec", "httpGet", "tcpSocket", "sleep"], "exec, httpGet, sleep");
}

fn handler<'v>(walk: &mut Walk<'v>, value: &'v Value, known: &[&'static str], told: &'static str) {
    let found = set_of(value, known);
    if found.is_empty() {
        walk.report(&[], Cause::Required(Need::OneOf(told)));
    }
    for second in found.iter().skip(1) {
        walk.report(at![*second], Cause::Forbidden(Ban::Second));
    }
}

pub(super) fn port_action<'v>(walk: &mut Walk<'v>, action: &'v Value) {
    walk.port(at!["port"], action.field("port"));
}

pub(super) fn grpc_action<'v>(walk: &mut Walk<'v>, action: &'v Value) {
    if !(1..=65535).contains(&action.i64_at(&["port"]).unwrap_or(0)) {
        walk.invalid(at!["port"], Rule::Port);
    }
}

pub(super) fn mount<'v>(walk: &mut Walk<'v>, mount: &'v Value) {
    let path = text(mount, "subPath");
    if path.starts_with('/') || format::has_parent_step(path) {
        walk.invalid(at!["subPath"], Rule::RelativePath);
    }
    if !path.is_empty() && !text(mount, "subPathExpr").is_empty() {
        walk.invalid(at!["subPathExpr"], Rule::Excludes("subPath"));
    }
}

pub(super) fn security_context<'v>(walk: &mut Walk<'v>, context: &'v Value) {
    walk.between(context, "runAsUser", 0, i64::from(i32::MAX));
    walk.between(context, "runAsGroup", 0, i64::from(i32::MAX));
    if context.bool_at(&["allowPrivilegeEscalation"]) == Some(false) {
        if context.bool_at(&["privileged"]) == Some(true) {
            walk.invalid(at!["allowPrivilegeEscalation"], Rule::Excludes("privileged: true"));
        }
        let added = context.items_at(&["capabilities", "add"]);
        if added.iter().any(|added| added.as_str() == Some("CAP_SYS_ADMIN")) {
            walk.invalid(at!["allowPrivilegeEscalation"], Rule::Excludes("CAP_SYS_ADMIN"));
        }
    }
}
