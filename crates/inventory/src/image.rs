/// An image reference, `registry/repository:tag@digest`, taken apart as container runtimes do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageRef<'a> {
    /// As written.
    pub text: &'a str,
    /// The registry's host with its port; none where the runtime's default applies.
    pub registry: Option<&'a str>,
    /// The repository without the registry, as written.
    pub repository: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest, `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> ImageRef<'a> {
    /// Takes a reference apart. Never fails: a malformed one has odd parts.
    ///
    /// The first component names a registry if it holds a dot or a colon or is `localhost`
    /// (distribution/reference, `splitDockerDomain`).
    pub fn parse(text: &'a str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (registry, path) = match rest.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
                (Some(host), path)
            }
            _ => (None, rest),
        };
        let (repository, tag) = match path.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
            _ => (path, None),
        };
        Self { text, registry, repository, tag, digest }
    }

    /// Whether a variable stands in it, so that what runs is not known from the text: `${TAG}`,
    /// `$(TAG)`, `{{ .Values.tag }}`, `<tag>`.
    pub fn has_variable(&self) -> bool {
        ["${", "$(", "{{", "<", "$"].iter().any(|mark| self.text.contains(mark))
    }
}
