/// A manifest that a check is tried on, and that explains it.
///
/// Only the fragment that matters is written: the fields of a container, the fields of a pod's
/// spec, or whole objects where the text has an `apiVersion`. Lines where the check must speak up
/// end in `# expect: slug`.
#[derive(Clone, Copy, Debug)]
pub struct Fixture {
    /// The YAML, with its marks.
    pub text: &'static str,
    /// What the check must say.
    pub verdict: Verdict,
    /// The minor version of Kubernetes it is judged for; none is the newest.
    pub minor: Option<u16>,
    /// Whether the objects are all that the cluster holds, rather than some of its files.
    pub cluster: bool,
    /// The admission configuration it is judged under, as YAML.
    pub admission: Option<&'static str>,
    /// The registries that images may come from.
    pub registries: &'static [&'static str],
}

/// What a check must say of a [`Fixture`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong, and everything could be judged.
    Pass,
    /// Something is wrong on each marked line.
    Fail,
    /// Nothing can be said of at least one subject.
    Unknown,
}

impl Fixture {
    const fn new(text: &'static str, verdict: Verdict) -> Self {
        Self { text, verdict, minor: None, cluster: false, admission: None, registries: &[] }
    }

    /// A manifest with faults on the marked lines, and on no others.
    pub const fn fail(text: &'static str) -> Self {
        Self::new(text, Verdict::Fail)
    }

    /// A manifest without the fault.
    pub const fn pass(text: &'static str) -> Self {
        Self::new(text, Verdict::Pass)
    }

    /// A manifest that does not tell whether the fault is there.
    pub const fn unknown(text: &'static str) -> Self {
        Self::new(text, Verdict::Unknown)
    }

    /// Judged for Kubernetes `1.minor`.
    #[must_use]
    pub const fn on(mut self, minor: u16) -> Self {
        self.minor = Some(minor);
        self
    }

    /// Judged as the whole of a cluster, where absence is a fact.
    #[must_use]
    pub const fn in_cluster(mut self) -> Self {
        self.cluster = true;
        self
    }

    /// Judged where images may come from these registries only.
    #[must_use]
    pub const fn allowing(mut self, registries: &'static [&'static str]) -> Self {
        self.registries = registries;
        self
    }

    /// Judged under an admission configuration.
    #[must_use]
    pub const fn under(mut self, admission: &'static str) -> Self {
        self.admission = Some(admission);
        self
    }
}

impl Fixture {
    /// The text from the margin, without the blank line that its notation begins and ends with.
    pub fn yaml(&self) -> String {
        let is_blank = |line: &&str| line.trim().is_empty();
        let lines: Vec<&str> = self.text.lines().collect();
        let indent = |line: &&str| line.len() - line.trim_start().len();
        let margin =
            lines.iter().filter(|line| !is_blank(line)).map(indent).min().unwrap_or_default();
        let first = lines.iter().take_while(|line| is_blank(line)).count();
        let last = lines.iter().rev().take_while(|line| is_blank(line)).count();
        let kept = lines.iter().skip(first).take(lines.len().saturating_sub(first + last));
        kept.fold(String::new(), |text, line| text + line.get(margin..).unwrap_or_default() + "\n")
    }

    /// Whether it is written as whole objects rather than as a fragment of one.
    pub fn is_whole(&self) -> bool {
        self.yaml().lines().any(|line| line.starts_with("apiVersion:"))
    }
}
