use std::collections::HashSet;

/// Where the project begins, and where the user stands in it: so that worlds and files are called the
/// same wherever the project lies and wherever in it the user stands.
///
/// All paths have forward slashes.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// The project's folder, absolute; none where nothing tells which one it is.
    pub folder: Option<String>,
    /// The user's folder within it, `deploy/prod`; empty for the project's folder itself.
    pub here: String,
    /// Worlds that the user named: they are no paths.
    pub named_worlds: HashSet<String>,
}

impl Root {
    /// A path as the user would write it, from the project's folder; none for what lies outside, and
    /// where there is no project.
    pub fn within(&self, shown: &str) -> Option<String> {
        let folder = self.folder.as_deref()?;
        if is_absolute(shown) {
            let rest = shown.strip_prefix(folder.trim_end_matches('/'))?;
            return (rest.is_empty() || rest.starts_with('/')).then(|| normal("", rest)).flatten();
        }
        normal(&self.here, shown)
    }

    /// What a world is called in fingerprints: its place in the project, or where that is not known the
    /// last part of its name, because the rest depends on where the user stands.
    pub(crate) fn world(&self, name: &str) -> String {
        let last = || name.rsplit('/').next().unwrap_or_default().to_owned();
        if self.named_worlds.contains(name) || name == "-" {
            return name.to_owned();
        }
        // `deploy (prod)` is the environment `prod` in the folder `deploy`.
        let (path, rest) = match name.rfind(" (").filter(|_| name.ends_with(')')) {
            Some(at) => name.split_at_checked(at).unwrap_or((name, "")),
            None => (name, ""),
        };
        self.within(path).map_or_else(last, |path| path + rest)
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// A path within a folder without `.` and `..`; none if it leads out of the project.
fn normal(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(here: &str) -> Root {
        let folder = Some("/home/u/shop".to_owned());
        Root { folder, here: here.to_owned(), named_worlds: HashSet::from(["prod".to_owned()]) }
    }

    #[test]
    fn a_world_is_called_the_same_from_everywhere() {
        for (here, name) in
            [("", "a/b"), ("a", "b"), ("a/b", "."), ("a/c", "../b"), ("", "/home/u/shop/a/b")]
        {
            assert_eq!(root(here).world(name), "a/b");
        }
        assert_eq!(root("a").world(". (chart)"), "a (chart)");
        assert_eq!(root("a").world("prod"), "prod");
        assert_eq!(root("a").world("-"), "-");
    }

    #[test]
    fn what_lies_outside_goes_by_its_last_part() {
        assert_eq!(root("").world("../x/y"), "y");
        assert_eq!(root("").world("/home/u/shopping/y"), "y");
        assert_eq!(Root::default().world("a/b"), "b");
    }
}
