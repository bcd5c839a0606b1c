//! Volumes.

use super::{Ban, Cause, Need, Rule, Value, Walk, at, format, set_of, text};

pub(super) fn volume<'v>(walk: &mut Walk<'v>, volume: &'v Value) {
    match text(volume, "name") {
        "" => walk.required(at!["name"]),
        name if !format::is_dns_label(name) => walk.invalid(at!["name"], Rule::DnsLabel),
        _ => {}
    }
    let sources = volume.entries().filter(|(key, value)| *key != "name" && !value.is_null());
    // The order in which the server looks at them is not told: the first that stands here counts.
    for (key, source) in sources.skip(1) {
        // A misspelt field is told as such.
        if source.as_map().is_some() {
            walk.report(at![key], Cause::Forbidden(Ban::Second));
        }
    }
    if let Some(config_map) = volume.field("configMap")
        && text(config_map, "name").is_empty()
    {
        walk.required(at!["configMap", "name"]);
    }
    if let Some(secret) = volume.field("secret")
        && text(secret, "secretName").is_empty()
    {
        walk.required(at!["secret", "secretName"]);
    }
    if let Some(limit) = volume.at(&["emptyDir", "sizeLimit"]) {
        walk.amount(at!["emptyDir", "sizeLimit"], limit, true);
    }
    if let Some(path) = volume.str_at(&["nfs", "path"])
        && !path.is_empty()
        && !path.starts_with('/')
    {
        walk.invalid(at!["nfs", "path"], Rule::AbsolutePath);
    }
    for source in ["configMap", "secret", "downwardAPI", "projected"] {
        let mode = volume.i64_at(&[source, "defaultMode"]);
        if mode.is_some_and(|mode| !(0..=0o777).contains(&mode)) {
            walk.invalid(at![source, "defaultMode"], Rule::Between(0, 0o777));
        }
    }
    if let Some(ephemeral) = volume.field("ephemeral")
        && ephemeral.field("volumeClaimTemplate").is_none()
    {
        walk.required(at!["ephemeral", "volumeClaimTemplate"]);
    }
}

pub(super) fn host_path<'v>(walk: &mut Walk<'v>, source: &'v Value) {
    if format::has_parent_step(text(source, "path")) {
        walk.invalid(at!["path"], Rule::NoParentStep);
    }
}

/// A file that a key or field becomes.
pub(super) fn file<'v>(walk: &mut Walk<'v>, file: &'v Value) {
    let path = text(file, "path");
    if path.starts_with('/') || format::has_parent_step(path) {
        walk.invalid(at!["path"], Rule::RelativePath);
    }
    walk.between(file, "mode", 0, 0o777);
}

/// Tokens live for ten minutes at least.
pub(super) fn token<'v>(walk: &mut Walk<'v>, token: &'v Value) {
    walk.between(token, "expirationSeconds", 600, 1 << 32);
}

pub(super) fn projection<'v>(walk: &mut Walk<'v>, source: &'v Value) {
    let known = [
        "secret",
        "configMap",
        "downwardAPI",
        "serviceAccountToken",
        "clusterTrustBundle",
        "podCertificate",
    ];
    let found = set_of(source, &known);
    if found.is_empty() {
        let told = "secret, configMap, downwardAPI, serviceAccountToken";
        walk.report(&[], Cause::Required(Need::OneOf(told)));
    }
    for second in found.iter().skip(1) {
        walk.report(at![*second], Cause::Forbidden(Ban::Second));
    }
    for key in ["secret", "configMap"] {
        if source.field(key).is_some_and(|source| text(source, "name").is_empty()) {
            walk.required(at![key, "name"]);
        }
    }
}
