//! Ingresses and network policies.

use super::{Ban, Cause, Need, Rule, Value, Walk, at, format, items, set_of, text};

pub(super) fn ingress<'v>(walk: &mut Walk<'v>, ingress: &'v Value) {
    let backend = ["defaultBackend", "backend"].iter().any(|key| ingress.field(key).is_some());
    let is_list = matches!(ingress.field("rules"), None | Some(Value::Seq(_)));
    if items(ingress, "rules").is_empty() && is_list && !backend {
        walk.invalid(&[], Rule::OneOf("defaultBackend, rules"));
    }
    walk.formed(ingress, "ingressClassName", format::is_dns_subdomain, Rule::DnsSubdomain);
}

pub(super) fn ingress_rule<'v>(walk: &mut Walk<'v>, rule: &'v Value) {
    let host = text(rule, "host");
    if !host.is_empty() && (!format::is_dns_wildcard(host) || format::is_ip(host)) {
        walk.invalid(at!["host"], Rule::DnsWildcard);
    }
}

pub(super) fn http_rule<'v>(walk: &mut Walk<'v>, rule: &'v Value) {
    if items(rule, "paths").is_empty() && matches!(rule.field("paths"), None | Some(Value::Seq(_)))
    {
        walk.report(at!["paths"], Cause::Required(Need::Element));
    }
}

pub(super) fn http_path<'v>(walk: &mut Walk<'v>, path: &'v Value) {
    let kind = text(path, "pathType");
    let path = text(path, "path");
    let is_free = kind == "ImplementationSpecific" && path.is_empty();
    if !kind.is_empty() && !is_free && !path.starts_with('/') {
        walk.invalid(at!["path"], Rule::AbsolutePath);
    }
}

pub(super) fn backend<'v>(walk: &mut Walk<'v>, backend: &'v Value) {
    match set_of(backend, &["service", "resource"]).len() {
        0 => walk.invalid(&[], Rule::OneOf("service, resource")),
        1 => {}
        _ => walk.invalid(&[], Rule::Excludes("resource")),
    }
    let Some(service) = backend.field("service") else { return };
    let (number, name) = (service.i64_at(&["port", "number"]), service.str_at(&["port", "name"]));
    match (number.unwrap_or(0), name.unwrap_or("")) {
        (0, "") => {
            if matches!(service.field("port"), None | Some(Value::Map(_))) {
                walk.report(at!["service", "port"], Cause::Required(Need::OneOf("name, number")));
            }
        }
        (1..=65535, "") => {}
        (0, name) if !format::is_port_name(name) => {
            walk.invalid(at!["service", "port", "name"], Rule::PortName);
        }
        (0, _) => {}
        (_, "") => walk.invalid(at!["service", "port", "number"], Rule::Port),
        _ => walk.invalid(at!["service", "port"], Rule::Excludes("number")),
    }
}

pub(super) fn tls<'v>(walk: &mut Walk<'v>, tls: &'v Value) {
    for (index, host) in items(tls, "hosts").iter().enumerate() {
        if host.as_str().is_some_and(|host| !format::is_dns_wildcard(host)) {
            walk.invalid(at!["hosts", index], Rule::DnsWildcard);
        }
    }
    walk.formed(tls, "secretName", format::is_dns_subdomain, Rule::DnsSubdomain);
}

pub(super) fn class<'v>(walk: &mut Walk<'v>, class: &'v Value) {
    if text(class, "controller").is_empty() {
        walk.required(at!["controller"]);
    }
}

/// An endpoint of a slice.
pub(super) fn endpoint<'v>(walk: &mut Walk<'v>, endpoint: &'v Value) {
    let is_list = matches!(endpoint.field("addresses"), None | Some(Value::Seq(_)));
    if items(endpoint, "addresses").is_empty() && is_list {
        walk.report(at!["addresses"], Cause::Required(Need::Element));
    }
}

pub(super) fn endpoint_address<'v>(walk: &mut Walk<'v>, address: &'v Value) {
    walk.formed(address, "ip", format::is_ip, Rule::IpAddress);
}

pub(super) fn peer<'v>(walk: &mut Walk<'v>, peer: &'v Value) {
    let others = set_of(peer, &["podSelector", "namespaceSelector"]);
    match (peer.field("ipBlock").is_some(), others.is_empty()) {
        (false, true) => {
            let told = "podSelector, namespaceSelector, ipBlock";
            walk.report(&[], Cause::Required(Need::OneOf(told)));
        }
        (true, false) => walk.report(&[], Cause::Forbidden(Ban::Beside("ipBlock"))),
        _ => {}
    }
}

pub(super) fn policy_port<'v>(walk: &mut Walk<'v>, port: &'v Value) {
    let Some(number) = port.field("port") else {
        if port.field("endPort").is_some() {
            walk.invalid(at!["endPort"], Rule::Needs("port"));
        }
        return;
    };
    walk.port(at!["port"], Some(number));
    let Some(end) = port.i64_at(&["endPort"]) else { return };
    match number {
        Value::String(_) => walk.invalid(at!["endPort"], Rule::Needs("port")),
        Value::Int(number) if end < *number => walk.invalid(at!["endPort"], Rule::NotBelow("port")),
        _ if end > 65535 => walk.invalid(at!["endPort"], Rule::Port),
        _ => {}
    }
}

pub(super) fn ip_block<'v>(walk: &mut Walk<'v>, block: &'v Value) {
    walk.formed(block, "cidr", format::is_cidr, Rule::Cidr);
    for (index, except) in items(block, "except").iter().enumerate() {
        if except.as_str().is_some_and(|except| !format::is_cidr(except)) {
            walk.invalid(at!["except", index], Rule::Cidr);
        }
    }
}
