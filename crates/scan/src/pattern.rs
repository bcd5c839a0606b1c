use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;

use crate::Root;

/// A pattern of the user's that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// As it was written.
    pub pattern: String,
    /// What is wrong with it, without a line break.
    pub reason: String,
}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be used as a pattern: {}", self.pattern, self.reason)
    }
}

impl std::error::Error for BadPattern {}

impl BadPattern {
    fn new(pattern: &str, reason: &str) -> Self {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { pattern: pattern.to_owned(), reason }
    }
}

/// What a name must match as a whole.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Any of some globs.
    Globs(Vec<GlobMatcher>),
    /// A regular expression.
    Regex(Regex),
}

impl Pattern {
    /// Any of some globs, `web-*`; there is no folder in a name, so a star takes everything.
    pub fn globs(globs: &[impl AsRef<str>]) -> Result<Self, BadPattern> {
        let one = |glob: &str| {
            let built = GlobBuilder::new(glob).build();
            built
                .map(|glob| glob.compile_matcher())
                .map_err(|error| BadPattern::new(glob, &error.kind().to_string()))
        };
        let globs: Result<Vec<_>, _> = globs.iter().map(|glob| one(glob.as_ref())).collect();
        Ok(Self::Globs(globs?))
    }

    /// A regular expression for the whole name.
    pub fn regex(expression: &str, ignore_case: bool) -> Result<Self, BadPattern> {
        let case = if ignore_case { "(?i)" } else { "" };
        let whole = format!("{case}^(?:{expression})$");
        let regex = Regex::new(&whole);
        regex.map(Self::Regex).map_err(|error| BadPattern::new(expression, &error.to_string()))
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &str) -> bool {
        match self {
            Self::Globs(globs) => globs.iter().any(|glob| glob.is_match(name)),
            Self::Regex(regex) => regex.is_match(name),
        }
    }
}

/// Paths of files, by globs in the form of ignore files: one without a slash is about files and
/// folders of that name wherever they are, and what matches a folder matches everything in it.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The folder that the globs start from, within the project.
    folder: String,
    globs: Vec<GlobMatcher>,
}

impl Paths {
    /// Globs that start from a folder of the project; an empty one is the project's.
    pub fn new(folder: &str, globs: &[impl AsRef<str>]) -> Result<Self, BadPattern> {
        let mut matchers = Vec::new();
        for written in globs.iter().map(AsRef::as_ref) {
            let glob = written.strip_prefix("./").unwrap_or(written).trim_end_matches('/');
            let anywhere = !glob.contains('/');
            let glob = glob.trim_start_matches('/');
            let mut forms = vec![glob.to_owned()];
            if anywhere {
                forms.push(format!("**/{glob}"));
            }
            for form in forms {
                let built = GlobBuilder::new(&form).literal_separator(true).build();
                let built =
                    built.map_err(|error| BadPattern::new(written, &error.kind().to_string()))?;
                matchers.push(built.compile_matcher());
            }
        }
        Ok(Self { folder: folder.trim_matches('/').to_owned(), globs: matchers })
    }

    /// Whether a path, as the user would write it, matches.
    pub fn matches(&self, shown: &str, root: &Root) -> bool {
        let path = root.within(shown).unwrap_or_else(|| shown.to_owned());
        let path = match self.folder.as_str() {
            "" => Some(path.as_str()),
            folder => path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')),
        };
        let Some(path) = path else { return false };
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.filter_map(|end| path.get(..end))
            .any(|part| self.globs.iter().any(|glob| glob.is_match(part)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Root {
        Root { folder: Some("/p".to_owned()), here: "sub".to_owned(), ..Root::default() }
    }

    #[test]
    fn globs_of_paths_are_those_of_ignore_files() {
        let matches =
            |glob: &str, path: &str| Paths::new("", &[glob]).unwrap().matches(path, &root());
        assert!(matches("legacy", "legacy/a.yaml"));
        assert!(matches("sub/legacy/**", "legacy/x/a.yaml"));
        assert!(matches("*.json", "a/b.json"));
        assert!(matches("/sub/*.yaml", "a.yaml"));
        assert!(matches("/sub", "/p/sub/x.yaml"));
        assert!(!matches("/sub/*.yaml", "a/b.yaml"));
        assert!(!matches("legacy/**", "legacy/a.yaml"));
        assert!(!matches("leg", "legacy/a.yaml"));
        assert!(Paths::new("sub", &["legacy/**"]).unwrap().matches("legacy/a.yaml", &root()));
        assert!(!Paths::new("other", &["**"]).unwrap().matches("legacy/a.yaml", &root()));
    }

    #[test]
    fn names_match_as_a_whole() {
        let globs = Pattern::globs(&["web-*", "db"]).unwrap();
        assert!(globs.matches("web-1") && globs.matches("db") && !globs.matches("db2"));
        let regex = Pattern::regex("c-00[12]", true).unwrap();
        assert!(regex.matches("C-001") && !regex.matches("C-0011"));
        assert!(Pattern::regex("[", false).is_err());
        assert!(Pattern::globs(&["[z-a]"]).is_err());
    }
}
