//! `sekisho.toml`: what a repository fixes. The command line wins over it.

mod document;
mod keys;
mod listed;
mod policy;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sekisho_checks::{ParameterKind, Parameters};
use sekisho_collect::NamedWorld;
use sekisho_finding::{Audience, Confidence};
use sekisho_scan::Root;

use self::document::Document;
pub(crate) use self::document::{Given, Section, Setting};
pub(crate) use self::keys::{schema, template};
pub(crate) use self::listed::{Source, listed};
pub(crate) use self::policy::file_object;
use crate::args::{FailOn, InputArgs, ScanArgs, parse_kubernetes_version};

/// The name of the file that is looked for.
const NAME: &str = "sekisho.toml";

/// A configuration file as it was found, or none; and where the project begins.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// The file, if there is one.
    pub(crate) file: Option<File>,
    document: Document,
    /// The project's folder, absolute.
    root: Option<PathBuf>,
    here: PathBuf,
}

/// The file itself.
#[derive(Debug)]
pub(crate) struct File {
    /// As the user would name it.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Its folder, absolute.
    folder: PathBuf,
    /// Its folder as the user would name it; empty for where the user stands.
    shown_folder: PathBuf,
}

impl Configuration {
    /// The file that was named, or else the nearest one in the folders around the user, up to the
    /// repository's.
    pub(crate) fn load(named: Option<&Path>) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let here = here.canonicalize().unwrap_or(here);
        let repository = here.ancestors().find(|folder| folder.join(".git").exists());
        let file = match named {
            Some(path) => Some(File::read(path, path.parent().unwrap_or(Path::new("")))?),
            None => found(&here, repository)?,
        };
        let folder = file.as_ref().map(|file| file.folder.clone());
        let root = match (repository, folder) {
            (Some(repository), Some(folder)) if !folder.starts_with(repository) => {
                if here.starts_with(&folder) { Some(folder) } else { Some(repository.to_owned()) }
            }
            (Some(repository), _) => Some(repository.to_owned()),
            (None, folder) => folder.filter(|folder| here.starts_with(folder)),
        };
        let document = match &file {
            Some(file) => document::read(&file.name, &file.text)?,
            None => Document::default(),
        };
        Ok(Self { file, document, root, here })
    }

    /// A setting outside of repeated tables.
    pub(crate) fn get(&self, key: &str) -> Option<&Given> {
        self.document.plain.get(key)
    }

    /// All settings outside of repeated tables, in the order of the file.
    pub(crate) fn settings(&self) -> &[Setting] {
        &self.document.plain.settings
    }

    /// The repeated tables, in the order of the file.
    pub(crate) fn sections(&self) -> &[Section] {
        &self.document.sections
    }

    fn texts(&self, key: &str) -> &[String] {
        self.document.plain.texts(key).unwrap_or_default()
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.document.plain.text(key)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Given::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A path in the file starts at the file's folder.
    fn path(&self, path: &str) -> PathBuf {
        self.file.as_ref().map_or_else(|| path.into(), |file| file.shown_folder.join(path))
    }

    /// Fills in what the command line left open of what is read.
    pub(crate) fn fill_input(&self, args: &mut InputArgs) {
        if args.kubernetes_version.is_none() {
            // The text has been read as a version before.
            args.kubernetes_version = self
                .text("kubernetes_version")
                .and_then(|text| parse_kubernetes_version(text).ok());
        }
        args.no_render |= self.flag("render.enabled") == Some(false);
        if let (None, Some(Given::Number(seconds))) =
            (args.render_timeout, self.get("render.timeout"))
        {
            args.render_timeout = Some(*seconds);
        }
        if args.helm_values.is_empty() {
            args.helm_values =
                self.texts("render.helm_values").iter().map(|path| self.path(path)).collect();
        }
        if let (false, true, Some(Given::Pairs(worlds))) =
            (args.one_world, args.worlds.is_empty(), self.get("worlds"))
        {
            let world = |(name, globs): &(String, Given)| {
                let Given::Texts(globs) = globs else { return None };
                Some(NamedWorld { name: name.clone(), globs: globs.clone() })
            };
            args.worlds = worlds.iter().filter_map(world).collect();
        }
    }

    /// Fills in what the command line left open of a scan.
    pub(crate) fn fill(&self, args: &mut ScanArgs) {
        self.fill_input(&mut args.input);
        if args.fail_on.is_none() {
            args.fail_on = self.text("fail_on").and_then(|text| text.parse::<FailOn>().ok());
        }
        args.strict |= self.flag("strict") == Some(true);
        if args.confidence.is_none() {
            args.confidence =
                self.text("confidence").and_then(|text| text.parse::<Confidence>().ok());
        }
        if args.audience.is_empty() {
            let audiences = self.texts("audience").iter();
            args.audience = audiences.filter_map(|name| name.parse::<Audience>().ok()).collect();
        }
        if args.admission_config.is_none() {
            args.admission_config = self.text("admission_config").map(|path| self.path(path));
        }
        if args.baseline.is_none() {
            // The first one that is written need not be there yet.
            let is_needed = |path: &PathBuf| args.write_baseline.is_none() || path.exists();
            args.baseline = self.text("baseline").map(|path| self.path(path)).filter(is_needed);
        }
        if args.frameworks.is_empty() {
            // The names have been read as frameworks before.
            let names = self.texts("frameworks.names").iter();
            args.frameworks =
                names.filter_map(|name| sekisho_compliance::find(name).ok()).collect();
        }
        if args.waivers.is_empty() {
            args.waivers = self.texts("waiver_files").iter().map(|path| self.path(path)).collect();
        }
        // What the command line asks for by name is asked whatever the file says.
        let asked: Vec<&str> = args
            .checks
            .iter()
            .filter_map(|check| sekisho_scan::find_check(check).ok())
            .map(|check| check.id)
            .collect();
        let disabled = self.texts("disable").iter().filter(|check| {
            sekisho_scan::find_check(check).is_ok_and(|check| !asked.contains(&check.id))
        });
        args.skip_checks.extend(disabled.cloned());
    }

    /// The parameters of checks.
    pub(crate) fn parameters(&self) -> Parameters {
        let mut parameters = Parameters::default();
        for parameter in Parameters::all() {
            let given = self.get(&format!("parameters.{}", parameter.name));
            match (parameter.kind, given) {
                (ParameterKind::Texts(field), Some(Given::Texts(texts))) => {
                    field(&mut parameters).clone_from(texts);
                }
                (ParameterKind::Number(field), Some(Given::Number(number))) => {
                    *field(&mut parameters) = u32::try_from(*number).unwrap_or(u32::MAX);
                }
                (ParameterKind::Flag(field), Some(Given::Flag(flag))) => {
                    *field(&mut parameters) = *flag;
                }
                (ParameterKind::Text(field), Some(Given::Text(text))) => {
                    field(&mut parameters).clone_from(text);
                }
                _ => {}
            }
        }
        parameters
    }

    /// Where the project begins and where the user stands in it.
    pub(crate) fn root(&self, args: &InputArgs) -> Root {
        let Some(root) = &self.root else { return Root::default() };
        let here = self.here.strip_prefix(root).unwrap_or(Path::new(""));
        let named_worlds = args.worlds.iter().map(|world| world.name.clone()).collect();
        Root { folder: Some(slashes(root)), here: slashes(here), named_worlds }
    }

    /// Whether one of the paths is the whole project.
    pub(crate) fn is_whole(&self, paths: &[PathBuf]) -> bool {
        let folder = self.file.as_ref().map(|file| &file.folder);
        let is_root = |path: &PathBuf| {
            path.canonicalize()
                .is_ok_and(|path| self.root.as_ref() == Some(&path) || folder == Some(&path))
        };
        paths.iter().any(is_root)
    }

    /// The folder of the file within the project, with forward slashes.
    fn folder_in_project(&self) -> String {
        let folder = self.file.as_ref().map(|file| &file.folder);
        let inside =
            folder.zip(self.root.as_ref()).and_then(|(it, root)| it.strip_prefix(root).ok());
        inside.map(slashes).unwrap_or_default()
    }
}

impl File {
    fn read(path: &Path, shown_folder: &Path) -> anyhow::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "the command line reads its configuration")]
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration `{}`", path.display()))?;
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = whole.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { name: slashes(path), text, folder, shown_folder: shown_folder.to_owned() })
    }
}

/// The nearest file in the folders around the user, up to the repository's.
fn found(here: &Path, repository: Option<&Path>) -> anyhow::Result<Option<File>> {
    let mut shown = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(NAME).is_file() {
            return File::read(&shown.join(NAME), &shown).map(Some);
        }
        if Some(folder) == repository {
            break;
        }
        shown.push("..");
    }
    Ok(None)
}

/// A path with forward slashes.
pub(crate) fn slashes(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
