//! What folder and file names say about which manifests belong together.

/// Words that name an environment, as a folder, or as the first or last word of a longer name:
/// `dev`, `prod-eu`, `shop_staging2`.
const ENVIRONMENTS: &[&str] = &[
    "dev",
    "develop",
    "development",
    "nonprod",
    "preprod",
    "preview",
    "prd",
    "prod",
    "production",
    "qa",
    "sandbox",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "uat",
];

/// Names of folders that stand apart from the manifests around them.
const APART: &[&str] = &[
    "base", "bases", "demo", "example", "examples", "fixtures", "live", "local", "overlay",
    "overlays", "sample", "samples", "testdata", "tests",
];

/// Names of folders whose sub-folders stand apart from each other.
const COLLECTIONS: &[&str] = &[
    "bases",
    "clusters",
    "components",
    "env",
    "environment",
    "environments",
    "envs",
    "examples",
    "overlay",
    "overlays",
    "profiles",
    "projects",
    "regions",
    "samples",
    "stages",
    "teams",
    "tenants",
    "variants",
];

/// Names of folders that hold one sort of resource of the project around them.
const SORTS: &[&str] = &[
    "clusterrole",
    "configmap",
    "crd",
    "cronjob",
    "daemonset",
    "deployment",
    "hpa",
    "ingress",
    "job",
    "namespace",
    "netpol",
    "networkpolicy",
    "pdb",
    "policy",
    "pvc",
    "rbac",
    "role",
    "rolebinding",
    "secret",
    "service",
    "serviceaccount",
    "statefulset",
    "storage",
    "storageclass",
    "svc",
    "webhook",
    "workload",
];

/// The environment that a name stands for, in lower case, if any.
pub(crate) fn environment(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name
        .split(['-', '_', '.', ' '])
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|word| !word.is_empty())
        .collect();
    [words.first(), words.last()]
        .into_iter()
        .flatten()
        .find_map(|word| ENVIRONMENTS.iter().find(|known| *known == word).copied())
}

/// Whether a folder stands apart from what is around it, by its name or by the folder it is in.
pub(crate) fn stands_apart(name: &str, parent: Option<&str>) -> bool {
    let lower = name.to_ascii_lowercase();
    APART.contains(&lower.as_str())
        || environment(&lower).is_some()
        || parent.is_some_and(|parent| COLLECTIONS.contains(&parent.to_ascii_lowercase().as_str()))
}

/// Whether a folder holds one sort of resource of the project around it: `rbac`, `300-crds`,
/// `network-policies`.
pub(crate) fn is_sort(name: &str) -> bool {
    let plain: String = name
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | '.'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let singular = [
        plain.strip_suffix("ies").map(|stem| format!("{stem}y")),
        plain.strip_suffix("es").map(str::to_owned),
        plain.strip_suffix('s').map(str::to_owned),
    ];
    SORTS.contains(&plain.as_str())
        || singular.iter().flatten().any(|name| SORTS.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_known_by_their_first_or_last_word() {
        for (name, expected) in [
            ("dev", Some("dev")),
            ("Prod", Some("prod")),
            ("prod-eu-west-1", Some("prod")),
            ("shop_staging2", Some("staging")),
            ("production", Some("production")),
            ("device", None),
            ("contest", None),
            ("a-test-b", None),
            ("", None),
        ] {
            assert_eq!(environment(name), expected, "{name}");
        }
    }

    #[test]
    fn sorts_of_resources_are_known_in_any_spelling() {
        for name in [
            "rbac",
            "crds",
            "300-crds",
            "network-policies",
            "NetworkPolicies",
            "ingresses",
            "policies",
        ] {
            assert!(is_sort(name), "{name}");
        }
        for name in ["shop", "frontend", "s", ""] {
            assert!(!is_sort(name), "{name}");
        }
    }
}
