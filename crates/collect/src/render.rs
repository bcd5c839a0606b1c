//! Charts and kustomizations to objects, and which files need not be read as manifests any more.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sekisho_finding::{Origin, Problem, ProblemKind};
use sekisho_inventory::WorldKind;
use sekisho_value::{Keys, Value};

use crate::documents::Content;
use crate::helm::{self, Reason, Templates};
use crate::kustomization::{self, References, Root, There};
use crate::shown::{self, Standpoint};
use crate::walk::{KUSTOMIZATIONS, Role, Tree};
use crate::{Limits, Progress, RenderMode, RenderOptions, command, kustomize, open, reading};

/// What rendering gave.
#[derive(Debug, Default)]
pub(crate) struct Renderings {
    pub(crate) rendered: Vec<Rendering>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unrendered: u64,
    /// Files that belong to charts and kustomizations, by their place in the tree: not to be read as
    /// manifests.
    pub(crate) taken: HashSet<usize>,
}

/// What one folder was rendered to.
#[derive(Debug)]
pub(crate) struct Rendering {
    pub(crate) folder: usize,
    pub(crate) kind: WorldKind,
    pub(crate) text: String,
    pub(crate) content: Content,
    /// The origin of each entry of the content.
    pub(crate) origins: Vec<Arc<Origin>>,
}

/// Renders all charts and root kustomizations of a tree.
pub(crate) fn render(
    tree: &Tree,
    options: &RenderOptions,
    limits: &Limits,
    standpoint: &Standpoint,
    progress: &dyn Progress,
) -> Renderings {
    let context = Context {
        tree,
        options,
        limits,
        standpoint,
        progress,
        helm: options.helm.clone().or_else(|| command::find("helm")),
        kustomize: options
            .kustomize
            .clone()
            .or_else(|| command::find("kustomize"))
            .or_else(|| command::find("kubectl")),
    };
    let mut renderings = Renderings::default();
    context.charts(&mut renderings);
    context.kustomizations(&mut renderings);
    renderings
}

struct Context<'a> {
    tree: &'a Tree,
    options: &'a RenderOptions,
    limits: &'a Limits,
    standpoint: &'a Standpoint,
    progress: &'a dyn Progress,
    helm: Option<PathBuf>,
    kustomize: Option<PathBuf>,
}

impl Context<'_> {
    fn charts(&self, renderings: &mut Renderings) {
        let charts: Vec<usize> =
            self.tree.charts.iter().copied().filter(|chart| !self.is_library(*chart)).collect();
        let results: Vec<_> = charts.par_iter().map(|chart| self.chart(*chart)).collect();
        let mut done = HashSet::new();
        for (chart, result) in charts.into_iter().zip(results) {
            match result {
                Ok(rendering) => {
                    done.insert(chart);
                    renderings.rendered.push(rendering);
                }
                Err(reason) => renderings.fail("chart", self.shown(chart), reason),
            }
        }
        for (index, file) in self.tree.files.iter().enumerate() {
            let taken = match file.role {
                Role::Chart(_) => true,
                Role::ChartCrd(chart) => done.contains(&chart),
                Role::Plain | Role::Kustomization => false,
            };
            if taken {
                renderings.taken.insert(index);
            }
        }
    }

    fn chart(&self, chart: usize) -> Result<Rendering, Reason> {
        let shown = self.shown(chart);
        if self.options.mode == RenderMode::Off {
            return Err(switched_off());
        }
        let Some(program) = &self.helm else {
            return Err((
                "there is no `helm` on the `PATH`".to_owned(),
                "install Helm, or scan what `helm template` gives".to_owned(),
            ));
        };
        let place = self.tree.places.get(chart).ok_or_else(switched_off)?;
        self.progress.rendering(shown);
        let home = home()?;
        let text = helm::template(program, &place.path, shown, home.path(), self.options)?;
        let templates = Templates::of(&text);
        let content = self.read(&text)?;
        let origins = content
            .entries
            .iter()
            .map(|entry| Arc::new(helm::origin(shown, templates.at(entry.line))))
            .collect();
        Ok(Rendering { folder: chart, kind: WorldKind::Chart, text, content, origins })
    }

    fn is_library(&self, chart: usize) -> bool {
        let path = self.tree.places.get(chart).map(|place| place.path.join("Chart.yaml"));
        path.and_then(|path| self.document(&path)).is_some_and(|chart| helm::is_library(&chart))
    }

    fn kustomizations(&self, renderings: &mut Renderings) {
        let by_path: HashMap<PathBuf, usize> = self
            .tree
            .places
            .iter()
            .enumerate()
            .map(|(index, place)| (place.absolute.clone(), index))
            .collect();
        let mut folders: Vec<PathBuf> = self
            .tree
            .files
            .iter()
            .filter(|file| file.role == Role::Kustomization)
            .filter_map(|file| self.tree.places.get(file.folder))
            .map(|place| place.absolute.clone())
            .filter(|folder| matches!(self.look(folder), There::Folder(Some(_))))
            .collect();
        if folders.is_empty() {
            return;
        }
        folders.sort();
        folders.dedup();
        let mut taken: HashSet<PathBuf> = HashSet::new();
        let mut rendered: BTreeSet<PathBuf> = BTreeSet::new();
        let mut tried: BTreeSet<PathBuf> = BTreeSet::new();
        while !folders.is_empty() {
            let roots = kustomization::roots(&folders, &mut |path| self.look(path));
            let results: Vec<Option<Result<Rendering, Reason>>> = roots
                .par_iter()
                .map(|root| {
                    let folder = by_path.get(&root.folder)?;
                    (!root.component).then(|| self.kustomization(root, *folder, &by_path))
                })
                .collect();
            // What a root would have consumed gets its own turn if the root cannot be rendered.
            let mut next: BTreeSet<PathBuf> = BTreeSet::new();
            for (root, result) in roots.into_iter().zip(results) {
                tried.insert(root.folder.clone());
                taken.extend(root.files);
                for folder in &root.folders {
                    taken.extend(KUSTOMIZATIONS.map(|name| folder.join(name)));
                }
                match result {
                    Some(Ok(rendering)) => {
                        taken.extend(root.resources);
                        rendered.extend(root.folders);
                        renderings.rendered.push(rendering);
                    }
                    Some(Err(reason)) => {
                        let shown =
                            by_path.get(&root.folder).map_or(".", |folder| self.shown(*folder));
                        renderings.fail("kustomization", shown, reason);
                        next.extend(root.folders);
                    }
                    None => {}
                }
            }
            folders = next
                .into_iter()
                .filter(|folder| !tried.contains(folder) && !rendered.contains(folder))
                .filter(|folder| by_path.contains_key(folder))
                .collect();
        }
        for (index, file) in self.tree.files.iter().enumerate() {
            if taken.contains(&self.tree.absolute(file)) {
                renderings.taken.insert(index);
            }
        }
    }

    fn kustomization(
        &self,
        root: &Root,
        folder: usize,
        by_path: &HashMap<PathBuf, usize>,
    ) -> Result<Rendering, Reason> {
        let shown = self.shown(folder);
        let instead = || {
            format!(
                "render it by yourself and scan that: `kustomize build {shown} | sekisho scan -`"
            )
        };
        if self.options.mode == RenderMode::Off {
            return Err(switched_off());
        }
        if let Some(remote) = root.remote.first().filter(|_| !self.options.network) {
            return Err((format!("it needs `{remote}` from the network"), instead()));
        }
        if root.charts {
            return Err((
                "it inflates Helm charts, which `kustomize` does only when told to".to_owned(),
                instead(),
            ));
        }
        let Some(program) = &self.kustomize else {
            return Err((
                "there is neither `kustomize` nor `kubectl` on the `PATH`".to_owned(),
                "install one of them, or scan what `kustomize build` gives".to_owned(),
            ));
        };
        let place = self.tree.places.get(folder).ok_or_else(switched_off)?;
        self.progress.rendering(shown);
        let home = home()?;
        let built = kustomize::build(
            program,
            &place.path,
            &place.absolute,
            shown,
            home.path(),
            self.options,
        )?;
        let mut content = self.read(&built.text)?;
        let origins = content
            .entries
            .iter_mut()
            .map(|entry| {
                let from = built.from.as_ref()?;
                kustomize::take_origin(&mut entry.value, from)
            })
            .map(|path| {
                Arc::new(Origin {
                    template: path.map(|path| self.name(&path, by_path)),
                    base: Some(shown.to_owned()),
                    ..Origin::default()
                })
            })
            .collect();
        Ok(Rendering { folder, kind: WorldKind::Kustomization, text: built.text, content, origins })
    }

    /// What the user would call a file that may be outside the input.
    fn name(&self, path: &Path, by_path: &HashMap<PathBuf, usize>) -> String {
        let folder = path.parent().and_then(|parent| by_path.get(parent));
        match (folder, path.file_name()) {
            (Some(folder), Some(name)) => shown::join(self.shown(*folder), &name.to_string_lossy()),
            _ => self.standpoint.show(path),
        }
    }

    fn shown(&self, folder: usize) -> &str {
        self.tree.folders.get(folder).map_or(".", |folder| &folder.shown)
    }

    fn read(&self, text: &str) -> Result<Content, Reason> {
        reading::stream(&mut text.as_bytes(), self.limits, |error| {
            open::Fault::Other(error.to_string())
        })
        .map_err(|fault| (format!("what it renders to cannot be read: {fault:?}"), String::new()))
    }

    /// What is at an absolute path.
    fn look(&self, path: &Path) -> There {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => There::Folder(
                KUSTOMIZATIONS
                    .iter()
                    .find_map(|name| self.document(&path.join(name)))
                    .and_then(|value| References::of(&value)),
            ),
            Ok(metadata) if metadata.is_file() => There::File,
            _ => There::Nothing,
        }
    }

    /// The first document of a file with something in it, null if there is none; none if it is broken.
    fn document(&self, path: &Path) -> Option<Value> {
        let (bytes, _) = open::read(path, 1 << 20).ok()?;
        let mut first = Value::Null;
        let problems =
            sekisho_source::read(&bytes, &self.limits.source, &mut Keys::new(), |document| {
                if first.is_null() {
                    first = document.value;
                }
            });
        problems.is_empty().then_some(first)
    }
}

impl Renderings {
    fn fail(&mut self, what: &str, shown: &str, (reason, help): Reason) {
        self.unrendered += 1;
        let problem = Problem::new(
            ProblemKind::Unrendered,
            shown,
            format!("the {what} was not rendered: {reason}"),
        );
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
    }
}

fn switched_off() -> Reason {
    ("rendering is switched off".to_owned(), "switch it on, or scan what it renders to".to_owned())
}

/// An empty folder for a renderer's settings and caches.
fn home() -> Result<tempfile::TempDir, Reason> {
    tempfile::Builder::new().prefix("sekisho-").tempdir().map_err(|error| {
        (
            format!("no temporary folder could be made: {error}"),
            "see whether the folder for temporary files can be written".to_owned(),
        )
    })
}
