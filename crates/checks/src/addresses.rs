//! Addresses that components listen at or connect to.

use std::net::IpAddr;

/// Whether an address to listen at, with or without a port, is reached from beyond the machine.
pub(crate) fn is_open(address: &str) -> bool {
    !is_loopback(host(address))
}

/// Whether a list of URLs has one of plain HTTP that leads beyond the machine.
pub(crate) fn has_plain(urls: &str) -> bool {
    urls.split(',').map(str::trim).any(|url| {
        url.strip_prefix("http://").is_some_and(|rest| {
            let authority = rest.split('/').next().unwrap_or(rest);
            !is_loopback(host(authority))
        })
    })
}

/// The host of `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
fn host(address: &str) -> &str {
    if let Some((inner, _)) = address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return inner;
    }
    match address.split_once(':') {
        Some((host, port)) if !port.contains(':') => host,
        _ => address,
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_machine_itself_is_closed() {
        for closed in ["127.0.0.1", "127.0.0.1:10249", "::1", "[::1]:80", "localhost"] {
            assert!(!is_open(closed), "{closed}");
        }
        for open in ["0.0.0.0", "::", "10.0.0.1:1", "[::]:10249", ":10249"] {
            assert!(is_open(open), "{open}");
        }
        assert!(has_plain("https://10.0.0.1:2379,http://10.0.0.1:2379"));
        assert!(!has_plain("https://10.0.0.1:2379, http://127.0.0.1:2381/metrics"));
    }
}
