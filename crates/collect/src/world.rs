//! Which plain files belong together. Pure: it sees names and objects, never a disk.

use std::collections::{BTreeMap, HashMap, HashSet};

use sekisho_value::Value;

use crate::names;

/// A folder of the input.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// The folder around it; none for a path that the user named.
    pub(crate) parent: Option<usize>,
    /// Its own name; what the user named has none, because the name of a checkout says nothing.
    pub(crate) name: String,
    /// Its path as the user would write it.
    pub(crate) shown: String,
    /// Whether it holds something that makes it a project of its own: `.git`, `sekisho.toml`,
    /// `Chart.yaml` or a kustomization.
    pub(crate) marker: bool,
}

/// A plain file with at least one object.
#[derive(Clone, Debug)]
pub(crate) struct Member<'v> {
    /// The folder that it is in.
    pub(crate) folder: usize,
    /// Its file name.
    pub(crate) name: &'v str,
    /// Its objects.
    pub(crate) objects: Vec<&'v Value>,
}

/// The world of a file: a folder, or a part of the files of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Seat {
    pub(crate) folder: usize,
    pub(crate) part: Part,
}

/// Which files of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// All that belong to no other part, and those of folders below.
    Whole,
    /// Those whose names carry an environment.
    Environment(&'static str),
    /// One that says the same things differently than another one.
    File(String),
}

impl Seat {
    /// What a person calls this world.
    pub(crate) fn name(&self, folders: &[Folder]) -> String {
        let shown = folders.get(self.folder).map_or(".", |folder| folder.shown.as_str());
        match &self.part {
            Part::Whole => shown.to_owned(),
            Part::Environment(name) => format!("{shown} ({name})"),
            Part::File(name) if shown == "." => name.clone(),
            Part::File(name) => format!("{}/{name}", shown.trim_end_matches('/')),
        }
    }
}

/// The world of each member, in their order.
pub(crate) fn seats(folders: &[Folder], members: &[Member<'_>]) -> Vec<Seat> {
    let parts = parts(members);
    let whole: Vec<bool> = parts.iter().map(|part| *part == Part::Whole).collect();
    let holds: HashSet<usize> = members
        .iter()
        .zip(&whole)
        .filter(|(_, whole)| **whole)
        .map(|(member, _)| member.folder)
        .collect();

    let mut barriers: HashSet<usize> =
        (0..folders.len()).filter(|index| is_barrier(folders, *index)).collect();
    let holds = with_sorts(folders, holds);
    let joined = roots(folders, &holds, &barriers);
    barriers.extend(conflicts(folders, members, &whole, &joined));
    let roots = roots(folders, &holds, &barriers);

    members
        .iter()
        .zip(parts)
        .map(|(member, part)| match part {
            Part::Whole => Seat {
                folder: roots.get(member.folder).copied().flatten().unwrap_or(member.folder),
                part,
            },
            part => Seat { folder: member.folder, part },
        })
        .collect()
}

/// What an object is called in a cluster; two with the same are the same object.
type Identity<'v> = (&'v str, &'v str, Option<&'v str>, &'v str);

/// Objects with the same identity, each with the number of the file or folder that defines it.
type Holders<'v> = Vec<(usize, &'v Value)>;

fn identity(value: &Value) -> Option<Identity<'_>> {
    let name = value.str_at(&["metadata", "name"])?;
    let version = value.str_at(&["apiVersion"])?;
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let kind = value.str_at(&["kind"])?;
    Some((group, kind, value.str_at(&["metadata", "namespace"]), name))
}

/// Whether some of these say something else than the others.
fn differ(values: &[(usize, &Value)]) -> bool {
    values
        .split_first()
        .is_some_and(|((_, first), rest)| rest.iter().any(|(_, value)| value != first))
}

/// The part that each file is of its folder.
fn parts(members: &[Member<'_>]) -> Vec<Part> {
    let mut parts = vec![Part::Whole; members.len()];
    let mut by_folder: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        by_folder.entry(member.folder).or_default().push(index);
    }
    for indices in by_folder.values().filter(|indices| indices.len() > 1) {
        let environment = |index: &usize| {
            let name = members.get(*index)?.name;
            names::environment(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
        };
        let environments: HashSet<&str> = indices.iter().filter_map(environment).collect();
        if environments.len() > 1 {
            for index in indices {
                if let (Some(part), Some(name)) = (parts.get_mut(*index), environment(index)) {
                    *part = Part::Environment(name);
                }
            }
        }
        for index in alternatives(members, indices, &parts) {
            if let (Some(part), Some(member)) = (parts.get_mut(index), members.get(index)) {
                *part = Part::File(member.name.to_owned());
            }
        }
    }
    parts
}

/// Files of one folder that are alternatives: another one defines at least half of what each defines,
/// and something of it differently. A name used twice by mistake does not take a project apart.
fn alternatives(members: &[Member<'_>], indices: &[usize], parts: &[Part]) -> Vec<usize> {
    let mut by_identity: HashMap<(Option<&Part>, Identity<'_>), Holders<'_>> = HashMap::new();
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for index in indices {
        let objects = members.get(*index).map(|member| &member.objects);
        for value in objects.into_iter().flatten() {
            // Every file of a project may bring the namespace along.
            if let Some(identity) = identity(value).filter(|(_, kind, ..)| *kind != "Namespace") {
                tallies.entry(*index).or_default().defined += 1;
                by_identity.entry((parts.get(*index), identity)).or_default().push((*index, value));
            }
        }
    }
    for holders in by_identity.values() {
        if holders.first().map(|first| first.0) == holders.last().map(|last| last.0) {
            continue;
        }
        let differ = differ(holders);
        for (index, _) in holders {
            let tally = tallies.entry(*index).or_default();
            tally.shared += 1;
            tally.differ |= differ;
        }
    }
    tallies
        .into_iter()
        .filter(|(_, tally)| tally.differ && tally.shared * 2 >= tally.defined)
        .map(|(index, _)| index)
        .collect()
}

/// How much of a file other files of its folder define too.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    defined: usize,
    shared: usize,
    differ: bool,
}

fn is_barrier(folders: &[Folder], index: usize) -> bool {
    let Some(folder) = folders.get(index) else {
        return false;
    };
    let Some(parent) = folder.parent.and_then(|parent| folders.get(parent)) else {
        return true;
    };
    folder.marker || names::stands_apart(&folder.name, Some(&parent.name))
}

/// Adds the folders that hold manifests through sub-folders named after sorts of resources: where
/// all of them are, `shop/rbac` and `shop/deployments`, they are one project.
fn with_sorts(folders: &[Folder], holds: HashSet<usize>) -> HashSet<usize> {
    let mut below: HashMap<usize, (usize, usize)> = HashMap::new();
    let mut seen = HashSet::new();
    for index in &holds {
        // Every folder on the way up holds something somewhere below.
        let mut at = *index;
        while seen.insert(at) {
            let Some(folder) = folders.get(at) else { break };
            let Some(parent) = folder.parent else { break };
            let counts = below.entry(parent).or_default();
            counts.0 += usize::from(names::is_sort(&folder.name));
            counts.1 += 1;
            at = parent;
        }
    }
    let mut all = holds;
    all.extend(
        below
            .into_iter()
            .filter(|(_, (sorts, all))| sorts == all && *all > 1)
            .map(|(index, _)| index),
    );
    all
}

/// The project root of each folder: the topmost one that holds manifests, below the last barrier.
/// Parents stand before their children.
fn roots(
    folders: &[Folder],
    holds: &HashSet<usize>,
    barriers: &HashSet<usize>,
) -> Vec<Option<usize>> {
    let mut roots: Vec<Option<usize>> = Vec::with_capacity(folders.len());
    for (index, folder) in folders.iter().enumerate() {
        let inherited = folder
            .parent
            .filter(|_| !barriers.contains(&index))
            .and_then(|parent| roots.get(parent).copied().flatten());
        let own = holds.contains(&index).then_some(index);
        roots.push(inherited.or(own));
    }
    roots
}

/// The folders that must stand apart because they define an object differently than another folder
/// of the same world does.
fn conflicts(
    folders: &[Folder],
    members: &[Member<'_>],
    whole: &[bool],
    roots: &[Option<usize>],
) -> HashSet<usize> {
    let mut by_identity: HashMap<(usize, Identity<'_>), Holders<'_>> = HashMap::new();
    for (member, _) in members.iter().zip(whole).filter(|(_, whole)| **whole) {
        let Some(root) = roots.get(member.folder).copied().flatten() else {
            continue;
        };
        for value in &member.objects {
            if let Some(identity) = identity(value) {
                by_identity.entry((root, identity)).or_default().push((member.folder, value));
            }
        }
    }
    let mut apart = HashSet::new();
    let mut taken_apart = HashSet::new();
    for holders in by_identity.values() {
        let several = holders
            .iter()
            .any(|(folder, _)| holders.first().is_some_and(|(first, _)| first != folder));
        if !several || !differ(holders) {
            continue;
        }
        let mut ways: Vec<Vec<usize>> =
            holders.iter().map(|(folder, _)| way(folders, *folder)).collect();
        ways.sort();
        ways.dedup();
        // Neighbours in this order meet at every place where two of the ways part.
        for (left, right) in ways.iter().zip(ways.iter().skip(1)) {
            let common = left.iter().zip(right).take_while(|(a, b)| a == b).count();
            if common == left.len() {
                apart.extend(right.get(common).copied());
            } else {
                taken_apart.extend(common.checked_sub(1).and_then(|last| left.get(last)).copied());
            }
        }
    }
    apart.extend((0..folders.len()).filter(|index| {
        folders
            .get(*index)
            .and_then(|folder| folder.parent)
            .is_some_and(|parent| taken_apart.contains(&parent))
    }));
    apart
}

/// The folders from the named path down to this one.
fn way(folders: &[Folder], folder: usize) -> Vec<usize> {
    let mut way = vec![folder];
    let mut at = folder;
    while let Some(parent) = folders.get(at).and_then(|folder| folder.parent) {
        way.push(parent);
        at = parent;
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests;
