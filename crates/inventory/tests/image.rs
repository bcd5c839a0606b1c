//! Image references: a table of facts about the reference implementation, and a second reading of
//! the grammar that tries every way to split the text, compared on random inputs.
#![expect(clippy::string_slice, reason = "the naive reading tries every split of ASCII texts")]

use sekisho_inventory::{ImageFault, ImageRef};

/// The digits of a digest.
fn hex(length: usize) -> String {
    "f".repeat(length)
}

#[test]
fn parts_are_those_of_the_reference_implementation() {
    let digest = format!("sha256:{}", hex(64));
    let with_digest = |name: &str| format!("{name}@{digest}");
    let (repo, both, v6) = (
        with_digest("test:5000/repo"),
        with_digest("registry:5000/a/b:tag"),
        with_digest("[2001:db8::1]:5000/repo:tag"),
    );
    // Text, domain, path, tag that is written, whether there is a digest.
    let table: [(&str, &str, &str, Option<&str>, bool); 22] = [
        ("nginx", "docker.io", "library/nginx", None, false),
        ("nginx:1.27", "docker.io", "library/nginx", Some("1.27"), false),
        ("bitnami/nginx", "docker.io", "bitnami/nginx", None, false),
        ("docker.io/nginx", "docker.io", "library/nginx", None, false),
        ("index.docker.io/nginx", "docker.io", "library/nginx", None, false),
        ("library/nginx", "docker.io", "library/nginx", None, false),
        ("localhost/x", "localhost", "x", None, false),
        ("localhost:5000/x", "localhost:5000", "x", None, false),
        ("localhost:5000", "docker.io", "library/localhost", Some("5000"), false),
        ("test.com:5000", "docker.io", "library/test.com", Some("5000"), false),
        ("test_com", "docker.io", "library/test_com", None, false),
        ("foo_bar.com:8080", "docker.io", "library/foo_bar.com", Some("8080"), false),
        ("foo/foo_bar.com:8080", "docker.io", "foo/foo_bar.com", Some("8080"), false),
        ("192.168.1.1:5000/repo:5050", "192.168.1.1:5000", "repo", Some("5050"), false),
        ("lowercase:Uppercase", "docker.io", "library/lowercase", Some("Uppercase"), false),
        ("Uppercase/lowercase:tag", "Uppercase", "lowercase", Some("tag"), false),
        ("xn--n3h.com/my:xn--n3h.com", "xn--n3h.com", "my", Some("xn--n3h.com"), false),
        ("[::1]:5000/repo", "[::1]:5000", "repo", None, false),
        ("a__b/c---d.e", "docker.io", "a__b/c---d.e", None, false),
        (&repo, "test:5000", "repo", None, true),
        (&both, "registry:5000", "a/b", Some("tag"), true),
        (&v6, "[2001:db8::1]:5000", "repo", Some("tag"), true),
    ];
    for (text, domain, path, tag, has_digest) in table {
        let image = ImageRef::parse(text);
        assert_eq!(image.fault, None, "{text}");
        assert_eq!(image.domain(), domain, "{text}");
        assert_eq!(image.path(), path, "{text}");
        assert_eq!(image.tag, tag, "{text}");
        assert_eq!(image.digest, has_digest.then_some(digest.as_str()), "{text}");
    }
}

#[test]
fn what_is_pulled_is_written_in_full() {
    let digest = format!("sha256:{}", hex(64));
    let pulled = |text: &str| ImageRef::parse(text).normalized();
    assert_eq!(pulled("nginx"), "docker.io/library/nginx:latest");
    assert_eq!(pulled("ghcr.io/a/b:v1"), "ghcr.io/a/b:v1");
    assert_eq!(pulled(&format!("nginx:1@{digest}")), format!("docker.io/library/nginx@{digest}"));
    assert_eq!(ImageRef::parse("nginx").pulled_tag(), Some("latest"));
    assert_eq!(ImageRef::parse(&format!("nginx:1@{digest}")).pulled_tag(), None);
}

#[test]
fn faults_are_named() {
    let long_path = "a/".repeat(128) + "a";
    let table: [(&str, ImageFault); 19] = [
        ("", ImageFault::Empty),
        (":tag", ImageFault::Format),
        ("@sha256:00", ImageFault::Format),
        ("a@sha256:ffffffffffffffffffffffffffffffffff", ImageFault::Digest),
        ("a@md5:ffffffffffffffffffffffffffffffff", ImageFault::Digest),
        ("Uppercase:tag", ImageFault::UpperCase),
        ("test:5000/Uppercase/lowercase:tag", ImageFault::UpperCase),
        ("aa/asdf$$^/aa", ImageFault::Format),
        ("[2001:db8::1]", ImageFault::Format),
        ("[fe80::1%eth0]:5000/repo", ImageFault::Format),
        ("a:", ImageFault::Tag),
        ("a:b:c", ImageFault::Tag),
        ("a:-b", ImageFault::Tag),
        ("a//b", ImageFault::Format),
        ("a b", ImageFault::Format),
        (" nginx", ImageFault::Format),
        ("https://ghcr.io/a", ImageFault::Format),
        ("{{ .Values.image }}", ImageFault::UpperCase),
        (&long_path, ImageFault::TooLong),
    ];
    for (text, fault) in table {
        assert_eq!(ImageRef::parse(text).fault, Some(fault), "{text}");
    }
    let id = "0123456789abcdef".repeat(4);
    assert_eq!(ImageRef::parse(&id).fault, Some(ImageFault::Identifier));
    let longest = "a/".repeat(127) + "a";
    assert_eq!(ImageRef::parse(&longest).fault, None);
}

/// The grammar as it stands in the documentation of the reference implementation, by trying every
/// split of the text.
mod naive {
    fn every_split(text: &str, by: char) -> impl Iterator<Item = (&str, &str)> {
        text.match_indices(by).map(|(at, found)| (&text[..at], &text[at + found.len()..]))
    }

    fn component(text: &str) -> bool {
        // alpha-numeric [separator alpha-numeric]*
        let alnum = |t: &str| {
            !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        };
        if alnum(text) || !text.is_ascii() {
            return alnum(text);
        }
        (1..text.len()).any(|end| {
            alnum(&text[..end])
                && (end + 1..text.len()).any(|next| {
                    let separator = &text[end..next];
                    let is_separator = separator == "."
                        || separator == "_"
                        || separator == "__"
                        || separator.bytes().all(|b| b == b'-');
                    is_separator && component(&text[next..])
                })
        })
    }

    fn path(text: &str) -> bool {
        component(text)
            || every_split(text, '/').any(|(first, rest)| component(first) && path(rest))
    }

    fn label(text: &str) -> bool {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let bytes = text.as_bytes();
        match bytes {
            [only] => only.is_ascii_alphanumeric(),
            [first, middle @ .., last] => {
                first.is_ascii_alphanumeric()
                    && last.is_ascii_alphanumeric()
                    && middle.iter().all(|b| inner(*b))
            }
            [] => false,
        }
    }

    fn host(text: &str) -> bool {
        let name = |text: &str| text.split('.').all(label);
        let address = |text: &str| {
            text.len() > 2
                && text.starts_with('[')
                && text.ends_with(']')
                && text[1..text.len() - 1].bytes().all(|b| b == b':' || b.is_ascii_hexdigit())
        };
        name(text) || address(text)
    }

    fn domain(text: &str) -> bool {
        let port = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        host(text) || every_split(text, ':').any(|(name, number)| host(name) && port(number))
    }

    fn name(text: &str) -> bool {
        path(text) || every_split(text, '/').any(|(first, rest)| domain(first) && path(rest))
    }

    fn tag(text: &str) -> bool {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        match text.as_bytes() {
            [first, rest @ ..] => {
                word(*first)
                    && rest.len() <= 127
                    && rest.iter().all(|b| word(*b) || matches!(b, b'.' | b'-'))
            }
            [] => false,
        }
    }

    fn digest(text: &str) -> bool {
        every_split(text, ':').any(|(algorithm, hex)| {
            [("sha256", 64), ("sha384", 96), ("sha512", 128)].contains(&(algorithm, hex.len()))
                && hex.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
        })
    }

    fn tagged(text: &str) -> bool {
        name(text) || every_split(text, ':').any(|(named, label)| name(named) && tag(label))
    }

    fn whole(text: &str) -> bool {
        tagged(text) || every_split(text, '@').any(|(named, sum)| tagged(named) && digest(sum))
    }

    pub(super) fn is_valid(text: &str) -> bool {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return false;
        }
        let (domain, rest) = match text.split_once('/') {
            Some((first, rest))
                if first == "localhost"
                    || first.contains('.')
                    || first.contains(':')
                    || first.to_lowercase() != first =>
            {
                let known = if first == "index.docker.io" { "docker.io" } else { first };
                (known, rest)
            }
            _ => ("docker.io", text),
        };
        let library = if domain == "docker.io" && !rest.contains('/') { "library/" } else { "" };
        let rest = format!("{library}{rest}");
        let repository = rest.split(':').next().unwrap_or_default();
        repository.to_lowercase() == repository && whole(&format!("{domain}/{rest}"))
    }
}

#[test]
fn two_readings_of_the_grammar_agree_on_random_texts() {
    let pieces = [
        "a",
        "b0",
        "A",
        ".",
        "..",
        "/",
        ":",
        "@",
        "_",
        "__",
        "___",
        "-",
        "--",
        "[",
        "]",
        "::1",
        "localhost",
        "docker.io",
        "index.docker.io",
        "5000",
        "latest",
        "sha256:",
        "md5:",
        "é",
        " ",
    ];
    let long = hex(64);
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut valid, mut invalid) = (0, 0);
    for _ in 0..5_000 {
        let mut text = String::new();
        for _ in 0..=next(7) {
            text.push_str(pieces[next(pieces.len())]);
        }
        match next(12) {
            0 => text.extend(["@sha256:", &long]),
            1 => text.extend([":a@sha256:", &long]),
            _ => {}
        }
        let expected = naive::is_valid(&text);
        assert_eq!(ImageRef::parse(&text).is_valid(), expected, "{text:?}");
        if expected {
            valid += 1;
        } else {
            invalid += 1;
        }
    }
    assert!(valid > 200 && invalid > 200, "{valid} valid, {invalid} invalid");
}
