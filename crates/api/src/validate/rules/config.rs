//! ConfigMaps and Secrets.

use crate::base64;

use super::{Cause, Rule, Value, Walk, at, format};

/// The keys that a type of Secret must have.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        "kubernetes.io/dockercfg" => &[".dockercfg"],
        _ => &[],
    }
}

/// Types of Secrets with a key that holds JSON.
const JSON_KEYS: &[(&str, &str)] = &[
    ("kubernetes.io/dockerconfigjson", ".dockerconfigjson"),
    ("kubernetes.io/dockercfg", ".dockercfg"),
];

pub(super) fn secret<'v>(walk: &mut Walk<'v>, secret: &'v Value) {
    let parts = ["data", "stringData"];
    keys(walk, secret, &parts);
    for key in keys_of(secret.str_at(&["type"]).unwrap_or("")) {
        // A key without a value is there, empty.
        let has = |part: &&str| secret.field(part).is_some_and(|part| part.get(key).is_some());
        if !parts.iter().any(has) {
            walk.required(at!["data", *key]);
        }
    }
    for (kind, key) in JSON_KEYS {
        let encoded =
            secret.str_at(&["data", key]).filter(|_| secret.str_at(&["type"]) == Some(kind));
        let is_json = |text: &str| {
            let bytes = base64::decode(text);
            bytes.is_none_or(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).is_ok())
        };
        if encoded.is_some_and(|encoded| !is_json(encoded)) {
            walk.invalid(at!["data", *key], Rule::Json);
        }
    }
    if secret.str_at(&["type"]) == Some("kubernetes.io/service-account-token") {
        let key = "kubernetes.io/service-account.name";
        if secret.str_at(&["metadata", "annotations", key]).unwrap_or("").is_empty() {
            walk.required(at!["metadata", "annotations", key]);
        }
    }
}

pub(super) fn config_map<'v>(walk: &mut Walk<'v>, map: &'v Value) {
    keys(walk, map, &["data", "binaryData"]);
    let texts = map.field("data");
    for (key, _) in map.field("binaryData").into_iter().flat_map(Value::entries) {
        if texts.is_some_and(|texts| texts.get(key).is_some()) {
            // The server says so at `data`, whatever order they stand in.
            walk.report(at!["data", key], Cause::Invalid(Rule::Unique));
        }
    }
}

fn keys<'v>(walk: &mut Walk<'v>, value: &'v Value, parts: &[&'static str]) {
    for part in parts {
        for (key, _) in value.field(part).into_iter().flat_map(Value::entries) {
            if !format::is_config_key(key) {
                walk.invalid(at![*part, key], Rule::ConfigKey);
            }
        }
    }
}
