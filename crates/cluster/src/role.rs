//! The rights that a live scan needs, from the list of what it reads.

use std::fmt::Write as _;

use crate::kinds::READ;

/// The ClusterRole with the rights that a live scan needs and no others, as YAML: `list`, and nothing else,
/// of the kinds that are read. Discovery is open to every user that has logged in (`system:discovery`).
pub fn cluster_role() -> String {
    let mut text = String::from(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: sekisho-scan\nrules:\n",
    );
    for kinds in READ.chunk_by(|one, other| one.group == other.group) {
        let Some(group) = kinds.first().map(|kind| kind.group) else { continue };
        let group = if group.is_empty() { "\"\"" } else { group };
        let _ = writeln!(text, "- apiGroups:\n  - {group}\n  resources:");
        for kind in kinds {
            let _ = writeln!(text, "  - {}", kind.resource);
        }
        text.push_str("  verbs:\n  - list\n");
    }
    text
}
