//! Finds files: which belong to the input, what they are for, and what is left out.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use sekisho_finding::{Problem, ProblemKind};

use crate::ignores::Ignores;
use crate::open::Fault;
use crate::shown::{self, Standpoint};
use crate::world::Folder;
use crate::{Limits, Progress};

/// What `kustomize` looks for in a folder.
pub(crate) const KUSTOMIZATIONS: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Folders, parents before their children; `places` has the same order.
    pub(crate) folders: Vec<Folder>,
    /// Where the folders are.
    pub(crate) places: Vec<PlaceOnDisk>,
    /// The files in a stable order.
    pub(crate) files: Vec<FoundFile>,
    /// The folders of charts that belong to no other chart.
    pub(crate) charts: Vec<usize>,
    /// Whether standard input was named.
    pub(crate) stdin: bool,
    /// Files that an ignore file or their ending left out; a folder left out whole counts once.
    pub(crate) ignored: u64,
    /// Files that could not be read.
    pub(crate) unread: u64,
    pub(crate) problems: Vec<Problem>,
}

/// Where a folder is.
#[derive(Clone, Debug)]
pub(crate) struct PlaceOnDisk {
    /// To open things in it.
    pub(crate) path: PathBuf,
    /// Absolute and without links, to compare.
    pub(crate) absolute: PathBuf,
}

/// A file of the input.
#[derive(Clone, Debug)]
pub(crate) struct FoundFile {
    pub(crate) folder: usize,
    pub(crate) name: String,
    pub(crate) len: u64,
    /// Whether the user named it.
    pub(crate) named: bool,
    pub(crate) role: Role,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Manifests, perhaps.
    Plain,
    /// Part of the chart in this folder; never read as manifests.
    Chart(usize),
    /// Resource definitions of the chart in this folder; plain manifests if it cannot be rendered.
    ChartCrd(usize),
    /// What makes its folder a kustomization.
    Kustomization,
}

/// Where in a chart a folder is.
#[derive(Clone, Copy, Debug)]
enum InChart {
    /// The chart's own folder.
    Root(usize),
    /// `templates` or `charts`, or below them.
    Inside(usize),
    /// `crds`, or below it.
    Crds(usize),
}

impl Tree {
    /// Where a file is.
    pub(crate) fn path(&self, file: &FoundFile) -> PathBuf {
        self.places.get(file.folder).map_or_else(PathBuf::new, |place| place.path.join(&file.name))
    }

    /// Where a file is, absolute and without links above it.
    pub(crate) fn absolute(&self, file: &FoundFile) -> PathBuf {
        self.places
            .get(file.folder)
            .map_or_else(PathBuf::new, |place| place.absolute.join(&file.name))
    }

    /// What the user would call a file.
    pub(crate) fn shown(&self, file: &FoundFile) -> String {
        self.folders
            .get(file.folder)
            .map_or_else(|| file.name.clone(), |folder| shown::join(&folder.shown, &file.name))
    }
}

/// Finds the files of the named paths.
pub(crate) fn walk(
    paths: &[PathBuf],
    exclude: &[String],
    limits: &Limits,
    standpoint: &Standpoint,
    progress: &dyn Progress,
) -> Tree {
    let mut walker = Walker {
        tree: Tree::default(),
        limits,
        standpoint,
        progress,
        exclude,
        seen: (paths.len() > 1).then(HashSet::new),
        links: Vec::new(),
        full: false,
    };
    // Folders first: a file that is named beside its folder then finds the folder's entry.
    let (files, folders): (Vec<_>, Vec<_>) = paths.iter().partition(|path| !path.is_dir());
    for path in folders {
        walker.named_folder(path);
    }
    for path in files {
        walker.named_file(path);
    }
    walker.follow_links();
    let mut tree = walker.tree;
    tree.charts.sort_unstable();
    tree.charts.dedup();
    tree
}

struct Walker<'a> {
    tree: Tree,
    limits: &'a Limits,
    standpoint: &'a Standpoint,
    progress: &'a dyn Progress,
    exclude: &'a [String],
    /// The absolute paths of files found so far, kept only where one can be found twice.
    seen: Option<HashSet<PathBuf>>,
    /// Links to files, followed at the end if nothing else leads there: the folder, the name, the
    /// target, and the file's role.
    links: Vec<(FoundFile, PathBuf)>,
    /// Whether the bound on files was passed.
    full: bool,
}

impl Walker<'_> {
    fn named_folder(&mut self, path: &Path) {
        let shown = self.standpoint.show(path);
        let absolute = match path.canonicalize() {
            Ok(absolute) => absolute,
            Err(error) => return self.unreadable(&Fault::from_io(&error, path), &shown),
        };
        if let Some(chart) = enclosing_chart(&absolute, true) {
            self.whole_chart(&chart);
            return;
        }
        if self.folder_at(&absolute).is_some() {
            return;
        }
        let mut ignores = Ignores::around(&absolute, self.exclude, &mut self.tree.problems);
        let folder = Folder { parent: None, name: String::new(), shown, marker: false };
        let place = PlaceOnDisk { path: path.to_path_buf(), absolute };
        self.folder(folder, &place, None, 0, &mut ignores);
    }

    fn named_file(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            self.tree.stdin = true;
            return;
        }
        let shown = self.standpoint.show(path);
        let metadata = match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => return self.unreadable(&Fault::NotAFile("a pipe, socket or device"), &shown),
            Err(error) => return self.unreadable(&Fault::from_io(&error, path), &shown),
        };
        let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else {
            return self.unreadable(&Fault::NoUnicode, &shown);
        };
        let parent = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => Path::new("."),
        };
        let absolute = parent.canonicalize().unwrap_or_else(|_| parent.to_path_buf());
        if let Some(chart) = enclosing_chart(&absolute.join(&name), false) {
            self.whole_chart(&chart);
            return;
        }
        let folder = self.folder_at(&absolute).unwrap_or_else(|| {
            let folder = Folder {
                parent: None,
                name: String::new(),
                shown: self.standpoint.show(parent),
                marker: false,
            };
            self.add_folder(folder, PlaceOnDisk { path: parent.to_path_buf(), absolute })
        });
        let role = if is_kustomization_name(&name) { Role::Kustomization } else { Role::Plain };
        self.file(FoundFile { folder, name, len: metadata.len(), named: true, role });
    }

    /// Takes in the chart that something named is a part of.
    fn whole_chart(&mut self, chart: &Path) {
        if self.folder_at(chart).is_some() {
            return;
        }
        let mut ignores = Ignores::around(chart, self.exclude, &mut self.tree.problems);
        let folder = Folder {
            parent: None,
            name: String::new(),
            shown: self.standpoint.show(chart),
            marker: false,
        };
        let place = PlaceOnDisk { path: chart.to_path_buf(), absolute: chart.to_path_buf() };
        self.folder(folder, &place, None, 0, &mut ignores);
    }

    fn folder_at(&self, absolute: &Path) -> Option<usize> {
        // Only few folders are looked for, but many are there: nothing is indexed.
        self.tree.places.iter().position(|place| place.absolute == absolute)
    }

    fn add_folder(&mut self, folder: Folder, place: PlaceOnDisk) -> usize {
        self.tree.folders.push(folder);
        self.tree.places.push(place);
        self.tree.folders.len() - 1
    }

    fn folder(
        &mut self,
        folder: Folder,
        place: &PlaceOnDisk,
        chart: Option<InChart>,
        depth: usize,
        ignores: &mut Ignores,
    ) {
        if depth > self.limits.folder_depth {
            let message =
                format!("more than {} folders are inside each other", self.limits.folder_depth);
            let problem = Problem::new(ProblemKind::Limit, &folder.shown, message);
            self.tree.problems.push(problem.help("scan the inner folders by themselves"));
            self.tree.unread += 1;
            return;
        }
        let entries = match list(&place.path) {
            Ok(entries) => entries,
            Err(error) => {
                return self.unreadable(&Fault::from_io(&error, &place.path), &folder.shown);
            }
        };
        let has = |name: &str| entries.iter().any(|(known, kind)| known == name && kind.is_file());
        let kustomized = KUSTOMIZATIONS.into_iter().any(has);
        let is_chart = has("Chart.yaml");
        let marker = is_chart
            || kustomized
            || has("sekisho.toml")
            || entries.iter().any(|(name, _)| name == ".git");
        let index = self.add_folder(Folder { marker, ..folder }, place.clone());
        let chart = match chart {
            None if is_chart => {
                self.tree.charts.push(index);
                Some(InChart::Root(index))
            }
            chart => chart,
        };
        ignores.enter(&place.absolute);
        for (name, kind) in entries {
            if self.full {
                break;
            }
            match name.into_string() {
                Ok(name) => self.entry(index, place, name, kind, chart, depth, ignores),
                Err(name) => {
                    let shown = self.standpoint.show(&place.path.join(name));
                    self.unreadable(&Fault::NoUnicode, &shown);
                }
            }
        }
        ignores.leave();
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the recursion, with all it knows")]
    fn entry(
        &mut self,
        folder: usize,
        place: &PlaceOnDisk,
        name: String,
        kind: FileType,
        chart: Option<InChart>,
        depth: usize,
        ignores: &mut Ignores,
    ) {
        if name == ".git" {
            return;
        }
        let absolute = place.absolute.join(&name);
        if name.starts_with('.') || ignores.leaves_out(&absolute, kind.is_dir()) {
            self.tree.ignored += 1;
            return;
        }
        let shown = self
            .tree
            .folders
            .get(folder)
            .map_or_else(String::new, |folder| shown::join(&folder.shown, &name));
        if kind.is_dir() {
            let chart = match chart {
                Some(InChart::Root(root)) => match name.as_str() {
                    "templates" | "charts" => Some(InChart::Inside(root)),
                    "crds" => Some(InChart::Crds(root)),
                    _ => None,
                },
                inside => inside,
            };
            let child = Folder { parent: Some(folder), name: name.clone(), shown, marker: false };
            let place = PlaceOnDisk { path: place.path.join(&name), absolute };
            self.folder(child, &place, chart, depth + 1, ignores);
            return;
        }
        let role = match chart {
            Some(InChart::Inside(root)) => Role::Chart(root),
            Some(InChart::Root(root)) if is_chart_part(&name) => Role::Chart(root),
            Some(InChart::Crds(root)) => Role::ChartCrd(root),
            _ if is_kustomization_name(&name) => Role::Kustomization,
            _ => Role::Plain,
        };
        if kind.is_symlink() {
            self.link(folder, name, role, &shown, place);
            return;
        }
        if !has_manifest_ending(&name) && role != Role::Kustomization {
            self.tree.ignored += 1;
            return;
        }
        if !kind.is_file() {
            self.unreadable(&Fault::NotAFile("a pipe, socket or device"), &shown);
            return;
        }
        match fs::symlink_metadata(place.path.join(&name)) {
            Ok(metadata) => {
                self.file(FoundFile { folder, name, len: metadata.len(), named: false, role });
            }
            Err(error) => self.unreadable(&Fault::from_io(&error, &absolute), &shown),
        }
    }

    /// A link is followed only to a file of the same named path; a link to a folder never, because
    /// what is in there is either found at its own place or was not named.
    fn link(&mut self, folder: usize, name: String, role: Role, shown: &str, place: &PlaceOnDisk) {
        let path = place.path.join(&name);
        let wanted = has_manifest_ending(&name) || role == Role::Kustomization;
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                let target = path.canonicalize().unwrap_or_default();
                if place.absolute.starts_with(&target) {
                    self.unreadable(&Fault::Loop, shown);
                } else if self.root(folder).is_some_and(|root| target.starts_with(root)) {
                    self.tree.ignored += 1;
                } else {
                    self.leads_out(shown);
                }
            }
            Ok(metadata) if wanted && metadata.is_file() => {
                let target = path.canonicalize().unwrap_or_default();
                let root = self.root(folder);
                if root.is_some_and(|root| target.starts_with(root)) {
                    let file = FoundFile { folder, name, len: metadata.len(), named: false, role };
                    self.links.push((file, target));
                } else {
                    self.leads_out(shown);
                }
            }
            Ok(_) if wanted => self.unreadable(&Fault::NotAFile("a pipe, socket or device"), shown),
            Err(error) if wanted || crate::open::is_loop(&error) => {
                self.unreadable(&Fault::from_io(&error, &path), shown);
            }
            Ok(_) | Err(_) => self.tree.ignored += 1,
        }
    }

    /// A link to something that nobody named.
    fn leads_out(&mut self, shown: &str) {
        let message = "the symbolic link leads out of the folder";
        let problem = Problem::new(ProblemKind::Unreadable, shown, message);
        self.tree.problems.push(problem.help("name the link or its target itself"));
        self.tree.unread += 1;
    }

    /// The named path that a folder was found from.
    fn root(&self, folder: usize) -> Option<&Path> {
        let mut at = folder;
        while let Some(parent) = self.tree.folders.get(at).and_then(|folder| folder.parent) {
            at = parent;
        }
        self.tree.places.get(at).map(|place| place.absolute.as_path())
    }

    fn follow_links(&mut self) {
        let links = std::mem::take(&mut self.links);
        if links.is_empty() {
            return;
        }
        let mut known: HashSet<PathBuf> =
            self.tree.files.iter().map(|file| self.tree.absolute(file)).collect();
        for (file, target) in links {
            if known.insert(target) {
                self.file(file);
            } else {
                self.tree.ignored += 1;
            }
        }
        // A link stands among the files of its folder.
        self.tree.files.sort_by(|a, b| (a.folder, &a.name).cmp(&(b.folder, &b.name)));
    }

    fn file(&mut self, file: FoundFile) {
        if self.full {
            return;
        }
        if let Some(seen) = &mut self.seen
            && !seen.insert(self.tree.absolute(&file))
        {
            return;
        }
        if self.tree.files.len() as u64 >= self.limits.files {
            self.full = true;
            let message =
                format!("there are more than {} files; the rest was not read", self.limits.files);
            let problem = Problem::new(ProblemKind::Limit, self.tree.shown(&file), message);
            self.tree.problems.push(problem.help("scan parts of it, or raise the bound on files"));
            self.tree.unread += 1;
            return;
        }
        self.tree.files.push(file);
        self.progress.found(self.tree.files.len() as u64);
    }

    fn unreadable(&mut self, fault: &Fault, shown: &str) {
        self.tree.problems.push(fault.problem(shown));
        self.tree.unread += 1;
    }
}

/// The entries of a folder, sorted by name.
fn list(path: &Path) -> io::Result<Vec<(OsString, FileType)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        entries.push((entry.file_name(), entry.file_type()?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

/// The chart that a path is a part of, as one of its templates, values and the like.
fn enclosing_chart(absolute: &Path, is_folder: bool) -> Option<PathBuf> {
    if is_folder && absolute.join("Chart.yaml").is_file() {
        return None;
    }
    let chart =
        absolute.ancestors().skip(1).find(|ancestor| ancestor.join("Chart.yaml").is_file())?;
    let mut inside = absolute.strip_prefix(chart).ok()?.components();
    let first = inside.next()?.as_os_str().to_str()?.to_owned();
    let is_part = matches!(first.as_str(), "templates" | "charts")
        || (!is_folder && inside.next().is_none() && is_chart_part(&first));
    is_part.then(|| chart.to_path_buf())
}

/// Whether a file in a chart's own folder is there for Helm.
fn is_chart_part(name: &str) -> bool {
    matches!(name, "Chart.yaml" | "Chart.lock" | "requirements.yaml" | "values.schema.json")
        || (name.starts_with("values") && has_manifest_ending(name))
}

fn is_kustomization_name(name: &str) -> bool {
    KUSTOMIZATIONS.contains(&name)
}

fn has_manifest_ending(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("yaml" | "yml" | "json"))
}
