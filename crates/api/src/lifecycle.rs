//! Which versions of groups are served, deprecated and gone.

use crate::api::split_api_version;
use crate::{Api, KubeVersion};

#[path = "lifecycle_table.rs"]
mod table;

/// What a version of Kubernetes makes of an `apiVersion` and `kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiStatus {
    /// Served and not deprecated.
    Served,
    /// Served, with a warning.
    Deprecated {
        /// The version that first warned.
        since: KubeVersion,
        /// The version that stops serving it, where one is set.
        removed_in: Option<KubeVersion>,
        /// What to write instead.
        replacement: Option<Replacement>,
    },
    /// No longer served.
    Removed {
        /// The first version without it.
        removed_in: KubeVersion,
        /// What to write instead.
        replacement: Option<Replacement>,
    },
    /// Not served yet.
    Future {
        /// The first recorded version that has it.
        since: KubeVersion,
    },
    /// Of no version: a custom resource, a configuration file or a slip of the pen.
    Unknown,
}

/// What to write instead of a deprecated or removed version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The `apiVersion` to write.
    pub api_version: &'static str,
    /// The kind, where it has another name now.
    pub kind: Option<&'static str>,
    /// The first version that serves it.
    pub available_since: KubeVersion,
}

/// What `version` makes of objects with this `apiVersion` and `kind`.
///
/// Removals and deprecations are known for all versions since v1.16 and, where they matter, earlier;
/// that something is served is known for recorded versions, and for older ones taken from the oldest.
pub fn api_version_status(api_version: &str, kind: &str, version: KubeVersion) -> ApiStatus {
    let kind = kind.strip_suffix("List").filter(|kind| !kind.is_empty()).unwrap_or(kind);
    let (group, group_version) = split_api_version(api_version);
    let row = table::find(group, group_version, kind);
    if let Some(row) = row {
        let replacement = row.replacement;
        match (row.deprecated, row.removed) {
            (_, Some(removed_in)) if version >= removed_in => {
                return ApiStatus::Removed { removed_in, replacement };
            }
            (Some(since), removed_in) if version >= since => {
                return ApiStatus::Deprecated { since, removed_in, replacement };
            }
            _ => {}
        }
    }
    let serves = |version| Api::of(version).resource_of_kind(api_version, kind).is_some();
    if serves(version) {
        return ApiStatus::Served;
    }
    if row.is_some_and(|row| row.removed.is_some()) && version < KubeVersion::OLDEST {
        return ApiStatus::Served;
    }
    let first = KubeVersion::recorded().find(|recorded| serves(*recorded));
    match first {
        Some(since) if since > version => ApiStatus::Future { since },
        Some(_) => {
            // Alpha versions may go without having been announced.
            let last = KubeVersion::recorded().rev().find(|recorded| serves(*recorded));
            let removed_in = last.map_or(version, |last| KubeVersion::minor_of_1(last.minor() + 1));
            ApiStatus::Removed { removed_in, replacement: newest_of(group, kind, version) }
        }
        None => ApiStatus::Unknown,
    }
}

/// The preferred version of a kind in its own group.
fn newest_of(group: &str, kind: &str, version: KubeVersion) -> Option<Replacement> {
    let api = Api::of(version);
    let preferred = *api.versions_of_kind(group, kind).first()?;
    let resource = api.resources().find(|resource| {
        (resource.group(), resource.version(), resource.kind()) == (group, preferred, kind)
    })?;
    let api_version = resource.api_version();
    let available_since = KubeVersion::recorded()
        .find(|recorded| Api::of(*recorded).resource_of_kind(api_version, kind).is_some())?;
    Some(Replacement { api_version, kind: None, available_since })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(api_version: &str, kind: &str, minor: u16) -> ApiStatus {
        api_version_status(api_version, kind, KubeVersion::minor_of_1(minor))
    }

    #[test]
    fn removed_versions_name_their_replacement() {
        let ApiStatus::Removed { removed_in, replacement } =
            status("extensions/v1beta1", "Deployment", 36)
        else {
            panic!("removed");
        };
        assert_eq!(removed_in, KubeVersion::minor_of_1(16));
        assert_eq!(replacement.map(|it| it.api_version), Some("apps/v1"));
        assert!(matches!(
            status("policy/v1beta1", "PodSecurityPolicy", 25),
            ApiStatus::Removed { replacement: None, .. }
        ));
        assert!(matches!(
            status("extensions/v1beta1", "Ingress", 21),
            ApiStatus::Deprecated { removed_in: Some(_), .. }
        ));
        assert!(matches!(status("batch/v1beta1", "CronJobList", 30), ApiStatus::Removed { .. }));
    }

    #[test]
    fn served_versions_are_served() {
        assert_eq!(status("apps/v1", "Deployment", 36), ApiStatus::Served);
        assert_eq!(status("v1", "Pod", 20), ApiStatus::Served);
        assert_eq!(status("v1", "PodList", 36), ApiStatus::Served);
        assert!(matches!(
            status("v1", "Endpoints", 36),
            ApiStatus::Deprecated { removed_in: None, .. }
        ));
        assert_eq!(status("v1", "Endpoints", 32), ApiStatus::Served);
        assert_eq!(status("cert-manager.io/v1", "Certificate", 36), ApiStatus::Unknown);
        assert_eq!(status("apps/v1", "Deploymnet", 36), ApiStatus::Unknown);
    }

    #[test]
    fn what_comes_later_is_said_to() {
        assert_eq!(
            status("resource.k8s.io/v1", "DeviceClass", 30),
            ApiStatus::Future { since: KubeVersion::minor_of_1(34) }
        );
    }

    #[test]
    fn alpha_versions_that_vanished_are_removed() {
        let ApiStatus::Removed { removed_in, replacement } =
            status("coordination.k8s.io/v1alpha1", "LeaseCandidate", 36)
        else {
            panic!("removed");
        };
        assert_eq!(removed_in, KubeVersion::minor_of_1(32));
        assert_eq!(replacement.map(|it| it.api_version), Some("coordination.k8s.io/v1beta1"));
    }

    #[test]
    fn the_table_agrees_with_the_recorded_servers() {
        for ([group, group_version, kind], row) in table::rows() {
            let api_version = match group {
                "" => group_version.to_owned(),
                group => format!("{group}/{group_version}"),
            };
            for version in KubeVersion::recorded() {
                let served = Api::of(version).resource_of_kind(&api_version, kind).is_some();
                let removed = row.removed.is_some_and(|removed| version >= removed);
                assert!(!(served && removed), "{api_version} {kind} in {version}");
                let Some(replacement) = row.replacement else { continue };
                let is_old = row.removed.is_some_and(|removed| removed <= KubeVersion::OLDEST);
                if replacement.available_since <= version && !is_old {
                    let kind = replacement.kind.unwrap_or(kind);
                    let found = Api::of(version).resource_of_kind(replacement.api_version, kind);
                    assert!(found.is_some(), "{} {kind} in {version}", replacement.api_version);
                }
            }
        }
    }
}
