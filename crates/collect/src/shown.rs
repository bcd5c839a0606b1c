//! Paths as the user would write them.

use std::path::{Component, Path, PathBuf};

/// Where the user stands, and what paths are called from there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standpoint {
    here: Option<PathBuf>,
}

impl Standpoint {
    /// The working directory of this process.
    pub(crate) fn current() -> Self {
        let here = std::env::current_dir().ok();
        Self { here: here.map(|here| here.canonicalize().unwrap_or(here)) }
    }

    /// A folder, or the working directory of this process.
    pub(crate) fn at(here: Option<&Path>) -> Self {
        match here {
            Some(here) => {
                let here = here.to_owned();
                Self { here: Some(here.canonicalize().unwrap_or(here)) }
            }
            None => Self::current(),
        }
    }

    /// A path with forward slashes, relative to the working directory if it is in there and as
    /// written otherwise; `.` is the working directory itself.
    pub(crate) fn show(&self, path: &Path) -> String {
        let inside = self.here.as_ref().and_then(|here| path.strip_prefix(here).ok());
        slashes(inside.unwrap_or(path))
    }
}

/// The path of something in a folder.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match folder {
        "." => name.to_owned(),
        folder if folder.ends_with('/') => format!("{folder}{name}"),
        folder => format!("{folder}/{name}"),
    }
}

fn slashes(path: &Path) -> String {
    let mut shown = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// The path without `.` and `..`, which may lead out of a link's folder; good enough for paths that
/// were made absolute before.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_where_the_user_stands() {
        let standpoint = Standpoint { here: Some("/home/u/shop".into()) };
        for (path, shown) in [
            ("/home/u/shop/k8s/a.yaml", "k8s/a.yaml"),
            ("/home/u/shop", "."),
            ("/home/u/other", "/home/u/other"),
            ("./k8s/", "k8s"),
            ("../x", "../x"),
            (".", "."),
            ("/", "/"),
        ] {
            assert_eq!(standpoint.show(Path::new(path)), shown);
        }
        assert_eq!(join("/", "a"), "/a");
        assert_eq!(join(".", "a"), "a");
        assert_eq!(normal(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
