//! The forms of names and addresses, matched by hand: they are asked of nearly every field.

use std::net::IpAddr;

use crate::{is_label_name, is_label_value};

const LONGEST_LABEL: usize = 63;
const LONGEST_NAME: usize = 253;

fn is_lower(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

fn is_label_of_any_length(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().copied().is_some_and(is_lower)
        && bytes.last().copied().is_some_and(is_lower)
        && bytes.iter().all(|b| is_lower(*b) || *b == b'-')
}

pub(super) fn is_dns_label(text: &str) -> bool {
    text.len() <= LONGEST_LABEL && is_label_of_any_length(text)
}

pub(super) fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.split('.').all(is_label_of_any_length)
}

pub(super) fn is_dns_wildcard(text: &str) -> bool {
    is_dns_subdomain(text.strip_prefix("*.").unwrap_or(text))
}

pub(super) fn is_path_segment(text: &str) -> bool {
    !matches!(text, "." | "..") && !text.contains(['/', '%'])
}

pub(super) fn is_label(name: &str, value: &str) -> bool {
    is_label_name(name) && is_label_value(value)
}

/// The name of an annotation: that of a label, but for its case.
pub(super) fn is_annotation_name(name: &str) -> bool {
    is_label_name(name) || is_label_name(&name.to_ascii_lowercase())
}

/// Printable ASCII without `=`, as since v1.32; before that letters, digits, `-`, `_` and `.`.
pub(super) fn is_environment_name(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'=')
}

pub(super) fn is_config_key(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text != "."
        && !text.starts_with("..")
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

pub(super) fn is_port_name(text: &str) -> bool {
    (1..=15).contains(&text.len())
        && text.bytes().all(|b| is_lower(b) || b == b'-')
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

pub(super) fn is_percent(text: &str) -> bool {
    let digits = text.strip_suffix('%').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An IP address. Leading zeros are let pass, as the server does for fields that always took them.
pub(super) fn is_ip(text: &str) -> bool {
    without_zeros(text).parse::<IpAddr>().is_ok()
}

pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let Ok(address) = without_zeros(address).parse::<IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    length.parse::<u8>().is_ok_and(|length| length <= most)
}

fn without_zeros(text: &str) -> String {
    if text.contains(':') {
        return text.to_owned();
    }
    let part = |part: &str| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0".to_owned(),
        rest => rest.to_owned(),
    };
    text.split('.').map(part).collect::<Vec<_>>().join(".")
}

pub(super) fn has_parent_step(path: &str) -> bool {
    path.split('/').any(|step| step == "..")
}

/// Five fields, or a name such as `@daily`; what the fields hold is not looked into further than
/// their letters.
pub(super) fn is_schedule(text: &str) -> bool {
    if let Some(name) = text.strip_prefix('@') {
        let known = ["yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];
        return known.contains(&name) || name.strip_prefix("every ").is_some();
    }
    let mut fields = text.split_ascii_whitespace();
    // A zone in the schedule itself is refused elsewhere, and older versions took it.
    let first = fields.next().unwrap_or_default();
    let is_zone = first.starts_with("TZ=") || first.starts_with("CRON_TZ=");
    let rest: Vec<&str> = fields.collect();
    let count = if is_zone { rest.len() } else { rest.len() + 1 };
    let is_field = |field: &&str| {
        field
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'/' | b',' | b'-' | b'?'))
    };
    count == 5 && rest.iter().all(is_field) && (is_zone || is_field(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_forms() {
        assert!(is_dns_label("web-1") && !is_dns_label("Web") && !is_dns_label("a.b"));
        assert!(!is_dns_label(&"a".repeat(64)) && !is_dns_label(""));
        assert!(
            is_dns_subdomain("a.b-c.d") && !is_dns_subdomain("a..b") && !is_dns_subdomain("-a")
        );
        assert!(is_dns_wildcard("*.example.org") && !is_dns_wildcard("a.*.org"));
        assert!(is_port_name("http-8080") && !is_port_name("8080") && !is_port_name("a--b"));
        assert!(!is_port_name("a-name-that-is-long") && !is_port_name("Http"));
        assert!(is_percent("25%") && !is_percent("25") && !is_percent("%"));
        assert!(is_ip("10.0.0.1") && is_ip("fd00::1") && !is_ip("10.0.0") && is_ip("010.0.0.1"));
        assert!(is_cidr("10.0.0.0/8") && !is_cidr("10.0.0.0/33") && !is_cidr("10.0.0.0"));
        assert!(is_schedule("*/5 * * * *") && is_schedule("@daily") && !is_schedule("* * * *"));
        assert!(is_config_key("a.b_c-d") && !is_config_key("a/b") && !is_config_key("..a"));
        assert!(is_path_segment("system:node") && !is_path_segment("a/b"));
        assert!(is_annotation_name("Example.Org/A") && !is_annotation_name("a b"));
    }
}
