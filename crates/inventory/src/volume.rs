//! Volumes of a pod and where its containers mount them.

use sekisho_value::{Route, Value};

use crate::{Container, Pod};

/// A secret or configuration map that a pod refers to, in its own namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Referent<'p> {
    /// `Secret` or `ConfigMap`.
    pub kind: &'static str,
    /// Its name; empty where none is given.
    pub name: &'p str,
    /// Whether the pod starts without it.
    pub optional: bool,
}

impl<'p> Referent<'p> {
    pub(crate) fn secret(value: &'p Value, name: &str) -> Self {
        Self::read("Secret", value, name)
    }

    pub(crate) fn config_map(value: &'p Value, name: &str) -> Self {
        Self::read("ConfigMap", value, name)
    }

    fn read(kind: &'static str, value: &'p Value, name: &str) -> Self {
        Self {
            kind,
            name: value.str_at(&[name]).unwrap_or_default(),
            optional: value.bool_at(&["optional"]) == Some(true),
        }
    }
}

/// A volume of a pod.
#[derive(Clone, Debug)]
pub struct Volume<'p> {
    /// Its name; empty where it has none.
    pub name: &'p str,
    /// Which source it has, by the API's name: `hostPath`, `secret`, `projected`, …; `emptyDir`
    /// where none is named, which is the API server's default.
    pub kind: &'p str,
    /// What stands under the source; null where none is named.
    pub source: &'p Value,
    /// Its place in the object.
    pub route: Route,
    pod: &'p Pod<'p>,
    in_pod: Route,
}

/// A volume mounted in a container.
#[derive(Clone, Debug)]
pub struct Mount<'p> {
    /// Everything in it.
    pub value: &'p Value,
    /// The volume of that name; none where the pod has none, as with a claim template of a
    /// stateful set.
    pub volume: Option<Volume<'p>>,
    /// Its place in the object.
    pub route: Route,
}

impl Pod<'_> {
    /// Its volumes, in their order.
    pub fn volumes(&self) -> impl Iterator<Item = Volume<'_>> {
        let list = Route::keys(["spec", "volumes"]);
        self.spec.items_at(&["volumes"]).iter().enumerate().map(move |(index, value)| {
            let source = value.entries().find(|(key, value)| *key != "name" && !value.is_null());
            let (kind, source) = source.unwrap_or(("emptyDir", &Value::Null));
            let in_pod = list.then(index);
            Volume {
                name: value.str_at(&["name"]).unwrap_or_default(),
                kind,
                source,
                route: self.route(&in_pod),
                pod: self,
                in_pod,
            }
        })
    }

    /// The volume with a name.
    pub fn volume(&self, name: &str) -> Option<Volume<'_>> {
        self.volumes().find(|volume| volume.name == name)
    }
}

impl<'p> Volume<'p> {
    /// The place of a field of its source in the object.
    pub fn field<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Route {
        self.pod.route(&self.in_pod.then(self.kind).then_keys(keys))
    }

    /// The path on the node, if it is one.
    pub fn host_path(&self) -> Option<&'p str> {
        if self.kind == "hostPath" { self.source.str_at(&["path"]) } else { None }
    }

    /// The secrets and configuration maps in it, those of a projected volume included, each with
    /// the place of its source.
    pub fn referents(&self) -> Vec<(Referent<'p>, Route)> {
        let place = |within: Route| self.pod.route(&self.in_pod.join(&within));
        match self.kind {
            "secret" => {
                let secret = Referent::secret(self.source, "secretName");
                vec![(secret, place(Route::keys(["secret"])))]
            }
            "configMap" => {
                let map = Referent::config_map(self.source, "name");
                vec![(map, place(Route::keys(["configMap"])))]
            }
            "projected" => {
                let list = Route::keys(["projected", "sources"]);
                let mut found = Vec::new();
                for (index, source) in self.source.items_at(&["sources"]).iter().enumerate() {
                    let here = list.then(index);
                    if let Some(secret) = source.field("secret") {
                        let secret = Referent::secret(secret, "name");
                        found.push((secret, place(here.then("secret"))));
                    }
                    if let Some(map) = source.field("configMap") {
                        let map = Referent::config_map(map, "name");
                        found.push((map, place(here.then("configMap"))));
                    }
                }
                found
            }
            _ => Vec::new(),
        }
    }
}

impl<'p> Mount<'p> {
    /// The name of the volume.
    pub fn name(&self) -> &'p str {
        self.value.str_at(&["name"]).unwrap_or_default()
    }

    /// Where it is mounted in the container.
    pub fn path(&self) -> &'p str {
        self.value.str_at(&["mountPath"]).unwrap_or_default()
    }

    /// Whether the container may only read it, by what the mount says.
    pub fn is_read_only(&self) -> bool {
        self.value.bool_at(&["readOnly"]) == Some(true)
    }

    /// `mountPropagation`, if it is said.
    pub fn propagation(&self) -> Option<&'p str> {
        self.value.str_at(&["mountPropagation"])
    }

    /// The path on the node that the container sees: that of the volume, and the mount's `subPath`
    /// below it. A `subPathExpr` is not followed, because it depends on variables.
    pub fn host_path(&self) -> Option<String> {
        let base = self.volume.as_ref()?.host_path()?;
        Some(match self.value.str_at(&["subPath"]).filter(|below| !below.is_empty()) {
            Some(below) => format!("{}/{below}", base.trim_end_matches('/')),
            None => base.to_owned(),
        })
    }
}

impl<'p> Container<'p> {
    /// Its mounts, in their order, each with its volume.
    pub fn mounts(&self) -> impl Iterator<Item = Mount<'p>> + '_ {
        let list = Route::keys(["volumeMounts"]);
        self.value.items_at(&["volumeMounts"]).iter().enumerate().map(move |(index, value)| {
            let name = value.str_at(&["name"]).unwrap_or_default();
            Mount { value, volume: self.pod.volume(name), route: self.place(&list.then(index)) }
        })
    }
}
