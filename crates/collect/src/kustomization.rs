//! What a kustomization refers to, and which kustomizations are roots. Pure, but for a function that
//! looks at other folders, which the caller gives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sekisho_value::Value;

use crate::shown::normal;

/// A kustomization's references, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// Manifests or folders: `resources`, `bases` and `components`.
    pub(crate) resources: Vec<String>,
    /// Everything else that is a file: patches, generators' files, configurations.
    pub(crate) files: Vec<String>,
    /// Whether it is a component, which only makes sense inside another kustomization.
    pub(crate) component: bool,
    /// Whether it wants Helm charts inflated.
    pub(crate) charts: bool,
}

impl References {
    /// Reads a kustomization; none if the file is something else under that name, as Flux's are.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let kustomize = value
            .str_at(&["apiVersion"])
            .is_none_or(|version| version.starts_with("kustomize.config.k8s.io/"));
        if !kustomize || !(value.is_null() || value.as_map().is_some()) {
            return None;
        }
        let mut references = Self {
            component: value.str_at(&["kind"]) == Some("Component"),
            charts: value.field("helmCharts").is_some()
                || value.field("helmChartInflationGenerator").is_some(),
            ..Self::default()
        };
        for field in ["resources", "bases", "components"] {
            references.resources.extend(texts(value, field));
        }
        // Text in place of a path has more than one line.
        let path = |text: &String| !text.contains('\n');
        for field in [
            "patchesStrategicMerge",
            "generators",
            "transformers",
            "validators",
            "configurations",
            "crds",
        ] {
            references.files.extend(texts(value, field).filter(path));
        }
        for field in ["patches", "patchesJson6902", "replacements"] {
            let patches = value.items_at(&[field]).iter();
            references
                .files
                .extend(patches.filter_map(|patch| patch.str_at(&["path"])).map(str::to_owned));
        }
        for field in ["configMapGenerator", "secretGenerator"] {
            for generator in value.items_at(&[field]) {
                references.files.extend(texts(generator, "files").map(|file| {
                    match file.split_once('=') {
                        Some((_, path)) => path.to_owned(),
                        None => file,
                    }
                }));
                references.files.extend(texts(generator, "envs"));
                references.files.extend(generator.str_at(&["env"]).map(str::to_owned));
            }
        }
        references.files.extend(value.str_at(&["openapi", "path"]).map(str::to_owned));
        for chart in value.items_at(&["helmCharts"]) {
            references.files.extend(chart.str_at(&["valuesFile"]).map(str::to_owned));
            references.files.extend(texts(chart, "additionalValuesFiles"));
        }
        Some(references)
    }
}

fn texts<'v>(value: &'v Value, field: &'v str) -> impl Iterator<Item = String> + use<'v> {
    value.items_at(&[field]).iter().filter_map(Value::as_str).map(str::to_owned)
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum There {
    Nothing,
    File,
    /// A folder, with the references of its kustomization if it has one.
    Folder(Option<References>),
}

/// A kustomization that no other one in the input consumes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Root {
    /// Its folder, absolute.
    pub(crate) folder: PathBuf,
    /// The manifests that go into it, here and in what it consumes, by their absolute paths.
    pub(crate) resources: BTreeSet<PathBuf>,
    /// The other files that go into it.
    pub(crate) files: BTreeSet<PathBuf>,
    /// The folders of the kustomizations that go into it, its own included.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// References that only the network could resolve.
    pub(crate) remote: Vec<String>,
    /// Whether it is a component, which cannot be rendered by itself.
    pub(crate) component: bool,
    /// Whether Helm charts go into it.
    pub(crate) charts: bool,
}

/// The roots among kustomizations, given by their absolute folders in a stable order.
///
/// Kustomizations that consume each other in a circle have a root all the same, the first one:
/// `kustomize` then says what is wrong.
pub(crate) fn roots(folders: &[PathBuf], look: &mut dyn FnMut(&Path) -> There) -> Vec<Root> {
    let mut seen = Seen { look, known: BTreeMap::new() };
    let trees: Vec<Root> = folders.iter().map(|folder| seen.gather(folder)).collect();
    let consumed: BTreeSet<&PathBuf> = trees
        .iter()
        .flat_map(|root| root.folders.iter().filter(|folder| **folder != root.folder))
        .collect();
    let mut roots: Vec<Root> =
        trees.iter().filter(|root| !consumed.contains(&root.folder)).cloned().collect();
    for root in &trees {
        if !roots.iter().any(|known| known.folders.contains(&root.folder)) {
            roots.push(root.clone());
        }
    }
    roots.sort_by(|a, b| a.folder.cmp(&b.folder));
    roots
}

struct Seen<'l> {
    look: &'l mut dyn FnMut(&Path) -> There,
    known: BTreeMap<PathBuf, There>,
}

impl Seen<'_> {
    fn at(&mut self, path: &Path) -> There {
        if let Some(there) = self.known.get(path) {
            return there.clone();
        }
        let there = (self.look)(path);
        self.known.insert(path.to_path_buf(), there.clone());
        there
    }

    /// Follows all references from a folder. Each folder is entered once, so circles end.
    fn gather(&mut self, start: &Path) -> Root {
        let mut root = Root { folder: start.to_path_buf(), ..Root::default() };
        let mut todo = vec![start.to_path_buf()];
        while let Some(folder) = todo.pop() {
            if root.folders.contains(&folder) {
                continue;
            }
            let There::Folder(Some(references)) = self.at(&folder) else {
                continue;
            };
            root.component |= references.component && folder == start;
            root.charts |= references.charts;
            root.folders.insert(folder.clone());
            for text in references.resources {
                let path = normal(&folder.join(&text));
                match self.at(&path) {
                    There::File => {
                        root.resources.insert(path);
                    }
                    There::Folder(_) => todo.push(path),
                    There::Nothing if is_remote(&text) => root.remote.push(text),
                    There::Nothing => {}
                }
            }
            for text in references.files {
                let path = normal(&folder.join(&text));
                match self.at(&path) {
                    There::File => {
                        root.files.insert(path);
                    }
                    There::Folder(_) => todo.push(path),
                    There::Nothing if is_remote(&text) => root.remote.push(text),
                    There::Nothing => {}
                }
            }
        }
        root
    }
}

/// Whether a reference that leads to nothing on disk names something on the network: a URL, or a
/// repository as `kustomize` writes it, `github.com/owner/name//path?ref=v1`.
fn is_remote(text: &str) -> bool {
    let host = text.split(['/', ':']).next().unwrap_or_default();
    text.contains("://")
        || text.contains("::")
        || text.contains("?ref=")
        || text.starts_with("git@")
        || text
            .split(['/', '?'])
            .any(|part| part.strip_suffix(".git").is_some_and(|name| !name.is_empty()))
        || (host.contains('.') && !host.starts_with('.') && text.matches('/').count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(resources: &[&str], files: &[&str]) -> References {
        References {
            resources: resources.iter().map(ToString::to_string).collect(),
            files: files.iter().map(ToString::to_string).collect(),
            ..References::default()
        }
    }

    fn look<'a>(kustomizations: &'a [(&'a str, References)]) -> impl FnMut(&Path) -> There + 'a {
        |path| {
            let known = kustomizations.iter().find(|(folder, _)| Path::new(folder) == path);
            match known {
                Some((_, references)) => There::Folder(Some(references.clone())),
                None if path.extension().is_some_and(|ending| ending == "yaml") => There::File,
                None => There::Nothing,
            }
        }
    }

    #[test]
    fn a_base_that_an_overlay_consumes_is_no_root() {
        let all = [
            ("/a/base", references(&["web.yaml"], &[])),
            ("/a/common", References { component: true, ..references(&["policy.yaml"], &[]) }),
            ("/a/over/dev", references(&["../../base", "../../common"], &["patch.yaml"])),
            ("/a/over/prod", references(&["../../base", "extra.yaml"], &[])),
        ];
        let folders: Vec<PathBuf> = all.iter().map(|(folder, _)| PathBuf::from(folder)).collect();
        let roots = roots(&folders, &mut look(&all));
        let names: Vec<_> = roots.iter().map(|root| root.folder.to_str().unwrap()).collect();
        assert_eq!(names, ["/a/over/dev", "/a/over/prod"]);
        assert_eq!(
            roots[0].resources,
            ["/a/base/web.yaml".into(), "/a/common/policy.yaml".into()].into()
        );
        assert_eq!(roots[0].files, ["/a/over/dev/patch.yaml".into()].into());
    }

    #[test]
    fn a_circle_has_a_root() {
        let all = [("/a", references(&["/b"], &[])), ("/b", references(&["/a"], &[]))];
        let roots = roots(&["/a".into(), "/b".into()], &mut look(&all));
        assert_eq!(roots.len(), 1);
        assert_eq!(roots[0].folder, Path::new("/a"));
    }

    #[test]
    fn remote_references_are_known_by_their_form() {
        for text in [
            "https://example.com/x.yaml",
            "github.com/owner/name//path?ref=v1",
            "github.com/owner/name",
            "git@github.com:owner/name.git",
            "git::https://x/y",
        ] {
            assert!(is_remote(text), "{text}");
        }
        for text in ["../base", "missing.yaml", "./a/b/c.yaml", "a.b/c.yaml", "../../a.b/c"] {
            assert!(!is_remote(text), "{text}");
        }
    }

    #[test]
    fn all_ways_to_name_a_file_are_known() {
        let value: Value = serde_json::from_str(
            r#"{"resources":["a.yaml"],"patches":[{"path":"b.yaml"},{"patch":"x"}],
                "patchesStrategicMerge":["c.yaml","a: 1\nb: 2"],"configMapGenerator":[{"files":["d.json","k=e.yaml"],"envs":["f.env"]}],
                "transformers":["g"],"replacements":[{"path":"h.yaml"}],"openapi":{"path":"i.json"}}"#,
        )
        .unwrap();
        let references = References::of(&value).unwrap();
        assert_eq!(references.resources, ["a.yaml"]);
        let mut files = references.files;
        files.sort();
        assert_eq!(
            files,
            ["b.yaml", "c.yaml", "d.json", "e.yaml", "f.env", "g", "h.yaml", "i.json"]
        );
    }

    #[test]
    fn what_flux_calls_a_kustomization_is_none() {
        let value: Value = serde_json::from_str(
            r#"{"apiVersion":"kustomize.toolkit.fluxcd.io/v1","kind":"Kustomization"}"#,
        )
        .unwrap();
        assert_eq!(References::of(&value), None);
    }
}
