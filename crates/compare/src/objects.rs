use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sekisho_finding::{ObjectRef, Place, SourceId, Sources};
use sekisho_source::Locator;
use sekisho_value::Route;

use crate::{Claim, Spot, Subject, Verdict};

/// The objects of a run, found by what a scanner says of them.
pub(crate) struct Objects<'a> {
    all: &'a [Arc<ObjectRef>],
    sources: &'a dyn Sources,
    /// By kind and name, both in lower case.
    named: HashMap<(String, String), Vec<usize>>,
    /// By the last part of the file's path.
    in_file: HashMap<String, Vec<usize>>,
    /// The line on which each object begins.
    starts: Vec<Option<u32>>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(all: &'a [Arc<ObjectRef>], sources: &'a dyn Sources) -> Self {
        let mut named: HashMap<(String, String), Vec<usize>> = HashMap::new();
        let mut in_file: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, object) in all.iter().enumerate() {
            named.entry(key(&object.kind, &object.name)).or_default().push(at);
            if let Some(file) = path(object, sources) {
                in_file.entry(last_part(&file).to_owned()).or_default().push(at);
            }
        }
        let root = Route::root();
        let wanted: Vec<(&ObjectRef, &Route)> =
            all.iter().map(|object| (&**object, &root)).collect();
        let starts = lines(&wanted, sources);
        Self { all, sources, named, in_file, starts }
    }

    /// The object with an index.
    pub(crate) fn get(&self, at: usize) -> Option<&Arc<ObjectRef>> {
        self.all.get(at)
    }

    /// The objects with the kind, namespace and name of this one.
    pub(crate) fn namesakes<'s>(
        &'s self,
        object: &'s ObjectRef,
    ) -> impl Iterator<Item = &'s Arc<ObjectRef>> {
        let named = self.named.get(&key(&object.kind, &object.name));
        let named = named.into_iter().flatten().filter_map(|at| self.all.get(*at));
        named.filter(|it| {
            namespace(it.namespace.as_deref()) == namespace(object.namespace.as_deref())
        })
    }

    /// Where an object begins.
    pub(crate) fn spot(&self, at: usize) -> Spot {
        let file = self.all.get(at).and_then(|object| path(object, self.sources));
        Spot { file, line: self.starts.get(at).copied().flatten() }
    }

    /// The objects that a claim is about: by kind, namespace and name, and where a report does not say or
    /// calls a part of an object by a name of its own, by file and line. Usually one; several where the
    /// claim fits all of them.
    ///
    /// Where a scanner joins objects of one name, the file that it tells is the file of any of them.
    pub(crate) fn find(&self, claim: &Claim, joins_names: bool) -> Vec<usize> {
        let mut subject = claim.subject.clone();
        if joins_names {
            subject.file = None;
        }
        let named = self.by_name(&subject);
        if !named.is_empty() {
            return named;
        }
        let here = self.by_file(&claim.subject);
        if let Some(at) = self.by_line(&here, claim.subject.line) {
            return vec![at];
        }
        let said: Vec<usize> = here.iter().copied().filter(|at| self.is_said(*at, claim)).collect();
        match (said.as_slice(), here.as_slice()) {
            ([only], _) | ([], [only]) if claim.subject.name.is_none() => vec![*only],
            // What holds for a file holds for all that is in it.
            _ if claim.subject.name.is_none() && claim.verdict != Verdict::Failed => here,
            _ => Vec::new(),
        }
    }

    fn by_name(&self, subject: &Subject) -> Vec<usize> {
        let (Some(kind), Some(name)) = (&subject.kind, &subject.name) else { return Vec::new() };
        let is_here = |at: &usize| {
            let object = self.all.get(*at);
            object.is_some_and(|it| {
                namespace(it.namespace.as_deref()) == namespace(subject.namespace.as_deref())
            })
        };
        let named = self.named.get(&key(kind, name)).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<usize> = named.iter().copied().filter(is_here).collect();
        if found.is_empty() && subject.namespace.is_none() {
            found = named.to_vec();
        }
        if found.len() > 1 && subject.file.is_some() {
            let here = self.by_file(subject);
            let narrowed: Vec<usize> =
                found.iter().copied().filter(|at| here.contains(at)).collect();
            if !narrowed.is_empty() {
                found = narrowed;
            }
            if found.len() > 1
                && let Some(at) = self.by_line(&found, subject.line)
            {
                found = vec![at];
            }
        }
        found
    }

    /// The objects of a file: of the files whose path ends as the claim's does, or the other way round,
    /// those that share most of it.
    fn by_file(&self, subject: &Subject) -> Vec<usize> {
        let Some(file) = &subject.file else { return Vec::new() };
        let mut best = 0;
        let mut found = Vec::new();
        for at in self.in_file.get(last_part(file)).into_iter().flatten() {
            let object = self.all.get(*at);
            let Some(ours) = object.and_then(|object| path(object, self.sources)) else { continue };
            let Some(shared) = shared(file, &ours) else { continue };
            if shared > best {
                best = shared;
                found.clear();
            }
            if shared == best {
                found.push(*at);
            }
        }
        found
    }

    /// The object that begins last, at a line or before it.
    fn by_line(&self, among: &[usize], line: Option<u32>) -> Option<usize> {
        let line = line?;
        let start = |at: &usize| self.starts.get(*at).copied().flatten();
        let before = among.iter().filter(|at| start(at).is_some_and(|start| start <= line));
        // What stands before the first object, a comment or a mark, belongs to it.
        let first = || among.iter().filter(|at| start(at).is_some()).min_by_key(|at| start(at));
        before.max_by_key(|at| start(at)).or_else(first).copied()
    }

    /// Whether the scanner's words name the object: `Container 'x' of Deployment 'web' should …`.
    fn is_said(&self, at: usize, claim: &Claim) -> bool {
        self.all.get(at).is_some_and(|object| {
            !object.name.is_empty()
                && claim.message.contains(&format!("{} '{}'", object.kind, object.name))
        })
    }
}

/// The file of an object as a person would write it, or the file that it was rendered from.
pub(crate) fn path(object: &ObjectRef, sources: &dyn Sources) -> Option<String> {
    let document = object.document.as_ref()?;
    let rendered = || {
        let origin = object.origin.as_deref()?;
        let template = origin.template.as_deref()?;
        Some(match &origin.chart {
            Some(chart) => format!("{}/{template}", chart.trim_end_matches('/')),
            None => template.to_owned(),
        })
    };
    let file = sources.file(document.source).map(str::to_owned).or_else(rendered);
    Some(file.unwrap_or_else(|| sources.name(document.source).to_owned()))
}

/// A place to be looked up: the index of the answer, the document and the route in it.
type Wanted = (usize, u32, Route);

/// The lines of places, in the order in which they are given; every text is read once.
pub(crate) fn lines(wanted: &[(&ObjectRef, &Route)], sources: &dyn Sources) -> Vec<Option<u32>> {
    let mut found = vec![None; wanted.len()];
    let mut by_part: BTreeMap<(SourceId, u32), Vec<Wanted>> = BTreeMap::new();
    for (slot, (object, route)) in wanted.iter().enumerate() {
        let Some(document) = &object.document else { continue };
        let part = sources.part_of(document.source, document.index);
        let route = document.base.join(route);
        let wanted = by_part.entry((document.source, part)).or_default();
        wanted.push((slot, document.index, route));
    }
    for ((source, part), wanted) in by_part {
        let Some(part) = sources.part(source, part) else { continue };
        let routes: Vec<(u32, &Route)> = wanted
            .iter()
            .map(|(_, index, route)| (index.saturating_sub(part.documents), route))
            .collect();
        let located = Locator::new(&part.text).locate(&routes);
        for ((slot, ..), located) in wanted.iter().zip(located) {
            if let (Some(place), Some(located)) = (found.get_mut(*slot), located) {
                let span = located.key.unwrap_or(located.value);
                *place = Some(span.line + part.lines);
            }
        }
    }
    found
}

/// Where findings are.
pub(crate) fn spots(places: &[(&Place, Option<u32>)], sources: &dyn Sources) -> Vec<Spot> {
    let wanted: Vec<(&ObjectRef, &Route)> =
        places.iter().map(|(place, _)| (&*place.object, &place.route)).collect();
    let lines = lines(&wanted, sources);
    let spot = |((place, line), found): (&(&Place, Option<u32>), Option<u32>)| Spot {
        file: path(&place.object, sources),
        line: line.or(found),
    };
    places.iter().zip(lines).map(spot).collect()
}

fn key(kind: &str, name: &str) -> (String, String) {
    (kind.to_ascii_lowercase(), name.to_ascii_lowercase())
}

/// Scanners write `default` where a manifest names no namespace.
fn namespace(written: Option<&str>) -> &str {
    written.filter(|namespace| *namespace != "default").unwrap_or_default()
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// How many of the last parts of two paths are the same, where one path is the end of the other.
fn shared(one: &str, other: &str) -> Option<usize> {
    let parts = |path: &str| -> Vec<String> {
        let named = |part: &&str| !part.is_empty() && *part != ".";
        path.split(['/', '\\']).filter(named).map(str::to_owned).collect()
    };
    let (one, other) = (parts(one), parts(other));
    let same = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    // Somebody who stands elsewhere writes another way to the same file.
    let leads_up = |path: &[String]| path.first().is_some_and(|part| part == "..");
    let whole = same == one.len() || same == other.len();
    (whole || leads_up(&one) || leads_up(&other)).then_some(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_path_is_the_end_of_the_other() {
        assert_eq!(shared("/orders.yaml", "examples/shop/orders.yaml"), Some(1));
        assert_eq!(shared("/src/examples/shop/orders.yaml", "shop/orders.yaml"), Some(2));
        assert_eq!(shared("a/orders.yaml", "b/orders.yaml"), None);
        assert_eq!(shared("../b/orders.yaml", "b/orders.yaml"), Some(2));
    }

    #[test]
    fn no_namespace_is_the_default_one() {
        assert_eq!(namespace(Some("default")), namespace(None));
        assert_ne!(namespace(Some("shop")), namespace(None));
    }
}
