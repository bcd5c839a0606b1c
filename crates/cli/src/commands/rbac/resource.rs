//! What people call resources, and what the API calls them.

use sekisho_api::{Api, KubeVersion, Resource, nearest_name};
use sekisho_finding::Lang;
use sekisho_inventory::Snapshot;

/// What is asked for, as the authorizer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A resource.
    Resource(Named),
    /// A path that is none.
    Path(String),
}

/// A resource by its names in requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) group: String,
    pub(crate) resource: String,
    /// Empty for the object itself.
    pub(crate) subresource: String,
    /// Whether its objects live in namespaces; none if the resource is not known.
    pub(crate) namespaced: Option<bool>,
}

impl Named {
    /// `pods/exec`, `deployments.apps`.
    pub(crate) fn label(&self) -> String {
        let mut label = self.resource.clone();
        if !self.group.is_empty() {
            label.push('.');
            label.push_str(&self.group);
        }
        if !self.subresource.is_empty() {
            label.push('/');
            label.push_str(&self.subresource);
        }
        label
    }
}

/// A resource that exists somewhere, with all the names that it answers to.
struct Known {
    group: String,
    plural: String,
    /// Singular, kind and short names.
    others: Vec<String>,
    namespaced: bool,
    subresources: Vec<String>,
}

/// Finds what a word means, and says where it means nothing that is known. It is still answered then:
/// a rule may name what no server serves.
pub(crate) fn resolve(
    word: &str,
    version: KubeVersion,
    snapshot: &Snapshot,
    lang: Lang,
) -> (Target, Vec<String>) {
    if word.starts_with('/') {
        return (Target::Path(word.to_owned()), Vec::new());
    }
    let mut notes = Vec::new();
    let (full, subresource) = word.split_once('/').unwrap_or((word, ""));
    let (name, group) = match full.split_once('.') {
        Some((name, group)) => (name, Some(group)),
        None => (full, None),
    };
    let known = known(version, snapshot);
    let fits = |resource: &&Known| {
        group.is_none_or(|group| group_fits(group, &resource.group)) && resource.is_called(name)
    };
    let found: Vec<&Known> = known.iter().filter(fits).collect();
    let Some(resource) = found.first() else {
        if name != "*" {
            notes.push(unknown(full, name, &known, lang));
        }
        let named = Named {
            group: group.unwrap_or_default().to_owned(),
            resource: name.to_owned(),
            subresource: subresource.to_owned(),
            namespaced: None,
        };
        return (Target::Resource(named), notes);
    };
    if !subresource.is_empty() && !resource.subresources.iter().any(|s| s == subresource) {
        let of = &resource.plural;
        notes.push(match lang {
            Lang::En => format!(
                "`{subresource}` is no subresource of {of} that is known; an object of that name is given as \
                 a word of its own: `{of} {subresource}`"
            ),
            Lang::Ja => format!(
                "`{subresource}` は {of} の既知のサブリソースではありません。オブジェクト名なら `{of} \
                 {subresource}` のように分けて指定してください"
            ),
        });
    }
    let other: Vec<String> = found
        .iter()
        .skip(1)
        .filter(|other| other.group != resource.group)
        .map(|other| format!("{}.{}", other.plural, other.group))
        .collect();
    if !other.is_empty() {
        let chosen = if resource.group.is_empty() { "core" } else { resource.group.as_str() };
        notes.push(match lang {
            Lang::En => format!(
                "`{name}` is taken to be that of the group {chosen}; there is {} as well",
                other.join(", ")
            ),
            Lang::Ja => format!(
                "`{name}` はグループ {chosen} のものとして扱います（ほかに {} があります）",
                other.join(", ")
            ),
        });
    }
    let named = Named {
        group: resource.group.clone(),
        resource: resource.plural.clone(),
        subresource: subresource.to_owned(),
        namespaced: Some(resource.namespaced),
    };
    (Target::Resource(named), notes)
}

/// The group itself, or with a version before it as in `deployments.v1.apps`.
fn group_fits(said: &str, group: &str) -> bool {
    said == group
        || said
            .split_once('.')
            .is_some_and(|(version, rest)| version.starts_with('v') && rest == group)
}

impl Known {
    fn is_called(&self, name: &str) -> bool {
        self.plural == name || self.others.iter().any(|other| other.eq_ignore_ascii_case(name))
    }
}

/// Everything that the version serves and that definitions in the snapshot add; of several groups with one
/// name the core comes first, then `apps`, then what is stable.
fn known(version: KubeVersion, snapshot: &Snapshot) -> Vec<Known> {
    let api = Api::of(version);
    let mut built_in: Vec<Resource> = api.resources().collect();
    built_in.sort_by_key(|resource| {
        let of_group = match resource.group() {
            "" => 0,
            "apps" => 1,
            _ => 2,
        };
        (of_group, std::cmp::Reverse(resource.stability()), resource.group())
    });
    let mut known: Vec<Known> = Vec::new();
    for resource in built_in {
        let same = known
            .iter_mut()
            .find(|before| before.group == resource.group() && before.plural == resource.plural());
        let subresources = resource.subresources().map(|s| s.name().to_owned());
        if let Some(before) = same {
            before.subresources.extend(subresources);
            continue;
        }
        let mut others = vec![resource.singular().to_owned(), resource.kind().to_owned()];
        others.extend(resource.short_names().iter().map(|name| (*name).to_owned()));
        known.push(Known {
            group: resource.group().to_owned(),
            plural: resource.plural().to_owned(),
            others,
            namespaced: resource.is_namespaced(),
            subresources: subresources.collect(),
        });
    }
    for definition in snapshot.of_kind("apiextensions.k8s.io", "CustomResourceDefinition") {
        let spec = |path: &[&str]| {
            definition.value.at(&["spec"]).and_then(|spec| spec.str_at(path)).unwrap_or_default()
        };
        let mut others =
            vec![spec(&["names", "singular"]).to_owned(), spec(&["names", "kind"]).to_owned()];
        let short = definition.value.items_at(&["spec", "names", "shortNames"]).iter();
        others.extend(short.filter_map(|name| name.as_str().map(str::to_owned)));
        others.retain(|name| !name.is_empty());
        known.push(Known {
            group: spec(&["group"]).to_owned(),
            plural: spec(&["names", "plural"]).to_owned(),
            others,
            namespaced: spec(&["scope"]) != "Cluster",
            subresources: vec!["status".to_owned(), "scale".to_owned()],
        });
    }
    known
}

fn unknown(full: &str, name: &str, known: &[Known], lang: Lang) -> String {
    let names = known.iter().flat_map(|resource| {
        std::iter::once(resource.plural.as_str()).chain(resource.others.iter().map(String::as_str))
    });
    // Whatever name it was near to, the one that rules use is told.
    let nearest = nearest_name(name, names)
        .and_then(|near| known.iter().find(|resource| resource.is_called(near)))
        .map(|resource| resource.plural.as_str());
    match (lang, nearest) {
        (Lang::En, Some(near)) => {
            format!(
                "no resource `{full}` is known; did you mean `{near}`? It is answered as written"
            )
        }
        (Lang::En, None) => format!("no resource `{full}` is known; it is answered as written"),
        (Lang::Ja, Some(near)) => format!(
            "リソース `{full}` は知られていません。`{near}` のことでしょうか。そのままの名前で回答します"
        ),
        (Lang::Ja, None) => {
            format!("リソース `{full}` は知られていません。そのままの名前で回答します")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sekisho_inventory::{Object, World, WorldKind};

    use super::*;

    fn named(word: &str) -> (String, Vec<String>) {
        let definition = r#"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"w"},
            "spec":{"group":"example.com","scope":"Cluster","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]}}}"#;
        let value = serde_json::from_str(definition).unwrap();
        let snapshot = Snapshot::new(
            World { name: Arc::from("test"), kind: WorldKind::Files },
            vec![Object::new(value, Arc::from("test"), None, None)],
        );
        let (target, notes) = resolve(word, KubeVersion::NEWEST, &snapshot, Lang::En);
        let label = match target {
            Target::Resource(named) => named.label(),
            Target::Path(path) => path,
        };
        (label, notes)
    }

    #[test]
    fn short_names_kinds_and_groups_are_resolved() {
        for (word, label) in [
            ("po", "pods"),
            ("Pod", "pods"),
            ("pods/exec", "pods/exec"),
            ("deploy", "deployments.apps"),
            ("deployments.apps", "deployments.apps"),
            ("deployments.v1.apps/scale", "deployments.apps/scale"),
            ("wd", "widgets.example.com"),
            ("*", "*"),
            ("/healthz", "/healthz"),
        ] {
            assert_eq!(named(word), (label.to_owned(), Vec::new()), "{word}");
        }
    }

    #[test]
    fn what_is_not_known_is_told_and_kept() {
        let (label, notes) = named("podz");
        assert_eq!(label, "podz");
        assert!(notes.iter().any(|note| note.contains("did you mean `pods`")), "{notes:?}");
        let (_, notes) = named("pods/web-0");
        assert!(notes.iter().any(|note| note.contains("`pods web-0`")), "{notes:?}");
        let (label, notes) = named("events");
        assert_eq!(label, "events");
        assert!(notes.iter().any(|note| note.contains("events.events.k8s.io")), "{notes:?}");
    }
}
