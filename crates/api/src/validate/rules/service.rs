//! Services.

use super::{Cause, Need, Rule, Value, Walk, at, format, items, text};

pub(super) fn service<'v>(walk: &mut Walk<'v>, service: &'v Value) {
    let spec = service.field("spec").unwrap_or(&Value::Null);
    let kind = text(spec, "type");
    let address = text(spec, "clusterIP");
    let ports = items(spec, "ports");
    let is_list = matches!(spec.field("ports"), None | Some(Value::Seq(_)));
    if ports.is_empty() && is_list && address != "None" && kind != "ExternalName" {
        walk.report(at!["spec", "ports"], Cause::Required(Need::Element));
    }
    for index in 0..ports.len() {
        one_port(walk, ports, index, matches!(kind, "" | "ClusterIP"));
    }
    if let Some(selector) = spec.field("selector") {
        for (name, value) in selector.entries() {
            if !format::is_label(name, value.as_str().unwrap_or("")) {
                let rule =
                    if format::is_label(name, "") { Rule::LabelValue } else { Rule::LabelName };
                walk.invalid(at!["spec", "selector", name], rule);
            }
        }
    }
    addresses(walk, spec, address);
    if kind == "ExternalName" {
        match text(spec, "externalName").trim_end_matches('.') {
            "" => walk.required(at!["spec", "externalName"]),
            name if !format::is_dns_subdomain(name) => {
                walk.invalid(at!["spec", "externalName"], Rule::DnsSubdomain);
            }
            _ => {}
        }
    }
    let is_outside = matches!(kind, "NodePort" | "LoadBalancer")
        || (!items(spec, "externalIPs").is_empty() && kind != "ExternalName");
    if !text(spec, "externalTrafficPolicy").is_empty() && !is_outside {
        let rule = Rule::Needs("type: NodePort or LoadBalancer");
        walk.invalid(at!["spec", "externalTrafficPolicy"], rule);
    }
    if kind == "LoadBalancer" {
        for (index, range) in items(spec, "loadBalancerSourceRanges").iter().enumerate() {
            if range.as_str().is_some_and(|range| !format::is_cidr(range.trim())) {
                walk.invalid(at!["spec", "loadBalancerSourceRanges", index], Rule::Cidr);
            }
        }
    }
}

fn one_port<'v>(walk: &mut Walk<'v>, ports: &'v [Value], index: usize, is_inside: bool) {
    let Some(port) = ports.get(index) else { return };
    let name = text(port, "name");
    if name.is_empty() {
        if ports.len() > 1 {
            walk.required(at!["spec", "ports", index, "name"]);
        }
    } else if !format::is_dns_label(name) {
        walk.invalid(at!["spec", "ports", index, "name"], Rule::DnsLabel);
    } else if ports.iter().take(index).any(|other| text(other, "name") == name) {
        let way = at!["spec", "ports", index, "name"];
        walk.report(way, Cause::Duplicate(name.to_owned()));
    }
    let number = port.field("port");
    let is_port = matches!(number, Some(Value::Int(1..=65535)));
    if !is_port && matches!(number, None | Some(Value::Int(_))) {
        walk.invalid(at!["spec", "ports", index, "port"], Rule::Port);
    }
    let target = at!["spec", "ports", index, "targetPort"];
    match port.field("targetPort") {
        // Absent, it is the port itself.
        None | Some(Value::Int(0)) => {
            if !is_port {
                walk.follows(target, Cause::Invalid(Rule::Port));
            }
        }
        Some(Value::String(name)) if name.is_empty() => {}
        given => walk.port(target, given),
    }
    let has_node_port = port.i64_at(&["nodePort"]).is_some_and(|number| number != 0);
    if has_node_port && is_inside {
        let ban = super::Ban::Beside("type: ClusterIP");
        walk.report(at!["spec", "ports", index, "nodePort"], Cause::Forbidden(ban));
    }
    let key = |port: &'v Value| {
        let protocol = text(port, "protocol");
        (if protocol.is_empty() { "TCP" } else { protocol }, port.i64_at(&["port"]))
    };
    if ports.iter().take(index).any(|other| key(other) == key(port)) {
        let what = format!("{} {}", key(port).0, key(port).1.unwrap_or(0));
        walk.report(at!["spec", "ports", index], Cause::Duplicate(what));
    }
}

fn addresses<'v>(walk: &mut Walk<'v>, spec: &'v Value, address: &'v str) {
    let many = items(spec, "clusterIPs");
    if address.is_empty() {
        if !many.is_empty() {
            walk.invalid(at!["spec", "clusterIPs"], Rule::Needs("clusterIP"));
        }
    } else if many.first().is_some_and(|first| first.as_str() != Some(address)) {
        walk.invalid(at!["spec", "clusterIPs"], Rule::Equals("clusterIP"));
    }
    let is_address = |text: &str| matches!(text, "" | "None") || format::is_ip(text);
    if !is_address(address) {
        walk.invalid(at!["spec", "clusterIP"], Rule::IpAddress);
    }
    for (index, other) in many.iter().enumerate() {
        if other.as_str().is_some_and(|other| other != address && !is_address(other)) {
            walk.invalid(at!["spec", "clusterIPs", index], Rule::IpAddress);
        }
    }
    for (index, other) in items(spec, "externalIPs").iter().enumerate() {
        if other.as_str().is_some_and(|other| !format::is_ip(other)) {
            walk.invalid(at!["spec", "externalIPs", index], Rule::IpAddress);
        }
    }
}
