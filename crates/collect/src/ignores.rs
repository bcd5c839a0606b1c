//! Which files an ignore file leaves out.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use sekisho_finding::{Problem, ProblemKind};

/// The names of ignore files, weakest first.
const NAMES: [&str; 3] = [".gitignore", ".ignore", ".sekishoignore"];

/// The rules that hold in a folder: those of the folders around it up to the repository's root, and
/// its own. The nearest one that says something decides.
#[derive(Debug)]
pub(crate) struct Ignores {
    /// The command line's, which win.
    named: Gitignore,
    stack: Vec<Option<Gitignore>>,
}

impl Ignores {
    /// The rules around `folder`, which is absolute.
    pub(crate) fn around(folder: &Path, exclude: &[String], problems: &mut Vec<Problem>) -> Self {
        let mut builder = GitignoreBuilder::new(folder);
        for glob in exclude {
            if let Err(error) = builder.add_line(None, glob) {
                problems.push(
                    Problem::new(
                        ProblemKind::Configuration,
                        glob,
                        format!("the glob cannot be used: {}", line(&error)),
                    )
                    .help("write it as in a `.gitignore` file"),
                );
            }
        }
        let named = builder.build().unwrap_or_else(|_| Gitignore::empty());
        let around: Vec<PathBuf> = match repository(folder) {
            Some(root) => folder
                .ancestors()
                .skip(1)
                .take_while(|ancestor| ancestor.starts_with(&root))
                .map(Path::to_path_buf)
                .collect(),
            None => Vec::new(),
        };
        let mut ignores = Self { named, stack: Vec::new() };
        for ancestor in around.iter().rev() {
            ignores.enter(ancestor);
        }
        ignores
    }

    /// Goes into a folder.
    pub(crate) fn enter(&mut self, folder: &Path) {
        let mut builder = GitignoreBuilder::new(folder);
        let mut any = false;
        for name in NAMES {
            let path = folder.join(name);
            if path.is_file() {
                // A line that is no glob is passed over, as git does.
                let _ = builder.add(path);
                any = true;
            }
        }
        self.stack.push(if any { builder.build().ok() } else { None });
    }

    /// Leaves the folder that was entered last.
    pub(crate) fn leave(&mut self) {
        self.stack.pop();
    }

    /// Whether a file or folder, by its absolute path, is left out.
    pub(crate) fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        if self.named.matched(path, is_folder).is_ignore() {
            return true;
        }
        for rules in self.stack.iter().rev().flatten() {
            let verdict = rules.matched(path, is_folder);
            if !verdict.is_none() {
                return verdict.is_ignore();
            }
        }
        false
    }
}

/// The root of the repository that a folder is in.
fn repository(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_path_buf)
}

/// An error without line breaks.
fn line(error: &ignore::Error) -> String {
    error.to_string().replace('\n', " ")
}
