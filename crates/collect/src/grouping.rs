//! From texts to worlds: which objects go together, and what their world is called.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use sekisho_finding::{DocumentRef, Origin, Problem, ProblemKind, SourceId};
use sekisho_inventory::{Object, Snapshot, World, WorldKind};

use crate::WorldRule;
use crate::documents::Entry;
use crate::walk::Tree;
use crate::world::{self, Member, Seat};

/// The objects of one text.
#[derive(Debug)]
pub(crate) struct TextObjects {
    pub(crate) source: SourceId,
    pub(crate) from: From,
    pub(crate) entries: Vec<(Entry, Option<Arc<Origin>>)>,
}

/// Where a text comes from, as far as worlds care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// A plain file, by its place in the tree.
    File(usize),
    StandardInput,
    /// The rendering of a folder.
    Rendering(WorldKind, usize),
}

/// The worlds of all objects, sorted by name. Texts come in a stable order, and so do the objects of
/// each world.
pub(crate) fn snapshots(
    tree: &Tree,
    texts: Vec<TextObjects>,
    rule: &WorldRule,
    problems: &mut Vec<Problem>,
) -> Vec<Snapshot> {
    let homes = homes(tree, &texts, rule, problems);
    let names = names(tree, &homes);
    let mut worlds: BTreeMap<Arc<str>, (WorldKind, Vec<Object>)> = BTreeMap::new();
    for (text, home) in texts.into_iter().zip(homes) {
        let (Some(name), false) = (names.get(&home), text.entries.is_empty()) else {
            continue;
        };
        let (_, objects) =
            worlds.entry(Arc::clone(name)).or_insert_with(|| (home.kind(), Vec::new()));
        objects.extend(text.entries.into_iter().map(|(entry, origin)| {
            let document =
                DocumentRef { source: text.source, index: entry.document, base: entry.base };
            let mut object = Object::new(entry.value, Arc::clone(name), Some(document), origin);
            object.duplicate_keys = entry.duplicates;
            object.waivers = entry.waivers;
            object
        }));
    }
    worlds
        .into_iter()
        .map(|(name, (kind, objects))| Snapshot::new(World { name, kind }, objects))
        .collect()
}

/// A world before it has a name. The order is that in which names are given: what comes first gets
/// the plain one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Named(String),
    One,
    StandardInput,
    Chart(usize),
    Kustomization(usize),
    Path(usize),
    Files(Seat),
}

impl Home {
    fn kind(&self) -> WorldKind {
        match self {
            Self::Chart(_) => WorldKind::Chart,
            Self::Kustomization(_) => WorldKind::Kustomization,
            _ => WorldKind::Files,
        }
    }

    fn shown(&self, tree: &Tree) -> String {
        let folder = |index: &usize| {
            tree.folders.get(*index).map_or_else(|| ".".to_owned(), |folder| folder.shown.clone())
        };
        match self {
            Self::Named(name) => name.clone(),
            Self::One => match tree
                .folders
                .iter()
                .filter(|folder| folder.parent.is_none())
                .collect::<Vec<_>>()
                .as_slice()
            {
                [only] => only.shown.clone(),
                _ => "all".to_owned(),
            },
            Self::StandardInput => "-".to_owned(),
            Self::Chart(index) | Self::Kustomization(index) | Self::Path(index) => folder(index),
            Self::Files(seat) => seat.name(&tree.folders),
        }
    }
}

fn homes(
    tree: &Tree,
    texts: &[TextObjects],
    rule: &WorldRule,
    problems: &mut Vec<Problem>,
) -> Vec<Home> {
    if *rule == WorldRule::One {
        return texts.iter().map(|_| Home::One).collect();
    }
    let named = match rule {
        WorldRule::Named(worlds) => matchers(tree, worlds, problems),
        _ => Vec::new(),
    };
    let mut homes: Vec<Option<Home>> = texts
        .iter()
        .map(|text| match text.from {
            From::StandardInput => Some(Home::StandardInput),
            From::Rendering(WorldKind::Chart, folder) => Some(Home::Chart(folder)),
            From::Rendering(_, folder) => Some(Home::Kustomization(folder)),
            From::File(file) => {
                let file = tree.files.get(file)?;
                let root = root(tree, file.folder);
                if *rule == WorldRule::PerPath {
                    return Some(Home::Path(root));
                }
                let path = tree.absolute(file);
                named
                    .iter()
                    .find(|(of, _, globs)| *of == root && is_in(globs, &path))
                    .map(|(_, name, _)| Home::Named(name.clone()))
            }
        })
        .collect();

    let mut open = Vec::new();
    let mut members = Vec::new();
    for (index, (text, home)) in texts.iter().zip(&homes).enumerate() {
        let From::File(file) = text.from else { continue };
        let Some(file) = tree.files.get(file) else { continue };
        if home.is_none() && !text.entries.is_empty() {
            open.push(index);
            members.push(Member {
                folder: file.folder,
                name: &file.name,
                objects: text.entries.iter().map(|(entry, _)| &entry.value).collect(),
            });
        }
    }
    for (index, seat) in open.into_iter().zip(world::seats(&tree.folders, &members)) {
        if let Some(home) = homes.get_mut(index) {
            *home = Some(Home::Files(seat));
        }
    }
    // A text without objects is in no world; it may have any.
    homes.into_iter().map(|home| home.unwrap_or(Home::One)).collect()
}

/// The named path that a folder was found from.
fn root(tree: &Tree, folder: usize) -> usize {
    let mut at = folder;
    while let Some(parent) = tree.folders.get(at).and_then(|folder| folder.parent) {
        at = parent;
    }
    at
}

/// The globs of each named world for each named path.
fn matchers(
    tree: &Tree,
    worlds: &[crate::NamedWorld],
    problems: &mut Vec<Problem>,
) -> Vec<(usize, String, Gitignore)> {
    let mut matchers = Vec::new();
    let roots = tree.folders.iter().zip(&tree.places).enumerate();
    for (root, (_, place)) in roots.filter(|(_, (folder, _))| folder.parent.is_none()) {
        for world in worlds {
            let mut builder = GitignoreBuilder::new(&place.absolute);
            for glob in &world.globs {
                if builder.add_line(None, glob).is_err() {
                    problems.push(
                        Problem::new(
                            ProblemKind::Configuration,
                            glob,
                            format!("the glob of world `{}` cannot be used", world.name),
                        )
                        .help("write it as in a `.gitignore` file"),
                    );
                }
            }
            if let Ok(globs) = builder.build() {
                matchers.push((root, world.name.clone(), globs));
            }
        }
    }
    matchers
}

fn is_in(globs: &Gitignore, path: &Path) -> bool {
    globs.matched_path_or_any_parents(path, false).is_ignore()
}

/// Names that differ; where two worlds would have the same one, the later kind says what it is.
fn names(tree: &Tree, homes: &[Home]) -> BTreeMap<Home, Arc<str>> {
    let mut sorted: Vec<&Home> = homes.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut taken: HashSet<Arc<str>> = HashSet::new();
    let mut names = BTreeMap::new();
    for home in sorted {
        let shown = home.shown(tree);
        let by_kind = match home {
            Home::Chart(_) => format!("{shown} (chart)"),
            Home::Kustomization(_) => format!("{shown} (kustomization)"),
            _ => format!("{shown} (files)"),
        };
        let numbered = (2..).map(|n| format!("{shown} ({n})"));
        let name = [shown.clone(), by_kind]
            .into_iter()
            .chain(numbered)
            .map(Arc::from)
            .find(|name| !taken.contains(name));
        if let Some(name) = name {
            taken.insert(Arc::clone(&name));
            names.insert(home.clone(), name);
        }
    }
    names
}
