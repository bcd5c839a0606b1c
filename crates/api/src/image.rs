//! As much of an image reference as defaulting needs: its tag.

/// Whether `image` has the tag `latest`, written or implied.
///
/// The API server asks the grammar of `distribution/reference`: a name without tag and digest has
/// the tag `latest`, and a text that is no reference has none.
pub(crate) fn is_latest(image: &str) -> bool {
    match parse(image) {
        None => false,
        Some((None, digest)) => !digest,
        Some((Some(tag), _)) => tag == "latest",
    }
}

const LONGEST_NAME: usize = 255;
const LONGEST_TAG: usize = 128;

/// The tag and whether there is a digest; none if this is no image reference.
fn parse(image: &str) -> Option<(Option<&str>, bool)> {
    if image.len() == 64 && image.bytes().all(is_lower_hex) {
        // A bare image id could be mistaken for a name.
        return None;
    }
    let (rest, digest) = match image.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (image, None),
    };
    if let Some(digest) = digest {
        is_digest(digest).then_some(())?;
    }
    let (domain, path) = split_domain(rest);
    let (path, tag) = match path.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (path, None),
    };
    if let Some(tag) = tag {
        is_tag(tag).then_some(())?;
    }
    // The length is checked on the name as the registry sees it, with `library/` for a bare one.
    let implied = match domain {
        Some(domain) => domain.len() + 1,
        None if path.contains('/') => "docker.io/".len(),
        None => "docker.io/library/".len(),
    };
    let named = path.split('/').all(is_path_component)
        && domain.is_none_or(is_domain)
        && implied + path.len() <= LONGEST_NAME;
    named.then_some((tag, digest.is_some()))
}

/// The registry, if the first part looks like one, and the rest.
fn split_domain(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.chars().any(char::is_uppercase) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = if domain.starts_with('[') {
        match domain.split_once(']') {
            Some((host, rest)) => {
                (host, rest.strip_prefix(':').or((!rest.is_empty()).then_some("")))
            }
            None => return false,
        }
    } else {
        match domain.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (domain, None),
        }
    };
    let host_is_good = match host.strip_prefix('[') {
        Some(address) => {
            !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
        }
        None => host.split('.').all(is_host_label),
    };
    host_is_good
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Lower-case letters and digits, joined by one dot, one or two underscores or any number of dashes.
fn is_path_component(component: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    component.starts_with(is_word)
        && component.ends_with(is_word)
        && component
            .split(is_word)
            .all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= LONGEST_TAG
        && tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// The algorithms that the reference library links in, with their length in hexadecimal digits.
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(is_lower_hex)
}

fn is_lower_hex(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_latest_is_written_or_implied() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for image in ["nginx", "nginx:latest", "a/b", "localhost:5000/a", "[::1]:5000/a", "UP/a"] {
            assert!(is_latest(image), "{image}");
        }
        for image in [
            "nginx:1",
            "r.io:5000/a:1",
            &format!("a@{digest}"),
            &format!("a:1@{digest}"),
            "a__b:v1",
        ] {
            assert!(!is_latest(image), "{image}");
        }
        assert!(is_latest(&format!("a:latest@{digest}")));
    }

    #[test]
    fn what_is_no_reference_has_no_tag() {
        for image in [
            "",
            "Nginx",
            "a//b",
            "a/B",
            "{{ .Image }}",
            "<image>",
            "a:",
            "a b",
            "a_-b",
            "a@sha256:1",
        ] {
            assert!(!is_latest(image), "{image}");
        }
        assert!(!is_latest(&"a".repeat(64)));
        assert!(!is_latest(&"z".repeat(300)));
    }
}
