//! Kinds and resources.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::tables::{ResourceRow, tables};
use crate::{KubeVersion, Schema};

/// What the API of one version of Kubernetes serves.
#[derive(Debug)]
pub struct Api {
    version: KubeVersion,
    resources: Vec<Resource>,
    by_kind: HashMap<[&'static str; 3], usize>,
    definitions: HashMap<[&'static str; 3], u32>,
}

/// A resource in one version of its group: where objects of a kind are read and written.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    row: &'static ResourceRow,
}

/// A part of a resource with a path and verbs of its own, such as `pods/exec`.
#[derive(Clone, Copy, Debug)]
pub struct Subresource {
    row: &'static crate::tables::SubresourceRow,
}

/// How long a version of a group is promised to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stability {
    /// May change or vanish in any release; off by default.
    Alpha,
    /// Lasts at least nine months or three releases after its deprecation.
    Beta,
    /// Lasts as long as the major version.
    Stable,
}

/// The verbs of requests, in the order of their bits in the tables.
const VERBS: [&str; 8] =
    ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

impl Api {
    /// The API of `version`, or of the recorded version nearest to it.
    pub fn of(version: KubeVersion) -> &'static Self {
        static APIS: [OnceLock<Api>; 9] = [const { OnceLock::new() }; 9];
        let version = version.nearest_recorded();
        // INVARIANT: there is one place for each recorded version, as a test checks.
        let place = APIS.get(usize::from(version.index())).unwrap_or(&APIS[0]);
        place.get_or_init(|| Self::read(version))
    }

    fn read(version: KubeVersion) -> Self {
        let tables = tables();
        let bit = 1 << version.index();
        let rows = tables.resources.iter().filter(|row| row.versions & bit != 0);
        let resources: Vec<Resource> = rows.map(|row| Resource { row }).collect();
        let mut by_kind = HashMap::with_capacity(resources.len());
        for (index, Resource { row }) in resources.iter().enumerate() {
            by_kind.entry([row.group, row.version, row.kind]).or_insert(index);
        }
        let mut definitions = HashMap::with_capacity(tables.definitions.len());
        for number in 0..tables.definitions.len() as u32 {
            let schema = Schema::of_definition(tables, number, version);
            for kind in schema.map_or(&[][..], Schema::kinds) {
                definitions.insert(*kind, number);
            }
        }
        Self { version, resources, by_kind, definitions }
    }

    /// The version of Kubernetes.
    pub fn version(&self) -> KubeVersion {
        self.version
    }

    /// All resources, by group, version and plural name.
    pub fn resources(&self) -> impl Iterator<Item = Resource> {
        self.resources.iter().copied()
    }

    /// The resource of a kind; `api_version` as objects write it: `v1`, `apps/v1`.
    pub fn resource_of_kind(&self, api_version: &str, kind: &str) -> Option<Resource> {
        let (group, version) = split_api_version(api_version);
        let index = self.by_kind.get(&[group, version, kind])?;
        self.resources.get(*index).copied()
    }

    /// The resource called `plural` in a version of a group; the core group is empty.
    pub fn resource(&self, group: &str, version: &str, plural: &str) -> Option<Resource> {
        let key = |row: &ResourceRow| (row.group, row.version, row.plural);
        let start =
            self.resources.partition_point(|resource| key(resource.row) < (group, version, plural));
        let found = self.resources.get(start).copied();
        found.filter(|resource| key(resource.row) == (group, version, plural))
    }

    /// The versions of `group` that serve `kind`, in the order that the API server prefers.
    pub fn versions_of_kind(&self, group: &str, kind: &str) -> Vec<&'static str> {
        let rows = self.resources.iter().map(|resource| resource.row);
        let mut versions: Vec<_> = rows
            .filter(|row| row.group == group && row.kind == kind)
            .map(|row| row.version)
            .collect();
        versions.dedup();
        versions.sort_by_key(|version| std::cmp::Reverse(rank(version)));
        versions
    }

    /// Whether any resource is of a version of a group, as objects write it: `apps/v1`.
    pub fn serves_version(&self, api_version: &str) -> bool {
        let (group, version) = split_api_version(api_version);
        self.resources.iter().any(|r| r.row.group == group && r.row.version == version)
    }

    /// The type of objects of a kind, lists and options included.
    pub fn schema(&self, api_version: &str, kind: &str) -> Option<Schema> {
        let (group, version) = split_api_version(api_version);
        let number = self.definitions.get(&[group, version, kind])?;
        Schema::of_definition(tables(), *number, self.version)
    }

    /// The type called `name`, such as `io.k8s.api.core.v1.PodSpec`.
    pub fn definition(&self, name: &str) -> Option<Schema> {
        Schema::definition_named(name, self.version)
    }
}

impl Resource {
    /// The `apiVersion` that objects write: `v1`, `apps/v1`.
    pub fn api_version(self) -> &'static str {
        self.row.api_version
    }

    /// The API group; empty for the core.
    pub fn group(self) -> &'static str {
        self.row.group
    }

    /// The version of the group.
    pub fn version(self) -> &'static str {
        self.row.version
    }

    /// The kind of the objects.
    pub fn kind(self) -> &'static str {
        self.row.kind
    }

    /// The name in paths and in access rules: `deployments`.
    pub fn plural(self) -> &'static str {
        self.row.plural
    }

    /// The name for one object: `deployment`.
    pub fn singular(self) -> &'static str {
        self.row.singular
    }

    /// Names that kubectl takes as well: `deploy`.
    pub fn short_names(self) -> &'static [&'static str] {
        &self.row.short_names
    }

    /// The sets that the resource belongs to, such as `all`.
    pub fn categories(self) -> &'static [&'static str] {
        &self.row.categories
    }

    /// Whether objects live in namespaces.
    pub fn is_namespaced(self) -> bool {
        self.row.namespaced
    }

    /// What can be asked for.
    pub fn verbs(self) -> impl Iterator<Item = &'static str> {
        verbs(self.row.verbs)
    }

    /// The subresources, by name.
    pub fn subresources(self) -> impl Iterator<Item = Subresource> {
        self.row.subresources.iter().map(|row| Subresource { row })
    }

    /// The stability of the version.
    pub fn stability(self) -> Stability {
        stability(self.row.version)
    }

    /// Whether a server serves this without being told to: what is stable, and the beta versions
    /// that were begun before v1.24, when new ones stopped being on by default.
    pub fn is_on_by_default(self) -> bool {
        self.stability() == Stability::Stable
            || (self.row.group == "flowcontrol.apiserver.k8s.io"
                && self.stability() == Stability::Beta)
    }
}

impl Subresource {
    /// The name after the slash.
    pub fn name(self) -> &'static str {
        self.row.name
    }

    /// What can be asked for.
    pub fn verbs(self) -> impl Iterator<Item = &'static str> {
        verbs(self.row.verbs)
    }

    /// The group, version and kind of what is read and written there.
    pub fn group_version_kind(self) -> [&'static str; 3] {
        self.row.kind
    }
}

fn verbs(bits: u16) -> impl Iterator<Item = &'static str> {
    VERBS.iter().enumerate().filter(move |(bit, _)| bits & 1 << bit != 0).map(|(_, verb)| *verb)
}

/// The group and version that `apiVersion` names.
pub fn split_api_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// The stability that the name of a version tells: `v1alpha1`, `v1beta1`, `v1`.
pub fn stability(version: &str) -> Stability {
    if version.contains("alpha") {
        Stability::Alpha
    } else if version.contains("beta") {
        Stability::Beta
    } else {
        Stability::Stable
    }
}

/// The order of versions of a group: stability first, then the numbers.
fn rank(version: &str) -> (Stability, u32, u32) {
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(u32::MAX));
    let major = numbers.next().unwrap_or(0);
    (stability(version), major, numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_lead_to_resources_and_back() {
        let api = Api::of(KubeVersion::NEWEST);
        let deployments = api.resource_of_kind("apps/v1", "Deployment").unwrap();
        assert_eq!((deployments.plural(), deployments.singular()), ("deployments", "deployment"));
        assert!(deployments.is_namespaced());
        assert_eq!(deployments.short_names(), ["deploy"]);
        assert_eq!(deployments.verbs().collect::<Vec<_>>(), VERBS);
        let parts: Vec<_> = deployments.subresources().map(Subresource::name).collect();
        assert_eq!(parts, ["scale", "status"]);
        let pods = api.resource("", "v1", "pods").unwrap();
        let exec = pods.subresources().find(|part| part.name() == "exec").unwrap();
        assert_eq!(exec.verbs().collect::<Vec<_>>(), ["get", "create"]);
        assert_eq!(exec.group_version_kind(), ["", "v1", "PodExecOptions"]);
        assert!(!api.resource_of_kind("v1", "Namespace").unwrap().is_namespaced());
        assert!(!api.resource_of_kind("v1", "Node").unwrap().is_namespaced());
        assert!(api.resource("", "v1", "pod").is_none());
        assert!(api.resource_of_kind("v1", "PodList").is_none());
        assert!(api.schema("v1", "PodList").is_some());
        assert!(api.schema("apps/v1", "Deployment").is_some());
    }

    #[test]
    fn every_recorded_version_has_its_api() {
        for version in KubeVersion::recorded() {
            let api = Api::of(version);
            assert_eq!(api.version(), version);
            assert!(api.resources().count() > 60, "{version}");
            assert!(api.resource_of_kind("v1", "Pod").is_some());
        }
        assert_eq!(Api::of(KubeVersion::minor_of_1(20)).version(), KubeVersion::OLDEST);
    }

    #[test]
    fn versions_of_a_kind_are_ordered_by_preference() {
        let of = |minor, group, kind| {
            Api::of(KubeVersion::minor_of_1(minor)).versions_of_kind(group, kind)
        };
        assert_eq!(of(36, "autoscaling", "HorizontalPodAutoscaler"), ["v2", "v1"]);
        assert_eq!(of(28, "flowcontrol.apiserver.k8s.io", "FlowSchema"), ["v1beta3", "v1beta2"]);
        assert_eq!(of(36, "extensions", "Ingress"), Vec::<&str>::new());
    }
}
