use crate::Rule;

const CHANGES: &[&str] = &["create", "delete", "deletecollection", "patch", "update"];
const READS: &[&str] = &["get", "list", "watch"];

/// Verbs, API group, resources.
type Written = (&'static [&'static str], &'static str, &'static [&'static str]);

/// What holders of `edit` can do in a namespace, as far as an entry of the catalogue asks for it.
const EDIT: &[Written] = &[
    (
        CHANGES,
        "",
        &[
            "pods",
            "pods/attach",
            "pods/exec",
            "pods/portforward",
            "pods/proxy",
            "configmaps",
            "endpoints",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "secrets",
            "serviceaccounts",
            "services",
            "services/proxy",
        ],
    ),
    (&["create"], "", &["pods/eviction", "serviceaccounts/token"]),
    (READS, "", &["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets"]),
    (READS, "", &["services/proxy", "pods/log"]),
    (&["impersonate"], "", &["serviceaccounts"]),
    (
        CHANGES,
        "apps",
        &[
            "daemonsets",
            "deployments",
            "deployments/scale",
            "replicasets",
            "replicasets/scale",
            "statefulsets",
            "statefulsets/scale",
        ],
    ),
    (CHANGES, "batch", &["cronjobs", "jobs"]),
    (CHANGES, "policy", &["poddisruptionbudgets"]),
    (CHANGES, "networking.k8s.io", &["ingresses", "networkpolicies"]),
    (CHANGES, "coordination.k8s.io", &["leases"]),
];

/// What `admin` adds to `edit`.
const ADMIN: &[Written] = &[(CHANGES, crate::GROUP, &["rolebindings", "roles"])];

const VIEW: &[Written] = &[(READS, "", &["pods/log"])];

/// The ClusterRoles of every cluster that manifests bind without having them. Other distributions give
/// them more, never less.
const ROLES: &[(&str, &[&[Written]])] = &[
    ("cluster-admin", &[&[(&["*"], "*", &["*"])]]),
    ("admin", &[EDIT, ADMIN]),
    ("edit", &[EDIT]),
    ("view", &[VIEW]),
];

/// The rules of each of these roles.
pub(super) fn rules() -> Vec<(&'static str, Vec<Rule<'static>>)> {
    let rule = |(verbs, group, resources): &Written| Rule {
        verbs: verbs.to_vec(),
        groups: vec![*group],
        resources: resources.to_vec(),
        ..Rule::default()
    };
    let rules = |parts: &[&[Written]]| parts.iter().copied().flatten().map(rule).collect();
    ROLES.iter().map(|(name, parts)| (*name, rules(parts))).collect()
}
