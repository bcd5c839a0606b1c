//! Claims, volumes and classes of storage, and quotas.

use super::{Cause, Need, Rule, Value, Walk, at, entries, format, items, text};

pub(super) fn claim<'v>(walk: &mut Walk<'v>, claim: &'v Value) {
    modes(walk, claim);
    let way = at!["resources", "requests", "storage"];
    match claim.at(&["resources", "requests"]).and_then(|requests| requests.get("storage")) {
        None => walk.required(way),
        // Null is an amount of zero in a map.
        Some(Value::Null) => walk.invalid(way, Rule::Positive),
        Some(amount) => walk.amount(way, amount, false),
    }
    walk.formed(claim, "storageClassName", format::is_dns_subdomain, Rule::DnsSubdomain);
}

fn modes<'v>(walk: &mut Walk<'v>, value: &'v Value) {
    let modes = items(value, "accessModes");
    if modes.is_empty() && matches!(value.field("accessModes"), None | Some(Value::Seq(_))) {
        walk.report(at!["accessModes"], Cause::Required(Need::Element));
    }
    let is = |mode: &Value| mode.as_str() == Some("ReadWriteOncePod");
    if modes.len() > 1 && modes.iter().any(is) {
        let ban = super::Ban::Beside("ReadWriteOncePod");
        walk.report(at!["accessModes"], Cause::Forbidden(ban));
    }
}

/// Fields of a volume that are no source.
const NO_SOURCE: &[&str] = &[
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

pub(super) fn volume<'v>(walk: &mut Walk<'v>, volume: &'v Value) {
    modes(walk, volume);
    if entries(volume, "capacity") == 0 {
        walk.report(at!["capacity"], Cause::Required(Need::Element));
    }
    match volume.at(&["capacity", "storage"]) {
        None => {
            let cause =
                Cause::Unsupported { value: String::new(), supported: vec!["storage".to_owned()] };
            if entries(volume, "capacity") == 0 {
                walk.follows(at!["capacity"], cause);
            } else {
                walk.report(at!["capacity"], cause);
            }
        }
        Some(amount) => walk.amount(at!["capacity", "storage"], amount, false),
    }
    let is_source =
        |key: &str, value: &Value| !NO_SOURCE.contains(&key) && value.as_map().is_some();
    let mut sources = volume.entries().filter(|(key, value)| is_source(key, value));
    if sources.next().is_none() {
        walk.report(&[], Cause::Required(Need::OneOf("csi, nfs, hostPath, local")));
    }
    for (second, _) in sources {
        walk.report(at![second], Cause::Forbidden(super::Ban::Second));
    }
    if volume.field("local").is_some() && volume.field("nodeAffinity").is_none() {
        walk.required(at!["nodeAffinity"]);
    }
    walk.formed(volume, "storageClassName", format::is_dns_subdomain, Rule::DnsSubdomain);
}

pub(super) fn class<'v>(walk: &mut Walk<'v>, class: &'v Value) {
    let binding = text(class, "volumeBindingMode");
    let known = ["Immediate", "WaitForFirstConsumer"];
    if !binding.is_empty() && !known.contains(&binding) {
        walk.unsupported(at!["volumeBindingMode"], binding, &known);
    }
    let reclaim = text(class, "reclaimPolicy");
    let known = ["Delete", "Retain"];
    if !reclaim.is_empty() && !known.contains(&reclaim) {
        walk.unsupported(at!["reclaimPolicy"], reclaim, &known);
    }
}

/// What a quota can limit beside names with a domain.
const QUOTA: &[&str] = &[
    "configmaps",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
    "requests.storage",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

pub(super) fn quota<'v>(walk: &mut Walk<'v>, quota: &'v Value) {
    for (name, amount) in quota.field("hard").into_iter().flat_map(Value::entries) {
        let is_known = QUOTA.contains(&name)
            || ["hugepages-", "requests.hugepages-", "limits.hugepages-"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            || (name.contains('/') && crate::is_label_name(name));
        if !is_known {
            walk.invalid(at!["hard", name], Rule::QuotaResource);
        }
        walk.amount(at!["hard", name], amount, true);
    }
}
