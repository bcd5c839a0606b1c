use std::borrow::Cow;

/// An image reference, `registry/repository:tag@digest`, taken apart as container runtimes do.
///
/// The grammar and the normal form are those of the Go module `github.com/distribution/reference`
/// (`ParseNormalizedNamed`, `ParseDockerRef`), which the API server, containerd and CRI-O use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageRef<'a> {
    /// As written.
    pub text: &'a str,
    /// The registry's host with its port, as written; none where the runtime's default applies.
    pub registry: Option<&'a str>,
    /// The repository without the registry, as written.
    pub repository: &'a str,
    /// The tag, as written.
    pub tag: Option<&'a str>,
    /// The digest, `sha256:…`, as written.
    pub digest: Option<&'a str>,
    /// Why it is no image reference; its parts are then a guess.
    pub fault: Option<ImageFault>,
}

/// Why a text is no image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageFault {
    /// There is nothing.
    Empty,
    /// It is 64 hexadecimal digits: an image's id, not a name.
    Identifier,
    /// The repository has upper-case letters.
    UpperCase,
    /// The repository has more than 255 characters.
    TooLong,
    /// What follows `:` is no tag.
    Tag,
    /// What follows `@` is no digest of an algorithm that is known (sha256, sha384, sha512).
    Digest,
    /// It does not follow the grammar otherwise.
    Format,
}

const DEFAULT_DOMAIN: &str = "docker.io";
const LEGACY_DOMAIN: &str = "index.docker.io";
const OFFICIAL: &str = "library";
const LONGEST_PATH: usize = 255;
const LONGEST_TAG: usize = 128;

impl<'a> ImageRef<'a> {
    /// Takes a reference apart. Never fails: a malformed one has a [`fault`](Self::fault) and odd
    /// parts.
    ///
    /// The first component names a registry if it holds a dot, a colon or an upper-case letter or is
    /// `localhost`; so `localhost/x` has one and `localhost:5000` is a repository with a tag.
    pub fn parse(text: &'a str) -> Self {
        let (registry, rest) = match text.split_once('/') {
            Some((first, rest)) if is_registry(first) => (Some(first), rest),
            _ => (None, text),
        };
        let (named, digest) = match rest.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (rest, None),
        };
        let (repository, tag) = match named.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (named, None),
        };
        let mut image = Self { text, registry, repository, tag, digest, fault: None };
        image.fault = image.find_fault();
        image
    }

    /// Whether it follows the grammar.
    pub fn is_valid(&self) -> bool {
        self.fault.is_none()
    }

    /// The registry that it is pulled from: `docker.io` where none is named, also for that
    /// registry's old name.
    pub fn domain(&self) -> &'a str {
        match self.registry {
            None | Some(LEGACY_DOMAIN) => DEFAULT_DOMAIN,
            Some(registry) => registry,
        }
    }

    /// The repository in its registry: `library/nginx` for `nginx`.
    pub fn path(&self) -> Cow<'a, str> {
        if self.is_official() {
            Cow::Owned(format!("{OFFICIAL}/{}", self.repository))
        } else {
            Cow::Borrowed(self.repository)
        }
    }

    /// Registry and repository in full: `docker.io/library/nginx` for `nginx`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.domain(), self.path())
    }

    /// The tag that is pulled: as written, else `latest`; none where a digest decides.
    pub fn pulled_tag(&self) -> Option<&'a str> {
        match (self.digest, self.tag) {
            (Some(_), _) => None,
            (None, Some(tag)) => Some(tag),
            (None, None) => Some("latest"),
        }
    }

    /// What is pulled, in full: name and digest, else name and tag. A tag beside a digest is left
    /// out, because it has no effect.
    pub fn normalized(&self) -> String {
        match (self.digest, self.pulled_tag()) {
            (Some(digest), _) => format!("{}@{digest}", self.name()),
            (None, Some(tag)) => format!("{}:{tag}", self.name()),
            (None, None) => self.name(),
        }
    }

    /// Whether a variable stands in it, so that what runs is not known from the text: `${TAG}`,
    /// `$(TAG)`, `{{ .Values.tag }}`, `<tag>`.
    pub fn has_variable(&self) -> bool {
        self.text.contains(['$', '<']) || self.text.contains("{{")
    }

    fn is_official(&self) -> bool {
        self.domain() == DEFAULT_DOMAIN && !self.repository.contains('/')
    }

    fn find_fault(&self) -> Option<ImageFault> {
        if self.text.is_empty() {
            return Some(ImageFault::Empty);
        }
        if self.text.len() == 64 && self.text.bytes().all(is_lower_hex) {
            return Some(ImageFault::Identifier);
        }
        let implied = if self.is_official() { OFFICIAL.len() + 1 } else { 0 };
        // A component such as `a_b.io` looks like a registry but can be none; the grammar then takes
        // it for the first part of the repository.
        let in_path = match self.registry {
            Some(registry) if !is_domain(registry) && is_path_component(registry) => {
                registry.len() + 1
            }
            Some(registry) if !is_domain(registry) => return Some(ImageFault::Format),
            _ => 0,
        };
        if !self.repository.split('/').all(is_path_component) {
            let is_upper = self.repository.bytes().any(|b| b.is_ascii_uppercase());
            return Some(if is_upper { ImageFault::UpperCase } else { ImageFault::Format });
        }
        if self.tag.is_some_and(|tag| !is_tag(tag)) {
            return Some(ImageFault::Tag);
        }
        if self.digest.is_some_and(|digest| !is_digest(digest)) {
            return Some(ImageFault::Digest);
        }
        (in_path + implied + self.repository.len() > LONGEST_PATH).then_some(ImageFault::TooLong)
    }
}

fn is_registry(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.chars().any(char::is_uppercase)
}

/// `host` or `host:port`, the host being a name or an IPv6 address in brackets.
fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, rest)) => {
                if address.is_empty()
                    || !address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
                {
                    return false;
                }
                (None, rest)
            }
            None => return false,
        },
        None => match domain.find(':') {
            Some(at) => {
                let (host, port) = domain.split_at(at);
                (Some(host), port)
            }
            None => (Some(domain), ""),
        },
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    is_port && host.is_none_or(|host| host.split('.').all(is_label))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Words of lower-case letters and digits, between them one of `.`, `_`, `__` or any number of `-`.
fn is_path_component(component: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    component.starts_with(is_word)
        && component.ends_with(is_word)
        && component
            .split(is_word)
            .all(|gap| matches!(gap, "." | "_" | "__") || gap.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= LONGEST_TAG
        && tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return false;
    };
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
